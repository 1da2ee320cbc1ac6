import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { factsQuery } from '../../api/policies';
import { useText } from '../../i18n/text';
import styles from './form.module.css';

interface FactReferenceProps {
  /** Whose facts: not every fact is known wherever something is judged. */
  askedBy: 'policies' | 'criteria';
  onChoose: (path: string) => void;
}

/** What can be asked about, with its type and what it says. */
export function FactReference({ askedBy, onChoose }: FactReferenceProps) {
  const text = useText();
  const heading = useId();
  const [typed, setTyped] = useState('');
  const facts = useQuery(factsQuery).data ?? [];
  const wanted = typed.trim().toLowerCase();
  const found = facts.filter(
    ({ path, about, [askedBy]: isKnown }) =>
      isKnown && (path.toLowerCase().includes(wanted) || about.toLowerCase().includes(wanted)),
  );
  return (
    <section className={styles.reference} aria-labelledby={heading}>
      <h3 id={heading}>{text('policies.facts')}</h3>
      <TextInput
        type="search"
        aria-label={text('policies.facts.search')}
        placeholder={text('policies.facts.search')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {found.length === 0 && facts.length > 0 && <p className="faint">{text('policies.facts.none')}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <ul tabIndex={0} aria-label={text('policies.facts')}>
        {found.map(({ path, type, about }) => (
          <li key={path}>
            <button
              type="button"
              aria-label={text('policies.facts.insert', { path })}
              onClick={() => onChoose(path)}
            >
              {path}
            </button>{' '}
            <span className="faint">{type}</span>
            <p>{about}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
