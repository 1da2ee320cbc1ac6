import { useQuery } from '@tanstack/react-query';
import { standingQuery } from '../../api/rights';
import type { HeldRole, Person } from '../../api/types';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { RoleOrigin } from '../../components/RoleOrigin';
import { useText } from '../../i18n/text';

/** What a person holds, and how it came to them. */
export function PersonRoles({ person }: { person: Person }) {
  const text = useText();
  const standing = useQuery({ ...standingQuery(person.id), retry: false });
  if (standing.data === undefined && standing.error !== null) return null;
  return (
    <PageState query={standing}>
      {({ because }) => (
        <Section title={text('people.roles')} empty={because.length === 0 && text('people.roles.none')}>
          <PlainTable<HeldRole>
            caption={text('people.roles')}
            rows={because}
            rowKey={(held) => JSON.stringify(held)}
            columns={[
              {
                id: 'role',
                header: text('column.role'),
                cell: (held) => held.custom_role?.name ?? (held.role && text(`role.${held.role}`)),
              },
              {
                id: 'from',
                header: text('people.roles.from'),
                size: 'wide',
                cell: (held) => <RoleOrigin held={held} />,
              },
            ]}
          />
        </Section>
      )}
    </PageState>
  );
}
