import { TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { systemQuery, versionsQuery } from '../../api/catalog';
import { environmentQuery } from '../../api/environments';
import type { Problem } from '../../api/problem';
import { releaseQuery } from '../../api/releases';
import { chosen, EnvironmentPicker, ReleasePicker, SystemPicker } from '../../components/form/pickers';
import { ReasonedButton } from '../../components/ReasonedButton';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { instantOf, localOf } from '../../time/local';
import styles from './Decide.module.css';
import type { Asked } from './question';

interface QuestionFormProps {
  asked: Asked;
  onChange: (changes: Asked) => void;
  onAsk: () => void;
  isAsking: boolean;
  problem: Problem | null;
}

/** The question in one line, or one column on a phone. */
export function QuestionForm({ asked, onChange, onAsk, isAsking, problem }: QuestionFormProps) {
  const text = useText();
  const zone = ownZone();
  const versionsId = useId();
  const { environment = '', system = '', release = '' } = asked;
  const where = useQuery({ ...environmentQuery(environment), enabled: environment !== '' });
  const what = useQuery({ ...systemQuery(system), enabled: system !== '' });
  const whose = useQuery({ ...releaseQuery(release), enabled: release !== '' });
  const versions = useInfiniteQuery({
    ...versionsQuery(what.data?.id ?? ''),
    enabled: what.data !== undefined,
  });
  const fault = (pointer: string) => problem?.faults.find((one) => one.pointer === pointer)?.detail;
  return (
    <form
      className={styles.question}
      aria-label={text('decide.question')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (environment && !isAsking) onAsk();
      }}
    >
      <SystemPicker
        label={text('column.system')}
        value={system ? chosen(what.data) : null}
        onChange={(choice) => onChange({ system: choice?.id, version: undefined })}
      />
      <TypedField
        key={`version ${system} ${asked.version}`}
        label={text('column.version')}
        value={asked.version}
        list={versionsId}
        disabled={!system}
        reason={text('decide.version.first')}
        error={fault('/version')}
        onChange={(version) => onChange({ version })}
      />
      <datalist id={versionsId}>
        {versions.data?.map(({ id, number }) => (
          <option key={id} value={number} />
        ))}
      </datalist>
      <EnvironmentPicker
        label={text('column.environment')}
        value={environment ? chosen(where.data) : null}
        onChange={(choice) => onChange({ environment: choice?.id })}
        required
      />
      <ReleasePicker
        label={text('column.release')}
        value={release ? chosen(whose.data) : null}
        onChange={(choice) => onChange({ release: choice?.id })}
      />
      <TextInput
        type="datetime-local"
        label={text('decide.at', { zone })}
        value={asked.at ? localOf(asked.at, zone) : ''}
        error={fault('/at')}
        onChange={(event) => {
          const local = event.currentTarget.value;
          onChange({ at: local ? instantOf(local, zone) : undefined });
        }}
      />
      <TypedField
        key={`minutes ${asked.minutes}`}
        label={text('decide.minutes')}
        value={asked.minutes}
        numeric
        error={fault('/minutes')}
        onChange={(minutes) => onChange({ minutes })}
      />
      <span className={styles.ask}>
        <ReasonedButton
          type="submit"
          loading={isAsking}
          blockedBy={environment === '' ? text('decide.incomplete') : null}
        >
          {text('decide.ask')}
        </ReasonedButton>
      </span>
    </form>
  );
}

interface TypedFieldProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  list?: string;
  numeric?: boolean;
  disabled?: boolean;
  /** Why it is disabled. */
  reason?: string;
  error?: string;
}

/** A text that is part of the question when it was typed to its end. */
function TypedField({ label, value, onChange, list, numeric, disabled, reason, error }: TypedFieldProps) {
  const [typed, setTyped] = useState(value ?? '');
  const done = () => {
    const next = typed.trim() || undefined;
    if (next !== value) onChange(next);
  };
  return (
    <TextInput
      label={label}
      list={list}
      inputMode={numeric ? 'numeric' : undefined}
      value={typed}
      disabled={disabled}
      placeholder={disabled ? reason : undefined}
      error={error}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done();
      }}
    />
  );
}
