import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { activitiesQuery, milestonesQuery } from '../../api/plan';
import { releaseDependenciesQuery } from '../../api/scope';
import { HealthBadge } from '../../components/Badges';
import { RefLink } from '../../components/RefLink';
import { DayText, DueText, TimeText } from '../../components/Time';
import { useText } from '../../i18n/text';
import { useRelease } from './ReleaseContext';
import styles from './ReleasePage.module.css';

/** The questions everyone opens a release with. */
export function ReleaseAnswers() {
  const text = useText();
  const release = useRelease();
  return (
    <dl className={styles.answers}>
      <Answer question={text('release.onTime')}>
        <HealthBadge health={{ ...release.health, reasons: [] }} />
        {release.health.reasons.length > 0 && (
          <ul>
            {release.health.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
      </Answer>
      <Answer question={text('release.blockedBy')}>
        <Blockers />
      </Answer>
      <Answer question={text('release.nextGate')}>
        {release.next_gate ? (
          <>
            {release.next_gate.name}
            <br />
            <DueText due={release.next_gate.due} distance />
          </>
        ) : (
          <span className="faint">{text('release.nextGate.none')}</span>
        )}
      </Answer>
      <Answer question={text('release.owner')}>
        {release.accountable?.name ?? (
          <Link to="/releases/$key/people" params={{ key: release.key }}>
            {text('release.owner.none')}
          </Link>
        )}
      </Answer>
      <Answer question={text('column.target')}>
        {release.completed_at ? (
          <>
            {text('release.completed')} <TimeText at={release.completed_at} />
          </>
        ) : (
          <DueText due={release.target} distance />
        )}
        {release.start && (
          <ul>
            <li>
              {text('release.from')} <DayText day={release.start} />
            </li>
          </ul>
        )}
      </Answer>
    </dl>
  );
}

function Answer({ question, children }: { question: string; children: ReactNode }) {
  return (
    <div>
      <dt>{question}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What was reported as stopping it: failed gates, blocked work, releases it cannot do without. */
function Blockers() {
  const text = useText();
  const { id, key } = useRelease();
  const milestones = useInfiniteQuery(milestonesQuery(id));
  const activities = useInfiniteQuery(activitiesQuery(id));
  const dependencies = useQuery(releaseDependenciesQuery(id));
  if ([milestones, activities, dependencies].some((query) => query.isPending)) {
    return <span className="faint">{text('state.loading')}</span>;
  }
  const failed = (milestones.data ?? []).filter((milestone) => milestone.state === 'failed');
  const blocked = (activities.data ?? []).filter((activity) => activity.status === 'blocked');
  const hard = (dependencies.data?.needs ?? []).filter((need) => need.hard);
  if (failed.length + blocked.length + hard.length === 0) {
    return <span className="faint">{text('release.blockedBy.nothing')}</span>;
  }
  return (
    <ul>
      {failed.map((gate) => (
        <li key={gate.id}>{text('release.blockedBy.gate', { name: gate.name })}</li>
      ))}
      {blocked.length > 0 && (
        <li>
          <Link to="/releases/$key/activities" params={{ key }}>
            {text('release.blockedBy.activities', { count: blocked.length })}
          </Link>
        </li>
      )}
      {hard.map((need) => (
        <li key={need.release.id}>
          {text('release.blockedBy.needs')} <RefLink kind="release" reference={need.release} />
        </li>
      ))}
    </ul>
  );
}
