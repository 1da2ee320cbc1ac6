import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { idempotencyKey } from './client';
import { Problem } from './problem';

interface ChangeOptions<Input, Output> {
  change: (input: Input, idempotencyKey: string) => Promise<Output>;
  /** What to read again: after success, and when the server says it was changed by someone else meanwhile. */
  refresh: QueryKey[];
  onDone?: (output: Output, input: Input) => void;
}

export interface Pending<Input> {
  submit: (input: Input) => void;
  isPending: boolean;
  problem: Problem | null;
  reset: () => void;
}

/**
 * One intention to change something. Sent again unchanged it carries the same idempotency key, so a lost answer never
 * makes a second thing; changed, it is a new intention.
 */
export function useChange<Input, Output>(options: ChangeOptions<Input, Output>): Pending<Input> {
  const queries = useQueryClient();
  const intention = useRef<{ body: string; key: string } | null>(null);

  const refresh = () =>
    Promise.all(options.refresh.map((queryKey) => queries.invalidateQueries({ queryKey })));

  const mutation = useMutation<Output, Error, Input>({
    mutationFn: (input) => {
      const body = JSON.stringify(input) ?? '';
      if (intention.current?.body !== body) intention.current = { body, key: idempotencyKey() };
      return options.change(input, intention.current.key);
    },
    onSuccess: (output, input) => {
      intention.current = null;
      void refresh();
      options.onDone?.(output, input);
    },
    onError: (failure) => {
      if (failure instanceof Problem && failure.isStale) void refresh();
    },
  });

  return {
    submit: (input) => mutation.mutate(input),
    isPending: mutation.isPending,
    problem: mutation.error instanceof Problem ? mutation.error : null,
    reset: mutation.reset,
  };
}
