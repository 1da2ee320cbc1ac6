import { useNavigate, useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { Calendar } from '../../../api/types';
import { useText } from '../../../i18n/text';
import { formatLocalSpan } from '../../../time/local';
import type { Band } from '../../../timeline/core/bands';
import type { BandLook } from '../../../timeline/view/BandStrip';
import { BandCard } from './BandCard';
import { bandsOf, type CalendarBand } from './bands';
import { windowSearch } from './links';

interface BandsOptions {
  calendar: Calendar | undefined;
  /** Only what holds for this portfolio. */
  portfolio: string | undefined;
  isShown: boolean;
}

const NONE: CalendarBand[] = [];

/** When windows come, and what the timeline says of them. */
export function useBands({ calendar, portfolio, isShown }: BandsOptions): {
  bands: readonly CalendarBand[];
  bandLook: BandLook;
} {
  const text = useText();
  const { locale } = useIntl();
  const navigate = useNavigate();
  const router = useRouter();
  const bands = useMemo(
    () => (calendar && isShown ? bandsOf(calendar, portfolio) : NONE),
    [calendar, portfolio, isShown],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is made anew in every render but says the same
  const bandLook = useMemo(() => {
    const names = new Map(calendar?.portfolios.map(({ id, name }) => [id, name]));
    const portfolioName = (id: string | null) =>
      id === null ? text('windows.above') : (names.get(id) ?? '');
    const known = new Map<Band, CalendarBand>(bands.map((band) => [band, band]));
    const toldOf = (some: readonly Band[]) =>
      some.map((band) => known.get(band)).filter((band) => band !== undefined);
    // Several that cannot be told apart lead to the list of all.
    const linkOf = (some: readonly Band[]) => {
      const windows = new Set(some.map(({ window }) => window));
      const [only] = windows;
      return {
        to: '/windows',
        search: windows.size === 1 && only !== undefined ? windowSearch(only) : {},
      } as const;
    };
    // Chips come and go as one moves and zooms, and hundreds of dates take long to write out.
    const said = new Map<Band, string>();
    const nameOfOne = (band: CalendarBand) => {
      let name = said.get(band);
      if (name === undefined) {
        const { told } = band;
        name = text('calendar.band', {
          name: told.name,
          kind: text(`window.${told.kind}`),
          times: formatLocalSpan(told.start, told.end, locale),
          zone: told.zone,
        });
        said.set(band, name);
      }
      return name;
    };
    const hrefs = new Map<string, string>();
    return {
      name: text('nav.windows'),
      nameOf: (some: readonly Band[]) => {
        const parts = toldOf(some).map(nameOfOne);
        return parts.length > 1
          ? text('calendar.markers.together', { count: parts.length, names: parts.join('; ') })
          : parts.join('');
      },
      cardOf: (some: readonly Band[]) => <BandCard bands={toldOf(some)} portfolioName={portfolioName} />,
      hrefOf: (some: readonly Band[]) => {
        const link = linkOf(some);
        const key = JSON.stringify(link.search);
        const href = hrefs.get(key) ?? router.buildLocation(link).href;
        hrefs.set(key, href);
        return href;
      },
      open: (some: readonly Band[]) => void navigate(linkOf(some)),
    };
  }, [bands, calendar, locale, navigate, router]);
  return { bands, bandLook };
}
