import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { changeStage, createStage, stages } from '../../api/environments';
import { keys } from '../../api/keys';
import type { NewStage, Stage, StageChange } from '../../api/types';
import { ArchiveButton } from '../../components/ArchiveButton';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { chosen, PortfolioPicker } from '../../components/form/pickers';
import { useForm } from '../../components/form/useForm';
import { ListPage, useListFilters } from '../../components/ListPage';
import { notify } from '../../components/notices';
import { OpenButton } from '../../components/OpenButton';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';

/** The enterprise's own steps from development to production. */
export function StagesPage() {
  const text = useText();
  const panel = usePanel();
  const [filters] = useListFilters();
  const list = useQuery(stages(filters));
  const open = panel.name === 'stage' ? list.data?.find(({ id }) => id === panel.subject) : undefined;
  const last = Math.max(0, ...(list.data ?? []).map(({ position }) => position));
  return (
    <ListPage
      title={text('nav.stages')}
      newLabel={text('stages.new')}
      query={list}
      none={{ title: text('stages.none'), detail: text('stages.none.next') }}
      columns={[
        {
          id: 'position',
          header: text('stages.position'),
          size: 'end',
          cell: ({ position }) => position,
        },
        {
          id: 'name',
          header: text('column.name'),
          size: 'wide',
          cell: ({ id, name }) => <OpenButton onOpen={() => panel.open('stage', id)}>{name}</OpenButton>,
        },
        {
          id: 'key',
          header: text('column.key'),
          leaves: 'notOnPhone',
          cell: ({ key }) => <span className="mono">{key}</span>,
        },
        {
          id: 'promotion',
          header: text('stages.promotion'),
          leaves: 'notOnPhone',
          cell: (stage) => <PromotionText stage={stage} />,
        },
        {
          id: 'production',
          header: text('stages.serves'),
          cell: ({ is_production }) => text(is_production ? 'stages.customers' : 'stages.ourselves'),
        },
      ]}
    >
      {panel.name === 'new' && list.data && <StagePanel next={last + 10} onClose={panel.close} />}
      {open && <StagePanel key={open.id} stage={open} next={open.position} onClose={panel.close} />}
    </ListPage>
  );
}

/** What a version has to have done there before it goes further. */
function PromotionText({ stage }: { stage: Stage }) {
  const text = useText();
  if (stage.environments === 0) return <span className="faint">{text('value.none')}</span>;
  const parts = [
    text('stages.promotion.environments', { count: stage.environments }),
    ...(stage.soak_minutes > 0 ? [text('stages.promotion.soak', { minutes: stage.soak_minutes })] : []),
    ...(stage.verified ? [text('stages.promotion.verified')] : []),
  ];
  return <>{parts.join(' · ')}</>;
}

interface StagePanelProps {
  stage?: Stage;
  /** Where it stands unless somebody says otherwise. */
  next: number;
  onClose: () => void;
}

function StagePanel({ stage, next, onClose }: StagePanelProps) {
  const text = useText();
  const [portfolio, setPortfolio] = useState(() => chosen(stage?.portfolio));
  const [isProduction, setProduction] = useState(stage?.is_production ?? false);
  const [isVerified, setVerified] = useState(stage?.verified ?? false);
  const change = useChange({
    change: (body: StageChange, key) =>
      stage
        ? changeStage(stage.id, stage.rev, body)
        : createStage({ position: next, ...body, portfolio: portfolio?.id ?? '' } as NewStage, key),
    refresh: [keys.all('stages'), keys.all('environments')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onClose();
    },
  });
  const form = useForm(
    {
      name: stage?.name ?? '',
      key: stage?.key ?? '',
      position: String(next),
      environments: String(stage?.environments ?? 0),
      soak_minutes: String(stage?.soak_minutes ?? 0),
      description: stage?.description ?? '',
    },
    change.problem,
    ['/portfolio'],
  );
  const { values, isChanged } = form;
  const body: StageChange = {
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isChanged('key') ? { key: values.key.trim() } : {}),
    ...(isChanged('position') ? { position: Number(values.position) } : {}),
    ...(isChanged('description') ? { description: values.description } : {}),
    ...(isChanged('environments') ? { environments: Number(values.environments) } : {}),
    ...(isChanged('soak_minutes') ? { soak_minutes: Number(values.soak_minutes) } : {}),
    ...(isVerified === (stage?.verified ?? false) ? {} : { verified: isVerified }),
    ...(isProduction === (stage?.is_production ?? false) ? {} : { is_production: isProduction }),
  };
  return (
    <FormPanel
      title={stage ? text('action.editOf', { name: stage.name }) : text('stages.new')}
      submitLabel={text(stage ? 'action.save' : 'stages.create')}
      onSubmit={() => change.submit(body)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={stage && Object.keys(body).length === 0 ? text('form.same') : null}
      extra={stage && <ArchiveButton noun="stages" thing={stage} onDone={onClose} />}
    >
      <FieldRow>
        <TextInput label={text('column.name')} required {...form.field('name')} />
        <TextInput label={text('column.key')} required {...form.field('key')} />
      </FieldRow>
      <TextInput
        label={text('stages.position')}
        description={text('stages.position.how')}
        inputMode="numeric"
        {...form.field('position')}
      />
      {!stage && (
        <PortfolioPicker
          label={text('column.portfolio')}
          description={text('stages.portfolio.how')}
          value={portfolio}
          onChange={setPortfolio}
          error={form.fault('/portfolio')}
          required
        />
      )}
      <Checkbox
        label={text('stages.isProduction')}
        checked={isProduction}
        onChange={(event) => setProduction(event.currentTarget.checked)}
      />
      <FieldRow>
        <TextInput
          label={text('stages.environments')}
          description={text('stages.environments.how')}
          inputMode="numeric"
          {...form.field('environments')}
        />
        <TextInput
          label={text('stages.soak')}
          description={text('stages.soak.how')}
          inputMode="numeric"
          {...form.field('soak_minutes')}
        />
      </FieldRow>
      <Checkbox
        label={text('stages.verified')}
        checked={isVerified}
        onChange={(event) => setVerified(event.currentTarget.checked)}
      />
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
