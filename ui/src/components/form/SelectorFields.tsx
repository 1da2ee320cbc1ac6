import { ActionIcon, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { stages as stagesQuery } from '../../api/environments';
import { releaseTypes } from '../../api/releases';
import type { ReleaseKind, Risk } from '../../api/types';
import { useText } from '../../i18n/text';
import { Icon } from '../Icon';
import { CheckList } from './CheckList';
import styles from './form.module.css';
import { SystemPicker } from './pickers';
import type { Choice } from './RefPicker';

export interface Selected {
  types: string[];
  kinds: ReleaseKind[];
  tags: string;
  systems: Choice[];
  risk: Risk[];
  stages: string[];
}

const KINDS: ReleaseKind[] = ['train', 'project', 'independent'];
const RISKS: Risk[] = ['low', 'medium', 'high', 'critical'];

interface SelectorFieldsProps {
  legend: string;
  /** What nothing chosen means. */
  how: string;
  value: Selected;
  onChange: (value: Selected) => void;
  error?: string;
}

/** What something holds for: nothing chosen means all of the portfolio. */
export function SelectorFields({ legend, how, value, onChange, error }: SelectorFieldsProps) {
  const text = useText();
  const types = useQuery(releaseTypes()).data ?? [];
  const stages = useQuery(stagesQuery()).data ?? [];
  const change = (part: Partial<Selected>) => onChange({ ...value, ...part });
  return (
    <fieldset className={styles.group}>
      <legend>{legend}</legend>
      <p className="faint">{how}</p>
      {error && (
        <p role="alert" className={styles.fault}>
          {error}
        </p>
      )}
      <CheckList
        label={text('column.kind')}
        items={KINDS.map((kind) => ({ value: kind, label: text(`kind.${kind}`) }))}
        chosen={value.kinds}
        onChange={(kinds) => change({ kinds })}
      />
      <CheckList
        label={text('windows.types')}
        items={types.map(({ id, name }) => ({ value: id, label: name }))}
        chosen={value.types}
        onChange={(types) => change({ types })}
      />
      <CheckList
        label={text('windows.risk')}
        items={RISKS.map((risk) => ({
          value: risk,
          label: text('windows.riskOf', { risk: text(`risk.${risk}`) }),
        }))}
        chosen={value.risk}
        onChange={(risk) => change({ risk })}
      />
      <CheckList
        label={text('windows.stages')}
        items={stages.map(({ id, name }) => ({ value: id, label: text('windows.stageOf', { stage: name }) }))}
        chosen={value.stages}
        onChange={(stages) => change({ stages })}
      />
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
