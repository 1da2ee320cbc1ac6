import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { environmentGroups, stages } from '../../../api/environments';
import { teamList } from '../../../api/organisation';
import { ClearFilters, SearchFilter, SelectFilter } from '../../../components/Filters';
import { PortfolioFilter } from '../../../components/PortfolioFilter';
import { Choice } from '../../../components/timeline/Choice';
import { useText } from '../../../i18n/text';
import { named } from '../named';
import { GROUPINGS, type Grouping } from './resources';
import { FILTERS, type TimelineSearch } from './search';

interface TimelineFiltersProps {
  search: TimelineSearch;
  grouping: Grouping | null;
  /** A phone's list has no groups. */
  onlyFilters: boolean;
  onChange: (changes: TimelineSearch) => void;
}

/** Which environments, in which groups. */
export function TimelineFilters({ search, grouping, onlyFilters, onChange }: TimelineFiltersProps) {
  const text = useText();
  const stageList = useQuery(stages()).data ?? [];
  const groups = useQuery(environmentGroups()).data ?? [];
  const teams = useQuery(teamList()).data ?? [];
  return (
    <>
      <SearchFilter label={text('environments.search')} value={search.q} onChange={(q) => onChange({ q })} />
      <SelectFilter
        label={text('column.stage')}
        value={search.stage}
        options={stageList.map(named)}
        onChange={(stage) => onChange({ stage })}
      />
      <SelectFilter
        label={text('column.group')}
        value={search.group}
        options={groups.map(named)}
        onChange={(group) => onChange({ group })}
      />
      <SelectFilter
        label={text('column.team')}
        value={search.team}
        options={teams.map(named)}
        onChange={(team) => onChange({ team })}
      />
      <PortfolioFilter value={search.portfolio} onChange={(portfolio) => onChange({ portfolio })} />
      <Checkbox
        label={text('bookings.mine')}
        checked={search.mine === 'true'}
        onChange={(event) => onChange({ mine: event.currentTarget.checked ? 'true' : undefined })}
      />
      <ClearFilters names={FILTERS} filters={search} onClear={onChange} />
      {!onlyFilters && (
        <Choice
          label={text('bookings.groupBy')}
          value={grouping ?? ''}
          options={[
            { value: '', label: text('column.environment') },
            ...GROUPINGS.map((one) => ({ value: one, label: text(`column.${one}`) })),
          ]}
          onChange={(by) => onChange({ by: by || undefined, toggled: undefined, fold: undefined })}
        />
      )}
    </>
  );
}
