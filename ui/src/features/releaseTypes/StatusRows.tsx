import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { StatusCategory } from '../../api/types';
import formStyles from '../../components/form/form.module.css';
import { Icon } from '../../components/Icon';
import { useText } from '../../i18n/text';
import { blankStatus, CATEGORIES, nextRow, type StatusRow } from './draft';
import styles from './ReleaseTypePage.module.css';

interface StatusRowsProps {
  rows: StatusRow[];
  onChange: (rows: StatusRow[]) => void;
  fault: (pointer: string) => string | undefined;
}

/** The statuses in their order, each with what may follow it. New releases begin in the first. */
export function StatusRows({ rows, onChange, fault }: StatusRowsProps) {
  const text = useText();
  const set = (row: number, part: Partial<StatusRow>) =>
    onChange(rows.map((one) => (one.row === row ? { ...one, ...part } : one)));
  return (
    <fieldset className={formStyles.rows}>
      <legend>{text('types.statuses')}</legend>
      <p className="faint">{text('types.statuses.first')}</p>
      {rows.map((status, index) => {
        const others = rows.filter(({ row }) => row !== status.row);
        return (
          <div key={status.row} className={styles.row}>
            <div className={styles.rowHead}>
              <TextInput
                label={text('column.name')}
                value={status.name}
                error={fault(`/statuses/${index}/name`)}
                onChange={(event) => set(status.row, { name: event.currentTarget.value })}
              />
              <TextInput
                label={text('column.key')}
                value={status.key}
                error={fault(`/statuses/${index}/key`)}
                onChange={(event) => set(status.row, { key: event.currentTarget.value })}
              />
              <ActionIcon
                mt={24}
                aria-label={text('action.removeOf', { name: status.name || text('column.status') })}
                onClick={() => onChange(others)}
              >
                <Icon name="close" size={14} />
              </ActionIcon>
            </div>
            <NativeSelect
              label={text('types.category')}
              value={status.category}
              error={fault(`/statuses/${index}/category`)}
              data={CATEGORIES.map((category) => ({
                value: category,
                label: text(`category.${category}`),
              }))}
              onChange={(event) => set(status.row, { category: event.currentTarget.value as StatusCategory })}
            />
            {others.length > 0 && (
              <Checkbox.Group
                label={text('types.after')}
                value={status.after.map(String)}
                onChange={(chosen) => set(status.row, { after: chosen.map(Number) })}
              >
                <div className={styles.choices}>
                  {others.map((other) => (
                    <Checkbox
                      key={other.row}
                      value={String(other.row)}
                      label={other.name || text('types.status.unnamed')}
                    />
                  ))}
                </div>
              </Checkbox.Group>
            )}
          </div>
        );
      })}
      <Button variant="default" onClick={() => onChange([...rows, blankStatus(nextRow(rows))])}>
        {text('types.status.add')}
      </Button>
    </fieldset>
  );
}
