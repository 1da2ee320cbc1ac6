import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { CustomField } from '../../api/types';
import { useText } from '../../i18n/text';
import type { FieldValues } from './customFieldValues';

interface CustomFieldsProps {
  fields: CustomField[];
  values: FieldValues;
  onChange: (values: FieldValues) => void;
  /** What the server found wrong at `/fields/<key>`. */
  fault: (pointer: string) => string | undefined;
}

/** The fields an enterprise added to a type of release. */
export function CustomFields({ fields, values, onChange, fault }: CustomFieldsProps) {
  const text = useText();
  return fields.map((field) => {
    const set = (value: string) => onChange({ ...values, [field.key]: value });
    const common = {
      label: field.name,
      required: field.required,
      error: fault(`/fields/${field.key}`),
      value: values[field.key] ?? '',
    };
    if (field.type === 'boolean') {
      return (
        <Checkbox
          key={field.key}
          label={field.name}
          error={common.error}
          checked={common.value === 'true'}
          onChange={(event) => set(String(event.currentTarget.checked))}
        />
      );
    }
    if (field.type === 'choice') {
      return (
        <NativeSelect
          key={field.key}
          {...common}
          data={[{ value: '', label: text('value.none') }, ...(field.choices ?? [])]}
          onChange={(event) => set(event.currentTarget.value)}
        />
      );
    }
    return (
      <TextInput
        key={field.key}
        {...common}
        type={field.type}
        onChange={(event) => set(event.currentTarget.value)}
      />
    );
  });
}
