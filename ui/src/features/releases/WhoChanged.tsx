import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { lastReleaseEvent } from '../../api/releases';
import { ChangeList } from '../../components/ChangeList';
import { useNow } from '../../components/Time';
import { useText } from '../../i18n/text';
import { formatDistance } from '../../time/format';
import { useRelease } from './ReleaseContext';

/** Who was faster, and with what: the newest event of the release. */
export function WhoChanged() {
  const text = useText();
  const { locale } = useIntl();
  const now = useNow();
  const event = useQuery(lastReleaseEvent(useRelease().id)).data;
  if (!event) return null;
  return (
    <div>
      <p>
        {text('problem.stale.who', {
          name: event.actor?.name ?? text('journal.system'),
          distance: formatDistance(event.at, now, locale),
        })}
      </p>
      <ChangeList changes={event.changes} names={event.names} />
    </div>
  );
}
