import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type QueryKey, type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '../../i18n/text';
import styles from './form.module.css';

export interface Choice {
  id: string;
  name: string;
  /** Tells it from others of the same name: its key, or a person's address. */
  detail?: string;
}

interface RefPickerProps<Item, Key extends QueryKey> {
  label: string;
  description?: string;
  value: Choice | null;
  onChange: (choice: Choice | null) => void;
  suggest: (typed: string) => UseQueryOptions<Item[], Error, Item[], Key>;
  choice: (item: Item) => Choice;
  error?: string;
  required?: boolean;
  /** In a row of filters the label stands inside the box. */
  isFilter?: boolean;
}

const DEBOUNCE_MS = 150;

/** Picks one thing out of thousands: the server finds it while the name is typed. */
export function RefPicker<Item, Key extends QueryKey>(props: RefPickerProps<Item, Key>) {
  const text = useText();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [typed, setTyped] = useState<string | null>(null);
  const [asked] = useDebouncedValue(typed ?? '', DEBOUNCE_MS);
  const found = useQuery({ ...props.suggest(asked), enabled: combobox.dropdownOpened });
  const choices = (found.data ?? []).map(props.choice);

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        props.onChange(choices.find((choice) => choice.id === id) ?? null);
        setTyped(null);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={props.isFilter ? undefined : props.label}
          aria-label={props.isFilter ? props.label : undefined}
          description={props.description}
          required={props.required}
          error={props.error}
          value={typed ?? props.value?.name ?? ''}
          placeholder={props.isFilter ? props.label : text('picker.placeholder')}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => {
            combobox.closeDropdown();
            setTyped(null);
          }}
          onKeyDown={(event) => {
            // Escape closes the list first, the panel around it only when there is no list.
            if (event.key === 'Escape' && combobox.dropdownOpened) event.preventDefault();
          }}
          rightSectionPointerEvents="all"
          rightSection={
            props.value !== null && !props.required ? (
              <CloseButton
                size="xs"
                aria-label={text('picker.clear', { label: props.label })}
                onClick={() => props.onChange(null)}
              />
            ) : null
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={240} style={{ overflowY: 'auto' }} aria-label={props.label}>
          {choices.map((choice) => (
            <Combobox.Option key={choice.id} value={choice.id} className={styles.option}>
              <span>{choice.name}</span>
              <span>{choice.detail}</span>
            </Combobox.Option>
          ))}
          {choices.length === 0 && (
            <Combobox.Empty>{text(found.isPending ? 'state.loading' : 'picker.nothing')}</Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
