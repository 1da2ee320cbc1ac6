import { Button, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { addVersion, versionsQuery } from '../../api/catalog';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import type { NewVersion, System, Version } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { orAbsent, useForm } from '../../components/form/useForm';
import { OpenButton } from '../../components/OpenButton';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { RefLink } from '../../components/RefLink';
import { TimeText } from '../../components/Time';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { TestReportsPanel } from './TestReportsPanel';

const LINKS = ['build_url', 'sbom_url', 'provenance_url'] as const;

export function VersionsSection({ system }: { system: System }) {
  const text = useText();
  const panel = usePanel();
  const versions = useInfiniteQuery(versionsQuery(system.id));
  return (
    <PageState query={versions}>
      {(items) => (
        <>
          <Section
            title={text('versions.title')}
            actions={
              <Button variant="default" onClick={() => panel.open('version')}>
                {text('versions.add')}
              </Button>
            }
            empty={items.length === 0 && text('versions.none')}
          >
            <PlainTable<Version>
              caption={text('versions.title')}
              rows={items}
              pages={versions}
              rowKey={({ id }) => id}
              columns={[
                {
                  id: 'number',
                  header: text('column.version'),
                  cell: ({ id, number }) => (
                    <OpenButton onOpen={() => panel.open('tests', id)}>
                      <span className="mono">{number}</span>
                    </OpenButton>
                  ),
                },
                {
                  id: 'commit',
                  header: text('column.commit'),
                  leaves: 'notOnPhone',
                  cell: ({ commit }) => (
                    <span className="mono">{commit?.slice(0, 10) ?? text('value.none')}</span>
                  ),
                },
                {
                  id: 'built',
                  header: text('versions.built'),
                  cell: ({ built_at }) =>
                    built_at ? (
                      <TimeText at={built_at} />
                    ) : (
                      <span className="faint">{text('value.none')}</span>
                    ),
                },
                {
                  id: 'release',
                  header: text('column.release'),
                  size: 'wide',
                  cell: ({ release }) =>
                    release ? (
                      <RefLink kind="release" reference={release} />
                    ) : (
                      <span className="faint">{text('value.none')}</span>
                    ),
                },
                {
                  id: 'links',
                  header: text('versions.evidence'),
                  cell: (version) => <Evidence version={version} />,
                },
              ]}
            />
          </Section>
          {panel.name === 'tests' && panel.subject && (
            <TestReportsPanel
              key={panel.subject}
              system={system.id}
              version={panel.subject}
              number={items.find(({ id }) => id === panel.subject)?.number}
              onClose={panel.close}
            />
          )}
          {panel.name === 'version' && <VersionPanel system={system} onClose={panel.close} />}
        </>
      )}
    </PageState>
  );
}

function Evidence({ version }: { version: Version }) {
  const text = useText();
  const present = LINKS.flatMap((name) => (version[name] ? [{ name, url: version[name] }] : []));
  if (present.length === 0) return <span className="faint">{text('value.none')}</span>;
  return (
    <span style={{ display: 'inline-flex', gap: 12 }}>
      {present.map(({ name, url }) => (
        <a key={name} href={url} rel="noreferrer" target="_blank">
          {text(`versions.link.${name}`)}
        </a>
      ))}
    </span>
  );
}

function VersionPanel({ system, onClose }: { system: System; onClose: () => void }) {
  const text = useText();
  const change = useChange({
    change: (body: NewVersion, key) => addVersion(system.id, body, key),
    refresh: [keys.all('systems')],
    onDone: onClose,
  });
  const form = useForm({ number: '', commit: '', build_url: '' }, change.problem);
  return (
    <FormPanel
      title={text('versions.add')}
      submitLabel={text('versions.add')}
      onSubmit={() =>
        change.submit({
          number: form.values.number.trim(),
          commit: orAbsent(form.values.commit),
          build_url: orAbsent(form.values.build_url),
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
    >
      <p className="faint">{text('versions.immutable')}</p>
      <TextInput label={text('column.version')} required {...form.field('number')} />
      <TextInput label={text('column.commit')} {...form.field('commit')} />
      <TextInput type="url" label={text('versions.link.build_url')} {...form.field('build_url')} />
    </FormPanel>
  );
}
