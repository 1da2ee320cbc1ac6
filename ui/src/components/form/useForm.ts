import { type ChangeEvent, useState } from 'react';
import { faultsByField, type Problem } from '../../api/problem';
import type { ProblemFault } from '../../api/types';

type TextValues = Record<string, string>;
type TextEvent = ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>;

export interface Form<Values extends TextValues> {
  values: Values;
  set: (changes: Partial<Values>) => void;
  /** Props of a text control for this field. */
  field: (name: keyof Values & string) => {
    name: string;
    value: string;
    onChange: (event: TextEvent) => void;
    error: string | undefined;
  };
  /** What the server found wrong at this pointer. */
  fault: (pointer: string) => string | undefined;
  /** Faults that belong to no field of this form. */
  otherFaults: ProblemFault[];
  /** True when the person changed the field; what was not touched is not sent. */
  isChanged: (name: keyof Values) => boolean;
}

/**
 * What a person is typing. The first values are taken once: fresh data arriving meanwhile never overwrites it.
 * A field's fault is looked for at `/<name>`; `pickers` are the pointers of controls that keep their own value.
 */
export function useForm<Values extends TextValues>(
  first: Values,
  problem: Problem | null,
  pickers: string[] = [],
): Form<Values> {
  const [initial] = useState(first);
  const [values, setValues] = useState(first);
  const pointers = [...Object.keys(initial).map((name) => `/${name}`), ...pickers];
  const faults = faultsByField(problem?.faults ?? [], pointers);
  const set = (changes: Partial<Values>) => setValues((before) => ({ ...before, ...changes }));

  return {
    values,
    set,
    field: (name) => ({
      name,
      value: values[name] ?? '',
      onChange: (event) => set({ [name]: event.currentTarget.value } as Partial<Values>),
      error: faults.fields[`/${name}`],
    }),
    fault: (pointer) => faults.fields[pointer],
    otherFaults: faults.rest,
    isChanged: (name) => values[name] !== initial[name],
  };
}

/** Merge patches clear with `null`; an empty box means nothing is there. */
export const orNull = (value: string): string | null => (value.trim() === '' ? null : value.trim());
export const orAbsent = (value: string): string | undefined =>
  value.trim() === '' ? undefined : value.trim();

/** `a, b` as a list. */
export const listOf = (value: string): string[] =>
  value
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
