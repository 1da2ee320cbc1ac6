import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { Link } from '../../api/types';
import { useText } from '../../i18n/text';
import { Icon } from '../Icon';
import styles from './form.module.css';

interface LinksFieldProps {
  value: Link[];
  onChange: (links: Link[]) => void;
  /** What the server found wrong at `/links/<n>/…`. */
  fault: (pointer: string) => string | undefined;
}

/** Every pointer at which a list of this many links can be at fault. */
export const linkPointers = (links: Link[]): string[] =>
  links.flatMap((_, index) => [`/links/${index}/title`, `/links/${index}/url`]);

export const sameLinks = (left: Link[], right: Link[]): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/** Links elsewhere, each with the words it is shown by. */
export function LinksField({ value, onChange, fault }: LinksFieldProps) {
  const text = useText();
  const change = (index: number, part: Partial<Link>) =>
    onChange(value.map((link, at) => (at === index ? { ...link, ...part } : link)));
  return (
    <fieldset className={styles.rows}>
      <legend>{text('systems.links')}</legend>
      {value.map((link, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a link being typed is nothing but its place
        <div key={index} className={styles.linkRow}>
          <TextInput
            aria-label={text('links.title', { number: index + 1 })}
            placeholder={text('links.title.short')}
            value={link.title}
            error={fault(`/links/${index}/title`)}
            onChange={(event) => change(index, { title: event.currentTarget.value })}
          />
          <TextInput
            type="url"
            aria-label={text('links.url', { number: index + 1 })}
            placeholder={text('links.url.short')}
            value={link.url}
            error={fault(`/links/${index}/url`)}
            onChange={(event) => change(index, { url: event.currentTarget.value })}
          />
          <ActionIcon
            aria-label={text('links.remove', { number: index + 1 })}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button variant="default" onClick={() => onChange([...value, { title: '', url: '' }])}>
        {text('links.add')}
      </Button>
    </fieldset>
  );
}
