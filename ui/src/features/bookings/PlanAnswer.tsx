import { Button, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { carryOut } from '../../api/bookings';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import type { BookingPlan, PlannedMove } from '../../api/types';
import { notify } from '../../components/notices';
import { Facts, Section } from '../../components/Page';
import { ProblemAlert } from '../../components/ProblemAlert';
import { ReasonedButton } from '../../components/ReasonedButton';
import { useText } from '../../i18n/text';
import styles from './Bookings.module.css';
import { PlannedMoves } from './PlannedMoves';
import { inDays } from './planned';

interface PlanAnswerProps {
  plan: BookingPlan;
  isPatient: boolean;
  /** Looks longer for a better one. */
  onPatience: () => void;
  /** How many bookings are to stay where they are because somebody said so. */
  kept: number;
  /** Plans anew with this booking where it is, or without a word about any. */
  onKeep: (booking: string | null) => void;
}

/** What came of planning: what moves, what stays, what cannot be; and doing it. */
export function PlanAnswer({ plan, isPatient, onPatience, kept, onKeep }: PlanAnswerProps) {
  const text = useText();
  return (
    <>
      <Facts>
        <Verdict plan={plan} />
        {!plan.proven && !isPatient && (
          <div>
            <Button variant="default" onClick={onPatience}>
              {text('bookingPlan.longer')}
            </Button>
          </div>
        )}
        {kept > 0 && (
          <div className={styles.kept}>
            <span>{text('bookingPlan.kept', { count: kept })}</span>
            <Button variant="subtle" size="compact-sm" onClick={() => onKeep(null)}>
              {text('bookingPlan.release', { count: kept })}
            </Button>
          </div>
        )}
      </Facts>
      {plan.stuck.length > 0 && <Stuck plan={plan} />}
      {plan.moves.length > 0 && <Moves moves={plan.moves} onKeep={onKeep} />}
    </>
  );
}

/** The answer in a few sentences. */
function Verdict({ plan }: { plan: BookingPlan }) {
  const text = useText();
  const { locale } = useIntl();
  const { outcome, movable, moves } = plan;
  if (outcome !== 'plan') {
    const known = outcome === 'impossible' ? (plan.proven ? 'smallest' : 'impossible') : 'unknown';
    return <p role="status">{text(`bookingPlan.${known}`, { count: plan.stuck.length })}</p>;
  }
  if (moves.length === 0) return <p role="status">{text('bookingPlan.clear', { count: movable })}</p>;
  return (
    <>
      <p role="status">
        <strong>{text('bookingPlan.moves', { count: moves.length, stay: movable - moves.length })}</strong>
      </p>
      <p className="faint">
        {text(plan.proven ? 'bookingPlan.best' : 'bookingPlan.bestSoFar', {
          cost: inDays(plan.cost ?? 0, locale),
        })}{' '}
        {plan.greedy_cost !== null &&
          plan.greedy_cost > (plan.cost ?? 0) &&
          text('bookingPlan.greedy', { cost: inDays(plan.greedy_cost, locale) })}
      </p>
    </>
  );
}

/** Those that cannot all be, each to be opened. */
function Stuck({ plan }: { plan: BookingPlan }) {
  const text = useText();
  return (
    <Section title={text(plan.outcome === 'impossible' ? 'bookingPlan.stuck' : 'bookingPlan.leftOut')}>
      <ul className={styles.stuck}>
        {plan.stuck.map(({ id, title, priority }) => (
          <li key={id}>
            <Link to="/bookings" search={{ panel: `booking:${id}` }}>
              {title}
            </Link>{' '}
            <span className="faint">{text('bookingPlan.priorityOf', { priority })}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Moves({ moves, onKeep }: { moves: PlannedMove[]; onKeep: (booking: string) => void }) {
  const text = useText();
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const change = useChange({
    change: (why: string, key) => carryOut(moves, why, key),
    refresh: [keys.all('bookings')],
    onDone: () => {
      notify(text('bookingPlan.done', { count: moves.length }));
      void navigate({ to: '/bookings' });
    },
  });
  const hidden = moves.some(({ environment }) => environment === null);
  return (
    <Section title={text('bookingPlan.what')}>
      <PlannedMoves moves={moves} onKeep={onKeep} />
      <form
        className={styles.apply}
        onSubmit={(event) => {
          event.preventDefault();
          if (!hidden && !change.isPending) change.submit(reason.trim());
        }}
      >
        {change.problem && <ProblemAlert problem={change.problem} />}
        <TextInput
          label={text('field.reason')}
          description={text('bookingPlan.reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={styles.verbs}>
          <ReasonedButton
            type="submit"
            loading={change.isPending}
            blockedBy={hidden ? text('bookingPlan.hidden') : null}
          >
            {text('bookingPlan.apply', { count: moves.length })}
          </ReasonedButton>
          <Button variant="default" renderRoot={(props) => <Link {...props} to="/bookings" />}>
            {text('action.back')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
