import { Button, FileButton, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { Problem } from '../../api/problem';
import type { WindowKind } from '../../api/types';
import { type CalendarFile, importPreview, importWindows } from '../../api/windowImport';
import { ZoneField } from '../../components/form/DeadlineFields';
import { FormPanel } from '../../components/form/FormPanel';
import { PortfolioPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { Icon } from '../../components/Icon';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import styles from './ImportPanel.module.css';
import { ImportReport } from './ImportReport';
import { WINDOW_KINDS } from './kinds';

const NOTHING: CalendarFile = { file: new File([], ''), portfolio: '', kind: 'freeze', zone: '' };

/** A calendar of another program: what would become of each event, and then all of them or none. */
export function ImportPanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const [file, setFile] = useState<File | null>(null);
  const [portfolio, setPortfolio] = useState<Choice | null>(null);
  const [kind, setKind] = useState<WindowKind>('freeze');
  const [zone, setZone] = useState(ownZone());
  const calendar = file && portfolio ? { file, portfolio: portfolio.id, kind, zone } : null;
  const preview = useQuery({ ...importPreview(calendar ?? NOTHING), enabled: calendar !== null });
  const report = calendar === null ? undefined : preview.data;
  const change = useChange({
    change: (_: object, key) => importWindows(calendar ?? NOTHING, key),
    refresh: [keys.all('windows'), keys.lists('calendar')],
    onDone: (done) => {
      notify(text('windows.import.done', { count: done.created + done.changed + done.archived }));
      onClose();
    },
  });
  const refused = calendar !== null && preview.error instanceof Problem ? preview.error : null;
  const count = report ? report.created + report.changed + report.archived : 0;

  return (
    <FormPanel
      title={text('windows.import')}
      submitLabel={text(count > 0 ? 'windows.import.submit' : 'windows.import.verb', { count })}
      onSubmit={() => change.submit({ name: file?.name, portfolio: portfolio?.id, kind, zone })}
      onClose={onClose}
      isPending={change.isPending || (calendar !== null && preview.isFetching)}
      problem={change.problem ?? refused}
      blockedBy={blockedBy()}
    >
      <p className="faint">{text('windows.import.what')}</p>
      <div className={styles.file}>
        <FileButton accept=".ics,text/calendar" onChange={setFile} inputProps={{ 'aria-hidden': true }}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              data-autofocus
              leftSection={<Icon name="calendar" size={14} />}
            >
              {text('windows.import.choose')}
            </Button>
          )}
        </FileButton>
        <span className={file ? undefined : 'faint'}>{file?.name ?? text('windows.import.noFile')}</span>
      </div>
      <PortfolioPicker
        label={text('column.portfolio')}
        description={text('windows.portfolio.how')}
        value={portfolio}
        onChange={setPortfolio}
        required
      />
      <NativeSelect
        label={text('column.kind')}
        value={kind}
        data={WINDOW_KINDS.map((value) => ({ value, label: text(`window.${value}`) }))}
        onChange={(event) => setKind(event.currentTarget.value as WindowKind)}
      />
      <ZoneField value={zone} onChange={setZone} description={text('windows.import.zone')} />
      {report && <ImportReport report={report} />}
    </FormPanel>
  );

  function blockedBy(): string | null {
    if (file === null) return text('windows.import.noFile');
    if (portfolio === null) return text('windows.import.noPortfolio');
    if (refused !== null) return text('windows.import.refused');
    return report && count === 0 ? text('windows.import.same') : null;
  }
}
