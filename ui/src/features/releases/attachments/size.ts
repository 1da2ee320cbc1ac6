const UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;

/** A number of bytes as people say it: `1.4 MiB`. */
export function formatSize(bytes: number, locale: string): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${UNITS[unit]}`;
}
