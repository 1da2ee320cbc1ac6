import { useState } from 'react';
import { faultsByField } from '../../api/problem';
import type { ReleaseTemplate } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { RaciFields } from '../../components/form/RaciFields';
import { inputOf, linesOf } from '../../components/form/raci';
import { useText } from '../../i18n/text';
import { usePartChange } from './usePartChange';

/** Who has which part in every release of a template: the whole list at once. */
export function RolesPanel({ template, onClose }: { template: ReleaseTemplate; onClose: () => void }) {
  const text = useText();
  const [lines, setLines] = useState(() => linesOf(template.roles));
  const change = usePartChange(template, onClose);
  const faults = faultsByField(
    change.problem?.faults ?? [],
    lines.map((_, index) => `/roles/${index}`),
  );
  return (
    <FormPanel
      title={text('people.change')}
      submitLabel={text('action.save')}
      onSubmit={() => change.submit({ roles: inputOf(lines) })}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={faults.rest}
    >
      <RaciFields
        lines={lines}
        onChange={(next) => {
          setLines(next);
          change.reset();
        }}
        fault={(index) => faults.fields[`/roles/${index}`]}
      />
    </FormPanel>
  );
}
