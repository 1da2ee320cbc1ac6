import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { TemplateCriterion } from '../../api/types';
import styles from '../../components/form/form.module.css';
import { Icon } from '../../components/Icon';
import { useText } from '../../i18n/text';

interface CriteriaFieldProps {
  value: TemplateCriterion[];
  onChange: (criteria: TemplateCriterion[]) => void;
  /** What the server found wrong at `/<n>/…`. */
  fault: (pointer: string) => string | undefined;
}

/** Every pointer at which a list of this many criteria can be at fault. */
export const criteriaPointers = (criteria: TemplateCriterion[]): string[] =>
  criteria.flatMap((_, index) => [`/${index}/name`, `/${index}/expression`]);

/** What has to be so before a gate is passed: a name each, with an expression where it is found out from facts. */
export function CriteriaField({ value, onChange, fault }: CriteriaFieldProps) {
  const text = useText();
  const change = (index: number, part: Partial<TemplateCriterion>) =>
    onChange(value.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <fieldset className={styles.rows}>
      <legend>{text('templates.criteria')}</legend>
      <p className="faint">{text('templates.criteria.what')}</p>
      {value.map((criterion, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a criterion being typed is nothing but its place
        <div key={index} className={styles.linkRow}>
          <TextInput
            aria-label={text('templates.criteria.name', { number: index + 1 })}
            placeholder={text('column.name')}
            value={criterion.name}
            error={fault(`/${index}/name`)}
            onChange={(event) => change(index, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={text('templates.criteria.expression', { number: index + 1 })}
            placeholder={text('criteria.expression')}
            spellCheck={false}
            value={criterion.expression ?? ''}
            error={fault(`/${index}/expression`)}
            onChange={(event) => change(index, { expression: event.currentTarget.value })}
          />
          <ActionIcon
            aria-label={text('templates.criteria.remove', { number: index + 1 })}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button variant="default" onClick={() => onChange([...value, { name: '', expression: null }])}>
        {text('criteria.add')}
      </Button>
    </fieldset>
  );
}
