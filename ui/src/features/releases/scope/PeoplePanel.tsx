import { useState } from 'react';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { faultsByField } from '../../../api/problem';
import { putReleasePeople } from '../../../api/scope';
import type { RaciEntry, RaciInput } from '../../../api/types';
import { FormPanel } from '../../../components/form/FormPanel';
import { RaciFields } from '../../../components/form/RaciFields';
import { inputOf, linesOf } from '../../../components/form/raci';
import { notify } from '../../../components/notices';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { WhoChanged } from '../WhoChanged';

/** The whole list at once, because exactly one accountable must hold for all of it. */
export function PeoplePanel({ entries, onClose }: { entries: RaciEntry[]; onClose: () => void }) {
  const text = useText();
  const release = useRelease();
  const [lines, setLines] = useState(() => linesOf(entries));
  const change = useChange({
    change: (items: RaciInput[]) => putReleasePeople(release, items),
    refresh: [keys.all('releases')],
    onDone: () => {
      notify(text('people.saved'));
      onClose();
    },
  });
  const faults = faultsByField(
    change.problem?.faults ?? [],
    lines.map((_, index) => `/items/${index}`),
  );

  return (
    <FormPanel
      title={text('people.change')}
      submitLabel={text('action.save')}
      onSubmit={() => change.submit(inputOf(lines))}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={faults.rest}
      whoChanged={<WhoChanged />}
    >
      <RaciFields
        lines={lines}
        onChange={(next) => {
          setLines(next);
          // What was said of a line is no longer true of its place once the list is another.
          change.reset();
        }}
        fault={(index) => faults.fields[`/items/${index}`]}
      />
    </FormPanel>
  );
}
