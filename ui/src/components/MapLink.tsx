import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useText } from '../i18n/text';
import { Icon } from './Icon';

interface MapLinkProps {
  kind: 'environment' | 'system' | 'release';
  /** Its key. */
  of: string;
}

/** The way to the map around a thing; of a release, to what it reaches. */
export function MapLink({ kind, of }: MapLinkProps) {
  const text = useText();
  const search = kind === 'release' ? { release: of, direction: 'downstream' } : { [kind]: of };
  return (
    <Button
      variant="subtle"
      leftSection={<Icon name="map" size={14} />}
      renderRoot={(props) => <Link {...props} to="/map" search={search} />}
    >
      {text('map.show')}
    </Button>
  );
}
