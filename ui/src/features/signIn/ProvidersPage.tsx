import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { providersQuery } from '../../api/signInProviders';
import type { SignInProvider } from '../../api/types';
import { Icon } from '../../components/Icon';
import { OpenButton } from '../../components/OpenButton';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { ProviderPanel } from './ProviderPanel';
import { SignInRules } from './SignInRules';

/** The places elsewhere where people sign in. */
export function ProvidersPage() {
  const text = useText();
  const panel = usePanel();
  const providers = useQuery(providersQuery());
  const wanted = panel.name === 'provider' ? panel.subject : undefined;
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('providers.new')}
    </Button>
  );
  return (
    <Page title={text('nav.signIn')} actions={newButton}>
      <PageState query={providers}>
        {(items) => {
          const open = items.find(({ id }) => id === wanted);
          return (
            <>
              {items.length === 0 ? (
                <EmptyState
                  title={text('providers.none')}
                  detail={text('providers.none.next')}
                  action={newButton}
                />
              ) : (
                <PlainTable<SignInProvider>
                  caption={text('nav.signIn')}
                  rows={items}
                  rowKey={({ id }) => id}
                  columns={[
                    {
                      id: 'name',
                      header: text('column.name'),
                      size: 'wide',
                      cell: ({ id, name }) => (
                        <OpenButton onOpen={() => panel.open('provider', id)}>{name}</OpenButton>
                      ),
                    },
                    { id: 'issuer', header: text('providers.issuer'), cell: ({ issuer }) => issuer },
                    {
                      id: 'admission',
                      header: text('providers.admission'),
                      leaves: 'notOnPhone',
                      cell: ({ admission }) => text(`providers.admission.${admission}`),
                    },
                    {
                      id: 'mappings',
                      header: text('providers.mappings'),
                      size: 'end',
                      leaves: 'notOnPhone',
                      cell: ({ mappings }) => mappings.length,
                    },
                  ]}
                />
              )}
              <SignInRules />
              {panel.name === 'new' && <ProviderPanel onClose={panel.close} />}
              {open && <ProviderPanel key={open.id} provider={open} onClose={panel.close} />}
            </>
          );
        }}
      </PageState>
    </Page>
  );
}
