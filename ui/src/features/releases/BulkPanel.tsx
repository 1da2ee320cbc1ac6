import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { applyBulk, previewBulk, refreshAfterBulk } from '../../api/bulk';
import { useChange } from '../../api/change';
import { releaseTypes } from '../../api/releases';
import type { BulkAnswer, BulkChange, ReleaseItem, Risk } from '../../api/types';
import { ChangeList } from '../../components/ChangeList';
import { FormPanel } from '../../components/form/FormPanel';
import { PersonPicker, PortfolioPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { listOf, orAbsent, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import styles from './BulkPanel.module.css';

interface BulkPanelProps {
  releases: ReleaseItem[];
  onDone: () => void;
  onClose: () => void;
}

const RISKS = ['low', 'medium', 'high', 'critical'] as const;
const EMPTY = { status: '', risk: '', add: '', remove: '', archived: '', reason: '' };

/** One change to many releases: first what would become of each, then all of them or none. */
export function BulkPanel({ releases, onDone, onClose }: BulkPanelProps) {
  const text = useText();
  const types = useQuery(releaseTypes()).data ?? [];
  const [portfolio, setPortfolio] = useState<Choice | null>(null);
  const [accountable, setAccountable] = useState<Choice | null>(null);
  const [seen, setSeen] = useState<{ asked: string; answer: BulkAnswer } | null>(null);
  const preview = useChange({
    change: (body: BulkChange) => previewBulk(body),
    refresh: [],
    onDone: (answer, body) => setSeen({ asked: JSON.stringify(body), answer }),
  });
  const apply = useChange({
    change: applyBulk,
    refresh: refreshAfterBulk,
    onDone: (answer) => {
      notify(text('bulk.done', { count: answer.items.length }));
      onDone();
    },
  });
  const problem = apply.problem ?? preview.problem;
  const form = useForm(EMPTY, problem);
  const { values } = form;
  const body: BulkChange = {
    items: releases.map(({ id, rev }) => ({ release: id, rev })),
    change: {
      status: orAbsent(values.status),
      risk: values.risk === '' ? undefined : (values.risk as Risk),
      portfolio: portfolio?.id,
      add_tags: listOf(values.add),
      remove_tags: listOf(values.remove),
      accountable: accountable?.id,
      archived: values.archived === '' ? undefined : values.archived === 'true',
    },
    reason: orAbsent(values.reason),
  };
  const isSeen = seen !== null && seen.asked === JSON.stringify(body);
  const refused = isSeen ? seen.answer.items.filter((item) => item.refusals.length > 0).length : 0;
  const used = types.filter((type) => releases.some((release) => release.type.id === type.id));
  const statuses = new Map(used.flatMap((type) => type.statuses.map(({ key, name }) => [key, name])));
  const portfolios = [...releases.map((release) => release.portfolio), ...(portfolio ? [portfolio] : [])];
  const names = Object.fromEntries(portfolios.map(({ id, name }) => [id, name]));
  const keep = { value: '', label: text('bulk.keep') };
  return (
    <FormPanel
      title={text('bulk.title', { count: releases.length })}
      submitLabel={text('bulk.apply', { count: releases.length })}
      onSubmit={() => apply.submit(body)}
      onClose={onClose}
      isPending={apply.isPending}
      problem={problem}
      faults={form.otherFaults}
      blockedBy={
        isSeen ? (refused > 0 ? text('bulk.refused', { count: refused }) : null) : text('bulk.first')
      }
      extra={
        <Button variant="light" loading={preview.isPending} onClick={() => preview.submit(body)}>
          {text('bulk.preview')}
        </Button>
      }
    >
      <NativeSelect
        label={text('column.status')}
        data={[keep, ...[...statuses].map(([value, label]) => ({ value, label }))]}
        {...form.field('status')}
      />
      <NativeSelect
        label={text('column.risk')}
        data={[keep, ...RISKS.map((value) => ({ value, label: text(`risk.${value}`) }))]}
        {...form.field('risk')}
      />
      <PortfolioPicker label={text('column.portfolio')} value={portfolio} onChange={setPortfolio} />
      <PersonPicker label={text('column.accountable')} value={accountable} onChange={setAccountable} />
      <TextInput label={text('bulk.tags.add')} description={text('field.tags.how')} {...form.field('add')} />
      <TextInput label={text('bulk.tags.remove')} {...form.field('remove')} />
      <NativeSelect
        label={text('filter.archived')}
        data={[
          keep,
          { value: 'true', label: text('archive.archive') },
          { value: 'false', label: text('archive.restore') },
        ]}
        {...form.field('archived')}
      />
      <Textarea label={text('field.reason')} {...form.field('reason')} />
      {isSeen && (
        <ul className={styles.preview} aria-label={text('bulk.preview')}>
          {seen.answer.items.map((item) => (
            <li key={item.release.id}>
              <span className="mono">{item.release.key}</span>
              {item.refusals.map((refusal) => (
                <p key={refusal.detail} className={styles.refusal}>
                  {refusal.detail}
                  {refusal.who && ` ${text('problem.who', { who: refusal.who })}`}
                </p>
              ))}
              {item.refusals.length === 0 && item.changes.length === 0 && <p>{text('form.same')}</p>}
              <ChangeList changes={item.changes} names={names} />
            </li>
          ))}
        </ul>
      )}
    </FormPanel>
  );
}
