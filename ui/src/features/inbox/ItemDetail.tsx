import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useChange } from '../../api/change';
import { GATE_CHANGES } from '../../api/gates';
import { activityPart } from '../../api/plan';
import type { Activity, ApprovalVerdict, Booking, InboxItem, Ref } from '../../api/types';
import { ActivityBadge } from '../../components/Badges';
import { BookingStateBadge } from '../../components/BookingStateBadge';
import { Fact, FactList } from '../../components/FactList';
import { AnswerPart } from '../../components/gates/AnswerPart';
import { CriterionCard } from '../../components/gates/CriterionCard';
import { MeetForm } from '../../components/gates/MeetForm';
import { WaiverForm } from '../../components/gates/WaiverDetail';
import { notify } from '../../components/notices';
import { ProblemAlert } from '../../components/ProblemAlert';
import { RefLink } from '../../components/RefLink';
import { DayText, TimeText } from '../../components/Time';
import { useText } from '../../i18n/text';
import styles from './Inbox.module.css';

interface ItemDetailProps {
  item: InboxItem;
  verdict?: ApprovalVerdict;
  onDone: () => void;
}

/** What waits, with its evidence, and whatever ends the waiting. */
export function ItemDetail({ item, verdict, onDone }: ItemDetailProps) {
  const { approval, criterion, activity, waiver, booking } = item;
  if (approval) {
    return (
      <AnswerPart
        release={approval.release.id}
        gate={approval.gate}
        request={approval.id}
        verdict={verdict}
        onDone={onDone}
      />
    );
  }
  if (criterion) {
    return (
      <div className={styles.detail}>
        <GateLink release={criterion.release} gate={criterion.gate} />
        <CriterionCard criterion={criterion} />
        <MeetForm criterion={criterion} onDone={onDone} />
      </div>
    );
  }
  if (waiver) {
    return (
      <div className={styles.detail}>
        <GateLink release={waiver.release} gate={waiver.gate} name={waiver.gate_name} />
        <WaiverForm waiver={waiver} onDone={onDone} />
      </div>
    );
  }
  if (activity && item.release) {
    return <ActivityDetail activity={activity} release={item.release} onDone={onDone} />;
  }
  return booking && <BookingDetail booking={booking} />;
}

function GateLink({ release, gate, name }: { release: Ref; gate: string | null; name?: string | null }) {
  if (gate === null) {
    return (
      <p>
        <RefLink kind="release" reference={release} />
      </p>
    );
  }
  return (
    <p>
      <Link to="/releases/$key/gates/$gate" params={{ key: release.key, gate }}>
        {release.name} · {name ?? gate}
      </Link>
    </p>
  );
}

interface ActivityDetailProps {
  activity: Activity;
  release: Ref;
  onDone: () => void;
}

function ActivityDetail({ activity, release, onDone }: ActivityDetailProps) {
  const text = useText();
  const change = useChange({
    change: (_: null) => activityPart.change(release.id, activity, { status: 'done' }),
    refresh: GATE_CHANGES,
    onDone: () => {
      notify(text('inbox.activity.isDone', { name: activity.name }));
      onDone();
    },
  });
  return (
    <div className={styles.detail}>
      <p>
        <Link to="/releases/$key/activities" params={{ key: release.key }}>
          {release.name}
        </Link>
      </p>
      <div className={styles.facts}>
        <FactList description={activity.description}>
          <Fact name={text('column.state')}>
            <ActivityBadge status={activity.status} />
          </Fact>
          <Fact name={text('column.phase')}>{activity.phase?.name}</Fact>
          <Fact name={text('column.due')}>{activity.due && <DayText day={activity.due} />}</Fact>
        </FactList>
      </div>
      {change.problem && <ProblemAlert problem={change.problem} />}
      <div>
        <Button loading={change.isPending} onClick={() => change.submit(null)}>
          {text('inbox.activity.finish')}
        </Button>
      </div>
    </div>
  );
}

function BookingDetail({ booking }: { booking: Booking }) {
  const text = useText();
  const { place } = booking;
  return (
    <div className={styles.detail}>
      <div className={styles.facts}>
        <FactList description={booking.description}>
          <Fact name={text('column.state')}>
            <BookingStateBadge state={booking.state} />
          </Fact>
          <Fact name={text('bookings.place')}>
            {place.environments.map(({ name }) => name).join(', ') || place.group?.name}
          </Fact>
          <Fact name={text('bookings.when')}>
            <TimeText at={booking.start} /> – <TimeText at={booking.end} />
          </Fact>
          <Fact name={text('column.release')}>
            {booking.release && <RefLink kind="release" reference={booking.release} />}
          </Fact>
          <Fact name={text('bookings.by')}>{booking.team?.name ?? booking.requested_by?.name}</Fact>
        </FactList>
      </div>
      <p>
        <Link to="/bookings" search={{ panel: `booking:${booking.id}` }}>
          {text('inbox.booking.decide')}
        </Link>
      </p>
    </div>
  );
}
