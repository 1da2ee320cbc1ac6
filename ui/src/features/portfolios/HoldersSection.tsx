import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { holdersQuery, rightsQuery, standingQuery } from '../../api/rights';
import type { PersonRef, Portfolio, Right, RightsHolder } from '../../api/types';
import { OpenButton } from '../../components/OpenButton';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { RoleOrigin } from '../../components/RoleOrigin';
import { SidePanel } from '../../components/SidePanel';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import styles from './Holders.module.css';

/** As many as fit a page at a glance. */
const SHOWN = 10;

/** Each person who may do something here, whatever it comes from; a click tells why. */
export function HoldersSection({ portfolio }: { portfolio: Portfolio }) {
  const text = useText();
  const panel = usePanel();
  const [right, setRight] = useState<Right>();
  const [all, setAll] = useState(false);
  const published = useQuery(rightsQuery()).data ?? [];
  const holders = useQuery(holdersQuery(portfolio.id, right));
  const words = useRightWords();
  const wanted = panel.name === 'why' ? panel.subject : undefined;
  return (
    <PageState query={holders}>
      {(items) => {
        const person = items.find((one) => one.person.id === wanted)?.person;
        return (
          <Section
            title={text('holders.title')}
            actions={
              <NativeSelect
                aria-label={text('holders.filter')}
                value={right ?? ''}
                onChange={(event) => setRight((event.currentTarget.value || undefined) as Right | undefined)}
                data={[
                  { value: '', label: text('holders.anything') },
                  ...published.map((one) => ({ value: one.right, label: text(`right.${one.right}`) })),
                ]}
              />
            }
            empty={items.length === 0 && text('holders.none')}
          >
            <PlainTable<RightsHolder>
              caption={text('holders.title')}
              rows={all ? items : items.slice(0, SHOWN)}
              rowKey={({ person: { id } }) => id}
              columns={[
                {
                  id: 'who',
                  header: text('column.name'),
                  size: 'wide',
                  cell: ({ person: { id, name } }) => (
                    <OpenButton onOpen={() => panel.open('why', id)}>{name}</OpenButton>
                  ),
                },
                { id: 'may', header: text('roles.may'), cell: ({ rights }) => words(rights) },
              ]}
            />
            {!all && items.length > SHOWN && (
              <Button variant="subtle" onClick={() => setAll(true)}>
                {text('holders.all', { count: items.length })}
              </Button>
            )}
            {person && <WhyPanel person={person} portfolio={portfolio} onClose={panel.close} />}
          </Section>
        );
      }}
    </PageState>
  );
}

function useRightWords() {
  const text = useText();
  const { locale } = useIntl();
  return (rights: Right[]) =>
    rights.length === 0
      ? text('roles.readsOnly')
      : new Intl.ListFormat(locale).format(rights.map((right) => text(`right.${right}`)));
}

/** Why may this person do this? Each role that gives something, and how it came to the person. */
function WhyPanel({
  person,
  portfolio,
  onClose,
}: {
  person: PersonRef;
  portfolio: Portfolio;
  onClose: () => void;
}) {
  const text = useText();
  const words = useRightWords();
  const standing = useQuery(standingQuery(person.id, portfolio.id));
  return (
    <SidePanel
      title={text('why.title', { person: person.name, portfolio: portfolio.name })}
      onClose={onClose}
    >
      <PageState query={standing}>
        {({ because }) => (
          <ul className={styles.reasons}>
            {because.map((one) => (
              <li key={JSON.stringify(one)}>
                <b>{one.custom_role?.name ?? (one.role && text(`role.${one.role}`))}</b>
                <span>{text('why.may', { rights: words(one.rights) })}</span>
                <RoleOrigin held={one} />
              </li>
            ))}
          </ul>
        )}
      </PageState>
    </SidePanel>
  );
}
