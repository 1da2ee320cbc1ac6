import { Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { mistakesQuery } from '../../api/policies';
import type { ExpressionMistake } from '../../api/types';
import { FactReference } from '../../components/form/FactReference';
import { Icon } from '../../components/Icon';
import { useText } from '../../i18n/text';
import styles from './Policies.module.css';

const DEBOUNCE_MS = 250;

interface ExpressionFieldProps {
  expression: string;
  message: string;
  onChange: (change: { expression?: string; message?: string }) => void;
  errors: { expression: string | undefined; message: string | undefined };
}

/** What a policy says: checked by the server while it is written, with the facts it may ask about beside it. */
export function ExpressionField({ expression, message, onChange, errors }: ExpressionFieldProps) {
  const text = useText();
  const area = useRef<HTMLTextAreaElement>(null);
  const [asked] = useDebouncedValue(JSON.stringify({ expression, message }), DEBOUNCE_MS);
  const checked = useQuery({
    ...mistakesQuery(JSON.parse(asked) as { expression: string; message: string }),
    enabled: expression.trim() !== '',
  }).data;
  const isAsked = expression.trim() !== '' && checked !== undefined;

  /** Puts a fact where the cursor is. */
  const insert = (path: string) => {
    const field = area.current;
    const from = field?.selectionStart ?? expression.length;
    const to = field?.selectionEnd ?? from;
    onChange({ expression: expression.slice(0, from) + path + expression.slice(to) });
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(from + path.length, from + path.length);
    });
  };

  return (
    <>
      <Textarea
        ref={area}
        label={text('policies.expression')}
        description={text('policies.expression.what')}
        required
        rows={5}
        spellCheck={false}
        classNames={{ input: styles.code }}
        value={expression}
        error={errors.expression}
        onChange={(event) => onChange({ expression: event.currentTarget.value })}
      />
      <div aria-live="polite" className={styles.checked}>
        {isAsked && checked.expression.length === 0 && (
          <p className={styles.sound}>
            <Icon name="check" size={14} /> {text('policies.sound')}
          </p>
        )}
        {isAsked && <Mistakes mistakes={checked.expression} />}
      </div>
      <FactReference askedBy="policies" onChoose={insert} />
      <Textarea
        label={text('policies.message')}
        description={text('policies.message.what')}
        required
        rows={2}
        value={message}
        error={errors.message}
        onChange={(event) => onChange({ message: event.currentTarget.value })}
      />
      <div aria-live="polite" className={styles.checked}>
        {isAsked && message.trim() !== '' && <Mistakes mistakes={checked.message} />}
      </div>
    </>
  );
}

function Mistakes({ mistakes }: { mistakes: ExpressionMistake[] }) {
  const text = useText();
  if (mistakes.length === 0) return null;
  return (
    <ul className={styles.mistakes}>
      {mistakes.map(({ line, column, detail }) => (
        <li key={`${line}:${column}:${detail}`}>
          <Icon name="alert" size={14} /> <span>{text('policies.mistake', { line, column, detail })}</span>
        </li>
      ))}
    </ul>
  );
}
