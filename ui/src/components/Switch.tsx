import styles from './Switch.module.css';

interface SwitchProps<Value extends string> {
  label: string;
  options: readonly { value: Value; name: string }[];
  value: Value;
  onChange: (value: Value) => void;
}

/** A few ways of looking at one thing, of which one is on. */
export function Switch<Value extends string>({ label, options, value, onChange }: SwitchProps<Value>) {
  return (
    <nav className={styles.switch} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-current={option.value === value || undefined}
          onClick={() => onChange(option.value)}
        >
          {option.name}
        </button>
      ))}
    </nav>
  );
}
