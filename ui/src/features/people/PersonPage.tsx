import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { personQuery } from '../../api/organisation';
import { holdsAny, sessionQuery } from '../../api/session';
import { Icon } from '../../components/Icon';
import { Facts, Page } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { Trail } from '../../components/Trail';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { PersonAccessSections } from './PersonAccess';
import { PersonPanel } from './PersonPanel';
import { PersonRoles } from './PersonRoles';
import { PersonTeams } from './PersonTeams';

/** One person: what they are in, what they may do, and how they sign in. */
export function PersonPage() {
  const text = useText();
  const panel = usePanel();
  const { id } = useParams({ from: '/shell/people/$id' });
  const query = useQuery(personQuery(id));
  const isAdministrator = holdsAny(useQuery(sessionQuery).data, ['administrator']);
  return (
    <PageState query={query}>
      {(person) => (
        <Page
          title={person.name}
          trail={<Trail home={{ to: '/people', name: text('people.title') }} />}
          actions={
            <Button
              variant="default"
              leftSection={<Icon name="edit" size={14} />}
              onClick={() => panel.open('edit')}
            >
              {text('action.edit')}
            </Button>
          }
        >
          <Facts>
            <p>
              {[person.email, person.zone, person.service && text('people.machine')]
                .filter(Boolean)
                .join(' · ')}
              {person.archived_at && ` · ${text('people.left')}`}
            </p>
          </Facts>
          {isAdministrator && <PersonAccessSections person={person} />}
          {isAdministrator && <PersonRoles person={person} />}
          <PersonTeams person={person} />
          {panel.name === 'edit' && <PersonPanel person={person} onClose={panel.close} />}
        </Page>
      )}
    </PageState>
  );
}
