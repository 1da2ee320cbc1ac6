import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { releaseQuery } from '../../api/releases';
import type { CalendarRelease } from '../../api/types';
import { HealthBadge, KindText, RiskBadge, StatusBadge } from '../../components/Badges';
import { RefLink } from '../../components/RefLink';
import { SidePanel } from '../../components/SidePanel';
import { spanText } from '../../components/timeline/words';
import { useText } from '../../i18n/text';
import type { TimelineItem } from '../../timeline/core/model';
import { MarkerLine } from './Cards';
import styles from './Detail.module.css';
import { type Facets, facetValue } from './facets';
import { NeedLine } from './NeedLine';
import type { Need, Needs } from './needs';

interface DetailProps {
  release: CalendarRelease;
  item: TimelineItem;
  facets: Facets;
  needs: Needs;
  /** Ids of the gates chosen on the timeline. */
  chosen: readonly string[];
  /** Opens the form in which the days of the release, or of the chosen gate, are typed. */
  onMove: () => void;
  onClose: () => void;
}

/**
 * The chosen release beside the timeline, at once with what the calendar knows, then with the rest of it; the chosen
 * gates are marked in its list.
 */
export function Detail({ release, item, facets, needs, chosen, onMove, onClose }: DetailProps) {
  const text = useText();
  const { locale } = useIntl();
  const portfolio = facetValue(facets, 'portfolio', release.portfolio);
  const type = facetValue(facets, 'type', release.type);
  const whole = useQuery(releaseQuery(release.id)).data;
  const markers = [...item.markers].sort((left, right) => left.day - right.day);
  return (
    <SidePanel title={release.name} onClose={onClose}>
      <div className={styles.detail}>
        <p className={styles.badges}>
          <StatusBadge
            status={
              whole?.status ?? { name: text(`category.${release.category}`), category: release.category }
            }
          />
          <HealthBadge health={whole?.health ?? { state: release.health, reasons: [] }} />
        </p>
        <dl className={styles.facts}>
          <dt>{text('column.key')}</dt>
          <dd>{release.key}</dd>
          <dt>{text('calendar.dates')}</dt>
          <dd>{spanText(item.span, locale)}</dd>
          <dt>{text('column.kind')}</dt>
          <dd>
            <KindText kind={release.kind} />
            {type && ` · ${type.name}`}
          </dd>
          <dt>{text('column.portfolio')}</dt>
          <dd>
            {portfolio ? [portfolio.path, portfolio.name].filter(Boolean).join(' / ') : text('value.none')}
          </dd>
          <dt>{text('column.accountable')}</dt>
          <dd>{whole && (whole.accountable?.name ?? text('value.nobody'))}</dd>
          <dt>{text('column.risk')}</dt>
          <dd>
            <RiskBadge risk={release.risk} />
          </dd>
        </dl>
        <p className={styles.actions}>
          <Button variant="default" onClick={onMove}>
            {text('calendar.move')}
          </Button>
          <RefLink kind="release" reference={release}>
            {text('calendar.open')}
          </RefLink>
        </p>
        <NeedList title={text('calendar.needs')} needs={needs.needs} />
        <NeedList title={text('calendar.neededBy')} needs={needs.neededBy} />
        {item.phases.length > 0 && (
          <section>
            <h3>{text('calendar.phases')}</h3>
            <ul className={styles.list}>
              {item.phases.map((phase) => (
                <li key={phase.id}>
                  {phase.name} <span className="faint">{spanText(phase, locale)}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
        {markers.length > 0 && (
          <section>
            <h3>{text('calendar.markers')}</h3>
            <ul className={styles.list}>
              {markers.map((marker) => (
                <ChosenLine
                  key={marker.id}
                  isChosen={chosen.includes(marker.id)}
                  scrolls={marker.id === chosen[0]}
                >
                  <MarkerLine release={release} marker={marker} />
                </ChosenLine>
              ))}
            </ul>
          </section>
        )}
      </div>
    </SidePanel>
  );
}

function NeedList({ title, needs }: { title: string; needs: readonly Need[] }) {
  if (needs.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul className={styles.list}>
        {needs.map((need) => (
          <li key={need.other.id}>
            <NeedLine need={need} />
            {need.note && <p className="faint">{need.note}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ChosenLineProps {
  isChosen: boolean;
  scrolls: boolean;
  children: ReactNode;
}

function ChosenLine({ isChosen, scrolls, children }: ChosenLineProps) {
  return (
    <li
      ref={scrolls ? (line) => line?.scrollIntoView({ block: 'center' }) : undefined}
      className={styles.line}
      aria-current={isChosen || undefined}
    >
      {children}
    </li>
  );
}
