import { Checkbox } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { InboxItem, InboxKind } from '../../api/types';
import { Icon, type IconName } from '../../components/Icon';
import { SidePanel } from '../../components/SidePanel';
import { TimeText, useNow } from '../../components/Time';
import { useText } from '../../i18n/text';
import { BulkBar } from './BulkBar';
import { grouped, isBulk } from './groups';
import styles from './Inbox.module.css';
import { ItemDetail } from './ItemDetail';
import { useDesk } from './useDesk';

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
  const groups = grouped(items, now);
  const ids = useMemo(
    () => grouped(items, now).flatMap((group) => group.items.map(({ id }) => id)),
    [items, now],
  );
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const named = (id: string) => items.find((item) => item.id === id);
  const toggle = (id: string) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const desk = useDesk(ids, {
    isAnswered: (id) => named(id)?.kind === 'approval',
    onChoose: (id) => {
      const item = named(id);
      if (item && isBulk(item)) toggle(id);
    },
  });
  const opened = desk.opened === undefined ? undefined : named(desk.opened);
  const selected = items.filter((item) => chosen.has(item.id) && isBulk(item));

  return (
    <>
      <BulkBar items={selected} onDone={() => setChosen(new Set())} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows move between the buttons inside */}
      <div className={styles.list} onKeyDown={desk.onKeyDown}>
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
                    {...desk.row(item.id)}
                    onClick={() => desk.open(item.id)}
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
        <SidePanel title={opened.title} focus={desk.focus} onClose={desk.close}>
          <ItemDetail
            key={`${opened.id} ${desk.verdict}`}
            item={opened}
            verdict={desk.verdict}
            onDone={() => desk.done(opened.id)}
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
