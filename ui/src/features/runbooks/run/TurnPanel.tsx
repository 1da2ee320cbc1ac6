import { NativeSelect, Textarea } from '@mantine/core';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { type RunTurn, rollBack, turnRun } from '../../../api/runs';
import type { RunBoard } from '../../../api/types';
import { FormPanel } from '../../../components/form/FormPanel';
import { orAbsent, useForm } from '../../../components/form/useForm';
import { useText } from '../../../i18n/text';

export const TURNS = ['start', 'pause', 'resume', 'complete', 'abort', 'roll-back'] as const;
export type Turn = RunTurn | 'roll-back';
const REASONED: readonly Turn[] = ['abort', 'roll-back'];

/** A turn of the whole run, and why it is taken. */
export function TurnPanel({ board, turn, onClose }: { board: RunBoard; turn: Turn; onClose: () => void }) {
  const text = useText();
  const taking = useChange({
    change: ({ branch, reason }: { branch: string; reason: string | undefined }, key) =>
      turn === 'roll-back'
        ? rollBack(board.id, branch, reason ?? '', key)
        : turnRun(board.id, turn, reason, key),
    refresh: [keys.all('runs')],
    onDone: onClose,
  });
  const form = useForm({ branch: board.branches[0]?.key ?? '', reason: '' }, taking.problem);
  const { values } = form;
  const isSilent = REASONED.includes(turn) && values.reason.trim() === '';
  return (
    <FormPanel
      title={text(`run.turn.${turn}`)}
      submitLabel={text(`run.turn.${turn}`)}
      onSubmit={() => taking.submit({ branch: values.branch, reason: orAbsent(values.reason) })}
      onClose={onClose}
      isPending={taking.isPending}
      problem={taking.problem}
      faults={form.otherFaults}
      blockedBy={isSilent ? text('run.sayWhy') : null}
    >
      <p>{text(`run.turn.what.${turn}`)}</p>
      {board.kind === 'live' && (
        <p style={{ color: 'var(--danger)', fontWeight: 600 }}>{text('run.isLive')}</p>
      )}
      {turn === 'roll-back' && (
        <NativeSelect
          label={text('run.wayBack')}
          data={board.branches.map(({ key, name }) => ({ value: key, label: name }))}
          {...form.field('branch')}
        />
      )}
      <Textarea
        label={text('field.reason')}
        rows={3}
        required={REASONED.includes(turn)}
        data-autofocus
        {...form.field('reason')}
      />
    </FormPanel>
  );
}
