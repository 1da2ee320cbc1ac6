import { useQuery } from '@tanstack/react-query';
import { gateQuery } from '../../api/gates';
import type { ApprovalRequest, ApprovalVerdict } from '../../api/types';
import { useText } from '../../i18n/text';
import { PageState } from '../PageState';
import { AnswerForm } from './AnswerForm';
import { GateDetail } from './GateDetail';
import styles from './Gates.module.css';

interface AnswerPartProps {
  /** The id of the release. */
  release: string;
  /** The key of the gate. */
  gate: string;
  /** The id of the request that is to be answered. */
  request: string;
  verdict?: ApprovalVerdict;
  onDone: (request: ApprovalRequest) => void;
}

/** A request for approval as whoever decides sees it: the evidence, and what they can say to it. */
export function AnswerPart({ release, gate, request, verdict, onDone }: AnswerPartProps) {
  const text = useText();
  const query = useQuery(gateQuery(release, gate));
  return (
    <PageState query={query}>
      {(found) => (
        <div className={styles.detail}>
          <GateDetail gate={found} />
          {found.request?.id === request && found.request.outcome === null ? (
            <AnswerForm
              key={`${request} ${verdict}`}
              gate={found}
              request={found.request}
              verdict={verdict}
              onDone={onDone}
            />
          ) : (
            <p className={styles.warning} role="note">
              {text('approvals.over')}
            </p>
          )}
        </div>
      )}
    </PageState>
  );
}
