import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { RaciRole } from '../../api/types';
import { useText } from '../../i18n/text';
import { FieldRow } from './FormPanel';
import styles from './form.module.css';
import { LineList } from './LineList';
import { PersonPicker, TeamPicker } from './pickers';
import type { Choice } from './RefPicker';
import { RACI_ROLES, type RaciLine, withLine } from './raci';

interface RaciFieldsProps {
  lines: RaciLine[];
  onChange: (lines: RaciLine[]) => void;
  fault: (index: number) => string | undefined;
}

/** Who has which part: the lines there are, and one more. */
export function RaciFields({ lines, onChange, fault }: RaciFieldsProps) {
  const text = useText();
  const [kind, setKind] = useState('person');
  const [role, setRole] = useState<RaciRole>('responsible');
  const [who, setWho] = useState<Choice | null>(null);
  const pickerProps = { label: text('column.name'), value: who, onChange: setWho };
  return (
    <>
      <LineList
        lines={lines.map((line) => ({ ...line, as: text(`raci.${line.role}`) }))}
        onRemove={(index) => onChange(lines.filter((_, place) => place !== index))}
        fault={fault}
      />
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
            onChange(withLine(lines, { id: who.id, name: who.name, isTeam: kind === 'team', role }));
            setWho(null);
          }}
        >
          {text('people.addToList')}
        </Button>
      </fieldset>
    </>
  );
}
