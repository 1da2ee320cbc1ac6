import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { idempotencyKey } from '../../api/client';
import { answerRequest, GATE_CHANGES } from '../../api/gates';
import { Problem } from '../../api/problem';
import type { InboxItem } from '../../api/types';
import { notify } from '../../components/notices';
import { ProblemAlert } from '../../components/ProblemAlert';
import { useText } from '../../i18n/text';
import styles from './Inbox.module.css';

interface Failure {
  item: InboxItem;
  problem: Problem;
}

interface BulkBarProps {
  /** What is chosen. */
  items: InboxItem[];
  onDone: () => void;
}

/** Approves what was chosen, one after the other: each is answered for itself, and what was refused says why. */
export function BulkBar({ items, onDone }: BulkBarProps) {
  const text = useText();
  const queries = useQueryClient();
  const [isPending, setPending] = useState(false);
  const [failures, setFailures] = useState<Failure[]>([]);

  const approve = async () => {
    setPending(true);
    const failed: Failure[] = [];
    for (const item of items) {
      try {
        await approveOne(item);
      } catch (failure) {
        if (!(failure instanceof Problem)) throw failure;
        failed.push({ item, problem: failure });
      }
    }
    setFailures(failed);
    setPending(false);
    const count = items.length - failed.length;
    if (count > 0) notify(text('inbox.bulk.done', { count }));
    onDone();
    await Promise.all(GATE_CHANGES.map((queryKey) => queries.invalidateQueries({ queryKey })));
  };

  if (items.length === 0 && failures.length === 0) return null;
  return (
    <section className={styles.bulk} aria-label={text('inbox.bulk')}>
      {items.length > 0 && (
        <div className={styles.bulkLine}>
          <span>{text('inbox.chosen', { count: items.length })}</span>
          <Button loading={isPending} onClick={() => void approve()}>
            {text('inbox.bulk.approve', { count: items.length })}
          </Button>
          <Button variant="default" onClick={onDone}>
            {text('inbox.bulk.none')}
          </Button>
        </div>
      )}
      {failures.length > 0 && (
        <>
          <h2>{text('inbox.bulk.failed', { count: failures.length })}</h2>
          <ul className={styles.failures}>
            {failures.map(({ item, problem }) => (
              <li key={item.id}>
                <b>{item.title}</b> <span className="faint">{item.release?.name}</span>
                <ProblemAlert problem={problem} />
              </li>
            ))}
          </ul>
          <Button variant="default" onClick={() => setFailures([])}>
            {text('action.close')}
          </Button>
        </>
      )}
    </section>
  );
}

async function approveOne({ id, approval, votes }: InboxItem): Promise<void> {
  const vote = votes.find(({ signed }) => !signed);
  if (!approval || !vote) return;
  const body = {
    verdict: 'approve',
    content: approval.content,
    rule: vote.rule,
    on_behalf_of: vote.on_behalf_of?.id,
  } as const;
  await answerRequest(id, body, idempotencyKey());
}
