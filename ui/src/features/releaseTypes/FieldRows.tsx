import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { FieldType } from '../../api/types';
import formStyles from '../../components/form/form.module.css';
import { Icon } from '../../components/Icon';
import { useText } from '../../i18n/text';
import { blankField, FIELD_TYPES, type FieldRow, nextRow } from './draft';
import styles from './ReleaseTypePage.module.css';

interface FieldRowsProps {
  rows: FieldRow[];
  onChange: (rows: FieldRow[]) => void;
  fault: (pointer: string) => string | undefined;
}

/** What an enterprise wants to know of such a release beyond what every release has. */
export function FieldRows({ rows, onChange, fault }: FieldRowsProps) {
  const text = useText();
  const set = (row: number, part: Partial<FieldRow>) =>
    onChange(rows.map((one) => (one.row === row ? { ...one, ...part } : one)));
  return (
    <fieldset className={formStyles.rows}>
      <legend>{text('types.fields')}</legend>
      {rows.map((field, index) => (
        <div key={field.row} className={styles.row}>
          <div className={styles.rowHead}>
            <TextInput
              label={text('column.name')}
              value={field.name}
              error={fault(`/fields/${index}/name`)}
              onChange={(event) => set(field.row, { name: event.currentTarget.value })}
            />
            <TextInput
              label={text('column.key')}
              value={field.key}
              error={fault(`/fields/${index}/key`)}
              onChange={(event) => set(field.row, { key: event.currentTarget.value })}
            />
            <ActionIcon
              mt={24}
              aria-label={text('action.removeOf', { name: field.name || text('types.field') })}
              onClick={() => onChange(rows.filter(({ row }) => row !== field.row))}
            >
              <Icon name="close" size={14} />
            </ActionIcon>
          </div>
          <NativeSelect
            label={text('types.field.type')}
            value={field.type}
            data={FIELD_TYPES.map((type) => ({ value: type, label: text(`fieldType.${type}`) }))}
            onChange={(event) => set(field.row, { type: event.currentTarget.value as FieldType })}
          />
          {field.type === 'choice' && (
            <TextInput
              label={text('types.field.choices')}
              description={text('field.tags.how')}
              value={field.choices}
              error={fault(`/fields/${index}/choices`)}
              onChange={(event) => set(field.row, { choices: event.currentTarget.value })}
            />
          )}
          <Checkbox
            label={text('types.field.required')}
            checked={field.required}
            onChange={(event) => set(field.row, { required: event.currentTarget.checked })}
          />
        </div>
      ))}
      <Button variant="default" onClick={() => onChange([...rows, blankField(nextRow(rows))])}>
        {text('types.field.add')}
      </Button>
    </fieldset>
  );
}
