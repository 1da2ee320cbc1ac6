import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useIntl } from 'react-intl';
import { approvalRequestPages } from '../../api/gates';
import type { ApprovalRequest } from '../../api/types';
import { AnswerPart } from '../../components/gates/AnswerPart';
import { ApprovalList } from '../../components/gates/ApprovalList';
import { RequestBadge } from '../../components/gates/GateBadges';
import { Icon } from '../../components/Icon';
import { Page, Section } from '../../components/Page';
import { usePages } from '../../components/PagedTable';
import { EmptyState, PageState } from '../../components/PageState';
import { ShowMore } from '../../components/ShowMore';
import { SidePanel } from '../../components/SidePanel';
import { saveFile } from '../../components/saveFile';
import { DueText } from '../../components/Time';
import { useText } from '../../i18n/text';
import { formatDeadline, formatInstant } from '../../time/format';
import styles from './Inbox.module.css';
import { type Entry, minutesText, type Sitting } from './minutes';
import { useDesk } from './useDesk';
import { useSitting } from './useSitting';

const OPEN = { open: 'true' };

/** The agenda of those who decide together: everything that waits, in order, decided in one sitting and minuted. */
export function BoardPage() {
  const text = useText();
  const { query, rows } = usePages(approvalRequestPages(OPEN));
  const { sitting, entries, setPresent, beginAgain } = useSitting(rows);
  return (
    <Page title={text('board.title')} actions={<Link to="/inbox">{text('nav.inbox')}</Link>}>
      <PageState query={query}>
        {() => (
          <>
            <Section title={text('board.agenda', { count: rows.length })}>
              {rows.length === 0 ? (
                <EmptyState title={text('board.none')} detail={text('board.none.next')} />
              ) : (
                <Agenda requests={rows} />
              )}
              <ShowMore pages={query} />
            </Section>
            <Minutes sitting={sitting} entries={entries} onPresent={setPresent} onBeginAgain={beginAgain} />
          </>
        )}
      </PageState>
    </Page>
  );
}

function Agenda({ requests }: { requests: ApprovalRequest[] }) {
  const text = useText();
  const desk = useDesk(requests.map(({ id }) => id));
  const opened = requests.find(({ id }) => id === desk.opened);
  return (
    <>
      <ol className={styles.agenda} aria-label={text('board.title')} onKeyDown={desk.onKeyDown}>
        {requests.map((request, index) => (
          <li key={request.id} className={styles.line} data-open={opened?.id === request.id || undefined}>
            <button
              type="button"
              className={styles.row}
              aria-current={opened?.id === request.id || undefined}
              {...desk.row(request.id)}
              onClick={() => desk.open(request.id)}
            >
              <span className={styles.kind}>
                <span className={styles.number}>{index + 1}</span>
                {request.release.key}
              </span>
              <span className={styles.title}>{request.gate_name}</span>
              <span className={styles.release}>{request.release.name}</span>
              {request.approvals.length > 0 && (
                <span className={styles.mark}>
                  <Icon name="check" size={14} />
                  {text('board.has', { count: request.approvals.length })}
                </span>
              )}
              <span className={styles.due}>
                <DueText due={request.due} />
              </span>
            </button>
          </li>
        ))}
      </ol>
      {opened && (
        <SidePanel title={opened.gate_name} focus={desk.focus} onClose={desk.close}>
          <AnswerPart
            key={`${opened.id} ${desk.verdict}`}
            release={opened.release.id}
            gate={opened.gate}
            request={opened.id}
            verdict={desk.verdict}
            onDone={() => desk.done(opened.id)}
          />
        </SidePanel>
      )}
    </>
  );
}

interface MinutesProps {
  sitting: Sitting;
  entries: Entry[];
  onPresent: (present: string) => void;
  onBeginAgain: () => void;
}

/** What was decided in this sitting, in order, to be taken along. */
function Minutes({ sitting, entries, onPresent, onBeginAgain }: MinutesProps) {
  const text = useText();
  const { locale } = useIntl();
  const outcome = (request: ApprovalRequest) => text(`approvals.state.${request.outcome ?? 'waiting'}`);
  const save = () => {
    const words = {
      title: text('board.minutes'),
      began: text('board.began', { at: formatInstant(sitting.began, locale) }),
      present: text('board.present.were'),
      nothing: text('board.nothing'),
      due: (request: ApprovalRequest) => text('answer.due', { day: formatDeadline(request.due, locale) }),
      outcome,
      said: (approval: Entry['said'][number]) =>
        [
          formatInstant(approval.at, locale),
          approval.printed_name,
          ...(approval.on_behalf_of
            ? [text('journal.onBehalfOf', { person: approval.on_behalf_of.name })]
            : []),
          text(`approvals.said.${approval.verdict}`),
          text('approvals.byRule', { rule: approval.rule_name }),
        ].join(' · '),
      signed: (digest: string) => text('board.signedAs', { digest }),
    };
    const content = minutesText(sitting, entries, words);
    saveFile(`minutes-${sitting.began.slice(0, 10)}.md`, new Blob([content], { type: 'text/markdown' }));
  };
  return (
    <Section
      title={text('board.minutes')}
      actions={
        <>
          <Button variant="default" leftSection={<Icon name="download" size={14} />} onClick={save}>
            {text('board.save')}
          </Button>
          <Button variant="subtle" onClick={onBeginAgain}>
            {text('board.beginAgain')}
          </Button>
        </>
      }
    >
      <div className={styles.minutes}>
        <p className="faint">{text('board.began', { at: formatInstant(sitting.began, locale) })}</p>
        <TextInput
          className={styles.present}
          label={text('board.present')}
          description={text('board.present.what')}
          value={sitting.present}
          onChange={(event) => onPresent(event.currentTarget.value)}
        />
        {entries.length === 0 && <p className="faint">{text('board.nothing')}</p>}
        <ol aria-label={text('board.minutes')}>
          {entries.map(({ request, said }) => (
            <li key={request.id}>
              <Link to="/releases/$key/gates/$gate" params={{ key: request.release.key, gate: request.gate }}>
                {request.release.name} · {request.gate_name}
              </Link>{' '}
              <RequestBadge outcome={request.outcome} />
              <ApprovalList approvals={said} />
            </li>
          ))}
        </ol>
      </div>
    </Section>
  );
}
