import { expect, test } from 'vitest';
import type { CustomField } from '../../api/types';
import { fieldChanges, fieldsInput, typedValues } from './customFieldValues';

const field = (key: string, type: CustomField['type']): CustomField => ({
  key,
  name: key,
  type,
  choices: [],
  required: false,
});

test('numbers and booleans are sent as such, the rest as text', () => {
  const fields = [field('cost', 'number'), field('audited', 'boolean'), field('centre', 'text')];
  expect(fieldsInput(fields, { cost: '12.5', audited: 'false', centre: ' 4711 ' })).toEqual({
    cost: 12.5,
    audited: false,
    centre: '4711',
  });
});

test('an empty box is left out, and so is a field of another type of release', () => {
  expect(fieldsInput([field('cost', 'number')], { cost: ' ', other: 'x' })).toEqual({});
});

test('what is no number is left to the server to refuse', () => {
  expect(fieldsInput([field('cost', 'number')], { cost: 'much' })).toEqual({ cost: 'much' });
});

test('of a change only what was touched is sent; an emptied box takes its value away', () => {
  const fields = [field('cost', 'number'), field('centre', 'text'), field('kept', 'text')];
  const before = typedValues({ cost: 3, centre: '4711', kept: 'as it was' });
  expect(fieldChanges(fields, before, { ...before, cost: '4', centre: '' })).toEqual({
    cost: 4,
    centre: null,
  });
});
