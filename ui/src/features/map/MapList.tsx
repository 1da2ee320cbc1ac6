import type { MapThing, SystemMap } from '../../api/types';
import { EnvironmentStateBadge } from '../../components/Badges';
import { Icon } from '../../components/Icon';
import { RefLink } from '../../components/RefLink';
import { useText } from '../../i18n/text';
import { bondsOf, type Said } from './bonds';
import styles from './MapPage.module.css';

interface MapListProps {
  map: SystemMap;
  onGo: (thing: MapThing) => void;
}

/** The same as the graph, to be read line by line: each thing, and what it has to do with the others. */
export function MapList({ map, onGo }: MapListProps) {
  const text = useText();
  const said = bondsOf(map);
  return (
    <section className={styles.list} aria-label={text('map.list')}>
      <ul>
        {map.things.map((thing) => (
          <li key={thing.id} className={styles.entry} aria-current={thing.distance === 0 || undefined}>
            <div className={styles.head}>
              <ThingIcon kind={thing.kind} />
              <RefLink kind={thing.kind} reference={thing} />
              {thing.stage && <span className="faint">{thing.stage.name}</span>}
              {thing.state && thing.state !== 'free' && <EnvironmentStateBadge state={thing.state} />}
              {thing.distance > 0 && (
                <button
                  type="button"
                  className={styles.centre}
                  aria-label={text('map.centre', { name: thing.name })}
                  title={text('map.centre', { name: thing.name })}
                  onClick={() => onGo(thing)}
                >
                  <Icon name="map" size={14} />
                </button>
              )}
            </div>
            <Bonds said={said.get(thing.id) ?? []} />
            {thing.more && <p className="faint">{text('map.more.what')}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Bonds({ said }: { said: Said[] }) {
  const text = useText();
  if (said.length === 0) return null;
  return (
    <ul className={styles.bonds}>
      {said.map(({ words, other, detail }) => (
        <li key={`${words} ${other.id} ${detail}`}>
          {text(words)} <b>{other.name}</b> {detail && <span className="faint">{detail}</span>}
        </li>
      ))}
    </ul>
  );
}

/** What kind of thing it is, as a picture and, for who does not see it, as a word. */
export function ThingIcon({ kind }: { kind: MapThing['kind'] }) {
  const text = useText();
  const icon = { environment: 'environments', system: 'systems', release: 'releases' } as const;
  return (
    <span className={styles.kind} data-kind={kind}>
      <Icon name={icon[kind]} size={14} />
      <span className="visually-hidden">{text(`map.kind.${kind}`)}</span>
    </span>
  );
}
