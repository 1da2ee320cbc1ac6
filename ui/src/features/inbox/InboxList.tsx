import { Checkbox } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { ApprovalVerdict, InboxItem, InboxKind } from '../../api/types';
import { VERDICTS } from '../../components/gates/AnswerForm';
import { Icon, type IconName } from '../../components/Icon';
import { usePageKeys } from '../../components/pageKeys';
import { focusPanel, SidePanel } from '../../components/SidePanel';
import { TimeText, useNow } from '../../components/Time';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { BulkBar } from './BulkBar';
import { grouped, isBulk } from './groups';
import styles from './Inbox.module.css';
import { ItemDetail } from './ItemDetail';
import { useRoving } from './useRoving';

const KIND_ICON: Record<InboxKind, IconName> = {
  approval: 'gate',
  criterion: 'check',
  activity: 'activity',
  waiver: 'alert',
  booking: 'bookings',
};

export function InboxList({ items }: { items: InboxItem[] }) {
  const text = useText();
  const now = useNow();
  const panel = usePanel();
  const groups = grouped(items, now);
  const ids = useMemo(
    () => grouped(items, now).flatMap((group) => group.items.map(({ id }) => id)),
    [items, now],
  );
  const roving = useRoving(ids);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  /** How the panel came to be open decides where the keyboard goes on. */
  const [isFollowing, setFollowing] = useState(false);
  const verdict = VERDICTS.find((one) => one === panel.name);
  const isOpen = panel.name === 'item' || verdict !== undefined;
  const opened = isOpen ? items.find(({ id }) => id === panel.subject) : undefined;
  const selected = items.filter((item) => chosen.has(item.id) && isBulk(item));

  const toggle = (id: string) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const open = (id: string) => {
    setFollowing(false);
    if (opened?.id === id) focusPanel();
    else panel.open('item', id);
  };
  const close = () => {
    if (opened) roving.goTo(opened.id);
    panel.close();
  };
  /** Goes on with the next, as long as there is one. */
  const done = (id: string) => {
    const next = ids[ids.indexOf(id) + 1];
    setFollowing(true);
    if (next === undefined) return panel.close();
    roving.goTo(next);
    panel.open('item', next);
  };

  const move = (step: number) => {
    const next = roving.after(step);
    if (next === undefined) return;
    setFollowing(true);
    roving.goTo(next);
    if (opened) panel.open('item', next);
  };
  const say = (wanted: ApprovalVerdict) => {
    const item = items.find(({ id }) => id === (roving.current ?? opened?.id));
    if (!item) return;
    setFollowing(true);
    panel.open(item.kind === 'approval' ? wanted : 'item', item.id);
  };
  usePageKeys({
    j: () => move(1),
    k: () => move(-1),
    a: () => say('approve'),
    r: () => say('reject'),
    t: () => say('return'),
    x: () => {
      const item = items.find(({ id }) => id === roving.current);
      if (item && isBulk(item)) toggle(item.id);
    },
    Escape: () => {
      if (opened) close();
    },
  });

  return (
    <>
      <BulkBar items={selected} onDone={() => setChosen(new Set())} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows move between the buttons inside */}
      <div
        className={styles.list}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step === undefined) return;
          event.preventDefault();
          move(step);
        }}
      >
        {groups.map(({ near, items: some }) => (
          <section key={near} className={styles.group} aria-label={text(`inbox.group.${near}`)}>
            <h2>{text(`inbox.group.${near}`)}</h2>
            <ul>
              {some.map((item) => (
                <li key={item.id} className={styles.line} data-open={opened?.id === item.id || undefined}>
                  <span className={styles.choose}>
                    {isBulk(item) && (
                      <Checkbox
                        aria-label={text('inbox.choose', { name: item.title })}
                        checked={chosen.has(item.id)}
                        onChange={() => toggle(item.id)}
                      />
                    )}
                  </span>
                  <button
                    type="button"
                    className={styles.row}
                    aria-current={opened?.id === item.id || undefined}
                    {...roving.row(item.id)}
                    onClick={() => open(item.id)}
                  >
                    <RowText item={item} isOverdue={near === 'overdue'} />
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      {opened && (
        <SidePanel
          title={opened.title}
          focus={verdict !== undefined || isFollowing ? 'nowhere' : 'title'}
          onClose={close}
        >
          <ItemDetail
            key={`${opened.id} ${verdict}`}
            item={opened}
            verdict={verdict}
            onDone={() => done(opened.id)}
          />
        </SidePanel>
      )}
    </>
  );
}

function RowText({ item, isOverdue }: { item: InboxItem; isOverdue: boolean }) {
  const text = useText();
  const isSigned = item.votes.length > 0 && item.votes.every(({ signed }) => signed);
  return (
    <>
      <span className={styles.kind}>
        <Icon name={KIND_ICON[item.kind]} size={14} />
        {text(`inbox.kind.${item.kind}`)}
      </span>
      <span className={styles.title}>{item.title}</span>
      <span className={styles.release}>{item.release?.name}</span>
      {isSigned && (
        <span className={styles.mark}>
          <Icon name="key" size={14} />
          {text('inbox.signed')}
        </span>
      )}
      <span className={isOverdue ? styles.overdue : styles.due}>
        {item.due && <TimeText at={item.due} distance />}
      </span>
    </>
  );
}
