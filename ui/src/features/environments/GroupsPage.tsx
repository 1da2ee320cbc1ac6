import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { changeEnvironmentGroup, createEnvironmentGroup, environmentGroups } from '../../api/environments';
import { keys } from '../../api/keys';
import type { EnvironmentGroup, EnvironmentGroupChange, NewEnvironmentGroup } from '../../api/types';
import { ArchiveButton } from '../../components/ArchiveButton';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { chosen, PortfolioPicker } from '../../components/form/pickers';
import { useForm } from '../../components/form/useForm';
import { ListPage, useListFilters } from '../../components/ListPage';
import { notify } from '../../components/notices';
import { OpenButton } from '../../components/OpenButton';
import { RefLink } from '../../components/RefLink';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';

/** Pools: environments of which one is as good as the other. */
export function GroupsPage() {
  const text = useText();
  const panel = usePanel();
  const [filters] = useListFilters();
  const groups = useQuery(environmentGroups(filters));
  const open = panel.name === 'group' ? groups.data?.find(({ id }) => id === panel.subject) : undefined;
  return (
    <ListPage
      title={text('nav.environmentGroups')}
      newLabel={text('groups.new')}
      query={groups}
      none={{ title: text('groups.none'), detail: text('groups.none.next') }}
      columns={[
        {
          id: 'name',
          header: text('column.name'),
          size: 'wide',
          cell: ({ id, name }) => <OpenButton onOpen={() => panel.open('group', id)}>{name}</OpenButton>,
        },
        {
          id: 'key',
          header: text('column.key'),
          leaves: 'notOnPhone',
          cell: ({ key }) => <span className="mono">{key}</span>,
        },
        {
          id: 'environments',
          header: text('nav.environments'),
          size: 'end',
          cell: ({ key, environments }) => (
            <Link to="/environments" search={{ group: key }}>
              {environments}
            </Link>
          ),
        },
        {
          id: 'approval',
          header: text('groups.approval'),
          cell: ({ approves_itself }) => text(approves_itself ? 'groups.itself' : 'groups.byPerson'),
        },
        {
          id: 'portfolio',
          header: text('column.portfolio'),
          leaves: 'notOnPhone',
          cell: ({ portfolio }) => <RefLink kind="portfolio" reference={portfolio} />,
        },
      ]}
    >
      {panel.name === 'new' && <GroupPanel onClose={panel.close} />}
      {open && <GroupPanel key={open.id} group={open} onClose={panel.close} />}
    </ListPage>
  );
}

function GroupPanel({ group, onClose }: { group?: EnvironmentGroup; onClose: () => void }) {
  const text = useText();
  const [portfolio, setPortfolio] = useState(() => chosen(group?.portfolio));
  const [approves, setApproves] = useState(group?.approves_itself ?? false);
  const change = useChange({
    change: (body: EnvironmentGroupChange, key) =>
      group
        ? changeEnvironmentGroup(group.id, group.rev, body)
        : createEnvironmentGroup({ ...body, portfolio: portfolio?.id ?? '' } as NewEnvironmentGroup, key),
    refresh: [keys.all('environment-groups'), keys.all('environments')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onClose();
    },
  });
  const form = useForm(
    { name: group?.name ?? '', key: group?.key ?? '', description: group?.description ?? '' },
    change.problem,
    ['/portfolio'],
  );
  const { values, isChanged } = form;
  const body: EnvironmentGroupChange = {
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isChanged('key') ? { key: values.key.trim() } : {}),
    ...(isChanged('description') ? { description: values.description } : {}),
    ...(approves === (group?.approves_itself ?? false) ? {} : { approves_itself: approves }),
  };
  return (
    <FormPanel
      title={group ? text('action.editOf', { name: group.name }) : text('groups.new')}
      submitLabel={text(group ? 'action.save' : 'groups.create')}
      onSubmit={() => change.submit(body)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={group && Object.keys(body).length === 0 ? text('form.same') : null}
      extra={group && <ArchiveButton noun="environment-groups" thing={group} onDone={onClose} />}
    >
      <FieldRow>
        <TextInput label={text('column.name')} required {...form.field('name')} />
        <TextInput label={text('column.key')} required {...form.field('key')} />
      </FieldRow>
      {!group && (
        <PortfolioPicker
          label={text('column.portfolio')}
          value={portfolio}
          onChange={setPortfolio}
          error={form.fault('/portfolio')}
          required
        />
      )}
      <Checkbox
        label={text('groups.approvesItself')}
        description={text('groups.approvesItself.how')}
        checked={approves}
        onChange={(event) => setApproves(event.currentTarget.checked)}
      />
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
