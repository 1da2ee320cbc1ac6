import type { RunCall, RunTask } from '../../../api/types';
import { Fact, FactList } from '../../../components/FactList';
import styles from '../../../components/form/form.module.css';
import { Icon } from '../../../components/Icon';
import { TimeText } from '../../../components/Time';
import { useText } from '../../../i18n/text';

/** What nobody knows of holds everything up until somebody finds out: what each button then means. */
export function InDoubt({ task }: { task: RunTask }) {
  const text = useText();
  const can = (['complete', 'fail', 'reopen', 'skip'] as const).filter((act) => task.acts.includes(act));
  return (
    <section
      aria-label={text('run.standing.in_doubt')}
      style={{
        display: 'grid',
        gap: 4,
        padding: '8px 12px',
        borderLeft: '4px solid var(--warning)',
        background: 'var(--surface-sunken)',
      }}
    >
      <p style={{ fontWeight: 600 }}>
        <Icon name="alert" size={14} /> {text('run.inDoubt')}
      </p>
      {can.length > 0 && (
        <ul>
          {can.map((act) => (
            <li key={act}>
              <b>{text(`run.act.${act}`)}</b>: {text(`run.inDoubt.${act}`)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** How far the machine is that was told to do it. */
export function Call({ call }: { call: RunCall }) {
  const text = useText();
  return (
    <fieldset className={styles.group}>
      <legend>{text('run.call')}</legend>
      <FactList>
        <Fact name={text('run.call.attempt')}>{call.attempt}</Fact>
        <Fact name={text('run.call.sent')}>
          {call.sent_at ? <TimeText at={call.sent_at} /> : text('run.call.waits')}
        </Fact>
        {call.told !== '' && <Fact name={text('run.call.told')}>{call.told}</Fact>}
        <Fact name={text('run.call.key')}>
          <span className="mono" style={{ overflowWrap: 'anywhere' }}>
            {call.key}
          </span>
        </Fact>
      </FactList>
    </fieldset>
  );
}
