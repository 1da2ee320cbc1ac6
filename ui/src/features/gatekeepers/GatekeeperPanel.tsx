import { Button, Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { changeGatekeeper, createGatekeeper } from '../../api/gatekeepers';
import { keys } from '../../api/keys';
import type { Gatekeeper, GatekeeperKind, NewGatekeeper } from '../../api/types';
import { ArchiveButton } from '../../components/ArchiveButton';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import styles from '../../components/form/mappings.module.css';
import { chosen, EnvironmentPicker, PortfolioPicker, SystemPicker } from '../../components/form/pickers';
import { orAbsent, useForm } from '../../components/form/useForm';
import { useLines } from '../../components/form/useLines';
import { notify } from '../../components/notices';
import { RemoveButton } from '../../components/RemoveButton';
import { useText } from '../../i18n/text';
import { bindingsOf, linesOf } from './bindings';

export const KINDS: GatekeeperKind[] = ['github', 'gitlab', 'webhook'];

/** Sets a gatekeeper up, or changes it. Its secrets are typed anew, and never shown. */
export function GatekeeperPanel({ gatekeeper, onClose }: { gatekeeper?: Gatekeeper; onClose: () => void }) {
  const text = useText();
  const [portfolio, setPortfolio] = useState(() => chosen(gatekeeper?.portfolio));
  const { lines, add, set, remove } = useLines(() => linesOf(gatekeeper?.bindings ?? []));
  const [waits, setWaits] = useState(gatekeeper?.waits ?? false);
  const change = useChange({
    change: (body: NewGatekeeper, key) => {
      if (!gatekeeper) return createGatekeeper(body, key);
      const { kind: _kind, portfolio: _portfolio, secret, ...rest } = body;
      return changeGatekeeper(gatekeeper, { ...rest, ...(secret ? { secret } : {}) });
    },
    refresh: [keys.all('gatekeepers')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onClose();
    },
  });
  const form = useForm(
    {
      name: gatekeeper?.name ?? '',
      key: gatekeeper?.key ?? '',
      kind: gatekeeper?.kind ?? 'github',
      secret: '',
      credential: '',
      url: gatekeeper?.url ?? '',
      app: gatekeeper?.app ?? '',
      version_by: gatekeeper?.version_by ?? 'commit',
      prefix: gatekeeper?.prefix ?? '',
    },
    change.problem,
    ['/portfolio'],
  );
  const { values } = form;
  const kind = values.kind as GatekeeperKind;
  const isBound = kind !== 'webhook';
  const isWhole =
    portfolio !== null && (!isBound || lines.every(({ system, environment }) => system && environment));
  const submit = () =>
    change.submit({
      key: values.key.trim(),
      name: values.name.trim(),
      portfolio: portfolio?.id ?? '',
      kind,
      secret: values.secret.trim(),
      ...(isBound ? { credential: orAbsent(values.credential), url: orAbsent(values.url) } : {}),
      ...(kind === 'github' ? { app: values.app.trim(), waits } : {}),
      ...(isBound
        ? {
            bindings: bindingsOf(lines),
            version_by: values.version_by as Gatekeeper['version_by'],
            prefix: values.prefix,
          }
        : {}),
    });
  const kept = gatekeeper && text('gatekeepers.kept');
  return (
    <FormPanel
      title={gatekeeper ? gatekeeper.name : text('gatekeepers.new')}
      submitLabel={text(gatekeeper ? 'action.save' : 'gatekeepers.create')}
      onSubmit={submit}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={isWhole ? null : text('gatekeepers.choose')}
      extra={gatekeeper && <ArchiveButton noun="gatekeepers" thing={gatekeeper} onDone={onClose} />}
    >
      {!gatekeeper && (
        <>
          <NativeSelect
            label={text('column.kind')}
            data={KINDS.map((value) => ({ value, label: text(`gatekeepers.kind.${value}`) }))}
            {...form.field('kind')}
          />
          <PortfolioPicker
            label={text('column.portfolio')}
            description={text('gatekeepers.portfolio.what')}
            value={portfolio}
            onChange={setPortfolio}
            error={form.fault('/portfolio')}
            required
          />
        </>
      )}
      <FieldRow>
        <TextInput label={text('column.name')} required {...form.field('name')} />
        <TextInput label={text('column.key')} required {...form.field('key')} />
      </FieldRow>
      {values.key.trim() !== '' && (
        <p className={styles.callback}>
          <span className="faint">{text('gatekeepers.address')}</span>
          <br />
          <code>{`${location.origin}/api/v1/gatekeepers/${values.key.trim()}/deliveries`}</code>
        </p>
      )}
      <PasswordInput
        label={text('gatekeepers.secret')}
        description={kept ?? text(`gatekeepers.secret.${kind === 'webhook' ? 'webhook' : 'what'}`)}
        autoComplete="off"
        required={!gatekeeper}
        visibilityToggleButtonProps={{ 'aria-label': text('field.password.show') }}
        {...form.field('secret')}
      />
      {kind === 'github' && (
        <>
          <TextInput
            label={text('gatekeepers.app')}
            description={text('gatekeepers.app.what')}
            required
            {...form.field('app')}
          />
          <Textarea
            label={text('gatekeepers.privateKey')}
            description={kept ?? text('gatekeepers.privateKey.what')}
            autoComplete="off"
            rows={3}
            {...form.field('credential')}
          />
        </>
      )}
      {kind === 'gitlab' && (
        <PasswordInput
          label={text('gatekeepers.token')}
          description={kept ?? text('gatekeepers.token.what')}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': text('field.password.show') }}
          {...form.field('credential')}
        />
      )}
      {isBound && (
        <>
          <TextInput
            label={text('gatekeepers.url')}
            description={text(`gatekeepers.url.${kind === 'gitlab' ? 'gitlab' : 'github'}`)}
            {...form.field('url')}
          />
          <FieldRow>
            <NativeSelect
              label={text('gatekeepers.versionBy')}
              data={(['commit', 'ref'] as const).map((value) => ({
                value,
                label: text(`gatekeepers.versionBy.${value}`),
              }))}
              {...form.field('version_by')}
            />
            <TextInput
              label={text('gatekeepers.prefix')}
              description={text('gatekeepers.prefix.what')}
              {...form.field('prefix')}
            />
          </FieldRow>
        </>
      )}
      {kind === 'github' && (
        <Checkbox
          label={text('gatekeepers.waits')}
          description={text('gatekeepers.waits.what')}
          checked={waits}
          onChange={(event) => setWaits(event.currentTarget.checked)}
        />
      )}
      {isBound && (
        <fieldset className={styles.mappings}>
          <legend>{text('gatekeepers.bindings')}</legend>
          {lines.map((line) => (
            <div key={line.number} className={styles.mapping}>
              <TextInput
                label={text('gatekeepers.repository')}
                value={line.repository}
                onChange={(event) => set(line.number, { repository: event.currentTarget.value })}
              />
              <SystemPicker
                label={text('column.system')}
                value={line.system}
                onChange={(system) => set(line.number, { system })}
              />
              <TextInput
                label={text(kind === 'gitlab' ? 'gatekeepers.branch' : 'gatekeepers.target')}
                value={line.target}
                onChange={(event) => set(line.number, { target: event.currentTarget.value })}
              />
              <EnvironmentPicker
                label={text('column.environment')}
                value={line.environment}
                onChange={(environment) => set(line.number, { environment })}
              />
              <RemoveButton name={line.repository} isPending={false} onRemove={() => remove(line.number)} />
            </div>
          ))}
          <Button
            variant="default"
            onClick={() =>
              add({
                repository: lines.at(-1)?.repository ?? '',
                system: lines.at(-1)?.system ?? null,
                target: '',
                environment: null,
              })
            }
          >
            {text('gatekeepers.binding.add')}
          </Button>
        </fieldset>
      )}
    </FormPanel>
  );
}
