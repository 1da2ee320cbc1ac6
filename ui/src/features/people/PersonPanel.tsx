import { TextInput } from '@mantine/core';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changePerson, createPerson } from '../../api/organisation';
import type { NewPerson, Person } from '../../api/types';
import { ArchiveButton } from '../../components/ArchiveButton';
import { ZoneField } from '../../components/form/DeadlineFields';
import { FormPanel } from '../../components/form/FormPanel';
import { orAbsent, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';

interface PersonPanelProps {
  person: Person | undefined;
  /** Of somebody new: whether it is a machine. */
  isMachine?: boolean;
  onClose: () => void;
}

export function PersonPanel({ person, isMachine = person?.service, onClose }: PersonPanelProps) {
  const text = useText();
  const change = useChange({
    change: (body: Partial<NewPerson>, key) =>
      person ? changePerson(person.id, person.rev, body) : createPerson({ name: '', ...body }, key),
    refresh: [keys.all('people')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onClose();
    },
  });
  const form = useForm(
    {
      name: person?.name ?? '',
      email: person?.email ?? '',
      zone: person ? person.zone : ownZone(),
    },
    change.problem,
  );
  const { values, isChanged } = form;
  const body: Partial<NewPerson> = {
    ...(isMachine && !person ? { service: true } : {}),
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isChanged('email') ? { email: values.email.trim() } : {}),
    ...(isChanged('zone') || (!person && !isMachine) ? { zone: orAbsent(values.zone) } : {}),
  };
  return (
    <FormPanel
      title={
        person
          ? text('action.editOf', { name: person.name })
          : text(isMachine ? 'machines.new' : 'people.new')
      }
      submitLabel={text(person ? 'action.save' : isMachine ? 'machines.create' : 'people.create')}
      onSubmit={() => change.submit(body)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={person && Object.keys(body).length === 0 ? text('form.same') : null}
      extra={person && <ArchiveButton noun="people" thing={person} onDone={onClose} />}
    >
      <TextInput label={text('column.name')} required autoComplete="off" {...form.field('name')} />
      {isMachine ? (
        <p className="faint">{text('machines.what')}</p>
      ) : (
        <>
          <TextInput
            type="email"
            label={text('field.email')}
            required
            autoComplete="off"
            {...form.field('email')}
          />
          <ZoneField
            value={values.zone}
            onChange={(zone) => form.set({ zone })}
            error={form.fault('/zone')}
          />
        </>
      )}
      {!person && !isMachine && <p className="faint">{text('people.password.what')}</p>}
    </FormPanel>
  );
}
