import { useMemo } from 'react';
import { ClearFilters, SearchFilter, SelectFilter } from '../../components/Filters';
import type { PageAction } from '../../components/pageActions';
import { listIn, toggledIn } from '../../components/timeline/address';
import { Choice } from '../../components/timeline/Choice';
import { useText } from '../../i18n/text';
import styles from './FilterBar.module.css';
import type { Facet, Facets, FacetValue } from './facets';
import { LayersMenu } from './LayersMenu';
import type { Layers } from './layers';
import { type CalendarSearch, COLOURS, FILTERS, GROUPINGS } from './search';

interface FilterBarProps {
  search: CalendarSearch;
  facets: Facets;
  grouping: Facet | null;
  colour: Facet;
  /** A phone's list has neither groups nor colours. */
  onlyFilters: boolean;
  layers: Layers;
  actions: readonly PageAction[];
  onChange: (changes: CalendarSearch) => void;
}

/** Which releases, in which groups and colours, and how many that are. */
export function FilterBar(props: FilterBarProps) {
  const { search, facets, grouping, colour, layers, actions, onlyFilters, onChange } = props;
  const text = useText();
  const options = useMemo(() => {
    const of = (values: readonly FacetValue[]) =>
      values
        .filter(({ key }) => key !== '')
        .map(({ key, name, path }) => ({ value: key, label: path ? `${path} / ${name}` : name }));
    return {
      kind: of(facets.kind),
      category: of(facets.category),
      risk: of(facets.risk),
      portfolio: of(facets.portfolio),
    };
  }, [facets]);
  const nameOf = (facet: Facet) => text(`calendar.facet.${facet}`);
  return (
    <>
      <SearchFilter label={text('releases.search')} value={search.q} onChange={(q) => onChange({ q })} />
      {(['kind', 'category', 'portfolio', 'risk'] as const).map((facet) => (
        <SelectFilter
          key={facet}
          label={nameOf(facet)}
          value={search[facet]}
          options={options[facet]}
          onChange={(value) => onChange({ [facet]: value })}
        />
      ))}
      <ClearFilters names={FILTERS} filters={search} onClear={onChange} />
      <span className={styles.push} />
      {!onlyFilters && (
        <>
          <Choice
            label={text('calendar.group')}
            value={grouping ?? ''}
            options={[
              { value: '', label: text('calendar.group.none') },
              ...GROUPINGS.map((facet) => ({ value: facet, label: nameOf(facet) })),
            ]}
            onChange={(group) => onChange({ group: group || undefined, toggled: undefined, fold: undefined })}
          />
          <Choice
            label={text('calendar.colour')}
            value={colour}
            options={COLOURS.map((facet) => ({ value: facet, label: nameOf(facet) }))}
            onChange={(value) => onChange({ colour: value === 'category' ? undefined : value })}
          />
          <LayersMenu
            layers={layers}
            actions={actions}
            onToggle={(layer) => onChange({ layers: toggledIn(listIn(search.layers), layer) })}
          />
        </>
      )}
    </>
  );
}
