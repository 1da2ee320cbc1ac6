import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useChange } from '../../api/change';
import { changeEnvironment } from '../../api/environments';
import { keys } from '../../api/keys';
import type { Environment } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { useForm } from '../../components/form/useForm';
import { OpenButton } from '../../components/OpenButton';
import { Section } from '../../components/Page';
import { PlainTable } from '../../components/PlainTable';
import { ProblemAlert } from '../../components/ProblemAlert';
import { ReasonedButton } from '../../components/ReasonedButton';
import { RemoveButton } from '../../components/RemoveButton';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import styles from './Profile.module.css';
import { PARTS, type ProfilePart, type Setting, settingsOf } from './state';

/** What it is made of: eight parts of named settings, each of which can be changed by itself. */
export function ProfileSection({ environment }: { environment: Environment }) {
  const text = useText();
  const panel = usePanel();
  const settings = settingsOf(environment.profile);
  const removing = useChange({
    change: ({ part, name }: Setting) => set(environment, part, name, null),
    refresh: [keys.all('environments')],
  });
  const open =
    panel.name === 'setting' ? settings.find((one) => addressOf(one) === panel.subject) : undefined;
  return (
    <>
      <Section
        title={text('environments.profile')}
        actions={
          <ReasonedButton
            variant="default"
            blockedBy={environment.archived_at === null ? null : text('archive.why')}
            onClick={() => panel.open('new-setting')}
          >
            {text('environments.setting.add')}
          </ReasonedButton>
        }
        empty={settings.length === 0 && text('environments.profile.none')}
      >
        {removing.problem && <ProblemAlert problem={removing.problem} />}
        <PlainTable
          caption={text('environments.profile')}
          rows={settings}
          rowKey={addressOf}
          columns={[
            { id: 'part', header: text('environments.part'), cell: ({ part }) => text(`profile.${part}`) },
            {
              id: 'name',
              header: text('environments.setting'),
              cell: (setting) => (
                <OpenButton onOpen={() => panel.open('setting', addressOf(setting))}>
                  <span className="mono">{setting.name}</span>
                </OpenButton>
              ),
            },
            {
              id: 'value',
              header: text('environments.value'),
              size: 'wide',
              cell: ({ value }) => <span className={`mono ${styles.value}`}>{value}</span>,
            },
            {
              id: 'actions',
              header: text('column.actions'),
              cell: (setting) => (
                <RemoveButton
                  name={setting.name}
                  isPending={removing.isPending}
                  onRemove={() => removing.submit(setting)}
                />
              ),
            },
          ]}
        />
      </Section>
      {panel.name === 'new-setting' && <SettingPanel environment={environment} onClose={panel.close} />}
      {open && (
        <SettingPanel key={addressOf(open)} environment={environment} setting={open} onClose={panel.close} />
      )}
    </>
  );
}

const addressOf = ({ part, name }: Pick<Setting, 'part' | 'name'>) => `${part}/${name}`;

const set = ({ id, rev }: Environment, part: ProfilePart, name: string, value: string | null) =>
  changeEnvironment(id, rev, { profile: { [part]: { [name]: value } } });

interface SettingPanelProps {
  environment: Environment;
  setting?: Setting;
  onClose: () => void;
}

function SettingPanel({ environment, setting, onClose }: SettingPanelProps) {
  const text = useText();
  const change = useChange({
    change: ({ part, name, value }: Setting) => set(environment, part, name, value),
    refresh: [keys.all('environments')],
    onDone: onClose,
  });
  const form = useForm(
    { part: setting?.part ?? 'infrastructure', name: setting?.name ?? '', value: setting?.value ?? '' },
    change.problem,
  );
  const { values } = form;
  return (
    <FormPanel
      title={setting ? text('action.editOf', { name: setting.name }) : text('environments.setting.add')}
      submitLabel={text(setting ? 'action.save' : 'environments.setting.add')}
      onSubmit={() =>
        change.submit({ part: values.part as ProfilePart, name: values.name.trim(), value: values.value })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={setting && !form.isChanged('value') ? text('form.same') : null}
    >
      {!setting && (
        <>
          <NativeSelect
            label={text('environments.part')}
            data={PARTS.map((part) => ({ value: part, label: text(`profile.${part}`) }))}
            {...form.field('part')}
          />
          <TextInput label={text('environments.setting')} required {...form.field('name')} />
        </>
      )}
      <Textarea
        label={text('environments.value')}
        description={text('environments.secret.how')}
        rows={3}
        className="mono"
        {...form.field('value')}
      />
    </FormPanel>
  );
}
