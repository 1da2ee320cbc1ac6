import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { faultsByField } from '../../../api/problem';
import { putReleasePeople } from '../../../api/scope';
import type { RaciEntry, RaciInput, RaciRole } from '../../../api/types';
import { FieldRow, FormPanel } from '../../../components/form/FormPanel';
import { PersonPicker, TeamPicker } from '../../../components/form/pickers';
import type { Choice } from '../../../components/form/RefPicker';
import { Icon } from '../../../components/Icon';
import { notify } from '../../../components/notices';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { WhoChanged } from '../WhoChanged';
import styles from './PeoplePanel.module.css';
import { inputOf, linesOf, RACI_ROLES, type RaciLine, withLine } from './raci';

/** The whole list at once, because exactly one accountable must hold for all of it. */
export function PeoplePanel({ entries, onClose }: { entries: RaciEntry[]; onClose: () => void }) {
  const text = useText();
  const release = useRelease();
  const [lines, setLines] = useState(() => linesOf(entries));
  const [kind, setKind] = useState('person');
  const [role, setRole] = useState<RaciRole>('responsible');
  const [who, setWho] = useState<Choice | null>(null);
  const change = useChange({
    change: (items: RaciInput[]) => putReleasePeople(release, items),
    refresh: [keys.all('releases')],
    onDone: () => {
      notify(text('people.saved'));
      onClose();
    },
  });
  const faults = faultsByField(
    change.problem?.faults ?? [],
    lines.map((_, index) => `/items/${index}`),
  );
  const pickerProps = { label: text('column.name'), value: who, onChange: setWho };

  // What was said of a line is no longer true of its place once the list is another.
  const changeLines = (next: RaciLine[]) => {
    setLines(next);
    change.reset();
  };

  return (
    <FormPanel
      title={text('people.change')}
      submitLabel={text('action.save')}
      onSubmit={() => change.submit(inputOf(lines))}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={faults.rest}
      whoChanged={<WhoChanged />}
    >
      <ul className={styles.lines}>
        {lines.map((line, index) => (
          <li key={`${line.role} ${line.id}`}>
            <span>{line.name}</span>
            <span className="faint">{text(`raci.${line.role}`)}</span>
            <ActionIcon
              aria-label={text('people.removeLine', { name: line.name, role: text(`raci.${line.role}`) })}
              onClick={() => changeLines(lines.filter((one) => one !== line))}
            >
              <Icon name="close" size={14} />
            </ActionIcon>
            {faults.fields[`/items/${index}`] && (
              <p role="alert" className={styles.fault}>
                {faults.fields[`/items/${index}`]}
              </p>
            )}
          </li>
        ))}
      </ul>
      <fieldset className={styles.add}>
        <legend>{text('people.addLine')}</legend>
        <FieldRow>
          <NativeSelect
            label={text('column.role')}
            value={role}
            data={RACI_ROLES.map((one) => ({ value: one, label: text(`raci.${one}`) }))}
            onChange={(event) => setRole(event.currentTarget.value as RaciRole)}
          />
          <NativeSelect
            label={text('people.who')}
            value={kind}
            data={[
              { value: 'person', label: text('people.person') },
              { value: 'team', label: text('people.team') },
            ]}
            onChange={(event) => {
              setKind(event.currentTarget.value);
              setWho(null);
            }}
          />
        </FieldRow>
        {kind === 'team' ? <TeamPicker {...pickerProps} /> : <PersonPicker {...pickerProps} />}
        <Button
          variant="default"
          onClick={() => {
            if (!who) return;
            changeLines(withLine(lines, { id: who.id, name: who.name, isTeam: kind === 'team', role }));
            setWho(null);
          }}
        >
          {text('people.addToList')}
        </Button>
      </fieldset>
    </FormPanel>
  );
}
