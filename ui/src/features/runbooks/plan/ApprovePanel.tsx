import { Textarea } from '@mantine/core';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { approvePlan } from '../../../api/runbooks';
import type { DeploymentPlanDetail } from '../../../api/types';
import { FormPanel } from '../../../components/form/FormPanel';
import { orAbsent, useForm } from '../../../components/form/useForm';
import { useText } from '../../../i18n/text';

/** Somebody who wrote none of it says that it can be run as it is. */
export function ApprovePanel({ plan, onClose }: { plan: DeploymentPlanDetail; onClose: () => void }) {
  const text = useText();
  const approving = useChange({
    change: (comment: string | undefined, key) => approvePlan(plan, comment, key),
    refresh: [keys.all('deployment-plans')],
    onDone: onClose,
  });
  const form = useForm({ comment: '' }, approving.problem);
  return (
    <FormPanel
      title={text('runbooks.approve')}
      submitLabel={text('runbooks.approve')}
      onSubmit={() => approving.submit(orAbsent(form.values.comment))}
      onClose={onClose}
      isPending={approving.isPending}
      problem={approving.problem}
      faults={form.otherFaults}
    >
      <p>{text('runbooks.approve.what', { count: plan.task_count, needs: plan.needs })}</p>
      {plan.authors.length > 0 && (
        <p className="faint">
          {text('runbooks.authors', { names: plan.authors.map(({ name }) => name).join(', ') })}
        </p>
      )}
      {plan.approvals.map(({ by, at, comment }) => (
        <p key={at}>
          <b>{by?.name}</b> {comment}
        </p>
      ))}
      <Textarea label={text('runbooks.comment')} rows={3} data-autofocus {...form.field('comment')} />
    </FormPanel>
  );
}
