import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useIntl } from 'react-intl';
import type { Decision, DecisionReason } from '../../api/types';
import { AllowedBadge } from '../../components/Badges';
import { Section } from '../../components/Page';
import { RefLink } from '../../components/RefLink';
import { TimeText } from '../../components/Time';
import { type TextId, useText } from '../../i18n/text';
import { formatInstant, withOwnTimes } from '../../time/format';
import styles from './Decide.module.css';
import type { Asked } from './question';
import { wayTo } from './remedies';

interface AnswerViewProps {
  told: Decision;
  /** Asks again, with something else. */
  onAsk: (changes: Asked) => void;
  isAsking: boolean;
}

/** Whether it may go; if not, everything in the way, who can clear it, and what else could be tried. */
export function AnswerView({ told, onAsk, isAsking }: AnswerViewProps) {
  const text = useText();
  const { locale } = useIntl();
  const others = told.times.filter((at) => at !== told.at);
  return (
    <Section title={text('decide.answer')}>
      <div className={styles.answer}>
        <p className={styles.verdict}>
          <AllowedBadge allowed={told.allowed} />
          <span>
            <What told={told} /> <TimeText at={told.at} />
            {told.minutes > 0 && (
              <span className="faint"> · {text('decide.lasts', { minutes: told.minutes })}</span>
            )}
          </span>
        </p>
        {told.reasons.length > 0 && (
          <ul className={styles.reasons} aria-label={text('decide.reasons')}>
            {told.reasons.map((reason, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an answer never changes
              <ReasonItem key={place} reason={reason} told={told} />
            ))}
          </ul>
        )}
        {told.notes.length > 0 && (
          <ul className={styles.notes} aria-label={text('decide.notes')}>
            {told.notes.map(({ code, detail }) => (
              <li key={detail}>
                <strong>{text(`decide.note.${code}` as TextId)}</strong> {withOwnTimes(detail, locale)}
              </li>
            ))}
          </ul>
        )}
        {!told.allowed && (
          <p>
            {told.allowed_from
              ? text('decide.from', { at: formatInstant(told.allowed_from, locale) })
              : text('decide.from.never')}
          </p>
        )}
        {(others.length > 0 || told.elsewhere.length > 0) && (
          <div className={styles.others}>
            {others.map((at) => (
              <Button key={at} variant="default" loading={isAsking} onClick={() => onAsk({ at })}>
                {text('decide.try.time', { at: formatInstant(at, locale) })}
              </Button>
            ))}
            {told.elsewhere.map(({ id, name }) => (
              <Button
                key={id}
                variant="default"
                loading={isAsking}
                onClick={() => onAsk({ environment: id })}
              >
                {text('decide.try.place', { name })}
              </Button>
            ))}
          </div>
        )}
        <p className="faint">
          {text('decide.asked', {
            person: told.asked_by?.name ?? text('journal.system'),
            at: formatInstant(told.asked_at, locale),
          })}{' '}
          {text(told.repeats ? 'decide.repeats' : 'decide.differs')}
        </p>
      </div>
    </Section>
  );
}

function What({ told }: { told: Decision }) {
  const text = useText();
  return (
    <>
      {told.system ? (
        <>
          <RefLink kind="system" reference={told.system} /> {told.version}
        </>
      ) : (
        text('decide.anything')
      )}{' '}
      → <RefLink kind="environment" reference={told.environment} />
      {told.release && (
        <>
          {' '}
          (<RefLink kind="release" reference={told.release} />)
        </>
      )}
      ,
    </>
  );
}

function ReasonItem({ reason, told }: { reason: DecisionReason; told: Decision }) {
  const text = useText();
  const { locale } = useIntl();
  const way = wayTo(reason.remedy, told);
  return (
    <li>
      <p>
        <strong>{text(`decide.code.${reason.code}` as TextId)}</strong> {withOwnTimes(reason.detail, locale)}
      </p>
      <p className="faint">
        {reason.who && text('decide.who', { who: reason.who })}
        {reason.who && reason.until && ' · '}
        {reason.until && text('decide.until', { at: formatInstant(reason.until, locale) })}
      </p>
      <p>
        <Link {...way}>{text(`decide.act.${reason.remedy.act}` as TextId)}</Link>
        {reason.remedy.act === 'meet_policy' && told.release && (
          <>
            {' · '}
            <Link to="." search={(before) => ({ ...before, panel: `waive:${reason.remedy.policy}` })}>
              {text('decide.waive')}
            </Link>
          </>
        )}
      </p>
    </li>
  );
}
