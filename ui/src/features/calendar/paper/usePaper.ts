import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { sessionQuery } from '../../../api/session';
import { type PageAction, useOffer } from '../../../components/pageActions';
import { saveFile } from '../../../components/saveFile';
import { spanText } from '../../../components/timeline/words';
import { useText } from '../../../i18n/text';
import { formatInstant } from '../../../time/format';
import { BAND_KINDS, type Band } from '../../../timeline/core/bands';
import { type Day, formatDay, wholeDays } from '../../../timeline/core/days';
import type { Dependency } from '../../../timeline/core/dependencies';
import { RowGeometry } from '../../../timeline/core/geometry';
import type { TimelineItem } from '../../../timeline/core/model';
import { AROUND_ROWS, type Picture, pictureOf, sheetsOf } from '../../../timeline/core/picture';
import { resized, spanOf } from '../../../timeline/core/scale';
import type { TickWords } from '../../../timeline/core/ticks';
import type { PlanRow } from '../../../timeline/core/tree';
import type { TimelineController } from '../../../timeline/view/controller';
import { paintPicture } from '../../../timeline/view/paintPicture';
import type { ReleaseLook } from '../../../timeline/view/types';
import { cutToFit, widthOf } from '../../../timeline/view/widths';
import type { FacetValue } from '../facets';

interface PaperOptions {
  controller: TimelineController;
  rows: readonly PlanRow[];
  bands: readonly Band[];
  items: readonly TimelineItem[];
  dependencies: readonly Dependency[];
  today: Day;
  words: TickWords;
  look: ReleaseLook;
  /** What colours mean. */
  values: readonly FacetValue[];
  isTimeline: boolean;
}

/** A sheet of A4 in landscape within its margins, in CSS pixels at 80 %. */
const SHEET = { width: 1_300, height: 880 };
const NAMES = 300;

/** The calendar for paper and as a file, and the actions that make them. */
export function usePaper(options: PaperOptions): { sheets: () => Picture[]; actions: readonly PageAction[] } {
  const { controller, rows, bands, items, dependencies, today, words, look, values, isTimeline } = options;
  const text = useText();
  const { locale } = useIntl();
  const who = useQuery(sessionQuery).data?.person.name ?? '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is made anew in every render but says the same
  const paper = useMemo(() => {
    const draw = (some: readonly PlanRow[], names: number, width: number): Picture => {
      const view = resized(controller.view(), width);
      const days = spanText(wholeDays(spanOf(view)), locale);
      const kinds = new Set(bands.map(({ kind }) => kind));
      const shown = new Set(some.flatMap((row) => (row.type === 'group' ? [] : [look.toneOf(row.item)])));
      return pictureOf({
        rows: some,
        view,
        bands,
        items,
        dependencies,
        today,
        words,
        names,
        title: text('calendar.paper.title', { days }),
        note: text('calendar.paper.note', { who, at: formatInstant(new Date().toISOString(), locale) }),
        legend: [
          ...values.filter(({ tone }) => shown.has(tone)),
          ...BAND_KINDS.filter((kind) => kinds.has(kind)).map((kind) => ({
            name: text(`window.${kind}`),
            tone: `var(--timeline-${kind})`,
          })),
        ],
        toneOf: look.toneOf,
        ghostOf: look.ghostOf,
        widthOf: (name) => widthOf(name, 'name'),
        nameOf: (row) =>
          row.type === 'release' ? row.item.name : row.type === 'phase' ? row.phase.name : look.nameOf(row),
        shorten: (what, room, bold) => cutToFit(what, bold ? 'major' : 'name', room),
      });
    };
    const savePicture = () => {
      const plot = document.querySelector<HTMLElement>('[data-timeline-plot]');
      const scroller = plot?.parentElement?.parentElement;
      if (!plot || !scroller) return;
      const geometry = new RowGeometry(rows);
      const { first, last } = geometry.between(
        scroller.scrollTop,
        scroller.scrollTop + scroller.clientHeight,
      );
      const names = plot.offsetLeft;
      const picture = draw(rows.slice(first, last), names, plot.clientWidth);
      const name = `calendar-${formatDay(Math.round(controller.view().start))}.png`;
      paintPicture(picture, Math.max(2, window.devicePixelRatio)).toBlob((content) => {
        if (content) saveFile(name, content);
      });
    };
    const actions: PageAction[] = [
      { id: 'print', name: text('calendar.print'), icon: 'copy', run: () => window.print() },
      { id: 'png', name: text('calendar.png'), icon: 'download', run: savePicture },
    ];
    const sheets = () =>
      sheetsOf(rows, SHEET.height - AROUND_ROWS).map((some) => draw(some, NAMES, SHEET.width - NAMES));
    return { sheets, actions: isTimeline ? actions : [] };
  }, [controller, rows, bands, items, dependencies, today, words, look, values, isTimeline, locale, who]);
  useOffer(paper.actions);
  return paper;
}
