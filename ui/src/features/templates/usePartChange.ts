import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changeReleaseTemplate } from '../../api/templates';
import type { ReleaseTemplate, ReleaseTemplateChange } from '../../api/types';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';

/** Saves some lists of a template as a whole, from the revision it has now. */
export function usePartChange(template: ReleaseTemplate, onDone: () => void) {
  const text = useText();
  return useChange({
    change: (body: ReleaseTemplateChange) => changeReleaseTemplate(template.id, template.rev, body),
    refresh: [keys.all('release-templates')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onDone();
    },
  });
}
