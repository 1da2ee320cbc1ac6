import { useChange } from '../../api/change';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { fileOf } from '../../api/tables';
import { disclosureItem, disclosureNote } from '../../components/Disclosure';
import { Icon } from '../../components/Icon';
import { notify } from '../../components/notices';
import { ProblemAlert } from '../../components/ProblemAlert';
import { saveFile } from '../../components/saveFile';
import { useText } from '../../i18n/text';
import { useRelease } from './ReleaseContext';

/** Takes the evidence of the release along: one signed archive that is checked without the server. */
export function EvidenceItem() {
  const text = useText();
  const release = useRelease();
  const taken = useChange({
    change: () =>
      fileOf(
        api.POST('/releases/{release}/evidence', {
          params: { path: { release: release.id } },
          parseAs: 'blob',
        }),
      ),
    // That it was taken is an event of the release.
    refresh: [keys.part('releases', release.id, 'events')],
    onDone: (file) => {
      saveFile(file.name, file.content);
      notify(text('release.evidence.saved', { name: file.name }));
    },
  });
  return (
    <>
      <button
        type="button"
        className={disclosureItem}
        disabled={taken.isPending}
        onClick={() => taken.submit(undefined)}
      >
        <Icon name="download" size={14} />
        {text(taken.isPending ? 'release.evidence.making' : 'release.evidence')}
      </button>
      <span className={disclosureNote}>{text('release.evidence.what')}</span>
      {taken.problem && <ProblemAlert problem={taken.problem} />}
    </>
  );
}
