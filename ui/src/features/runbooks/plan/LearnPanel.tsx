import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { learnPlan } from '../../../api/runbooks';
import type { DeploymentPlanDetail } from '../../../api/types';
import { FormPanel } from '../../../components/form/FormPanel';
import { useText } from '../../../i18n/text';

/** Estimates are made what the runs of the plan took. */
export function LearnPanel({ plan, onClose }: { plan: DeploymentPlanDetail; onClose: () => void }) {
  const text = useText();
  const learning = useChange({
    change: (_: undefined, key) => learnPlan(plan, key),
    refresh: [keys.all('deployment-plans')],
    onDone: onClose,
  });
  return (
    <FormPanel
      title={text('runbooks.learn')}
      submitLabel={text('runbooks.learn')}
      onSubmit={() => learning.submit(undefined)}
      onClose={onClose}
      isPending={learning.isPending}
      problem={learning.problem}
    >
      <p>{text('runbooks.learn.what')}</p>
      {plan.status === 'approved' && <p style={{ fontWeight: 600 }}>{text('runbooks.learn.approved')}</p>}
    </FormPanel>
  );
}
