import { Button, FileButton, NativeSelect, Textarea } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { GATE_CHANGES, meetCriterion } from '../../api/gates';
import { keys } from '../../api/keys';
import { attachmentsQuery, upload } from '../../api/records';
import type { Criterion, Link, NewEvidence } from '../../api/types';
import { useText } from '../../i18n/text';
import formStyles from '../form/form.module.css';
import { LinksField, linkPointers } from '../form/LinksField';
import { useForm } from '../form/useForm';
import { Icon } from '../Icon';
import { notify } from '../notices';
import { ProblemAlert } from '../ProblemAlert';
import { ReasonedButton } from '../ReasonedButton';
import styles from './Gates.module.css';

interface MeetFormProps {
  criterion: Criterion;
  onDone: () => void;
}

/** A file of the release that is to be shown. */
interface ShownFile {
  id: string;
  name: string;
}

/** Says that a criterion is met, and shows it: links, files that are there or sent now, and words. */
export function MeetForm({ criterion, onDone }: MeetFormProps) {
  const text = useText();
  const release = criterion.release.id;
  const [links, setLinks] = useState<Link[]>([]);
  const [files, setFiles] = useState<ShownFile[]>([]);
  const change = useChange({
    change: (evidence: NewEvidence[], key) => meetCriterion(criterion, evidence, key),
    refresh: GATE_CHANGES,
    onDone: () => {
      notify(text('criteria.isMet', { name: criterion.name }));
      onDone();
    },
  });
  const evidenceAt = (pointer: string) => pointer.replace(/^\/links\//, '/evidence/');
  const form = useForm({ words: '' }, change.problem, linkPointers(links).map(evidenceAt));
  const words = form.values.words.trim();
  const named = links.filter(({ url }) => url.trim() !== '');
  const evidence: NewEvidence[] = [
    ...named.map(({ url, title }): NewEvidence => ({ kind: 'link', url: url.trim(), title: title.trim() })),
    ...files.map(({ id }): NewEvidence => ({ kind: 'file', attachment: id })),
    ...(words === '' ? [] : [{ kind: 'text', text: words } as const]),
  ];
  const blockedBy = evidence.length === 0 ? text('criteria.showWhy') : null;

  return (
    <form
      className={formStyles.form}
      aria-label={text('criteria.meet')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!blockedBy && !change.isPending) change.submit(evidence);
      }}
    >
      {change.problem && <ProblemAlert problem={change.problem} faults={form.otherFaults} />}
      <Textarea
        label={text('criteria.words')}
        description={text('criteria.words.what')}
        rows={3}
        data-autofocus
        {...form.field('words')}
      />
      <LinksField value={links} onChange={setLinks} fault={(pointer) => form.fault(evidenceAt(pointer))} />
      <FilesField release={release} files={files} onChange={setFiles} />
      <div className={formStyles.actions}>
        <ReasonedButton type="submit" loading={change.isPending} blockedBy={blockedBy}>
          {text('criteria.meet')}
        </ReasonedButton>
      </div>
    </form>
  );
}

interface FilesFieldProps {
  release: string;
  files: ShownFile[];
  onChange: (files: ShownFile[]) => void;
}

/** Files of the release: those that are attached already, or sent from here. */
function FilesField({ release, files, onChange }: FilesFieldProps) {
  const text = useText();
  const queries = useQueryClient();
  const attachments = useInfiniteQuery(attachmentsQuery(release)).data ?? [];
  const others = attachments.filter(({ id }) => !files.some((file) => file.id === id));
  const sending = useChange({
    change: (file: File) => upload(release, file, () => {}, new AbortController().signal),
    refresh: [],
    onDone: (attached) => {
      onChange([...files, attached]);
      void queries.invalidateQueries({ queryKey: keys.part('releases', release, 'attachments') });
    },
  });
  return (
    <fieldset className={formStyles.rows}>
      <legend>{text('criteria.files')}</legend>
      {sending.problem && <ProblemAlert problem={sending.problem} />}
      {files.length > 0 && (
        <ul className={styles.files}>
          {files.map((file) => (
            <li key={file.id}>
              <span>{file.name}</span>
              <Button
                variant="subtle"
                size="compact-xs"
                aria-label={text('action.removeOf', { name: file.name })}
                onClick={() => onChange(files.filter(({ id }) => id !== file.id))}
              >
                {text('remove.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <NativeSelect
          label={text('criteria.file.attached')}
          value=""
          data={[
            { value: '', label: text('criteria.file.choose') },
            ...others.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => {
            const file = others.find(({ id }) => id === event.currentTarget.value);
            if (file) onChange([...files, file]);
          }}
        />
      )}
      <FileButton onChange={(file) => file && sending.submit(file)} inputProps={{ 'aria-hidden': true }}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            loading={sending.isPending}
            leftSection={<Icon name="add" size={14} />}
          >
            {text('criteria.file.send')}
          </Button>
        )}
      </FileButton>
    </fieldset>
  );
}
