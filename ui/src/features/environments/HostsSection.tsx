import { useQuery } from '@tanstack/react-query';
import { environmentHostsQuery } from '../../api/environments';
import type { Environment } from '../../api/types';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { RefLink } from '../../components/RefLink';
import { useText } from '../../i18n/text';
import styles from './Profile.module.css';

/** What it stands on, as discovery told it. */
export function HostsSection({ environment }: { environment: Environment }) {
  const text = useText();
  const hosts = useQuery(environmentHostsQuery(environment.id));
  return (
    <PageState query={hosts}>
      {({ items }) => (
        <Section
          title={text('environments.hosts')}
          empty={items.length === 0 && text('environments.hosts.none')}
        >
          <PlainTable
            caption={text('environments.hosts')}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'name',
                header: text('column.name'),
                cell: ({ name }) => <span className="mono">{name}</span>,
              },
              { id: 'kind', header: text('column.kind'), cell: ({ kind }) => kind },
              {
                id: 'address',
                header: text('environments.address'),
                leaves: 'notOnPhone',
                cell: ({ address }) => <span className="mono">{address ?? text('value.none')}</span>,
              },
              {
                id: 'components',
                header: text('environments.components'),
                size: 'wide',
                cell: ({ components }) => (
                  <span className={styles.components}>
                    {components.map(({ name, version, system }) => (
                      <span key={name}>
                        {system ? <RefLink kind="system" reference={system} /> : name}{' '}
                        <span className="mono faint">{version}</span>
                      </span>
                    ))}
                  </span>
                ),
              },
            ]}
          />
        </Section>
      )}
    </PageState>
  );
}
