import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { deliveriesQuery } from '../../api/gatekeepers';
import type { DeliveryState, Gatekeeper, GatekeeperDelivery } from '../../api/types';
import { PlainBadge } from '../../components/Badges';
import styles from '../../components/gates/Gates.module.css';
import type { IconName } from '../../components/Icon';
import { PageState } from '../../components/PageState';
import { ShowMore } from '../../components/ShowMore';
import { SidePanel } from '../../components/SidePanel';
import { TimeText } from '../../components/Time';
import { useText } from '../../i18n/text';

const BADGE: Record<DeliveryState, { icon: IconName; tone: 'good' | 'bad' | 'warning' | 'unknown' }> = {
  waiting: { icon: 'pause', tone: 'warning' },
  allowed: { icon: 'check', tone: 'good' },
  refused: { icon: 'blocked', tone: 'bad' },
  ignored: { icon: 'circle', tone: 'unknown' },
};

/** What a gatekeeper asked, and what it was told. */
export function DeliveriesPanel({ gatekeeper, onClose }: { gatekeeper: Gatekeeper; onClose: () => void }) {
  const text = useText();
  const deliveries = useInfiniteQuery(deliveriesQuery(gatekeeper.id));
  return (
    <SidePanel
      title={text('gatekeepers.deliveries.of', { name: gatekeeper.name })}
      focus="title"
      onClose={onClose}
    >
      <PageState query={deliveries}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="faint">{text('gatekeepers.deliveries.none')}</p>
          ) : (
            <>
              <ul className={styles.cards} aria-label={text('gatekeepers.deliveries')}>
                {rows.map((delivery) => (
                  <DeliveryCard key={delivery.id} delivery={delivery} />
                ))}
              </ul>
              <ShowMore pages={deliveries} />
            </>
          )
        }
      </PageState>
    </SidePanel>
  );
}

function DeliveryCard({ delivery }: { delivery: GatekeeperDelivery }) {
  const text = useText();
  const { repository, target, reference, state, received_at, detail, decision, again_at, trouble } = delivery;
  const asked = [repository, reference, target].filter(Boolean).join(' · ');
  const lines = detail.split('\n').filter((line) => !line.includes('/decide?decision='));
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <span className={styles.cardName}>{asked || text('gatekeepers.asksNothing')}</span>
        <PlainBadge {...BADGE[state]}>{text(`gatekeepers.state.${state}`)}</PlainBadge>
        <span className="faint">
          <TimeText at={received_at} distance />
        </span>
      </div>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {trouble && <p role="alert">{text('gatekeepers.trouble', { trouble })}</p>}
      {again_at && (
        <p className="faint">
          {text('gatekeepers.again')} <TimeText at={again_at} distance />
        </p>
      )}
      {decision && (
        <p>
          <Link to="/decide" search={{ decision }}>
            {text('gatekeepers.decision')}
          </Link>
        </p>
      )}
    </li>
  );
}
