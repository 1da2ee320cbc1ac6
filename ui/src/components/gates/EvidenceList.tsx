import { contentAddress } from '../../api/records';
import type { Evidence } from '../../api/types';
import { useText } from '../../i18n/text';
import { Icon } from '../Icon';
import styles from './Gates.module.css';

/** Enough of a digest to tell two files apart. */
const SHORT = 12;

/** What shows that a criterion is met: links, files of the release with their digest, and words. */
export function EvidenceList({ release, evidence }: { release: string; evidence: Evidence[] }) {
  const text = useText();
  if (evidence.length === 0) return null;
  return (
    <ul className={styles.evidence} aria-label={text('criteria.evidence')}>
      {evidence.map((one) => (
        <li key={JSON.stringify(one)}>
          <OneEvidence release={release} evidence={one} />
        </li>
      ))}
    </ul>
  );
}

function OneEvidence({ release, evidence }: { release: string; evidence: Evidence }) {
  if (evidence.kind === 'text') return <q>{evidence.text}</q>;
  if (evidence.kind === 'link') {
    return (
      <a href={evidence.url} target="_blank" rel="noreferrer">
        <Icon name="link" size={14} /> {evidence.title || evidence.url}
      </a>
    );
  }
  const { attachment, name, sha256 } = evidence;
  return (
    <>
      <a href={contentAddress(release, attachment)} download={name}>
        <Icon name="download" size={14} /> {name}
      </a>{' '}
      <code title={`SHA-256 ${sha256}`}>
        {sha256.slice(0, SHORT)}
        <span className="visually-hidden">{sha256.slice(SHORT)}</span>…
      </code>
    </>
  );
}
