import { Kbd } from '@mantine/core';
import { Fragment } from 'react';
import { type TextId, useText } from '../i18n/text';
import { Dialog } from './Dialog';
import { destinations } from './navigation';
import styles from './ShortcutList.module.css';

const GENERAL: [string[], TextId][] = [
  [['Ctrl', 'K'], 'shortcut.palette'],
  [['/'], 'shortcut.search'],
  [['?'], 'shortcut.help'],
  [['Esc'], 'shortcut.close'],
];

const CALENDAR: [string[], TextId][] = [
  [['Space'], 'shortcut.calendar.detail'],
  [['Enter'], 'shortcut.calendar.open'],
  [['m'], 'shortcut.calendar.form'],
  [['Alt', '← →'], 'shortcut.calendar.move'],
  [['Alt', '[ ]'], 'shortcut.calendar.end'],
  [['Alt', '↔'], 'shortcut.calendar.phase'],
  [['Shift', '← →'], 'shortcut.calendar.pan'],
  [['+ −'], 'shortcut.calendar.zoom'],
  [['t'], 'shortcut.calendar.today'],
  [['f'], 'shortcut.calendar.fit'],
];

const INBOX: [string[], TextId][] = [
  [['j', 'k'], 'shortcut.inbox.move'],
  [['Enter'], 'shortcut.inbox.open'],
  [['a'], 'shortcut.inbox.approve'],
  [['r'], 'shortcut.inbox.reject'],
  [['t'], 'shortcut.inbox.return'],
  [['x'], 'shortcut.inbox.choose'],
];

const PLAN: [string[], TextId][] = [
  [['Enter', 'F2'], 'shortcut.plan.edit'],
  [['Ctrl', 'Enter'], 'shortcut.plan.add'],
  [['Alt', '↑ ↓'], 'shortcut.plan.move'],
  [['Del'], 'shortcut.plan.remove'],
];

const RUN: [string[], TextId][] = [
  [['j', 'k'], 'shortcut.run.move'],
  [['s'], 'shortcut.run.start'],
  [['d'], 'shortcut.run.done'],
  [['Enter'], 'shortcut.run.open'],
];

export default function ShortcutList({ onClose }: { onClose: () => void }) {
  const text = useText();
  const everywhere: [string[], string][] = [
    ...GENERAL.map(([keys, id]): [string[], string] => [keys, text(id)]),
    ...destinations.map(({ key, text: id }): [string[], string] => [
      ['g', key],
      text('shortcut.go', { place: text(id) }),
    ]),
  ];
  return (
    <Dialog label={text('shortcut.title')} onClose={onClose} isWide>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className={styles.list} tabIndex={0} aria-label={text('shortcut.title')}>
        <h2>{text('shortcut.title')}</h2>
        <section>
          <h3>{text('shortcut.general')}</h3>
          <Keys all={everywhere} />
        </section>
        <section>
          <h3>{text('shortcut.inbox')}</h3>
          <Keys all={INBOX.map(([keys, id]) => [keys, text(id)])} />
        </section>
        <section>
          <h3>{text('shortcut.plan')}</h3>
          <Keys all={PLAN.map(([keys, id]) => [keys, text(id)])} />
        </section>
        <section>
          <h3>{text('shortcut.run')}</h3>
          <Keys all={RUN.map(([keys, id]) => [keys, text(id)])} />
        </section>
        <section>
          <h3>{text('shortcut.calendar')}</h3>
          <Keys all={CALENDAR.map(([keys, id]) => [keys, text(id)])} />
        </section>
      </section>
    </Dialog>
  );
}

function Keys({ all }: { all: [string[], string][] }) {
  return (
    <dl>
      {all.map(([keys, meaning]) => (
        <div key={meaning}>
          <dt>
            {keys.map((key) => (
              <Fragment key={key}>
                <Kbd>{key}</Kbd>{' '}
              </Fragment>
            ))}
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
