import { useIntl } from 'react-intl';
import type { HeldRole } from '../api/types';
import { useText } from '../i18n/text';
import { formatLastDayOf } from '../time/format';
import { RefLink } from './RefLink';

/** How a role came to a person. */
export function RoleOrigin({ held }: { held: HeldRole }) {
  const text = useText();
  const { locale } = useIntl();
  return (
    <span className="faint">
      {held.portfolio ? (
        <>
          {text('grants.from')} <RefLink kind="portfolio" reference={held.portfolio} />
        </>
      ) : (
        text('why.above')
      )}
      {held.team && ` · ${text('why.team', { team: held.team.name })}`}
      {held.on_behalf_of && ` · ${text('why.standsIn', { person: held.on_behalf_of.name })}`}
      {held.until && ` · ${text('why.until', { day: formatLastDayOf(held.until, locale) })}`}
    </span>
  );
}
