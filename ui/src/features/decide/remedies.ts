import type { LinkProps } from '@tanstack/react-router';
import type { Decision, Remedy } from '../../api/types';

/** Where the act that clears something in the way is done. An id goes wherever a key goes. */
export function wayTo(remedy: Remedy, told: Pick<Decision, 'environment'>): LinkProps {
  const here = (panel: string): LinkProps => ({
    to: '.',
    search: (before: Record<string, unknown>) => ({ ...before, panel }),
  });
  const page = (to: string, key: string | null, search: Record<string, string> = {}): LinkProps =>
    ({ to, params: { key: key ?? '' }, search }) as LinkProps;
  switch (remedy.act) {
    case 'lift_stop':
      return here(`stop:${remedy.stop}`);
    case 'override_window':
      return here(`override:${remedy.window}`);
    case 'restore_system':
    case 'register_version':
      return page('/systems/$key', remedy.system);
    case 'activate_release':
    case 'pass_gate':
    case 'restore_release':
      return page('/releases/$key', remedy.release);
    case 'list_version':
      return page('/releases/$key/systems', remedy.release);
    case 'cancel_booking':
      return page('/bookings', null, { panel: `booking:${remedy.booking}` });
    case 'end_outage':
      return page('/environments/$key', told.environment.key, {
        panel: `change:${remedy.request}`,
      });
    case 'meet_policy':
      return page('/policies', null);
    case 'pass_stage':
    case 'deploy':
      return page('/versions', null);
    default:
      return page('/environments/$key', told.environment.key);
  }
}
