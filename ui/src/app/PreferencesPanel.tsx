import { NativeSelect, PasswordInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../api/change';
import { keys } from '../api/keys';
import { changePerson, personQuery } from '../api/organisation';
import { changePassword } from '../api/session';
import type { PasswordChange, Person } from '../api/types';
import { FormPanel } from '../components/form/FormPanel';
import { orAbsent, useForm } from '../components/form/useForm';
import { notify } from '../components/notices';
import { useText } from '../i18n/text';
import { allZones } from '../time/format';

const LANGUAGES = ['en', 'de'] as const;
/** A zone of one's own that is no choice: what the browser says. */
const BROWSER = 'UTC';

interface PanelProps {
  person: string;
  onClose: () => void;
}

/** One's own language and time zone, kept by the server: the same in every browser. */
export function PreferencesPanel({ person, onClose }: PanelProps) {
  const found = useQuery(personQuery(person)).data;
  return found ? <Preferences person={found} onClose={onClose} /> : null;
}

function Preferences({ person, onClose }: { person: Person; onClose: () => void }) {
  const text = useText();
  const change = useChange({
    change: (values: { locale: string; zone: string }) => changePerson(person.id, person.rev, values),
    refresh: [keys.all('people')],
    // Every word and time on the page changes: begin anew.
    onDone: () => window.location.reload(),
  });
  const language = LANGUAGES.find((known) => person.locale.startsWith(known)) ?? 'en';
  const form = useForm({ locale: language, zone: person.zone }, change.problem);
  return (
    <FormPanel
      title={text('preferences.title')}
      submitLabel={text('action.save')}
      onSubmit={() => change.submit({ locale: form.values.locale, zone: form.values.zone })}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
    >
      <NativeSelect
        label={text('preferences.language')}
        data={LANGUAGES.map((value) => ({ value, label: text(`language.${value}`) }))}
        {...form.field('locale')}
      />
      <NativeSelect
        label={text('field.zone')}
        data={[
          { value: BROWSER, label: text('preferences.zone.browser') },
          { value: 'Etc/UTC', label: 'UTC' },
          ...allZones()
            .filter((zone) => zone !== BROWSER)
            .map((value) => ({ value, label: value })),
        ]}
        {...form.field('zone')}
      />
    </FormPanel>
  );
}

export function PasswordPanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const [repeated, setRepeated] = useState('');
  const change = useChange({
    change: (body: PasswordChange) => changePassword(body),
    refresh: [],
    onDone: () => {
      notify(text('password.changed'));
      onClose();
    },
  });
  const form = useForm({ current: '', password: '' }, change.problem);
  const differs = repeated !== form.values.password;
  return (
    <FormPanel
      title={text('password.title')}
      submitLabel={text('password.change')}
      onSubmit={() => change.submit(form.values)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={
        orAbsent(form.values.current) === undefined
          ? text('password.current.missing')
          : differs
            ? text('password.differs')
            : null
      }
    >
      <PasswordInput
        label={text('password.current')}
        autoComplete="current-password"
        {...form.field('current')}
      />
      <PasswordInput
        label={text('password.new')}
        description={text('password.elsewhere')}
        autoComplete="new-password"
        {...form.field('password')}
      />
      <PasswordInput
        label={text('password.again')}
        autoComplete="new-password"
        value={repeated}
        onChange={(event) => setRepeated(event.currentTarget.value)}
      />
    </FormPanel>
  );
}
