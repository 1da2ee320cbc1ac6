import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useChange } from '../api/change';
import { keys } from '../api/keys';
import { changePerson, personQuery } from '../api/organisation';
import type { Person } from '../api/types';
import { FormPanel } from '../components/form/FormPanel';
import { useForm } from '../components/form/useForm';
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
