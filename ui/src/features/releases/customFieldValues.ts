import type { CustomField } from '../../api/types';

/** What was typed, by field key. */
export type FieldValues = Record<string, string>;

/** As the API takes them: numbers and booleans as such, an empty box left out. */
export function fieldsInput(fields: CustomField[], values: FieldValues): Record<string, unknown> {
  const filled = fields.flatMap(({ key, type }): [string, unknown][] => {
    const typed = (values[key] ?? '').trim();
    if (typed === '') return [];
    if (type === 'boolean') return [[key, typed === 'true']];
    // What is no number goes as it was typed, for the server to say so beside the field.
    if (type === 'number') return [[key, Number.isNaN(Number(typed)) ? typed : Number(typed)]];
    return [[key, typed]];
  });
  return Object.fromEntries(filled);
}

/** What is there, as it is typed. */
export function typedValues(values: Record<string, unknown>): FieldValues {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value ?? '')]));
}

/** What to send of the fields that were changed; an emptied box takes its value away. */
export function fieldChanges(
  fields: CustomField[],
  before: FieldValues,
  after: FieldValues,
): Record<string, unknown> {
  const changed = fields.filter(({ key }) => (before[key] ?? '') !== (after[key] ?? ''));
  const emptied = Object.fromEntries(changed.map(({ key }) => [key, null]));
  return { ...emptied, ...fieldsInput(changed, after) };
}
