import { Button } from '@mantine/core';
import { Disclosure, disclosureItem } from '../../components/Disclosure';
import { Icon } from '../../components/Icon';
import { useText } from '../../i18n/text';
import { LAYERS, type Layer, type Layers } from './layers';

interface LayersMenuProps {
  layers: Layers;
  onToggle: (layer: Layer) => void;
}

/** What lies on the timeline beside the bars. */
export function LayersMenu({ layers, onToggle }: LayersMenuProps) {
  const text = useText();
  return (
    <Disclosure
      button={(props) => (
        <Button variant="default" leftSection={<Icon name="layers" size={14} />} {...props}>
          {text('calendar.layers')}
        </Button>
      )}
    >
      {() =>
        LAYERS.map((layer) => (
          <label key={layer} className={disclosureItem}>
            <input type="checkbox" checked={layers[layer]} onChange={() => onToggle(layer)} />
            {text(`calendar.layer.${layer}`)}
          </label>
        ))
      }
    </Disclosure>
  );
}
