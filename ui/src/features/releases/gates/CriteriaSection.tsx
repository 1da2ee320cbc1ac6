import { useChange } from '../../../api/change';
import { GATE_CHANGES, reopenCriterion } from '../../../api/gates';
import type { Criterion, Gate } from '../../../api/types';
import { CriterionCard } from '../../../components/gates/CriterionCard';
import gateStyles from '../../../components/gates/Gates.module.css';
import { Section } from '../../../components/Page';
import { ProblemAlert } from '../../../components/ProblemAlert';
import { usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { AddButton, RowButton } from '../SectionButtons';
import styles from './GateSection.module.css';

/** What has to hold before the gate is passed, with what shows that it does. */
export function CriteriaSection({ gate }: { gate: Gate }) {
  const text = useText();
  const panel = usePanel();
  return (
    <Section
      title={text('criteria.title')}
      actions={<AddButton onClick={() => panel.open('criterion')}>{text('criteria.add')}</AddButton>}
      empty={gate.criteria.length === 0 && text('criteria.none')}
    >
      <ul className={`${gateStyles.cards} ${styles.list}`} aria-label={text('criteria.title')}>
        {gate.criteria.map((criterion) => (
          <li key={criterion.id}>
            <CriterionCard criterion={criterion}>
              <CriterionVerbs criterion={criterion} />
            </CriterionCard>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function CriterionVerbs({ criterion }: { criterion: Criterion }) {
  const text = useText();
  const panel = usePanel();
  const reopening = useChange({
    change: (_: null, key) => reopenCriterion(criterion, key),
    refresh: GATE_CHANGES,
  });
  const { id, name, state } = criterion;
  return (
    <>
      {criterion.expression === null && (
        <>
          {state !== 'met' && (
            <RowButton label={text('criteria.meetOf', { name })} onClick={() => panel.open('meet', id)}>
              {text('criteria.meet')}
            </RowButton>
          )}
          {state !== 'unmet' && (
            <RowButton label={text('criteria.missOf', { name })} onClick={() => panel.open('miss', id)}>
              {text('criteria.miss')}
            </RowButton>
          )}
          {state !== 'open' && (
            <RowButton label={text('plan.reopenOf', { name })} onClick={() => reopening.submit(null)}>
              {text('plan.reopen')}
            </RowButton>
          )}
        </>
      )}
      <RowButton label={text('action.editOf', { name })} onClick={() => panel.open('criterion', id)}>
        {text('action.edit')}
      </RowButton>
      {reopening.problem && <ProblemAlert problem={reopening.problem} />}
    </>
  );
}
