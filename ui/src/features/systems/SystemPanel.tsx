import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { changeSystem, createSystem } from '../../api/catalog';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import type { Risk, System, SystemChange } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { LinksField, linkPointers, sameLinks } from '../../components/form/LinksField';
import { chosen, PortfolioPicker, TeamPicker } from '../../components/form/pickers';
import { listOf, orNull, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';

export function SystemPanel({ system, onClose }: { system?: System; onClose: () => void }) {
  const text = useText();
  const [portfolio, setPortfolio] = useState(() => chosen(system?.portfolio));
  const [team, setTeam] = useState(() => chosen(system?.team));
  const [before] = useState({ portfolio: portfolio?.id, team: team?.id });
  const [firstLinks] = useState(system?.links ?? []);
  const [links, setLinks] = useState(firstLinks);
  const change = useChange({
    change: (body: SystemChange, key) =>
      system
        ? changeSystem(system.id, system.rev, body)
        : createSystem({ name: '', key: '', portfolio: '', ...body }, key),
    refresh: [keys.all('systems')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onClose();
    },
  });
  const form = useForm(
    {
      name: system?.name ?? '',
      key: system?.key ?? '',
      kind: system?.kind ?? 'service',
      vendor: system?.vendor ?? '',
      criticality: system?.criticality ?? '',
      repositories: system?.repositories.join('\n') ?? '',
      tags: system?.tags.join(', ') ?? '',
      description: system?.description ?? '',
    },
    change.problem,
    ['/portfolio', '/team', ...linkPointers(links)],
  );
  const { values, isChanged } = form;
  const body: SystemChange = {
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isChanged('key') ? { key: values.key.trim() } : {}),
    ...(isChanged('kind') || !system ? { kind: values.kind.trim() } : {}),
    ...(isChanged('vendor') ? { vendor: orNull(values.vendor) } : {}),
    ...(isChanged('criticality') ? { criticality: orNull(values.criticality) as Risk | null } : {}),
    ...(isChanged('repositories') ? { repositories: listOf(values.repositories) } : {}),
    ...(isChanged('tags') ? { tags: listOf(values.tags) } : {}),
    ...(isChanged('description') ? { description: values.description } : {}),
    ...(portfolio && portfolio.id !== before.portfolio ? { portfolio: portfolio.id } : {}),
    ...(team?.id === before.team ? {} : { team: team?.id ?? null }),
    ...(sameLinks(links, firstLinks) ? {} : { links }),
  };

  return (
    <FormPanel
      title={system ? text('action.editOf', { name: system.name }) : text('systems.new')}
      submitLabel={text(system ? 'action.save' : 'systems.create')}
      onSubmit={() => change.submit(body)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={system && Object.keys(body).length === 0 ? text('form.same') : null}
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <FieldRow>
        <TextInput label={text('column.key')} required {...form.field('key')} />
        <TextInput label={text('column.kind')} required {...form.field('kind')} />
      </FieldRow>
      <PortfolioPicker
        label={text('column.portfolio')}
        value={portfolio}
        onChange={setPortfolio}
        error={form.fault('/portfolio')}
        required
      />
      <TeamPicker label={text('systems.team')} value={team} onChange={setTeam} error={form.fault('/team')} />
      <FieldRow>
        <TextInput label={text('column.vendor')} {...form.field('vendor')} />
        <NativeSelect
          label={text('column.criticality')}
          data={[
            { value: '', label: text('releases.risk.none') },
            { value: 'low', label: text('risk.low') },
            { value: 'medium', label: text('risk.medium') },
            { value: 'high', label: text('risk.high') },
            { value: 'critical', label: text('risk.critical') },
          ]}
          {...form.field('criticality')}
        />
      </FieldRow>
      <Textarea
        label={text('systems.repositories')}
        description={text('systems.repositories.how')}
        rows={3}
        {...form.field('repositories')}
      />
      <LinksField value={links} onChange={setLinks} fault={form.fault} />
      <TextInput label={text('field.tags')} description={text('field.tags.how')} {...form.field('tags')} />
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
