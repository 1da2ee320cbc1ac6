import { useQuery } from '@tanstack/react-query';
import { portfolioList } from '../api/organisation';
import { useText } from '../i18n/text';
import { SelectFilter } from './Filters';
import { inTreeOrder } from './portfolioTree';

interface PortfolioFilterProps {
  /** The key of a portfolio. */
  value: string | undefined;
  onChange: (portfolio: string | undefined) => void;
}

/** A portfolio with everything below it. */
export function PortfolioFilter({ value, onChange }: PortfolioFilterProps) {
  const text = useText();
  const portfolios = useQuery(portfolioList()).data ?? [];
  return (
    <SelectFilter
      label={text('column.portfolio')}
      value={value}
      options={inTreeOrder(portfolios).map(({ portfolio, path }) => ({ value: portfolio.key, label: path }))}
      onChange={onChange}
    />
  );
}
