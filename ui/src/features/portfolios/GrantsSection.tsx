import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { addGrant, grantsQuery, removeGrant } from '../../api/organisation';
import { rolesQuery } from '../../api/rights';
import { ROLES } from '../../api/roleOrder';
import type { Grant, NewGrant, Portfolio, Role } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { PersonPicker, TeamPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { useForm } from '../../components/form/useForm';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { ProblemAlert } from '../../components/ProblemAlert';
import { RefLink } from '../../components/RefLink';
import { RemoveButton } from '../../components/RemoveButton';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { formatLastDayOf } from '../../time/format';
import { endOfDay } from '../../time/local';

/** Who may do what here and below. */
export function GrantsSection({ portfolio }: { portfolio: Portfolio }) {
  const text = useText();
  const panel = usePanel();
  const grants = useInfiniteQuery(grantsQuery(portfolio.id));
  const removing = useChange({
    change: (grant: string) => removeGrant(portfolio.id, grant),
    refresh: [keys.all('portfolios')],
  });
  return (
    <PageState query={grants}>
      {(items) => (
        <>
          <Section
            title={text('grants.title')}
            actions={
              <Button variant="default" onClick={() => panel.open('grant')}>
                {text('grants.add')}
              </Button>
            }
            empty={items.length === 0 && text('grants.none')}
          >
            {removing.problem && <ProblemAlert problem={removing.problem} />}
            <PlainTable<Grant>
              caption={text('grants.title')}
              rows={items}
              pages={grants}
              rowKey={({ id }) => id}
              columns={[
                {
                  id: 'who',
                  header: text('column.name'),
                  size: 'wide',
                  cell: (grant) => (
                    <>
                      {grant.person?.name ?? grant.team?.name}
                      {grant.team && <span className="faint"> · {text('people.team')}</span>}
                    </>
                  ),
                },
                {
                  id: 'role',
                  header: text('column.role'),
                  cell: ({ role, custom_role }) => custom_role?.name ?? (role && text(`role.${role}`)),
                },
                {
                  id: 'until',
                  header: text('grants.until'),
                  cell: ({ until }) => (until ? <Until at={until} /> : text('grants.forGood')),
                },
                {
                  id: 'from',
                  header: text('grants.from'),
                  cell: (grant) =>
                    grant.portfolio ? (
                      <RefLink kind="portfolio" reference={grant.portfolio} />
                    ) : (
                      text('grants.here')
                    ),
                },
                {
                  id: 'actions',
                  header: text('column.actions'),
                  cell: (grant) =>
                    grant.inherited ? (
                      <span className="faint">{text('grants.inherited')}</span>
                    ) : (
                      <RemoveButton
                        name={grant.person?.name ?? grant.team?.name ?? ''}
                        isPending={removing.isPending}
                        onRemove={() => removing.submit(grant.id)}
                      />
                    ),
                },
              ]}
            />
          </Section>
          {panel.name === 'grant' && <GrantPanel portfolio={portfolio} onClose={panel.close} />}
        </>
      )}
    </PageState>
  );
}

function Until({ at }: { at: string }) {
  const text = useText();
  const { locale } = useIntl();
  const day = formatLastDayOf(at, locale);
  return Date.parse(at) > Date.now() ? (
    <time dateTime={at}>{day}</time>
  ) : (
    <span className="faint">{text('grants.over', { day })}</span>
  );
}

/** What a role allows, in words. */
function MayText({ role }: { role: string }) {
  const text = useText();
  const { locale } = useIntl();
  const roles = useQuery(rolesQuery()).data;
  if (!roles) return null;
  const found = roles.items.find((one) => one.role === role) ?? roles.custom.find(({ id }) => id === role);
  const rights = found?.rights ?? [];
  const words = new Intl.ListFormat(locale).format(rights.map((right) => text(`right.${right}`)));
  return <>{rights.length > 0 ? text('role.may', { rights: words }) : text('role.reads')}</>;
}

function GrantPanel({ portfolio, onClose }: { portfolio: Portfolio; onClose: () => void }) {
  const text = useText();
  const [who, setWho] = useState<Choice | null>(null);
  const own = useQuery(rolesQuery()).data?.custom ?? [];
  const change = useChange({
    change: (body: NewGrant, key) => addGrant(portfolio.id, body, key),
    refresh: [keys.all('portfolios')],
    onDone: onClose,
  });
  const form = useForm({ kind: 'person', role: 'release_manager', until: '' }, change.problem, [
    '/person',
    '/team',
    '/until',
  ]);
  const isTeam = form.values.kind === 'team';
  const kind = form.field('kind');
  const picker = {
    label: text('column.name'),
    value: who,
    onChange: setWho,
    error: form.fault(isTeam ? '/team' : '/person'),
    required: true,
  };
  return (
    <FormPanel
      title={text('grants.add')}
      submitLabel={text('grants.add')}
      onSubmit={() =>
        who &&
        change.submit({
          ...(isTeam ? { team: who.id } : { person: who.id }),
          ...(own.some(({ id }) => id === form.values.role)
            ? { custom_role: form.values.role }
            : { role: form.values.role as Role }),
          ...(form.values.until ? { until: endOfDay(form.values.until) } : {}),
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={who ? null : text('grants.choose')}
    >
      <FieldRow>
        <NativeSelect
          label={text('people.who')}
          data={[
            { value: 'person', label: text('people.person') },
            { value: 'team', label: text('people.team') },
          ]}
          {...kind}
          onChange={(event) => {
            kind.onChange(event);
            setWho(null);
          }}
        />
        <NativeSelect
          label={text('column.role')}
          description={<MayText role={form.values.role} />}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={[
            ...own.map(({ id, name }) => ({ value: id, label: name })),
            ...ROLES.map((role) => ({ value: role as string, label: text(`role.${role}`) })),
          ]}
          {...form.field('role')}
        />
      </FieldRow>
      {isTeam ? <TeamPicker {...picker} /> : <PersonPicker {...picker} />}
      <TextInput
        type="date"
        label={text('grants.until')}
        description={text('grants.until.what')}
        {...form.field('until')}
      />
    </FormPanel>
  );
}
