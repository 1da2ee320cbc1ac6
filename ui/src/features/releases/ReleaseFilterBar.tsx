import { useQuery } from '@tanstack/react-query';
import { type ReleaseFilters, releaseFilters, releaseTypes } from '../../api/releases';
import { ArchivedFilter, ClearFilters, SearchFilter, SelectFilter } from '../../components/Filters';
import { PortfolioFilter } from '../../components/PortfolioFilter';
import { useText } from '../../i18n/text';

interface ReleaseFilterBarProps {
  filters: ReleaseFilters;
  onChange: (changes: ReleaseFilters) => void;
}

const KINDS = ['train', 'project', 'independent'] as const;
const CATEGORIES = ['draft', 'planned', 'active', 'done', 'cancelled'] as const;
const RISKS = ['low', 'medium', 'high', 'critical'] as const;
const CLEARED = releaseFilters.filter((name) => name !== 'sort');

export function ReleaseFilterBar({ filters, onChange }: ReleaseFilterBarProps) {
  const text = useText();
  const types = useQuery(releaseTypes()).data ?? [];
  return (
    <>
      <SearchFilter label={text('releases.search')} value={filters.q} onChange={(q) => onChange({ q })} />
      <SelectFilter
        label={text('column.kind')}
        value={filters.kind}
        options={KINDS.map((kind) => ({ value: kind, label: text(`kind.${kind}`) }))}
        onChange={(kind) => onChange({ kind })}
      />
      <SelectFilter
        label={text('column.status')}
        value={filters.category}
        options={CATEGORIES.map((category) => ({ value: category, label: text(`category.${category}`) }))}
        onChange={(category) => onChange({ category })}
      />
      <PortfolioFilter value={filters.portfolio} onChange={(portfolio) => onChange({ portfolio })} />
      <SelectFilter
        label={text('column.type')}
        value={filters.type}
        options={types.map((type) => ({ value: type.key, label: type.name }))}
        onChange={(type) => onChange({ type })}
      />
      <SelectFilter
        label={text('column.risk')}
        value={filters.risk}
        options={RISKS.map((risk) => ({ value: risk, label: text(`risk.${risk}`) }))}
        onChange={(risk) => onChange({ risk })}
      />
      <ArchivedFilter value={filters.archived} onChange={(archived) => onChange({ archived })} />
      <ClearFilters names={CLEARED} filters={filters} onClear={onChange} />
    </>
  );
}
