import { Button } from '@mantine/core';
import { Disclosure, disclosureItem } from '../../components/Disclosure';
import { Icon } from '../../components/Icon';
import type { PageAction } from '../../components/pageActions';
import { useText } from '../../i18n/text';
import { LAYERS, type Layer, type Layers } from './layers';

interface LayersMenuProps {
  layers: Layers;
  onToggle: (layer: Layer) => void;
  /** What can be done with all of it. */
  actions: readonly PageAction[];
}

/** What lies on the timeline beside the bars, and how to take it along. */
export function LayersMenu({ layers, onToggle, actions }: LayersMenuProps) {
  const text = useText();
  return (
    <Disclosure
      button={(props) => (
        <Button variant="default" leftSection={<Icon name="layers" size={14} />} {...props}>
          {text('calendar.layers')}
        </Button>
      )}
    >
      {(close) => (
        <>
          {LAYERS.map((layer) => (
            <label key={layer} className={disclosureItem}>
              <input type="checkbox" checked={layers[layer]} onChange={() => onToggle(layer)} />
              {text(`calendar.layer.${layer}`)}
            </label>
          ))}
          {actions.map(({ id, name, icon, run }) => (
            <button
              key={id}
              type="button"
              className={disclosureItem}
              onClick={() => {
                close();
                run();
              }}
            >
              <Icon name={icon} size={14} />
              {name}
            </button>
          ))}
        </>
      )}
    </Disclosure>
  );
}
