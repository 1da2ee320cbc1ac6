import { Button } from '@mantine/core';
import { useIntl } from 'react-intl';
import { useChange } from '../api/change';
import { type FileFormat, type Taking, takeAlong } from '../api/tables';
import { useText } from '../i18n/text';
import { Disclosure, disclosureItem, disclosureNote } from './Disclosure';
import { Icon } from './Icon';
import { notify } from './notices';
import { ProblemAlert } from './ProblemAlert';
import { saveFile } from './saveFile';

const FORMATS: FileFormat[] = ['csv', 'xlsx'];

interface ExportMenuProps extends Omit<Taking, 'language'> {
  position?: 'bottom-end' | 'top-end';
}

/** What is shown, as a file: the same filters, order and columns, but all rows. */
export function ExportMenu({ position = 'bottom-end', ...taking }: ExportMenuProps) {
  const text = useText();
  const { locale } = useIntl();
  const taken = useChange({
    change: (format: FileFormat) => takeAlong({ ...taking, language: locale }, format),
    refresh: [],
    onDone: (file) => {
      saveFile(file.name, file.content);
      notify(text('table.exported', { name: file.name }));
    },
  });
  return (
    <Disclosure
      position={position}
      button={(props) => (
        <Button
          variant="subtle"
          leftSection={<Icon name="download" size={14} />}
          loading={taken.isPending}
          {...props}
        >
          {text('table.export')}
        </Button>
      )}
    >
      {() => (
        <>
          {FORMATS.map((format) => (
            <button
              key={format}
              type="button"
              className={disclosureItem}
              disabled={taken.isPending}
              onClick={() => taken.submit(format)}
            >
              {text(`table.export.${format}`)}
            </button>
          ))}
          <span className={disclosureNote}>{text('table.export.what')}</span>
          {taken.problem && <ProblemAlert problem={taken.problem} />}
        </>
      )}
    </Disclosure>
  );
}
