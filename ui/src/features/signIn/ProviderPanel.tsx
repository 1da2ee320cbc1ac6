import { Button, Checkbox, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { rolesQuery } from '../../api/rights';
import { ROLES } from '../../api/roleOrder';
import { changeProvider, createProvider, removeProvider } from '../../api/signInProviders';
import type { NewSignInProvider, Role, SignInProvider } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import styles from '../../components/form/mappings.module.css';
import { PortfolioPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { orAbsent, useForm } from '../../components/form/useForm';
import { useLines } from '../../components/form/useLines';
import { notify } from '../../components/notices';
import { RemoveButton } from '../../components/RemoveButton';
import { useText } from '../../i18n/text';

interface Line {
  group: string;
  /** One of the ten, or the id of one of one's own. */
  role: string;
  portfolio: Choice | null;
}

export function ProviderPanel({ provider, onClose }: { provider?: SignInProvider; onClose: () => void }) {
  const text = useText();
  const own = useQuery(rolesQuery()).data?.custom ?? [];
  const { lines, add, set, remove } = useLines<Line>(() =>
    (provider?.mappings ?? []).map(({ group, role, custom_role, portfolio }) => ({
      group,
      role: custom_role?.id ?? role ?? 'viewer',
      portfolio,
    })),
  );
  const change = useChange({
    change: (body: NewSignInProvider, key) =>
      provider ? changeProvider(provider, body) : createProvider(body, key),
    refresh: [keys.all('sign-in-providers')],
    onDone: (saved) => {
      notify(text('providers.saved', { name: saved.name }));
      onClose();
    },
  });
  const removing = useChange({
    change: removeProvider,
    refresh: [keys.all('sign-in-providers')],
    onDone: onClose,
  });
  const form = useForm(
    {
      name: provider?.name ?? '',
      key: provider?.key ?? '',
      issuer: provider?.issuer ?? '',
      client: provider?.client ?? '',
      client_secret: '',
      scopes: (provider?.scopes ?? ['email', 'profile']).join(' '),
      groups_claim: provider?.groups_claim ?? '',
      domains: (provider?.domains ?? []).join(' '),
      admission: provider?.admission ?? 'known',
      second_factor: provider?.second_factor ?? 'unless_reported',
    },
    change.problem,
  );
  const { values } = form;
  const [isPublic, setIsPublic] = useState(!provider?.has_client_secret);
  const isWhole = lines.every(({ group, portfolio }) => group.trim() !== '' && portfolio !== null);
  const submit = () =>
    change.submit({
      key: values.key.trim(),
      name: values.name.trim(),
      issuer: values.issuer.trim(),
      client: values.client.trim(),
      // As before when nothing was typed.
      ...(isPublic ? { client_secret: '' } : { client_secret: orAbsent(values.client_secret) }),
      scopes: values.scopes.split(/\s+/).filter(Boolean),
      groups_claim: orAbsent(values.groups_claim),
      domains: values.domains.split(/[\s,]+/).filter(Boolean),
      admission: values.admission as SignInProvider['admission'],
      second_factor: values.second_factor as SignInProvider['second_factor'],
      mappings: lines.map(({ group, role, portfolio }) => ({
        group: group.trim(),
        ...(own.some(({ id }) => id === role) ? { custom_role: role } : { role: role as Role }),
        portfolio: portfolio?.id ?? '',
      })),
    });
  return (
    <FormPanel
      title={provider ? provider.name : text('providers.new')}
      submitLabel={text(provider ? 'action.save' : 'providers.create')}
      onSubmit={submit}
      onClose={onClose}
      isPending={change.isPending || removing.isPending}
      problem={change.problem ?? removing.problem}
      faults={form.otherFaults}
      blockedBy={isWhole ? null : text('grants.choose')}
      extra={
        provider && (
          <RemoveButton
            name={provider.name}
            isPending={removing.isPending}
            onRemove={() => removing.submit(provider)}
          />
        )
      }
    >
      <TextInput
        label={text('column.name')}
        description={text('providers.name.what')}
        required
        {...form.field('name')}
      />
      <TextInput label={text('column.key')} required {...form.field('key')} />
      <TextInput
        label={text('providers.issuer')}
        description={text('providers.issuer.what')}
        required
        {...form.field('issuer')}
      />
      <TextInput
        label={text('providers.client')}
        description={text('providers.client.what')}
        required
        {...form.field('client')}
      />
      <Checkbox
        label={text('providers.public')}
        description={text('providers.public.what')}
        checked={isPublic}
        onChange={(event) => setIsPublic(event.currentTarget.checked)}
      />
      {!isPublic && (
        <PasswordInput
          label={text('providers.secret')}
          description={text(provider?.has_client_secret ? 'providers.secret.kept' : 'providers.secret.what')}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': text('field.password.show') }}
          {...form.field('client_secret')}
        />
      )}
      {values.key.trim() !== '' && (
        <p className={styles.callback}>
          <span className="faint">{text('providers.callback')}</span>
          <br />
          <code>{`${location.origin}/api/v1/session/providers/${values.key.trim()}/callback`}</code>
        </p>
      )}
      <TextInput
        label={text('providers.domains')}
        description={text('providers.domains.what')}
        {...form.field('domains')}
      />
      <NativeSelect
        label={text('providers.admission')}
        data={(['known', 'everybody'] as const).map((value) => ({
          value,
          label: text(`providers.admission.${value}`),
        }))}
        {...form.field('admission')}
      />
      <NativeSelect
        label={text('providers.secondFactor')}
        description={text('providers.secondFactor.what')}
        data={(['unless_reported', 'always', 'never'] as const).map((value) => ({
          value,
          label: text(`providers.secondFactor.${value}`),
        }))}
        {...form.field('second_factor')}
      />
      <TextInput
        label={text('providers.scopes')}
        description={text('providers.scopes.what')}
        {...form.field('scopes')}
      />
      <TextInput
        label={text('providers.groups')}
        description={text('providers.groups.what')}
        {...form.field('groups_claim')}
      />
      <fieldset className={styles.mappings}>
        <legend>{text('providers.mappings')}</legend>
        {lines.map((line) => (
          <div key={line.number} className={styles.mapping}>
            <TextInput
              label={text('providers.mapping.group')}
              value={line.group}
              onChange={(event) => set(line.number, { group: event.currentTarget.value })}
            />
            <NativeSelect
              label={text('column.role')}
              value={line.role}
              onChange={(event) => set(line.number, { role: event.currentTarget.value })}
              data={[
                ...own.map(({ id, name }) => ({ value: id, label: name })),
                ...ROLES.map((role) => ({ value: role as string, label: text(`role.${role}`) })),
              ]}
            />
            <PortfolioPicker
              label={text('column.portfolio')}
              value={line.portfolio}
              onChange={(portfolio) => set(line.number, { portfolio })}
            />
            <RemoveButton name={line.group} isPending={false} onRemove={() => remove(line.number)} />
          </div>
        ))}
        <Button variant="default" onClick={() => add({ group: '', role: 'viewer', portfolio: null })}>
          {text('providers.mapping.add')}
        </Button>
      </fieldset>
    </FormPanel>
  );
}
