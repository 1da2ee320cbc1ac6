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

export default function ShortcutList({ onClose }: { onClose: () => void }) {
  const text = useText();
  const all: [string[], string][] = [
    ...GENERAL.map(([keys, id]): [string[], string] => [keys, text(id)]),
    ...destinations.map(({ key, text: id }): [string[], string] => [
      ['g', key],
      text('shortcut.go', { place: text(id) }),
    ]),
  ];
  return (
    <Dialog label={text('shortcut.title')} onClose={onClose}>
      <div className={styles.list}>
        <h2>{text('shortcut.title')}</h2>
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
      </div>
    </Dialog>
  );
}
