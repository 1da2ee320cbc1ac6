import { holdsAny } from '../api/session';
import type { Role, Session } from '../api/types';
import type { IconName } from '../components/Icon';
import type { TextId } from '../i18n/text';

export interface Destination {
  to:
    | '/'
    | '/releases'
    | '/inbox'
    | '/decide'
    | '/capacity'
    | '/impact'
    | '/portfolios'
    | '/systems'
    | '/environments'
    | '/runbooks'
    | '/bookings'
    | '/versions'
    | '/map'
    | '/utilisation'
    | '/environment-groups'
    | '/policies'
    | '/windows'
    | '/people'
    | '/journal'
    | '/templates'
    | '/admin/release-types'
    | '/admin/working-calendars'
    | '/admin/roles'
    | '/admin/stages'
    | '/admin/gatekeepers'
    | '/admin/security'
    | '/admin/sign-in'
    | '/admin/tokens';
  text: TextId;
  icon: IconName;
  /** Pressed after `g`. */
  key: string;
  /** Has a place in the bar of a phone. */
  onPhone?: boolean;
  /** Leads nowhere for whoever holds none of these. */
  roles?: Role[];
}

/** Where this person has something to see. */
export const destinationsOf = (session: Session): Destination[] =>
  destinations.filter(({ roles }) => roles === undefined || holdsAny(session, roles));

export const destinations: Destination[] = [
  { to: '/', text: 'nav.calendar', icon: 'calendar', key: 'c', onPhone: true },
  { to: '/releases', text: 'nav.releases', icon: 'releases', key: 'r', onPhone: true },
  { to: '/inbox', text: 'nav.inbox', icon: 'inbox', key: 'i', onPhone: true },
  { to: '/decide', text: 'nav.decide', icon: 'decide', key: 'z' },
  { to: '/capacity', text: 'nav.capacity', icon: 'capacity', key: 'a' },
  { to: '/impact', text: 'nav.impact', icon: 'impact', key: 'l' },
  { to: '/templates', text: 'nav.templates', icon: 'copy', key: 'm' },
  { to: '/portfolios', text: 'nav.portfolios', icon: 'portfolios', key: 'p' },
  { to: '/systems', text: 'nav.systems', icon: 'systems', key: 's', onPhone: true },
  { to: '/environments', text: 'nav.environments', icon: 'environments', key: 'v' },
  { to: '/runbooks', text: 'nav.runbooks', icon: 'runbooks', key: 'n' },
  { to: '/bookings', text: 'nav.bookings', icon: 'bookings', key: 'b' },
  { to: '/versions', text: 'nav.versions', icon: 'versions', key: 'x' },
  { to: '/map', text: 'nav.map', icon: 'map', key: 'k' },
  { to: '/utilisation', text: 'nav.utilisation', icon: 'use', key: 'u' },
  { to: '/environment-groups', text: 'nav.environmentGroups', icon: 'layers', key: 'q' },
  { to: '/windows', text: 'nav.windows', icon: 'pause', key: 'f' },
  { to: '/policies', text: 'nav.policies', icon: 'policy', key: '2' },
  { to: '/people', text: 'nav.people', icon: 'people', key: 'e' },
  { to: '/journal', text: 'nav.journal', icon: 'activity', key: 'j' },
  { to: '/admin/release-types', text: 'nav.types', icon: 'gate', key: 'w' },
  { to: '/admin/working-calendars', text: 'nav.workingCalendars', icon: 'sun', key: 'd' },
  { to: '/admin/stages', text: 'nav.stages', icon: 'move', key: 'h' },
  { to: '/admin/roles', text: 'nav.roles', icon: 'gate', key: 'o' },
  {
    to: '/admin/security',
    text: 'nav.security',
    icon: 'alert',
    key: 'y',
    roles: ['administrator', 'auditor'],
  },
  { to: '/admin/sign-in', text: 'nav.signIn', icon: 'link', key: '1' },
  { to: '/admin/gatekeepers', text: 'nav.gatekeepers', icon: 'gate', key: 'g' },
  { to: '/admin/tokens', text: 'nav.tokens', icon: 'key', key: 't' },
];
