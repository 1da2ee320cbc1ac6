import { Button, Checkbox, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { setUp, setupQuery } from '../../api/session';
import { ZoneField } from '../../components/form/DeadlineFields';
import { FieldRow } from '../../components/form/FormPanel';
import { orAbsent, useForm } from '../../components/form/useForm';
import { ProblemAlert } from '../../components/ProblemAlert';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { codeInAddress } from './codeInAddress';
import { Entrance } from './Entrance';

export function SetupPage() {
  const { hash } = useLocation();
  // A link with a code may be opened where the page is open already.
  return <SetUp key={hash} code={codeInAddress(hash)} />;
}

function SetUp({ code }: { code: string }) {
  const text = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const change = useChange({
    change: setUp,
    refresh: [],
    onDone: (session) => {
      // Nothing of whoever was here before is left.
      queries.clear();
      queries.setQueryData(keys.session, session);
      void navigate({ to: '/' });
    },
  });
  const form = useForm(
    {
      code,
      organisation: '',
      name: '',
      email: '',
      password: '',
      locale: navigator.language.startsWith('de') ? 'de' : 'en',
      zone: ownZone(),
    },
    change.problem,
  );
  const examples = useQuery(setupQuery()).data?.examples;
  const [withExamples, setWithExamples] = useState(false);

  return (
    <Entrance
      title={text('setup.title')}
      lead={text('setup.lead')}
      onSubmit={() =>
        change.submit({
          ...form.values,
          zone: orAbsent(form.values.zone),
          ...(examples === 'offered' ? { examples: withExamples } : {}),
        })
      }
    >
      {change.problem && <ProblemAlert problem={change.problem} faults={form.otherFaults} />}
      <TextInput
        label={text('setup.code')}
        description={text('setup.code.where')}
        autoComplete="off"
        {...form.field('code')}
      />
      <TextInput
        label={text('setup.organisation')}
        description={text('setup.organisation.why')}
        autoComplete="organization"
        {...form.field('organisation')}
      />
      <TextInput label={text('setup.name')} autoComplete="name" {...form.field('name')} />
      <TextInput type="email" label={text('field.email')} autoComplete="username" {...form.field('email')} />
      <PasswordInput
        label={text('field.password')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': text('field.password.show') }}
        {...form.field('password')}
      />
      <FieldRow>
        <NativeSelect
          label={text('setup.language')}
          data={[
            { value: 'en', label: 'English' },
            { value: 'de', label: 'Deutsch' },
          ]}
          {...form.field('locale')}
        />
        <ZoneField
          value={form.values.zone}
          onChange={(zone) => form.set({ zone })}
          error={form.fault('/zone')}
        />
      </FieldRow>
      {examples === 'offered' && (
        <Checkbox
          label={text('setup.examples')}
          description={text('setup.examples.what')}
          checked={withExamples}
          onChange={(event) => setWithExamples(event.currentTarget.checked)}
        />
      )}
      {examples === 'loaded' && <p className="faint">{text('setup.examples.loaded')}</p>}
      <Button type="submit" size="sm" loading={change.isPending}>
        {text('setup.submit')}
      </Button>
    </Entrance>
  );
}
