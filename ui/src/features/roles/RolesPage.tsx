import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { rightsQuery, rolesQuery } from '../../api/rights';
import { ROLES } from '../../api/roleOrder';
import type { CustomRole, Right } from '../../api/types';
import { Icon } from '../../components/Icon';
import { OpenButton } from '../../components/OpenButton';
import { Page, Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { RolePanel } from './RolePanel';
import styles from './Roles.module.css';

/** What each role allows: those every installation has, and those of one's own. */
export function RolesPage() {
  const text = useText();
  const { locale } = useIntl();
  const panel = usePanel();
  const roles = useQuery(rolesQuery());
  const wanted = panel.name === 'role' ? panel.subject : undefined;
  const list = (rights: Right[]) =>
    rights.length === 0
      ? text('roles.readsOnly')
      : new Intl.ListFormat(locale).format(rights.map((right) => text(`right.${right}`)));
  return (
    <Page
      title={text('nav.roles')}
      actions={
        <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
          {text('roles.new')}
        </Button>
      }
    >
      <PageState query={roles}>
        {({ items, custom }) => (
          <>
            <Section title={text('roles.own')} empty={custom.length === 0 && text('roles.own.none')}>
              <PlainTable<CustomRole>
                caption={text('roles.own')}
                rows={custom}
                rowKey={({ id }) => id}
                columns={[
                  {
                    id: 'name',
                    header: text('column.name'),
                    size: 'wide',
                    cell: ({ id, name }) => (
                      <OpenButton onOpen={() => panel.open('role', id)}>{name}</OpenButton>
                    ),
                  },
                  { id: 'rights', header: text('roles.may'), cell: ({ rights }) => list(rights) },
                  {
                    id: 'description',
                    header: text('roles.for'),
                    size: 'clip',
                    leaves: 'notOnPhone',
                    cell: ({ description }) => <span className="faint">{description}</span>,
                  },
                ]}
              />
            </Section>
            <Section title={text('roles.builtIn')}>
              <Matrix allowed={new Map(items.map(({ role, rights }) => [role, rights]))} />
            </Section>
            {panel.name === 'new' && <RolePanel onClose={panel.close} />}
            {wanted && (
              <RolePanel key={wanted} role={custom.find(({ id }) => id === wanted)} onClose={panel.close} />
            )}
          </>
        )}
      </PageState>
    </Page>
  );
}

/** One row a role, one column a right. */
function Matrix({ allowed }: { allowed: Map<string, Right[]> }) {
  const text = useText();
  const rights = useQuery(rightsQuery()).data ?? [];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={styles.scrolls} tabIndex={0} aria-label={text('roles.table')}>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">{text('column.role')}</th>
            {rights.map(({ right }) => (
              <th key={right} scope="col">
                {text(`right.${right}.short`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROLES.map((role) => (
            <tr key={role}>
              <th scope="row">{text(`role.${role}`)}</th>
              {rights.map(({ right }) => (
                <td key={right}>
                  {allowed.get(role)?.includes(right) ? (
                    <span role="img" aria-label={text('roles.yes')}>
                      <Icon name="check" size={14} />
                    </span>
                  ) : (
                    <span className="faint" aria-label={text('roles.no')} role="img">
                      –
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
