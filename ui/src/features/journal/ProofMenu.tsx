import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { checkpointQuery } from '../../api/journal';
import { Problem } from '../../api/problem';
import { holdsAny, sessionQuery } from '../../api/session';
import { Disclosure, disclosureItem, disclosureNote } from '../../components/Disclosure';
import { Icon } from '../../components/Icon';
import { ProblemAlert } from '../../components/ProblemAlert';
import { saveFile } from '../../components/saveFile';
import { useText } from '../../i18n/text';

const EXPORT = '/api/v1/journal/export';

/** What proves the journal, to be kept elsewhere: its signed checkpoint, and all of it for whoever may take it along. */
export function ProofMenu() {
  const text = useText();
  return (
    <Disclosure
      button={(props) => (
        <Button variant="subtle" leftSection={<Icon name="key" size={14} />} {...props}>
          {text('journal.proof')}
        </Button>
      )}
    >
      {() => <Proof />}
    </Disclosure>
  );
}

function Proof() {
  const text = useText();
  const { locale } = useIntl();
  const checkpoint = useQuery(checkpointQuery());
  const session = useQuery(sessionQuery).data;
  if (checkpoint.error instanceof Problem) {
    return checkpoint.error.status === 404 ? (
      <span className={disclosureNote}>{text('journal.proof.none')}</span>
    ) : (
      <ProblemAlert problem={checkpoint.error} />
    );
  }
  if (!checkpoint.data) return <span className={disclosureNote}>{text('state.loading')}</span>;
  const { note, size } = checkpoint.data;
  return (
    <>
      <span className={disclosureNote}>
        {text('journal.proof.signed', { count: size, shown: size.toLocaleString(locale) })}
      </span>
      <button
        type="button"
        className={disclosureItem}
        onClick={() => saveFile(`checkpoint-${size}.txt`, new Blob([note], { type: 'text/plain' }))}
      >
        {text('journal.proof.checkpoint')}
      </button>
      {session && holdsAny(session, ['administrator', 'auditor']) && (
        <a className={disclosureItem} href={EXPORT} download>
          {text('journal.proof.export')}
        </a>
      )}
      <span className={disclosureNote}>{text('journal.proof.what')}</span>
    </>
  );
}
