const PATHS = {
  activity: 'M3 12h4l3-8 4 16 3-8h4',
  add: 'M12 5v14M5 12h14',
  alert: 'M12 4 2.5 20h19zM12 10v4M12 17v.5',
  archive: 'M4 8v11h16V8M3 4h18v4H3zM10 12h4',
  blocked: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M5.6 5.6l12.8 12.8',
  bookings: 'M4 6h10v4H4zM10 14h10v4H10zM3 3v18',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  capacity: 'M4 20V10h4v10zM10 20V4h4v16zM16 20v-7h4v7z',
  check: 'm5 12 5 5 9-10',
  chevron: 'm9 6 6 6-6 6',
  circle: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16',
  close: 'M6 6l12 12M18 6 6 18',
  collapse: 'M12 3v6M8.500 6 12 9.500 15.500 6M12 21v-6M8.500 18 12 14.500l3.500 3.500M4 12h16',
  columns: 'M4 5h16v14H4zM10 5v14M15 5v14',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  dashed:
    'M12 4a8 8 0 0 1 6 2.7M20 11a8 8 0 0 1-2 6.3M13.500 19.900a8 8 0 0 1-6.500-1.700M4.300 14.500a8 8 0 0 1 1-6.800M8 5l.5-.3',
  decide: 'M12 4v16M6 20h12M5 7h14M5 7l-2.500 6h5zM19 7l-2.500 6h5z',
  doing: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4l3 2',
  download: 'M12 4v11M7 11l5 5 5-5M4 20h16',
  down: 'm6 9 6 6 6-6',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  environments: 'M4 4h16v6H4zM4 14h16v6H4zM8 7h.01M8 17h.01M12 10v4',
  expand: 'M12 9V3M8.500 6 12 2.500 15.500 6M12 15v6M8.500 18 12 21.500l3.500-3.500M4 12h16',
  gate: 'M4 20V6M20 20V6M4 9h16M4 14h16M12 9v5',
  impact: 'M4 4h16v16H4zM4 9.300h16M4 14.700h16M9.300 4v16M14.700 4v16',
  inbox: 'M4 4h16v16H4zM4 13h5l1.500 3h3l1.500-3h5',
  key: 'M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8M11 12l9-9M16 7l3 3',
  layers: 'm12 3 9 5-9 5-9-5zM3 12.500l9 5 9-5M3 17l9 5 9-5',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  map: 'M6 4a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5M18 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5M6 15a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5M8.300 7.500l7.400 3.500M8.300 16.500l7.400-3.500',
  menu: 'M4 7h16M4 12h16M4 17h16',
  moon: 'M20 14a8 8 0 0 1-10-10 8 8 0 1 0 10 10',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  move: 'M4 12h16M14 6l6 6-6 6',
  people:
    'M9 5a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7M3 20c0-3.500 2.500-5.500 6-5.500s6 2 6 5.500M16 5.500a3 3 0 0 1 0 6M17 14.500c2.500.3 4 2 4 5',
  policy: 'M12 3 5 6v6c0 4.500 3 7.500 7 9 4-1.500 7-4.500 7-9V6zM9 12l2.500 2.500L15.500 10',
  portfolios: 'M4 7h6l2 2h8v10H4z',
  releases: 'M5 4h14v6H5zM5 14h14v6H5zM9 7h.01M9 17h.01',
  pause: 'M4 5h16v14H4zM10 9v6M14 9v6',
  remove: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5',
  systems: 'M12 3 4 7.500v9l8 4.500 8-4.500v-9zM4 7.500l8 4.500 8-4.500M12 12v9',
  runbooks: 'm4 5 2 2 3-3M12 6h8m-16 7 2 2 3-3m3 2h8M4 20h2m6 0h8',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.400 1.400M17.600 17.600 19 19M5 19l1.400-1.400M17.600 6.400 19 5',
  use: 'M12 3a9 9 0 1 0 9 9h-9zM16 3.900A9 9 0 0 1 20.100 8H16z',
  versions: 'M8 4v10M8 14a3 3 0 1 0 0 6 3 3 0 0 0 0-6M17 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6M17 10c0 4-3 5-6.500 6',
  views:
    'M12 6c-5 0-8.500 4-9.500 6 1 2 4.500 6 9.500 6s8.500-4 9.500-6c-1-2-4.500-6-9.500-6M12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5',
  up: 'm6 15 6-6 6 6',
} as const;

export type IconName = keyof typeof PATHS;

/** Draws one at the origin of a context, this many CSS pixels wide and high. */
export function paintIcon(
  context: CanvasRenderingContext2D,
  name: IconName,
  size: number,
  tone: string,
): void {
  context.scale(size / 24, size / 24);
  context.strokeStyle = tone;
  context.lineWidth = widthOf(name);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke(new Path2D(PATHS[name]));
}

const widthOf = (name: IconName) => (name === 'more' ? 3 : 1.75);

/** Decoration beside a word; it never stands for the word. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={widthOf(name)}
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: 'none' }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
