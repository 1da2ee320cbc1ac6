import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { manifestQuery, releaseSystemsQuery } from '../../../api/scope';
import type { ManifestEntry, ReleaseSystem } from '../../../api/types';
import { MapLink } from '../../../components/MapLink';
import { Section } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { RefLink } from '../../../components/RefLink';
import { usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { AddButton, RowButton } from '../SectionButtons';
import { ManifestPanel } from './ManifestPanel';
import { SystemPanel } from './SystemPanel';

/** Which systems the release touches, and which exact version of each it carries. */
export function SystemsSection() {
  const text = useText();
  const panel = usePanel();
  const release = useRelease();
  const systems = useQuery(releaseSystemsQuery(release.id));
  const manifest = useInfiniteQuery(manifestQuery(release.id));
  const entry = systems.data?.find(({ system }) => system.id === panel.subject);
  const pinned = manifest.data?.find(({ system }) => system.id === panel.subject);

  return (
    <>
      <PageState query={systems}>
        {(items) => (
          <Section
            title={text('scope.systems')}
            actions={
              <>
                <MapLink kind="release" of={release.key} />
                <AddButton onClick={() => panel.open('system')}>{text('scope.system.add')}</AddButton>
              </>
            }
            empty={items.length === 0 && text('scope.systems.none')}
          >
            <PlainTable<ReleaseSystem>
              caption={text('scope.systems')}
              rows={items}
              rowKey={({ system }) => system.id}
              columns={[
                {
                  id: 'name',
                  header: text('column.system'),
                  size: 'wide',
                  cell: ({ system }) => <RefLink kind="system" reference={system} />,
                },
                {
                  id: 'key',
                  header: text('column.key'),
                  cell: ({ system }) => <span className="mono">{system.key}</span>,
                },
                {
                  id: 'impact',
                  header: text('column.impact'),
                  cell: ({ impact }) => text(`impact.${impact}`),
                },
                {
                  id: 'actions',
                  header: text('column.actions'),
                  cell: ({ system }) => (
                    <RowButton
                      label={text('action.editOf', { name: system.name })}
                      onClick={() => panel.open('system', system.id)}
                    >
                      {text('action.edit')}
                    </RowButton>
                  ),
                },
              ]}
            />
          </Section>
        )}
      </PageState>
      <PageState query={manifest}>
        {(items) => (
          <Section
            title={text('scope.manifest')}
            actions={<AddButton onClick={() => panel.open('pin')}>{text('scope.pin')}</AddButton>}
            empty={items.length === 0 && text('scope.manifest.none')}
          >
            <PlainTable<ManifestEntry>
              caption={text('scope.manifest')}
              rows={items}
              pages={manifest}
              rowKey={({ system, release: of }) => `${of.id} ${system.id}`}
              columns={[
                {
                  id: 'name',
                  header: text('column.system'),
                  size: 'wide',
                  cell: ({ system }) => <RefLink kind="system" reference={system} />,
                },
                {
                  id: 'version',
                  header: text('column.version'),
                  cell: ({ version }) => <span className="mono">{version.number}</span>,
                },
                {
                  id: 'commit',
                  header: text('column.commit'),
                  leaves: 'notOnPhone',
                  cell: ({ version }) => (
                    <span className="mono">{version.commit?.slice(0, 10) ?? text('value.none')}</span>
                  ),
                },
                {
                  id: 'release',
                  header: text('column.release'),
                  cell: ({ release: of }) =>
                    of.id === release.id ? (
                      text('scope.thisRelease')
                    ) : (
                      <RefLink kind="release" reference={of} />
                    ),
                },
                {
                  id: 'actions',
                  header: text('column.actions'),
                  cell: ({ system, release: of }) =>
                    of.id === release.id && (
                      <RowButton
                        label={text('action.editOf', { name: system.name })}
                        onClick={() => panel.open('pin', system.id)}
                      >
                        {text('action.edit')}
                      </RowButton>
                    ),
                },
              ]}
            />
          </Section>
        )}
      </PageState>
      {panel.name === 'system' && (panel.subject === undefined || entry) && (
        <SystemPanel key={panel.subject} entry={entry} onClose={panel.close} />
      )}
      {panel.name === 'pin' && (panel.subject === undefined || pinned) && (
        <ManifestPanel key={panel.subject} entry={pinned} onClose={panel.close} />
      )}
    </>
  );
}
