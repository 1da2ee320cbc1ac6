import { useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { Picture } from '../../../timeline/core/picture';
import { PictureSvg } from '../../../timeline/view/PictureSvg';
import styles from './Sheets.module.css';

const SCHEME = 'data-mantine-color-scheme';

/** What a printer gets in place of the page, however printing was asked for: white sheets with all rows. */
export function Sheets({ sheets }: { sheets: () => Picture[] }) {
  const [printed, setPrinted] = useState<Picture[] | null>(null);
  useEffect(() => {
    const root = document.documentElement;
    let scheme: string | null = null;
    const begin = () => {
      scheme = root.getAttribute(SCHEME);
      root.setAttribute(SCHEME, 'light');
      flushSync(() => setPrinted(sheets()));
    };
    const end = () => {
      if (scheme !== null) root.setAttribute(SCHEME, scheme);
      setPrinted(null);
    };
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, [sheets]);
  if (!printed) return null;
  return createPortal(
    <div className={styles.sheets}>
      {printed.map((picture, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sheets have no other name, and never change places
        <div key={index} className={styles.sheet}>
          <PictureSvg picture={picture} />
        </div>
      ))}
    </div>,
    document.body,
  );
}
