import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changePolicy, createPolicy } from '../../api/policies';
import type { NewPolicy, Policy, PolicyChange, PolicyEnforcement, PolicyVersion } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { chosen, PortfolioPicker } from '../../components/form/pickers';
import { type Selected, SelectorFields } from '../../components/form/SelectorFields';
import { listOf, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { ExpressionField } from './ExpressionField';
import { ENFORCEMENTS } from './PolicyBadges';

const selectedOf = (version?: PolicyVersion): Selected => ({
  stages: version?.selector.stages.map(({ id }) => id) ?? [],
  types: version?.selector.types.map(({ id }) => id) ?? [],
  kinds: version?.selector.kinds ?? [],
  tags: version?.selector.tags.join(', ') ?? '',
  systems: version?.selector.systems.flatMap((system) => chosen(system) ?? []) ?? [],
  risk: version?.selector.risk ?? [],
});

const selectorOf = (selected: Selected) => ({
  stages: selected.stages,
  types: selected.types,
  kinds: selected.kinds,
  tags: listOf(selected.tags),
  systems: selected.systems.map(({ id }) => id),
  risk: selected.risk,
});

const PICKED = ['/portfolio', '/selector'];

/** Writes a policy, or another version of one. */
export function PolicyPanel({ policy, onClose }: { policy?: Policy; onClose: () => void }) {
  const text = useText();
  const navigate = useNavigate();
  const said = policy?.latest;
  const [portfolio, setPortfolio] = useState(() => chosen(policy?.portfolio));
  const [selected, setSelected] = useState(() => selectedOf(said));
  const [before] = useState(() => ({
    portfolio: portfolio?.id,
    selected: JSON.stringify(selectedOf(said)),
  }));
  const change = useChange({
    change: (body: PolicyChange, key) =>
      policy ? changePolicy(policy.id, policy.rev, body) : createPolicy(body as NewPolicy, key),
    refresh: [keys.all('policies')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      if (policy) onClose();
      else void navigate({ to: '/policies/$key', params: { key: saved.key } });
    },
  });
  const form = useForm(
    {
      name: policy?.name ?? '',
      key: policy?.key ?? '',
      description: policy?.description ?? '',
      enforcement: said?.enforcement ?? 'deny',
      expression: said?.expression ?? '',
      message: said?.message ?? '',
    },
    change.problem,
    PICKED,
  );
  const { values, isChanged } = form;
  const body: PolicyChange = {
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isChanged('key') ? { key: values.key.trim() } : {}),
    ...(isChanged('description') ? { description: values.description } : {}),
    ...(isChanged('enforcement') || !policy ? { enforcement: values.enforcement as PolicyEnforcement } : {}),
    ...(isChanged('expression') ? { expression: values.expression } : {}),
    ...(isChanged('message') ? { message: values.message } : {}),
    ...(portfolio && portfolio.id !== before.portfolio ? { portfolio: portfolio.id } : {}),
    ...(JSON.stringify(selected) === before.selected ? {} : { selector: selectorOf(selected) }),
  };
  const selectorFault = change.problem?.faults.find(({ pointer }) => pointer.startsWith('/selector/'));
  const others = form.otherFaults.filter(({ pointer }) => !pointer.startsWith('/selector/'));
  return (
    <FormPanel
      title={policy ? text('action.editOf', { name: policy.name }) : text('policies.new')}
      submitLabel={text(policy ? 'policies.save' : 'policies.create')}
      onSubmit={() => change.submit(body)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={others}
      blockedBy={policy && Object.keys(body).length === 0 ? text('form.same') : null}
    >
      <p className="faint">{text(policy ? 'policies.edit.next' : 'policies.draft.what')}</p>
      <FieldRow>
        <TextInput label={text('column.name')} required {...form.field('name')} />
        <TextInput label={text('column.key')} required {...form.field('key')} />
      </FieldRow>
      <PortfolioPicker
        label={text('column.portfolio')}
        description={text('policies.portfolio.how')}
        value={portfolio}
        onChange={setPortfolio}
        error={form.fault('/portfolio')}
        required
      />
      <ExpressionField
        expression={values.expression}
        message={values.message}
        onChange={form.set}
        errors={{ expression: form.fault('/expression'), message: form.fault('/message') }}
      />
      <NativeSelect
        label={text('policies.enforcement')}
        data={ENFORCEMENTS.map((one) => ({ value: one, label: text(`policies.enforcement.${one}.what`) }))}
        {...form.field('enforcement')}
      />
      <SelectorFields
        legend={text('policies.selector')}
        how={text('policies.selector.how')}
        value={selected}
        onChange={setSelected}
        error={selectorFault?.detail}
      />
      <Textarea label={text('field.description')} rows={2} {...form.field('description')} />
    </FormPanel>
  );
}
