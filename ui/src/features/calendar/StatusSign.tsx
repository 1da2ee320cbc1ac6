import { useLayoutEffect } from 'react';
import { type IconName, paintIcon } from '../../components/Icon';
import styles from '../../components/timeline/RowLabel.module.css';
import { keepPicture, pictureOf } from '../../timeline/view/pictures';

const SIZE = 12;

/** An icon as a picture, because every row has one. The tone is a token: `var(--status-done)`. */
export function StatusSign({ icon, tone }: { icon: IconName; tone: string }) {
  const token = tone.slice('var('.length, -1);
  const name = `${icon}${token}`;
  useLayoutEffect(
    () =>
      keepPicture(name, {
        size: SIZE,
        paint: (context, colourOf) => paintIcon(context, icon, SIZE, colourOf(token)),
      }),
    [name, icon, token],
  );
  return (
    <span aria-hidden="true" className={styles.statusSign} style={{ backgroundImage: pictureOf(name) }} />
  );
}
