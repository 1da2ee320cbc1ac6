import { ActionIcon, Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { changePlan } from '../../../api/runbooks';
import type { DeploymentPlanChange, DeploymentPlanDetail } from '../../../api/types';
import { FormPanel } from '../../../components/form/FormPanel';
import styles from '../../../components/form/form.module.css';
import { chosen, TeamPicker } from '../../../components/form/pickers';
import type { Choice } from '../../../components/form/RefPicker';
import { orNull } from '../../../components/form/useForm';
import { useLines } from '../../../components/form/useLines';
import { Icon } from '../../../components/Icon';
import { useText } from '../../../i18n/text';

interface PartsPanelProps {
  plan: DeploymentPlanDetail;
  onClose: () => void;
}

/** Who works side by side, what is said anew for every run, and the ways back. */
export function PartsPanel({ plan, onClose }: PartsPanelProps) {
  const text = useText();
  const lanes = useLines(() =>
    plan.lanes.map(({ key, name, team }) => ({ key, name, team: chosen(team) as Choice | null })),
  );
  const parameters = useLines(() =>
    plan.parameters.map((one) => ({
      name: one.name,
      default: one.default ?? '',
      description: one.description ?? '',
    })),
  );
  const ways = useLines(() => plan.branches.map(({ key, name }) => ({ key, name })));
  const told = {
    lanes: lanes.lines.map(({ key, name, team }) => ({ key, name, team: team?.id ?? null })),
    parameters: parameters.lines.map((one) => ({
      name: one.name,
      default: orNull(one.default),
      description: one.description,
    })),
    branches: ways.lines.map(({ key, name }) => ({ key, name })),
  };
  const [before] = useState(told);
  const isSame = (part: keyof typeof told) => JSON.stringify(told[part]) === JSON.stringify(before[part]);
  const change: DeploymentPlanChange = {
    ...(isSame('lanes') ? {} : { lanes: told.lanes }),
    ...(isSame('parameters') ? {} : { parameters: told.parameters }),
    ...(isSame('branches') ? {} : { branches: told.branches }),
  };
  const saving = useChange({
    change: (body: DeploymentPlanChange) => changePlan(plan, body),
    refresh: [keys.all('deployment-plans')],
    onDone: onClose,
  });
  const fault = (pointer: string) => saving.problem?.faults.find((one) => one.pointer === pointer)?.detail;
  return (
    <FormPanel
      title={text('runbooks.parts')}
      submitLabel={text('action.save')}
      onSubmit={() => saving.submit(change)}
      onClose={onClose}
      isPending={saving.isPending}
      problem={saving.problem}
      blockedBy={Object.keys(change).length === 0 ? text('form.same') : null}
    >
      <Group title={text('runbooks.lanes')} onAdd={() => lanes.add({ key: '', name: '', team: null })}>
        {lanes.lines.map(({ number, key, name, team }, at) => (
          <Row key={number} onRemove={() => lanes.remove(number)} name={name || key}>
            <TextInput
              aria-label={text('runbooks.keyOf', { number: at + 1 })}
              placeholder={text('column.key')}
              value={key}
              error={fault(`/lanes/${at}/key`)}
              onChange={(event) => lanes.set(number, { key: event.currentTarget.value })}
            />
            <TextInput
              aria-label={text('runbooks.nameOf', { number: at + 1 })}
              placeholder={text('column.name')}
              value={name}
              error={fault(`/lanes/${at}/name`)}
              onChange={(event) => lanes.set(number, { name: event.currentTarget.value })}
            />
            <TeamPicker
              isFilter
              label={text('runbooks.team')}
              value={team}
              error={fault(`/lanes/${at}/team`)}
              onChange={(chosenTeam) => lanes.set(number, { team: chosenTeam })}
            />
          </Row>
        ))}
      </Group>
      <Group
        title={text('runbooks.parameters')}
        hint={text('runbooks.parameters.hint')}
        onAdd={() => parameters.add({ name: '', default: '', description: '' })}
      >
        {parameters.lines.map((line, at) => (
          <Row key={line.number} onRemove={() => parameters.remove(line.number)} name={line.name}>
            {(['name', 'default', 'description'] as const).map((part) => (
              <TextInput
                key={part}
                aria-label={text(`runbooks.parameter.${part}`)}
                placeholder={text(`runbooks.parameter.${part}`)}
                value={line[part]}
                error={fault(`/parameters/${at}/${part}`)}
                onChange={(event) => parameters.set(line.number, { [part]: event.currentTarget.value })}
              />
            ))}
          </Row>
        ))}
      </Group>
      <Group
        title={text('runbooks.ways')}
        hint={text('runbooks.ways.hint')}
        onAdd={() => ways.add({ key: '', name: '' })}
      >
        {ways.lines.map(({ number, key, name }, at) => (
          <Row key={number} onRemove={() => ways.remove(number)} name={name || key}>
            <TextInput
              aria-label={text('runbooks.keyOf', { number: at + 1 })}
              placeholder={text('column.key')}
              value={key}
              error={fault(`/branches/${at}/key`)}
              onChange={(event) => ways.set(number, { key: event.currentTarget.value })}
            />
            <TextInput
              aria-label={text('runbooks.nameOf', { number: at + 1 })}
              placeholder={text('column.name')}
              value={name}
              error={fault(`/branches/${at}/name`)}
              onChange={(event) => ways.set(number, { name: event.currentTarget.value })}
            />
          </Row>
        ))}
      </Group>
    </FormPanel>
  );
}

interface GroupProps {
  title: string;
  hint?: string;
  onAdd: () => void;
  children: ReactNode;
}

function Group({ title, hint, onAdd, children }: GroupProps) {
  const text = useText();
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {hint && <p className="faint">{hint}</p>}
      {children}
      <Button variant="default" style={{ justifySelf: 'start' }} onClick={onAdd}>
        {text('action.add')}
      </Button>
    </fieldset>
  );
}

function Row({ name, onRemove, children }: { name: string; onRemove: () => void; children: ReactNode }) {
  const text = useText();
  return (
    <div style={{ display: 'flex', gap: 4, alignItems: 'start' }}>
      {children}
      <ActionIcon aria-label={text('action.removeOf', { name })} onClick={onRemove}>
        <Icon name="close" size={14} />
      </ActionIcon>
    </div>
  );
}
