import { ActionIcon, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changeTeam, createTeam } from '../../api/organisation';
import type { PersonRef, Team, TeamChange } from '../../api/types';
import { ArchiveButton } from '../../components/ArchiveButton';
import { FormPanel } from '../../components/form/FormPanel';
import { chosen, PersonPicker, PortfolioPicker } from '../../components/form/pickers';
import { useForm } from '../../components/form/useForm';
import { Icon } from '../../components/Icon';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import styles from './TeamPanel.module.css';

const sameMembers = (left: PersonRef[], right: PersonRef[]): boolean =>
  left.length === right.length && left.every(({ id }) => right.some((other) => other.id === id));

export function TeamPanel({ team, onClose }: { team: Team | undefined; onClose: () => void }) {
  const text = useText();
  const [first] = useState({ portfolio: team?.portfolio.id, members: team?.members ?? [] });
  const [portfolio, setPortfolio] = useState(() => chosen(team?.portfolio));
  const [members, setMembers] = useState(first.members);
  const change = useChange({
    change: (body: TeamChange, key) =>
      team
        ? changeTeam(team.id, team.rev, body)
        : createTeam({ name: '', key: '', portfolio: '', ...body }, key),
    refresh: [keys.all('teams')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onClose();
    },
  });
  const form = useForm(
    { name: team?.name ?? '', key: team?.key ?? '', description: team?.description ?? '' },
    change.problem,
    ['/portfolio', '/members'],
  );
  const body: TeamChange = {
    ...(form.isChanged('name') ? { name: form.values.name.trim() } : {}),
    ...(form.isChanged('key') ? { key: form.values.key.trim() } : {}),
    ...(form.isChanged('description') ? { description: form.values.description } : {}),
    ...(portfolio && portfolio.id !== first.portfolio ? { portfolio: portfolio.id } : {}),
    ...(sameMembers(members, first.members) ? {} : { members: members.map(({ id }) => id) }),
  };
  return (
    <FormPanel
      title={team ? text('action.editOf', { name: team.name }) : text('teams.new')}
      submitLabel={text(team ? 'action.save' : 'teams.create')}
      onSubmit={() => change.submit(body)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={team && Object.keys(body).length === 0 ? text('form.same') : null}
      extra={team && <ArchiveButton noun="teams" thing={team} onDone={onClose} />}
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <TextInput label={text('column.key')} required {...form.field('key')} />
      <PortfolioPicker
        label={text('column.portfolio')}
        value={portfolio}
        onChange={setPortfolio}
        error={form.fault('/portfolio')}
        required
      />
      <div>
        <PersonPicker
          label={text('teams.addMember')}
          value={null}
          error={form.fault('/members')}
          onChange={(choice) => {
            if (choice && !members.some(({ id }) => id === choice.id)) setMembers([...members, choice]);
          }}
        />
        <ul className={styles.members} aria-label={text('teams.members')}>
          {members.map((member) => (
            <li key={member.id}>
              {member.name}
              <ActionIcon
                aria-label={text('action.removeOf', { name: member.name })}
                onClick={() => setMembers(members.filter(({ id }) => id !== member.id))}
              >
                <Icon name="close" size={14} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      </div>
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
