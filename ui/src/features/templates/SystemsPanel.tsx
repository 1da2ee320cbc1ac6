import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { Impact, ReleaseTemplate } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import formStyles from '../../components/form/form.module.css';
import { LineList } from '../../components/form/LineList';
import { SystemPicker } from '../../components/form/pickers';
import { useText } from '../../i18n/text';
import { usePartChange } from './usePartChange';

const IMPACTS: Impact[] = ['code', 'configuration', 'regression'];

/** What every release of a template touches: the whole list at once. */
export function SystemsPanel({ template, onClose }: { template: ReleaseTemplate; onClose: () => void }) {
  const text = useText();
  const [lines, setLines] = useState(() =>
    template.systems.map(({ system, impact }) => ({ id: system.id, name: system.name, impact })),
  );
  const [impact, setImpact] = useState<Impact>('code');
  const change = usePartChange(template, onClose);
  return (
    <FormPanel
      title={text('templates.systems.change')}
      submitLabel={text('action.save')}
      onSubmit={() =>
        change.submit({ systems: lines.map(({ id, impact: how }) => ({ system: id, impact: how })) })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={change.problem?.faults}
    >
      <LineList
        lines={lines.map((line) => ({ ...line, as: text(`impact.${line.impact}`) }))}
        onRemove={(index) => setLines(lines.filter((_, place) => place !== index))}
      />
      <fieldset className={formStyles.add}>
        <legend>{text('scope.system.add')}</legend>
        <NativeSelect
          label={text('column.impact')}
          description={text('scope.impact.what')}
          value={impact}
          data={IMPACTS.map((one) => ({ value: one, label: text(`impact.${one}`) }))}
          onChange={(event) => setImpact(event.currentTarget.value as Impact)}
        />
        <SystemPicker
          key={lines.length}
          label={text('column.system')}
          value={null}
          onChange={(system) => {
            if (!system) return;
            const kept = lines.filter(({ id }) => id !== system.id);
            setLines([...kept, { id: system.id, name: system.name, impact }]);
          }}
        />
      </fieldset>
    </FormPanel>
  );
}
