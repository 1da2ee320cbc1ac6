import { Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { changePlan, createPlan } from '../../../api/runbooks';
import type { DeploymentPlanChange, DeploymentPlanDetail, NewDeploymentPlan } from '../../../api/types';
import { ZoneField } from '../../../components/form/DeadlineFields';
import { FieldRow, FormPanel } from '../../../components/form/FormPanel';
import { chosen, PortfolioPicker, ReleasePicker } from '../../../components/form/pickers';
import { useForm } from '../../../components/form/useForm';
import { useText } from '../../../i18n/text';
import { ownZone } from '../../../time/format';

interface PlanPanelProps {
  plan?: DeploymentPlanDetail;
  onClose: () => void;
}

/** What a plan is called, what it is for, and how many have to approve it. */
export function PlanPanel({ plan, onClose }: PlanPanelProps) {
  const text = useText();
  const navigate = useNavigate();
  const [portfolio, setPortfolio] = useState(() => chosen(plan?.portfolio));
  const [release, setRelease] = useState(() => chosen(plan?.release));
  const saving = useChange({
    change: ({ add, change }: { add: NewDeploymentPlan; change: DeploymentPlanChange }, key) =>
      plan ? changePlan(plan, change) : createPlan(add, key),
    refresh: [keys.all('deployment-plans')],
    onDone: (saved) => {
      if (plan && plan.key === saved.key) onClose();
      else void navigate({ to: '/runbooks/$key', params: { key: saved.key } });
    },
  });
  const form = useForm(
    {
      name: plan?.name ?? '',
      key: plan?.key ?? '',
      zone: plan?.zone ?? ownZone(),
      needs: String(plan?.needs ?? 1),
      description: plan?.description ?? '',
    },
    saving.problem,
    ['/portfolio', '/release', '/zone'],
  );
  const { values, isChanged } = form;
  const change: DeploymentPlanChange = {
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isChanged('key') ? { key: values.key.trim() } : {}),
    ...(isChanged('zone') ? { zone: values.zone } : {}),
    ...(isChanged('needs') ? { needs: Number(values.needs) } : {}),
    ...(isChanged('description') ? { description: values.description } : {}),
    ...((release?.id ?? null) === (plan?.release?.id ?? null) ? {} : { release: release?.id ?? null }),
  };
  const add: NewDeploymentPlan = {
    ...change,
    name: values.name.trim(),
    key: values.key.trim(),
    zone: values.zone,
    portfolio: portfolio?.id,
  };
  return (
    <FormPanel
      title={plan ? text('action.editOf', { name: plan.name }) : text('runbooks.new')}
      submitLabel={text(plan ? 'action.save' : 'runbooks.create')}
      onSubmit={() => saving.submit({ add, change })}
      onClose={onClose}
      isPending={saving.isPending}
      problem={saving.problem}
      faults={form.otherFaults}
      blockedBy={plan && Object.keys(change).length === 0 ? text('form.same') : null}
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <TextInput label={text('column.key')} required {...form.field('key')} />
      {!plan && (
        <PortfolioPicker
          label={text('column.portfolio')}
          description={text('runbooks.portfolio.hint')}
          value={portfolio}
          onChange={setPortfolio}
          error={form.fault('/portfolio')}
        />
      )}
      <ReleasePicker
        label={text('runbooks.release')}
        value={release}
        onChange={setRelease}
        error={form.fault('/release')}
      />
      <FieldRow>
        <ZoneField value={values.zone} onChange={(zone) => form.set({ zone })} />
        <TextInput
          type="number"
          min={1}
          label={text('runbooks.needs')}
          description={text('runbooks.needs.hint')}
          {...form.field('needs')}
        />
      </FieldRow>
      <Textarea label={text('field.description')} rows={5} {...form.field('description')} />
    </FormPanel>
  );
}
