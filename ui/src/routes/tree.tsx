import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { queryClient } from '../api/queries';
import { sessionQuery, setupRequired } from '../api/session';
import { Shell } from '../app/Shell';
import { NotFound, Waiting } from '../components/PageState';
import { readAhead } from '../features/calendar/ahead';
import { speak } from '../i18n/text';
import { chooseZone } from '../time/format';
import { RouteProblem } from './RouteProblem';
import { parseSearch, type Search, stringifySearch } from './search';

const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: () => <NotFound />,
  validateSearch: (search: Search): Search => search,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../features/entrance/SignInPage'), 'SignInPage'),
});

const breakGlassRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/break-glass',
  component: lazyRouteComponent(() => import('../features/entrance/BreakGlassPage'), 'BreakGlassPage'),
});

const passwordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/password',
  component: lazyRouteComponent(() => import('../features/entrance/PasswordPage'), 'PasswordPage'),
});

const secondFactorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/second-factor',
  component: lazyRouteComponent(() => import('./SecondFactorPage'), 'SecondFactorPage'),
  beforeLoad: async ({ search }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: '/sign-in', search });
    await speak(session.person.locale);
  },
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  component: lazyRouteComponent(() => import('../features/entrance/SetupPage'), 'SetupPage'),
});

/** Everything behind the door: who is not signed in goes there first and comes back to the wanted page. */
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session !== null) {
      if (session.missing !== null) throw redirect({ to: '/second-factor', search: { to: location.href } });
      chooseZone(session.person.zone);
      // Before the many pieces of the page's code: a browser asks for six things at a time.
      if (location.pathname === '/') readAhead(location.search);
      await speak(session.person.locale);
      return;
    }
    if (await setupRequired()) throw redirect({ to: '/setup' });
    throw redirect({ to: '/sign-in', search: { to: location.href } });
  },
});

const calendarRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../features/calendar/CalendarPage'), 'CalendarPage'),
});

const releasesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/releases',
  component: lazyRouteComponent(() => import('../features/releases/ReleasesPage'), 'ReleasesPage'),
});

const releaseRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/releases/$key',
  component: lazyRouteComponent(() => import('../features/releases/ReleasePage'), 'ReleasePage'),
});

const releaseSections = [
  createRoute({
    getParentRoute: () => releaseRoute,
    path: '/',
    component: lazyRouteComponent(() => import('../features/releases/plan/PlanSection'), 'PlanSection'),
  }),
  createRoute({
    getParentRoute: () => releaseRoute,
    path: 'gates/$gate',
    component: lazyRouteComponent(() => import('../features/releases/gates/GateSection'), 'GateSection'),
  }),
  createRoute({
    getParentRoute: () => releaseRoute,
    path: 'activities',
    component: lazyRouteComponent(
      () => import('../features/releases/activities/ActivitiesSection'),
      'ActivitiesSection',
    ),
  }),
  createRoute({
    getParentRoute: () => releaseRoute,
    path: 'systems',
    component: lazyRouteComponent(
      () => import('../features/releases/scope/SystemsSection'),
      'SystemsSection',
    ),
  }),
  createRoute({
    getParentRoute: () => releaseRoute,
    path: 'people',
    component: lazyRouteComponent(() => import('../features/releases/scope/PeopleSection'), 'PeopleSection'),
  }),
  createRoute({
    getParentRoute: () => releaseRoute,
    path: 'dependencies',
    component: lazyRouteComponent(
      () => import('../features/releases/scope/DependenciesSection'),
      'DependenciesSection',
    ),
  }),
  createRoute({
    getParentRoute: () => releaseRoute,
    path: 'raid',
    component: lazyRouteComponent(() => import('../features/releases/raid/RaidSection'), 'RaidSection'),
  }),
  createRoute({
    getParentRoute: () => releaseRoute,
    path: 'comments',
    component: lazyRouteComponent(
      () => import('../features/releases/comments/CommentsSection'),
      'CommentsSection',
    ),
  }),
  createRoute({
    getParentRoute: () => releaseRoute,
    path: 'attachments',
    component: lazyRouteComponent(
      () => import('../features/releases/attachments/AttachmentsSection'),
      'AttachmentsSection',
    ),
  }),
  createRoute({
    getParentRoute: () => releaseRoute,
    path: 'members',
    component: lazyRouteComponent(
      () => import('../features/releases/members/MembersSection'),
      'MembersSection',
    ),
  }),
  createRoute({
    getParentRoute: () => releaseRoute,
    path: 'matrix',
    component: lazyRouteComponent(() => import('../features/releases/matrix/MatrixSection'), 'MatrixSection'),
  }),
  createRoute({
    getParentRoute: () => releaseRoute,
    path: 'baselines',
    component: lazyRouteComponent(
      () => import('../features/releases/history/BaselinesSection'),
      'BaselinesSection',
    ),
  }),
  createRoute({
    getParentRoute: () => releaseRoute,
    path: 'activity',
    component: lazyRouteComponent(() => import('../features/releases/history/FeedSection'), 'FeedSection'),
  }),
] as const;

const inboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox',
  component: lazyRouteComponent(() => import('../features/inbox/InboxPage'), 'InboxPage'),
});

const boardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/approvals',
  component: lazyRouteComponent(() => import('../features/inbox/BoardPage'), 'BoardPage'),
});

const decideRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/decide',
  component: lazyRouteComponent(() => import('../features/decide/DecidePage'), 'DecidePage'),
});

const capacityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/capacity',
  component: lazyRouteComponent(() => import('../features/insight/CapacityPage'), 'CapacityPage'),
});

const impactRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/impact',
  component: lazyRouteComponent(() => import('../features/insight/ImpactPage'), 'ImpactPage'),
});

const templatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/templates',
  component: lazyRouteComponent(() => import('../features/templates/TemplatesPage'), 'TemplatesPage'),
});

const templateRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/templates/$key',
  component: lazyRouteComponent(() => import('../features/templates/TemplatePage'), 'TemplatePage'),
});

const portfoliosRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/portfolios',
  component: lazyRouteComponent(() => import('../features/portfolios/PortfoliosPage'), 'PortfoliosPage'),
});

const portfolioRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/portfolios/$key',
  component: lazyRouteComponent(() => import('../features/portfolios/PortfolioPage'), 'PortfolioPage'),
});

const systemsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/systems',
  component: lazyRouteComponent(() => import('../features/systems/SystemsPage'), 'SystemsPage'),
});

const systemRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/systems/$key',
  component: lazyRouteComponent(() => import('../features/systems/SystemPage'), 'SystemPage'),
});

const environmentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/environments',
  component: lazyRouteComponent(
    () => import('../features/environments/EnvironmentsPage'),
    'EnvironmentsPage',
  ),
});

const environmentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/environments/$key',
  component: lazyRouteComponent(() => import('../features/environments/EnvironmentPage'), 'EnvironmentPage'),
});

const runbooksRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runbooks',
  component: lazyRouteComponent(() => import('../features/runbooks/RunbooksPage'), 'RunbooksPage'),
});

const runbookRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runbooks/$key',
  component: lazyRouteComponent(() => import('../features/runbooks/plan/PlanPage'), 'PlanPage'),
});

const runRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs/$run',
  component: lazyRouteComponent(() => import('../features/runbooks/run/RunPage'), 'RunPage'),
});

const wallRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs/$run/wall',
  component: lazyRouteComponent(() => import('../features/runbooks/run/WallPage'), 'WallPage'),
});

const bookingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/bookings',
  component: lazyRouteComponent(() => import('../features/bookings/BookingsPage'), 'BookingsPage'),
});

const bookingPlanRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/bookings/plan',
  component: lazyRouteComponent(() => import('../features/bookings/BookingPlanPage'), 'BookingPlanPage'),
});

const versionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/versions',
  component: lazyRouteComponent(
    () => import('../features/environments/VersionMatrixPage'),
    'VersionMatrixPage',
  ),
});

const mapRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/map',
  component: lazyRouteComponent(() => import('../features/map/MapPage'), 'MapPage'),
});

const utilisationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/utilisation',
  component: lazyRouteComponent(() => import('../features/insight/UtilisationPage'), 'UtilisationPage'),
});

const environmentGroupsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/environment-groups',
  component: lazyRouteComponent(() => import('../features/environments/GroupsPage'), 'GroupsPage'),
});

const stagesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/stages',
  component: lazyRouteComponent(() => import('../features/environments/StagesPage'), 'StagesPage'),
});

const windowsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/windows',
  component: lazyRouteComponent(() => import('../features/windows/WindowsPage'), 'WindowsPage'),
});

const policiesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/policies',
  component: lazyRouteComponent(() => import('../features/policies/PoliciesPage'), 'PoliciesPage'),
});

const policyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/policies/$key',
  component: lazyRouteComponent(() => import('../features/policies/PolicyPage'), 'PolicyPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('../features/people/PeoplePage'), 'PeoplePage'),
});

const personRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('../features/people/PersonPage'), 'PersonPage'),
});

const securityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/security',
  component: lazyRouteComponent(() => import('../features/security/SecurityPage'), 'SecurityPage'),
});

const journalRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/journal',
  component: lazyRouteComponent(() => import('../features/journal/JournalPage'), 'JournalPage'),
});

const releaseTypesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/release-types',
  component: lazyRouteComponent(
    () => import('../features/releaseTypes/ReleaseTypesPage'),
    'ReleaseTypesPage',
  ),
});

const releaseTypeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/release-types/$key',
  component: lazyRouteComponent(() => import('../features/releaseTypes/ReleaseTypePage'), 'ReleaseTypePage'),
});

const workingCalendarsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/working-calendars',
  component: lazyRouteComponent(
    () => import('../features/workingCalendars/WorkingCalendarsPage'),
    'WorkingCalendarsPage',
  ),
});

const rolesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/roles',
  component: lazyRouteComponent(() => import('../features/roles/RolesPage'), 'RolesPage'),
});

const signInProvidersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/sign-in',
  component: lazyRouteComponent(() => import('../features/signIn/ProvidersPage'), 'ProvidersPage'),
});

const gatekeepersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/gatekeepers',
  component: lazyRouteComponent(() => import('../features/gatekeepers/GatekeepersPage'), 'GatekeepersPage'),
});

const tokensRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/tokens',
  component: lazyRouteComponent(() => import('../features/tokens/TokensPage'), 'TokensPage'),
});

const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('../features/account/AccountPage'), 'AccountPage'),
});

/** What no other page is: the rail stays, so that there is a way on. */
const nowhereRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '$',
  component: NotFound,
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    breakGlassRoute,
    passwordRoute,
    secondFactorRoute,
    setupRoute,
    shellRoute.addChildren([
      calendarRoute,
      releasesRoute,
      releaseRoute.addChildren(releaseSections),
      inboxRoute,
      boardRoute,
      decideRoute,
      capacityRoute,
      impactRoute,
      templatesRoute,
      templateRoute,
      portfoliosRoute,
      portfolioRoute,
      systemsRoute,
      systemRoute,
      environmentsRoute,
      environmentRoute,
      runbooksRoute,
      runbookRoute,
      runRoute,
      wallRoute,
      bookingsRoute,
      bookingPlanRoute,
      versionsRoute,
      mapRoute,
      utilisationRoute,
      environmentGroupsRoute,
      stagesRoute,
      windowsRoute,
      policiesRoute,
      policyRoute,
      peopleRoute,
      personRoute,
      journalRoute,
      releaseTypesRoute,
      releaseTypeRoute,
      workingCalendarsRoute,
      rolesRoute,
      signInProvidersRoute,
      gatekeepersRoute,
      tokensRoute,
      accountRoute,
      securityRoute,
      nowhereRoute,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingComponent: () => <Waiting />,
  defaultErrorComponent: RouteProblem,
  defaultNotFoundComponent: () => <NotFound />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
