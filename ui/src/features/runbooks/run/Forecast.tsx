import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { runForecastQuery } from '../../../api/runs';
import type { ForecastChange, RunBoard, RunForecast, RunWayBack } from '../../../api/types';
import { durationText } from '../../../components/duration';
import { usePhone } from '../../../components/usePhone';
import { useText } from '../../../i18n/text';
import { ownZone, zoneName } from '../../../time/format';
import { hourText } from './core/clock';
import { happened, largest, oddsOf, percentOf, rounded } from './core/forecast';
import { Big, Figure, isOpen, Small } from './Figures';
import { useSecond } from './useSecond';

/** The server works it out anew as often even when nothing happens. */
const AGAIN_MS = 15_000;
/** What moved the end less than so many others is not worth its line. */
const MOST = 5;

/** What is to be expected of the run; what was expected last while that is asked for anew. */
export const useForecast = (board: RunBoard): RunForecast | undefined =>
  useQuery({ ...runForecastQuery(board.id), enabled: isOpen(board), refetchInterval: AGAIN_MS }).data;

export const oddsTone = (odds: number): string =>
  odds >= 0.8 ? 'var(--success)' : odds >= 0.4 ? 'var(--warning)' : 'var(--danger)';

/** When the run is likely over, how likely in time, until when it can be turned back, and what moved its end. */
export function Forecast({ board }: { board: RunBoard }) {
  const text = useText();
  const { locale } = useIntl();
  const isPhone = usePhone();
  const forecast = useForecast(board);
  if (!forecast) return null;
  const hour = (at: string) =>
    `${hourText(at, board.now, locale, ownZone())} ${zoneName(ownZone(), at, locale)}`;
  const isLate = (at: string) =>
    forecast.window_end !== null && Date.parse(at) > Date.parse(forecast.window_end);
  const changes = largest(forecast.changes, MOST);
  const all = (
    <ul style={{ fontSize: 'var(--text-s)' }}>
      {changes.map((change) => (
        <Change
          key={`${change.task} ${change.cause} ${change.by} ${change.moved}`}
          board={board}
          change={change}
        />
      ))}
    </ul>
  );
  return (
    <section
      aria-label={text('run.forecast')}
      style={{
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fit, minmax(128px, 1fr))',
        gap: '8px 20px',
        padding: '10px 16px',
        borderBottom: '1px solid var(--line)',
        borderLeft: `4px solid ${board.kind === 'live' ? 'var(--danger)' : 'var(--line-strong)'}`,
        background: 'var(--surface)',
      }}
    >
      {([50, 85, 95] as const).map((percent) => {
        const at = forecast[`p${percent}`];
        return (
          <Figure key={percent} name={text('run.forecast.finish', { percent })}>
            <Big tone={isLate(at) ? 'var(--danger)' : undefined}>{hour(at)}</Big>
            <Small>
              {isLate(at) ? text('run.pace.overWindow') : text('run.forecast.cases', { percent })}
            </Small>
          </Figure>
        );
      })}
      <Figure name={text('run.forecast.odds')}>
        {forecast.odds === null ? (
          <Big>{text('value.none')}</Big>
        ) : (
          <>
            <Big tone={oddsTone(forecast.odds)}>
              <PercentText odds={forecast.odds} />
            </Big>
            <Small>{text(`run.odds.${oddsOf(forecast.odds)}`)}</Small>
          </>
        )}
      </Figure>
      {forecast.ways_back.length > 0 && (
        <div style={WIDE}>
          <Figure name={text('runbooks.ways')}>
            {forecast.ways_back.map((way) => (
              <WayBack key={way.branch} board={board} way={way} hour={hour} />
            ))}
          </Figure>
        </div>
      )}
      {changes.length > 0 && (
        <div style={WIDE}>
          {isPhone ? (
            <details>
              <summary style={{ minHeight: 24 }}>
                {text('run.forecast.moved')} <Signed seconds={forecast.moved} />
              </summary>
              {all}
            </details>
          ) : (
            <Figure name={text('run.forecast.moved')}>{all}</Figure>
          )}
        </div>
      )}
    </section>
  );
}

/** Sentences take the room of two figures, where there is room for two. */
const WIDE = { gridColumn: 'span 2', minWidth: 0 } as const;

/** `likely, 84 %`. */
export function OddsText({ odds }: { odds: number }) {
  const text = useText();
  return (
    <>
      {text(`run.odds.${oddsOf(odds)}`)}, <PercentText odds={odds} />
    </>
  );
}

function PercentText({ odds }: { odds: number }) {
  const { formatNumber } = useIntl();
  const { sign, percent } = percentOf(odds);
  return (
    <>
      {sign !== '' && `${sign} `}
      {formatNumber(percent / 100, { style: 'percent' })}
    </>
  );
}

function WayBack({ board, way, hour }: { board: RunBoard; way: RunWayBack; hour: (at: string) => string }) {
  const text = useText();
  const now = useSecond(board.now);
  const name = board.branches.find(({ key }) => key === way.branch)?.name ?? way.branch;
  if (way.decide_by === null)
    return <p>{text('run.forecast.back.takes', { name, time: durationText(rounded(way.takes)) })}</p>;
  const isLost = Date.parse(way.decide_by) < now;
  return (
    <p style={isLost ? { color: 'var(--danger)', fontWeight: 600 } : { fontWeight: 500 }}>
      {text(isLost ? 'run.forecast.back.lost' : 'run.forecast.back.by', { name, time: hour(way.decide_by) })}
    </p>
  );
}

function Change({ board, change }: { board: RunBoard; change: ForecastChange }) {
  const text = useText();
  const name = board.tasks.find(({ number }) => number === change.task)?.name ?? change.task;
  const time = durationText(Math.abs(rounded(change.by)));
  return (
    <li>
      {text(`run.moved.${happened(change)}`, { name, time })}: <Signed seconds={change.moved} />
    </li>
  );
}

/** `+9m`: later is bad. */
export function Signed({ seconds }: { seconds: number }) {
  const tone = seconds > 0 ? 'var(--danger)' : seconds < 0 ? 'var(--success)' : undefined;
  const time = durationText(Math.abs(rounded(seconds)));
  return (
    <b style={{ color: tone, whiteSpace: 'nowrap' }}>
      {seconds > 0 ? '+' : seconds < 0 ? '−' : '±'}
      {time}
    </b>
  );
}
