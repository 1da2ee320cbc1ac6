import { Button, FileButton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { attachmentsQuery, contentAddress, removeAttachment } from '../../../api/records';
import type { Attachment } from '../../../api/types';
import { Icon } from '../../../components/Icon';
import { notify } from '../../../components/notices';
import { Section } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { ProblemAlert } from '../../../components/ProblemAlert';
import { RemoveButton } from '../../../components/RemoveButton';
import { TimeText } from '../../../components/Time';
import { useText } from '../../../i18n/text';
import { useReadOnlyReason, useRelease } from '../ReleaseContext';
import styles from './AttachmentsSection.module.css';
import { formatSize } from './size';
import { type Upload, useUploads } from './useUploads';

/** Files that belong to a release: dropped here or chosen, and given back as downloads. */
export function AttachmentsSection() {
  const text = useText();
  const { locale } = useIntl();
  const { id } = useRelease();
  const attachments = useInfiniteQuery(attachmentsQuery(id));
  const { uploads, add } = useUploads(id);
  const blockedBy = useReadOnlyReason(text('archive.why'));
  const [isOver, setOver] = useState(false);

  return (
    <Section
      title={text('attachments.title')}
      actions={
        <FileButton
          multiple
          onChange={add}
          disabled={blockedBy !== null}
          inputProps={{ 'aria-hidden': true }}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              disabled={blockedBy !== null}
              title={blockedBy ?? undefined}
              leftSection={<Icon name="add" size={14} />}
            >
              {text('attachments.add')}
            </Button>
          )}
        </FileButton>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: files are dropped here; the button does the same by keyboard */}
      <div
        className={`${styles.drop} ${isOver ? styles.over : ''}`}
        onDragOver={(event) => {
          if (blockedBy !== null || !event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (blockedBy === null) add([...event.dataTransfer.files]);
        }}
      >
        <p className={styles.hint}>{text(isOver ? 'attachments.letGo' : 'attachments.drop')}</p>
        {uploads.length > 0 && (
          <ul className={styles.uploads} aria-label={text('attachments.uploads')}>
            {uploads.map((upload) => (
              <UploadRow key={upload.id} upload={upload} />
            ))}
          </ul>
        )}
        <PageState query={attachments}>
          {(items) =>
            items.length === 0 ? (
              <p className={styles.hint}>{text('attachments.none')}</p>
            ) : (
              <PlainTable<Attachment>
                caption={text('attachments.title')}
                rows={items}
                pages={attachments}
                rowKey={(attachment) => attachment.id}
                columns={[
                  {
                    id: 'name',
                    header: text('column.name'),
                    size: 'wide',
                    cell: (attachment) => (
                      <a href={contentAddress(id, attachment.id)} download={attachment.name}>
                        {attachment.name}
                      </a>
                    ),
                  },
                  {
                    id: 'size',
                    header: text('attachments.size'),
                    cell: ({ size }) => formatSize(size, locale),
                  },
                  {
                    id: 'by',
                    header: text('column.by'),
                    size: 'clip',
                    leaves: 'notOnPhone',
                    cell: ({ added_by }) => added_by?.name ?? text('journal.system'),
                  },
                  {
                    id: 'at',
                    header: text('attachments.at'),
                    cell: ({ added_at }) => <TimeText at={added_at} />,
                  },
                  {
                    id: 'sha256',
                    header: 'SHA-256',
                    leaves: 'notOnPhone',
                    cell: ({ sha256 }) => (
                      <code title={sha256}>
                        {sha256.slice(0, 12)}
                        <span className="visually-hidden">{sha256.slice(12)}</span>…
                      </code>
                    ),
                  },
                  {
                    id: 'actions',
                    header: text('column.actions'),
                    cell: (attachment) => <RemoveAttachment attachment={attachment} />,
                  },
                ]}
              />
            )
          }
        </PageState>
      </div>
    </Section>
  );
}

function RemoveAttachment({ attachment }: { attachment: Attachment }) {
  const text = useText();
  const { id } = useRelease();
  const removing = useChange({
    change: (_: undefined) => removeAttachment(id, attachment),
    refresh: [keys.part('releases', id, 'attachments')],
    onDone: () => notify(text('plan.removed', { name: attachment.name })),
  });
  return (
    <>
      <RemoveButton
        name={attachment.name}
        isPending={removing.isPending}
        onRemove={() => removing.submit(undefined)}
      />
      {removing.problem && <ProblemAlert problem={removing.problem} />}
    </>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const text = useText();
  const { locale } = useIntl();
  const whole = Math.max(upload.size, 1);
  return (
    <li className={styles.upload}>
      <span className={styles.name}>{upload.name}</span>
      {upload.problem === null && (
        <>
          <progress
            max={whole}
            value={upload.sent}
            aria-label={text('attachments.progress', { name: upload.name })}
          />
          <span className="faint">
            {text('attachments.sent', {
              sent: formatSize(upload.sent, locale),
              size: formatSize(upload.size, locale),
            })}
          </span>
        </>
      )}
      <Button variant="subtle" size="compact-xs" onClick={upload.stop}>
        {text(upload.problem === null ? 'action.cancel' : 'action.close')}
      </Button>
      {upload.problem && (
        <div className={styles.problem}>
          <ProblemAlert problem={upload.problem} />
        </div>
      )}
    </li>
  );
}
