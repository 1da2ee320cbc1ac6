import type {
  CustomField,
  FieldType,
  NewReleaseType,
  ReleaseKind,
  ReleaseType,
  StatusCategory,
} from '../../api/types';

/** A status while it is typed: its key may still change, so steps name the row. */
export interface StatusRow {
  row: number;
  key: string;
  name: string;
  category: StatusCategory;
  /** Rows of the statuses that may follow it. */
  after: number[];
}

export interface FieldRow {
  row: number;
  key: string;
  name: string;
  type: FieldType;
  /** Comma separated. */
  choices: string;
  required: boolean;
}

export interface Workflow {
  kinds: ReleaseKind[];
  statuses: StatusRow[];
  fields: FieldRow[];
}

export const KINDS: ReleaseKind[] = ['train', 'project', 'independent'];
export const CATEGORIES: StatusCategory[] = ['draft', 'planned', 'active', 'done', 'cancelled'];
export const FIELD_TYPES: FieldType[] = ['text', 'number', 'date', 'boolean', 'choice'];

export const blankStatus = (row: number): StatusRow => ({
  row,
  key: '',
  name: '',
  category: 'planned',
  after: [],
});

export const blankField = (row: number): FieldRow => ({
  row,
  key: '',
  name: '',
  type: 'text',
  choices: '',
  required: false,
});

export function nextRow(rows: { row: number }[]): number {
  return Math.max(-1, ...rows.map(({ row }) => row)) + 1;
}

export function workflowOf(type: ReleaseType): Workflow {
  const rowOf = (key: string) => type.statuses.findIndex((status) => status.key === key);
  return {
    kinds: type.kinds,
    statuses: type.statuses.map((status, row) => ({
      ...status,
      row,
      after: type.transitions.filter(({ from }) => from === status.key).map(({ to }) => rowOf(to)),
    })),
    fields: type.fields.map((field, row) => ({ ...field, row, choices: field.choices.join(', ') })),
  };
}

type WorkflowInput = Required<Pick<NewReleaseType, 'kinds' | 'statuses' | 'transitions' | 'fields'>>;

/** As the API takes it. A status that was removed takes the steps to it along. */
export function inputOf({ kinds, statuses, fields }: Workflow): WorkflowInput {
  return {
    kinds,
    statuses: statuses.map(({ key, name, category }) => ({ key: key.trim(), name: name.trim(), category })),
    transitions: statuses.flatMap(({ key, after }) =>
      statuses
        .filter(({ row }) => after.includes(row))
        .map((next) => ({ from: key.trim(), to: next.key.trim() })),
    ),
    fields: fields.map(fieldInput),
  };
}

function fieldInput({ key, name, type, choices, required }: FieldRow): CustomField {
  const listed = choices.split(',').map((choice) => choice.trim());
  return {
    key: key.trim(),
    name: name.trim(),
    type,
    choices: type === 'choice' ? listed.filter((choice) => choice !== '') : [],
    required,
  };
}

/** Every place of it at which the server can find a fault. */
export function pointersOf({ statuses, fields }: Workflow): string[] {
  return [
    '/kinds',
    ...statuses.flatMap((_, index) =>
      ['key', 'name', 'category'].map((name) => `/statuses/${index}/${name}`),
    ),
    ...fields.flatMap((_, index) => ['key', 'name', 'choices'].map((name) => `/fields/${index}/${name}`)),
  ];
}
