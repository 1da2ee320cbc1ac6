import type { Gate, Waiver } from '../../../api/types';
import { WaiverBadge } from '../../../components/gates/GateBadges';
import gateStyles from '../../../components/gates/Gates.module.css';
import { WaiverFacts } from '../../../components/gates/WaiverDetail';
import { Section } from '../../../components/Page';
import { usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { AddButton, RowButton } from '../SectionButtons';
import styles from './GateSection.module.css';

/** What need not hold here, exactly, why, and until when. */
export function WaiversSection({ gate }: { gate: Gate }) {
  const text = useText();
  const panel = usePanel();
  return (
    <Section
      title={text('waivers.title')}
      actions={<AddButton onClick={() => panel.open('waive')}>{text('waivers.ask')}</AddButton>}
      empty={gate.waivers.length === 0 && text('waivers.none')}
    >
      <WaiverCards waivers={gate.waivers} />
    </Section>
  );
}

/** Each waiver with what can be done about it. */
export function WaiverCards({ waivers }: { waivers: Waiver[] }) {
  const text = useText();
  const panel = usePanel();
  return (
    <ul className={`${gateStyles.cards} ${styles.list}`} aria-label={text('waivers.title')}>
      {waivers.map((waiver) => (
        <li key={waiver.id} className={gateStyles.card}>
          <div className={gateStyles.cardHead}>
            <span className={gateStyles.cardName}>{waiver.title}</span>
            <WaiverBadge state={waiver.state} />
            <span className={gateStyles.cardActions}>
              <WaiverVerb waiver={waiver} onOpen={() => panel.open('waiver', waiver.id)} />
            </span>
          </div>
          <WaiverFacts waiver={waiver} />
        </li>
      ))}
    </ul>
  );
}

function WaiverVerb({ waiver, onOpen }: { waiver: Waiver; onOpen: () => void }) {
  const text = useText();
  const { state, title: name } = waiver;
  if (state === 'requested') {
    return (
      <RowButton label={text('waivers.decideOf', { name })} onClick={onOpen}>
        {text('waivers.decide')}
      </RowButton>
    );
  }
  if (state === 'approved') {
    return (
      <RowButton label={text('waivers.revokeOf', { name })} onClick={onOpen}>
        {text('waivers.revoke')}
      </RowButton>
    );
  }
  return null;
}
