import { NativeSelect, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { replayPolicy } from '../../api/policies';
import type { Policy, PolicyReplay, ReplayedDecision } from '../../api/types';
import { Section } from '../../components/Page';
import { PlainTable } from '../../components/PlainTable';
import { ProblemAlert } from '../../components/ProblemAlert';
import { ReasonedButton } from '../../components/ReasonedButton';
import { RefLink } from '../../components/RefLink';
import { TimeText } from '../../components/Time';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { instantOf, localOf } from '../../time/local';
import styles from './Policies.module.css';

const DAY_MS = 86_400_000;

/** What the policy would have said to the decisions that were made. */
export function ReplaySection({ policy }: { policy: Policy }) {
  const text = useText();
  const zone = ownZone();
  const [span, setSpan] = useState(() => ({
    from: localOf(new Date(Date.now() - 30 * DAY_MS).toISOString(), zone).slice(0, 10),
    to: localOf(new Date(Date.now() + DAY_MS).toISOString(), zone).slice(0, 10),
  }));
  const [version, setVersion] = useState(String(policy.latest.number));
  const [done, setDone] = useState<PolicyReplay | null>(null);
  const replay = useChange({
    change: (number: number, key) =>
      replayPolicy(
        policy.id,
        {
          version: number,
          from: instantOf(`${span.from}T00:00`, zone),
          to: instantOf(`${span.to}T00:00`, zone),
        },
        key,
      ),
    refresh: [],
    onDone: setDone,
  });
  const versions = Array.from({ length: policy.latest.number }, (_, index) => policy.latest.number - index);
  return (
    <Section title={text('policies.replay')}>
      <p className={styles.sum}>{text('policies.replay.what')}</p>
      <form
        className={styles.replay}
        aria-label={text('policies.replay')}
        onSubmit={(event) => {
          event.preventDefault();
          replay.submit(Number(version));
        }}
      >
        <NativeSelect
          label={text('policies.replay.version')}
          value={version}
          data={versions.map((number) => ({
            value: String(number),
            label: text('policies.versionOf', { number }),
          }))}
          onChange={(event) => setVersion(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={`${text('policies.replay.from')} (${zone})`}
          value={span.from}
          onChange={(event) => setSpan({ ...span, from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={`${text('policies.replay.to')} (${zone})`}
          value={span.to}
          onChange={(event) => setSpan({ ...span, to: event.currentTarget.value })}
        />
        <ReasonedButton type="submit" variant="default" loading={replay.isPending}>
          {text('policies.replay.run')}
        </ReasonedButton>
      </form>
      {replay.problem && <ProblemAlert problem={replay.problem} />}
      <div aria-live="polite">{done && <Outcome replay={done} />}</div>
    </Section>
  );
}

function Outcome({ replay }: { replay: PolicyReplay }) {
  const text = useText();
  const { judged, fulfilled, would_block: blocked, differing } = replay;
  return (
    <>
      <p className={styles.sum}>{text('policies.replay.sum', { judged, fulfilled, blocked })}</p>
      {differing > 0 && (
        <p className={styles.warning}>{text('policies.replay.differing', { count: differing })}</p>
      )}
      {replay.items.length === 0 ? (
        judged > 0 && <p className={styles.sum}>{text('policies.replay.none')}</p>
      ) : (
        <PlainTable<ReplayedDecision>
          caption={text('policies.replay')}
          rows={replay.items}
          rowKey={({ decision }) => decision.id}
          columns={[
            {
              id: 'asked',
              header: text('policies.replay.asked'),
              cell: ({ decision }) => (
                <Link to="/decide" search={{ decision: decision.id }}>
                  <TimeText at={decision.asked_at} />
                </Link>
              ),
            },
            {
              id: 'by',
              header: text('column.by'),
              leaves: 'notOnPhone',
              cell: ({ decision }) => decision.asked_by?.name ?? text('value.none'),
            },
            {
              id: 'what',
              header: text('column.system'),
              size: 'wide',
              cell: ({ decision }) => (
                <>
                  {decision.system && <RefLink kind="system" reference={decision.system} />}{' '}
                  <span className="mono">{decision.version}</span>
                </>
              ),
            },
            {
              id: 'where',
              header: text('column.environment'),
              cell: ({ decision }) => <RefLink kind="environment" reference={decision.environment} />,
            },
            {
              id: 'then',
              header: text('policies.replay.then'),
              cell: ({ decision, would_block }) =>
                text(
                  would_block
                    ? 'policies.replay.blocks'
                    : decision.allowed
                      ? 'policies.replay.allowed'
                      : 'policies.replay.refused',
                ),
            },
            {
              id: 'now',
              header: text('policies.replay.now'),
              size: 'wide',
              cell: ({ message, failure }) => (
                <>
                  {message}
                  {failure && <p className="faint">{failure}</p>}
                </>
              ),
            },
          ]}
        />
      )}
      {!replay.complete && <p className={styles.sum}>{text('policies.replay.incomplete')}</p>}
    </>
  );
}
