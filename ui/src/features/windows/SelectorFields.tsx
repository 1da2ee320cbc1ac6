import { ActionIcon, Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { releaseTypes } from '../../api/releases';
import type { ReleaseKind, Risk } from '../../api/types';
import { SystemPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { Icon } from '../../components/Icon';
import { useText } from '../../i18n/text';
import styles from './WindowPanel.module.css';

export interface Selected {
  types: string[];
  kinds: ReleaseKind[];
  tags: string;
  systems: Choice[];
  risk: Risk[];
}

const KINDS: ReleaseKind[] = ['train', 'project', 'independent'];
const RISKS: Risk[] = ['low', 'medium', 'high', 'critical'];

interface SelectorFieldsProps {
  value: Selected;
  onChange: (value: Selected) => void;
  error?: string;
}

const toggled = <Item,>(list: Item[], item: Item, isIn: boolean): Item[] =>
  isIn ? [...list, item] : list.filter((other) => other !== item);

/** Which releases it holds for: nothing chosen means all of the portfolio. */
export function SelectorFields({ value, onChange, error }: SelectorFieldsProps) {
  const text = useText();
  const types = useQuery(releaseTypes()).data ?? [];
  const change = (part: Partial<Selected>) => onChange({ ...value, ...part });
  return (
    <fieldset className={styles.group}>
      <legend>{text('windows.selector')}</legend>
      <p className="faint">{text('windows.selector.how')}</p>
      {error && (
        <p role="alert" style={{ color: 'var(--danger)', fontSize: 'var(--text-s)' }}>
          {error}
        </p>
      )}
      <fieldset className={styles.choices} aria-label={text('column.kind')}>
        {KINDS.map((kind) => (
          <Checkbox
            key={kind}
            label={text(`kind.${kind}`)}
            checked={value.kinds.includes(kind)}
            onChange={(event) => change({ kinds: toggled(value.kinds, kind, event.currentTarget.checked) })}
          />
        ))}
      </fieldset>
      <fieldset className={styles.choices} aria-label={text('windows.types')}>
        {types.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            checked={value.types.includes(id)}
            onChange={(event) => change({ types: toggled(value.types, id, event.currentTarget.checked) })}
          />
        ))}
      </fieldset>
      <fieldset className={styles.choices} aria-label={text('windows.risk')}>
        {RISKS.map((risk) => (
          <Checkbox
            key={risk}
            label={text('windows.riskOf', { risk: text(`risk.${risk}`) })}
            checked={value.risk.includes(risk)}
            onChange={(event) => change({ risk: toggled(value.risk, risk, event.currentTarget.checked) })}
          />
        ))}
      </fieldset>
      <TextInput
        label={text('field.tags')}
        description={text('field.tags.how')}
        value={value.tags}
        onChange={(event) => change({ tags: event.currentTarget.value })}
      />
      <SystemPicker
        key={value.systems.length}
        label={text('windows.system')}
        value={null}
        onChange={(system) => {
          if (system && value.systems.every(({ id }) => id !== system.id)) {
            change({ systems: [...value.systems, system] });
          }
        }}
      />
      {value.systems.length > 0 && (
        <ul className={styles.chips} aria-label={text('nav.systems')}>
          {value.systems.map((system) => (
            <li key={system.id} className={styles.chip}>
              {system.name}
              <ActionIcon
                size="xs"
                aria-label={text('action.removeOf', { name: system.name })}
                onClick={() => change({ systems: value.systems.filter(({ id }) => id !== system.id) })}
              >
                <Icon name="close" size={12} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}
