import type { BandKind } from '../core/bands';
import styles from './Bands.module.css';

/** Tone and pattern of a kind of band, beside the word for it. */
export function BandSwatch({ kind }: { kind: BandKind }) {
  return <span aria-hidden="true" className={styles.swatch} data-band={kind} />;
}
