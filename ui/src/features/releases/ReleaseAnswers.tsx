import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useIntl } from 'react-intl';
import type { Answer, AnswerLink, AnswerReason } from '../../api/types';
import { AnswerBadge } from '../../components/Badges';
import { DayText, DueText, TimeText } from '../../components/Time';
import { type TextId, useText } from '../../i18n/text';
import { formatDay, formatDayOf, formatLastDayOf } from '../../time/format';
import styles from './ReleaseAnswers.module.css';
import { useRelease } from './ReleaseContext';

/** Named without a click; the others are one away. */
const SHOWN = 3;

/** The questions everyone opens a release with, as the server answers them. */
export function ReleaseAnswers() {
  const text = useText();
  const release = useRelease();
  if (!release.answers) return null;
  const { on_time, blocked_by, next_gate, decision_owner } = release.answers;
  return (
    <dl className={styles.answers}>
      <Question name="release.onTime" answer={on_time} />
      <Question name="release.blockedBy" answer={blocked_by} />
      <Question name="release.nextGate" answer={next_gate}>
        {release.next_gate && next_gate.name && <DueText due={release.next_gate.due} distance />}
      </Question>
      <Question name="release.owner" answer={decision_owner} />
      <div>
        <dt>{text('column.target')}</dt>
        <dd>
          {release.completed_at ? (
            <>
              {text('release.completed')} <TimeText at={release.completed_at} />
            </>
          ) : (
            <DueText due={release.target} distance />
          )}
          {release.start && (
            <p className={styles.note}>
              {text('release.from')} <DayText day={release.start} />
            </p>
          )}
        </dd>
      </div>
    </dl>
  );
}

interface QuestionProps {
  name: TextId;
  answer: Answer;
  children?: ReactNode;
}

function Question({ name, answer, children }: QuestionProps) {
  const text = useText();
  return (
    <div>
      <dt>{text(name)}</dt>
      <dd>
        <span className={styles.line}>
          <AnswerBadge answer={answer} />
          {answer.name && (
            <SectionLink link={answer.link} className={styles.named}>
              {answer.name}
            </SectionLink>
          )}
          {!children && <Span since={answer.since} until={null} />}
        </span>
        {children}
        {answer.who && <p className={styles.note}>{answer.who}</p>}
        <Reasons reasons={answer.reasons} />
      </dd>
    </div>
  );
}

function Reasons({ reasons }: { reasons: AnswerReason[] }) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  if (reasons.length === 0) return null;
  const isLong = reasons.length > SHOWN + 1;
  const shown = isLong && !isOpen ? reasons.slice(0, SHOWN) : reasons;
  return (
    <>
      <ul className={styles.reasons}>
        {shown.map((reason) => (
          <li key={`${reason.code} ${reason.name} ${reason.link.section}`}>
            <SectionLink link={reason.link}>
              {text(`answer.${reason.code}` as TextId, { name: reason.name, count: reason.count })}
            </SectionLink>
            {reason.who && <span> · {reason.who}</span>}{' '}
            {reason.due ? <Due day={reason.due} /> : <Span since={reason.since} until={reason.until} />}
          </li>
        ))}
      </ul>
      {isLong && (
        <button type="button" className={styles.more} onClick={() => setOpen(!isOpen)}>
          {isOpen ? text('answer.less') : text('answer.moreReasons', { count: reasons.length - SHOWN })}
        </button>
      )}
    </>
  );
}

function Due({ day }: { day: string }) {
  const text = useText();
  const { locale } = useIntl();
  return (
    <time dateTime={day} className="faint">
      {text('answer.due', { day: formatDay(day, locale) })}
    </time>
  );
}

function Span({ since, until }: { since: string | null; until: string | null }) {
  const text = useText();
  const { locale } = useIntl();
  const at = since ?? until;
  if (at === null) return null;
  return (
    <time dateTime={at} className="faint">
      {since
        ? text('answer.since', { day: formatDayOf(at, locale) })
        : text('answer.until', { day: formatLastDayOf(at, locale) })}
    </time>
  );
}

const PAGE_OF = {
  plan: '/releases/$key',
  activities: '/releases/$key/activities',
  dependencies: '/releases/$key/dependencies',
  raid: '/releases/$key/raid',
  matrix: '/releases/$key/matrix',
  people: '/releases/$key/people',
} as const;

interface SectionLinkProps {
  link: AnswerLink;
  className?: string;
  children: ReactNode;
}

function SectionLink({ link, className, children }: SectionLinkProps) {
  const search = link.section === 'matrix' ? { drifting: 'true' } : {};
  return (
    <Link to={PAGE_OF[link.section]} params={{ key: link.release }} search={search} className={className}>
      {children}
    </Link>
  );
}
