import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { releaseTemplates } from '../../api/templates';
import { useFilters } from '../../components/useSearchState';
import { useText } from '../../i18n/text';

const NAMES = ['template'] as const;

/** The template a new release is made of, kept in the address; none for one that begins empty. */
export function useChosenTemplate() {
  const [{ template }, set] = useFilters(NAMES);
  return { template, choose: (key: string | undefined) => set({ template: key }) };
}

/** The first field of a new release: begin empty, or from a template. Not there while there are no templates. */
export function TemplateChoice() {
  const text = useText();
  const { template, choose } = useChosenTemplate();
  const templates = useQuery(releaseTemplates()).data ?? [];
  if (templates.length === 0 && template === undefined) return null;
  return (
    <NativeSelect
      label={text('releases.template')}
      value={template ?? ''}
      data={[
        { value: '', label: text('releases.template.none') },
        ...templates.map(({ key, name }) => ({ value: key, label: name })),
      ]}
      onChange={(event) => choose(event.currentTarget.value || undefined)}
    />
  );
}
