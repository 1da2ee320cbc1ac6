import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useText } from '../i18n/text';
import styles from './Filters.module.css';
import { Icon } from './Icon';

const DEBOUNCE_MS = 250;

interface SearchFilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Typed at typing speed, asked at reading speed. `/` puts the cursor here. */
export function SearchFilter({ label, value, onChange }: SearchFilterProps) {
  const input = useRef<HTMLInputElement>(null);
  const ask = useDebouncedCallback((typed: string) => onChange(typed.trim() || undefined), DEBOUNCE_MS);
  useEffect(() => {
    if (input.current && input.current !== document.activeElement) input.current.value = value ?? '';
  }, [value]);
  return (
    <TextInput
      ref={input}
      type="search"
      data-page-search
      className={styles.search}
      aria-label={label}
      placeholder={label}
      defaultValue={value}
      leftSection={<Icon name="search" size={14} />}
      onChange={(event) => ask(event.currentTarget.value)}
    />
  );
}

interface SelectFilterProps {
  label: string;
  value: string | undefined;
  options: { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}

/** Its first option is its own name, which means: all. */
export function SelectFilter({ label, value, options, onChange }: SelectFilterProps) {
  const text = useText();
  return (
    <NativeSelect
      className={styles.select}
      aria-label={label}
      value={value ?? ''}
      data={[{ value: '', label: text('filter.any', { label }) }, ...options]}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}

interface ArchivedFilterProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Shows what was put out of sight, instead of what is in use. */
export function ArchivedFilter({ value, onChange }: ArchivedFilterProps) {
  const text = useText();
  return (
    <Checkbox
      label={text('filter.archived')}
      checked={value === 'true'}
      onChange={(event) => onChange(event.currentTarget.checked ? 'true' : undefined)}
    />
  );
}

interface ClearFiltersProps {
  names: readonly string[];
  filters: Record<string, string | undefined>;
  onClear: (changes: Record<string, undefined>) => void;
}

export function ClearFilters({ names, filters, onClear }: ClearFiltersProps) {
  const text = useText();
  if (!names.some((name) => filters[name])) return null;
  return (
    <Button
      variant="subtle"
      onClick={() => onClear(Object.fromEntries(names.map((name) => [name, undefined])))}
    >
      {text('filter.clear')}
    </Button>
  );
}
