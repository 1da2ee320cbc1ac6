import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { answerRequest, GATE_CHANGES, type Proof, proveFor, statementQuery } from '../../api/gates';
import { keys } from '../../api/keys';
import type { ApprovalRequest, ApprovalVerdict, Gate, MyVote, NewApproval, Statement } from '../../api/types';
import { useText } from '../../i18n/text';
import formStyles from '../form/form.module.css';
import { orAbsent, useForm } from '../form/useForm';
import { notify } from '../notices';
import { ProblemAlert } from '../ProblemAlert';
import { ReasonedButton } from '../ReasonedButton';
import { ReasonList } from '../ReasonList';
import styles from './Gates.module.css';
import { SignatureFields } from './SignatureFields';

export const VERDICTS: ApprovalVerdict[] = ['approve', 'reject', 'return'];

/** How long a comment rests before the statement is drawn up with it. */
const DEBOUNCE_MS = 300;

interface AnswerFormProps {
  gate: Gate;
  request: ApprovalRequest;
  /** What is meant to be said; it can still be another. */
  verdict?: ApprovalVerdict;
  onDone: (request: ApprovalRequest) => void;
}

interface Sent {
  body: NewApproval;
  statement?: Statement;
  proof?: Proof;
}

/** Approves, rejects or returns what waits; signed where the rule asks for it. Whoever may not is told why. */
export function AnswerForm({ gate, request, verdict: first, onDone }: AnswerFormProps) {
  const text = useText();
  if (gate.mine.length === 0) {
    return (
      <div className={styles.warning} role="note">
        <p>{text('approvals.notYours')}</p>
        <ReasonList reasons={gate.barred} className={styles.reasons} />
      </div>
    );
  }
  return <Answer gate={gate} request={request} verdict={first} onDone={onDone} />;
}

function Answer({ gate, request, verdict: first, onDone }: AnswerFormProps) {
  const text = useText();
  const queries = useQueryClient();
  const [verdict, setVerdict] = useState<ApprovalVerdict>(first ?? 'approve');
  const [chosen, setChosen] = useState(0);
  const vote = gate.mine[chosen] ?? gate.mine[0];
  const change = useChange({
    change: async ({ body, statement, proof }: Sent, key) => {
      if (statement && proof) queries.setQueryData(keys.session, await proveFor(statement, proof));
      return answerRequest(request.id, body, key);
    },
    refresh: GATE_CHANGES,
    onDone: (told, { body }) => {
      notify(text(`approvals.done.${body.verdict}`, { name: gate.gate.name }));
      onDone(told);
    },
  });
  const form = useForm({ comment: '', password: '', code: '' }, change.problem);
  const comment = form.values.comment.trim();
  const [settled] = useDebouncedValue(comment, DEBOUNCE_MS);
  const isSigned = vote?.signed ?? false;
  const said = (words: string) => ({
    verdict,
    rule: vote?.rule,
    on_behalf_of: vote?.on_behalf_of?.id,
    comment: orAbsent(words),
  });
  const drawn = useQuery({ ...statementQuery(request.id, said(settled)), enabled: isSigned });
  const statement = settled === comment && !drawn.isFetching ? drawn.data : undefined;

  const send = (proof?: Proof) => {
    const body: NewApproval = { ...said(comment), content: request.content };
    if (!isSigned) return change.submit({ body });
    if (!statement || !proof) return;
    const signature = { at: statement.at, statement: statement.digest };
    change.submit({ body: { ...body, signature }, statement, proof });
  };
  const needsComment = verdict !== 'approve';
  const blockedBy =
    needsComment && comment === ''
      ? text('approvals.sayWhy')
      : isSigned && !statement
        ? text('approvals.drawing')
        : null;
  const label = text(isSigned ? `approvals.sign.${verdict}` : `approvals.${verdict}`);
  /** Where whoever came to say this goes on. */
  const startsAt = first === undefined ? null : needsComment ? 'comment' : isSigned ? 'proof' : 'button';

  return (
    <form
      className={formStyles.form}
      aria-label={text('approvals.answer')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const { password, code } = form.values;
        if (!blockedBy && !change.isPending) send({ by: 'password', password, code });
      }}
    >
      {change.problem && <ProblemAlert problem={change.problem} faults={form.otherFaults} />}
      <fieldset className={styles.choice}>
        <legend className="visually-hidden">{text('approvals.answer')}</legend>
        {VERDICTS.map((one) => (
          <Button
            key={one}
            variant={one === verdict ? 'light' : 'default'}
            aria-pressed={one === verdict}
            onClick={() => setVerdict(one)}
          >
            {text(`approvals.${one}`)}
          </Button>
        ))}
      </fieldset>
      <p className="faint">{text(`approvals.what.${verdict}`)}</p>
      {gate.mine.length > 1 && (
        <NativeSelect
          label={text('approvals.as')}
          value={String(chosen)}
          data={gate.mine.map((one, index) => ({ value: String(index), label: voteName(gate, one) }))}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
        />
      )}
      {gate.mine.length === 1 && vote && <p className="faint">{voteName(gate, vote)}</p>}
      <Textarea
        label={text('approvals.comment')}
        description={text('field.comment.kept')}
        rows={2}
        required={needsComment}
        autoFocus={startsAt === 'comment'}
        {...form.field('comment')}
      />
      {isSigned && (
        <SignatureFields
          drawn={drawn}
          statement={statement}
          verdict={verdict}
          form={form}
          blockedBy={blockedBy}
          isPending={change.isPending}
          autoFocus={startsAt === 'proof'}
          onPasskey={() => send({ by: 'passkey' })}
        />
      )}
      <div className={formStyles.actions}>
        <ReasonedButton
          type="submit"
          color={verdict === 'reject' ? 'red' : undefined}
          loading={change.isPending}
          blockedBy={blockedBy}
          autoFocus={startsAt === 'button'}
        >
          {label}
        </ReasonedButton>
      </div>
    </form>
  );

  function voteName({ rules }: Gate, { rule, on_behalf_of }: MyVote): string {
    const name = rules.find(({ id }) => id === rule)?.name ?? '';
    return on_behalf_of
      ? text('approvals.as.other', { rule: name, person: on_behalf_of.name })
      : text('approvals.as.self', { rule: name });
  }
}
