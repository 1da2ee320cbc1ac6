import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { peopleSuggestions, teamSuggestions } from '../../../api/organisation';
import type { DeploymentPlanDetail, NewParty, PlanTaskChange } from '../../../api/types';
import { useText } from '../../../i18n/text';
import { type ColumnId, changeOf, KINDS } from './columns';
import { type Edited, partyOf } from './core/paste';
import type { Opened } from './TaskGrid';

/** Where the reader goes on after a cell. */
export type Then = 'down' | 'right' | 'left' | 'stay' | 'below';

export interface CellEditorProps {
  plan: DeploymentPlanDetail;
  column: ColumnId;
  label: string;
  opened: Opened;
  /** What the cell held. */
  before: string;
  /** Null for what cannot be read: then the cell stays open. */
  onDone: (typed: string, change: PlanTaskChange | null, then: Then) => void;
  onLeave: () => void;
}

/** A cell while somebody types in it. */
export function CellEditor(props: CellEditorProps) {
  const { plan, column, label, onLeave } = props;
  const { isBegun } = props.opened;
  const text = useText();
  const [typed, setTyped] = useState(props.opened.text);
  const [isWrong, setWrong] = useState(false);
  const isLeft = useRef(false);
  const list = useId();
  const party = useParty(column === 'owner' ? typed : null);
  const input = useRef<HTMLInputElement & HTMLSelectElement>(null);
  useEffect(() => {
    input.current?.focus();
    // What was there is replaced by what is typed; what began with a key goes on.
    if (column !== 'kind' && column !== 'lane' && !isBegun) input.current?.select();
  }, [column, isBegun]);

  function finish(then: Then, value = typed) {
    if (isLeft.current) return;
    if (value === props.before) {
      isLeft.current = true;
      props.onDone(value, {}, then);
      return;
    }
    const change =
      column === 'owner' ? { owner: party.of(value) } : changeOf(column as Exclude<Edited, 'owner'>, value);
    if (change === null) {
      setWrong(true);
      return;
    }
    isLeft.current = true;
    props.onDone(value, change, then);
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const then: Then | undefined =
      event.key === 'Enter'
        ? event.ctrlKey || event.metaKey
          ? 'below'
          : 'down'
        : event.key === 'Tab'
          ? event.shiftKey
            ? 'left'
            : 'right'
          : undefined;
    if (event.key === 'Escape') {
      event.preventDefault();
      isLeft.current = true;
      onLeave();
    }
    if (then) {
      event.preventDefault();
      finish(then);
    }
  };
  const shared = {
    ref: input,
    'aria-label': label,
    'aria-invalid': isWrong || undefined,
    title: isWrong ? text('runbooks.unread') : undefined,
    style: isWrong ? { outlineColor: 'var(--danger)' } : undefined,
    value: typed,
    onKeyDown,
    onBlur: () => {
      if (isLeft.current) return;
      finish('stay');
      if (!isLeft.current) onLeave();
    },
  };
  if (column === 'kind' || column === 'lane') {
    return (
      <select {...shared} onChange={(event) => setTyped(event.currentTarget.value)}>
        {column === 'lane' && <option value="">{text('value.none')}</option>}
        {column === 'lane'
          ? plan.lanes.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))
          : KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {text(`task.kind.${kind}`)}
              </option>
            ))}
      </select>
    );
  }
  return (
    <>
      <input
        {...shared}
        list={column === 'owner' ? list : undefined}
        onChange={(event) => {
          setWrong(false);
          setTyped(event.currentTarget.value);
        }}
      />
      {column === 'owner' && (
        <datalist id={list}>
          {party.names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** People and teams by their names while one is typed. */
function useParty(typed: string | null) {
  const enabled = typed !== null;
  const people = useQuery({ ...peopleSuggestions(typed ?? ''), enabled }).data ?? [];
  const teams = useQuery({ ...teamSuggestions(typed ?? ''), enabled }).data ?? [];
  const of = (name: string): NewParty | null => {
    const wanted = name.trim().toLowerCase();
    if (wanted === '') return null;
    const team = teams.find((one) => one.name.toLowerCase() === wanted || one.key.toLowerCase() === wanted);
    const person = people.find((one) => [one.name, one.email].some((said) => said?.toLowerCase() === wanted));
    if (person) return { person: person.id };
    if (team) return { team: team.id };
    const [first, another] = people;
    if (first && !another && teams.length === 0) return { person: first.id };
    return partyOf(name.trim());
  };
  return { names: [...people.map(({ name }) => name), ...teams.map(({ name }) => name)], of };
}
