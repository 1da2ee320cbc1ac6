import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { deliveriesQuery } from '../../api/gatekeepers';
import type { DeliveryState, Gatekeeper, GatekeeperDelivery } from '../../api/types';
import { PlainBadge } from '../../components/Badges';
import type { IconName } from '../../components/Icon';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
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
            <PlainTable
              caption={text('gatekeepers.deliveries')}
              rows={rows}
              pages={deliveries}
              rowKey={({ id }) => id}
              columns={[
                {
                  id: 'state',
                  header: text('column.state'),
                  cell: ({ state, received_at }) => (
                    <>
                      <PlainBadge {...BADGE[state]}>{text(`gatekeepers.state.${state}`)}</PlainBadge>
                      <br />
                      <TimeText at={received_at} distance />
                    </>
                  ),
                },
                {
                  id: 'told',
                  header: text('gatekeepers.told'),
                  size: 'wide',
                  cell: (delivery) => <DeliveryText delivery={delivery} />,
                },
              ]}
            />
          )
        }
      </PageState>
    </SidePanel>
  );
}

function DeliveryText({ delivery }: { delivery: GatekeeperDelivery }) {
  const text = useText();
  const { repository, target, reference, detail, decision, again_at, trouble } = delivery;
  const asked = [repository, reference, target].filter(Boolean).join(' · ');
  const lines = detail.split('\n').filter((line) => !line.includes('/decide?decision='));
  return (
    <>
      {asked && <strong>{asked}</strong>}
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
      {trouble && <div role="alert">{text('gatekeepers.trouble', { trouble })}</div>}
      {again_at && (
        <div className="faint">
          {text('gatekeepers.again')} <TimeText at={again_at} distance />
        </div>
      )}
      {decision && (
        <Link to="/decide" search={{ decision }}>
          {text('gatekeepers.decision')}
        </Link>
      )}
    </>
  );
}
