import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { lastReleaseEvent } from '../api/releases';
import { useText } from '../i18n/text';
import { formatDistance } from '../time/format';
import { ChangeList } from './ChangeList';
import { useNow } from './Time';

/** Who was faster, and with what: the newest event of a release, by its id. */
export function WhoChanged({ release }: { release: string }) {
  const text = useText();
  const { locale } = useIntl();
  const now = useNow();
  const event = useQuery(lastReleaseEvent(release)).data;
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
