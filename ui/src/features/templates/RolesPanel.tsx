import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { RaciInput, RaciRole, ReleaseTemplate } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import formStyles from '../../components/form/form.module.css';
import { PersonPicker, TeamPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { Icon } from '../../components/Icon';
import { useText } from '../../i18n/text';
import styles from './TemplatePage.module.css';
import { usePartChange } from './usePartChange';

interface Line {
  id: string;
  name: string;
  isTeam: boolean;
  role: RaciRole;
}

const ROLES: RaciRole[] = ['accountable', 'responsible', 'consulted', 'informed'];

const inputOf = ({ id, isTeam, role }: Line): RaciInput =>
  isTeam ? { team: id, role } : { person: id, role };

/** Who has which part in every release of a template: the whole list at once. */
export function RolesPanel({ template, onClose }: { template: ReleaseTemplate; onClose: () => void }) {
  const text = useText();
  const [lines, setLines] = useState<Line[]>(() =>
    template.roles.flatMap(({ person, team, role }) => {
      const who = person ?? team;
      return who ? [{ id: who.id, name: who.name, isTeam: person === null, role }] : [];
    }),
  );
  const [kind, setKind] = useState('person');
  const [role, setRole] = useState<RaciRole>('responsible');
  const [who, setWho] = useState<Choice | null>(null);
  const change = usePartChange(template, onClose);
  const pickerProps = { label: text('column.name'), value: who, onChange: setWho };

  return (
    <FormPanel
      title={text('people.change')}
      submitLabel={text('action.save')}
      onSubmit={() => change.submit({ roles: lines.map(inputOf) })}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={change.problem?.faults}
    >
      <ul className={styles.lines}>
        {lines.map((line) => (
          <li key={`${line.role} ${line.id}`}>
            <span>{line.name}</span>
            <span className="faint">{text(`raci.${line.role}`)}</span>
            <ActionIcon
              aria-label={text('people.removeLine', { name: line.name, role: text(`raci.${line.role}`) })}
              onClick={() => setLines(lines.filter((one) => one !== line))}
            >
              <Icon name="close" size={14} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <fieldset className={formStyles.rows}>
        <legend>{text('people.addLine')}</legend>
        <FieldRow>
          <NativeSelect
            label={text('column.role')}
            value={role}
            data={ROLES.map((one) => ({ value: one, label: text(`raci.${one}`) }))}
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
            const line = { id: who.id, name: who.name, isTeam: kind === 'team', role };
            setLines([...lines.filter((one) => one.id !== line.id || one.role !== role), line]);
            setWho(null);
          }}
        >
          {text('people.addToList')}
        </Button>
      </fieldset>
    </FormPanel>
  );
}
