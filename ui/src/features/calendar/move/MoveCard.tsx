import { useIntl } from 'react-intl';
import type { PlanAnswer } from '../../../api/types';
import { useText } from '../../../i18n/text';
import { formatDay, type Span } from '../../../timeline/core/days';
import { againstOf, subjectItem, sumOf } from './answer';
import styles from './Move.module.css';
import type { Subject } from './wish';
import { daysText } from './words';

/** So many conflicts are told beside the pointer; all of them once it is dropped. */
const FEW = 2;

interface MoveCardProps {
  answer: PlanAnswer | null;
  subject: Subject;
  /** Where it is drawn, before the server knows of holidays. */
  drawn: Span;
}

/** While one drags: how much would move along, and what stands against it. */
export function MoveCard({ answer, subject, drawn }: MoveCardProps) {
  const text = useText();
  const { locale } = useIntl();
  if (!answer) return <p className="faint">{text('move.asking')}</p>;
  const { items, releases, blocks, warns, asks } = sumOf(answer);
  const lands = subjectItem(answer, subject)?.after;
  const isElsewhere =
    lands &&
    ((lands.start !== null && lands.start !== formatDay(drawn.start)) ||
      (lands.end !== null && lands.end !== formatDay(drawn.end - 1)));
  return (
    <>
      {isElsewhere && <p>{text('move.lands', { days: daysText(lands, locale) })}</p>}
      <p>{text('move.sum', { items, releases })}</p>
      {asks > 0 && <p>{text('move.sum.asks', { asks })}</p>}
      {blocks > 0 && <p className={styles.blocks}>{text('move.sum.blocks', { count: blocks })}</p>}
      {warns > 0 && <p className={styles.warns}>{text('move.sum.warns', { count: warns })}</p>}
      {againstOf(answer)
        .slice(0, FEW)
        .map(({ conflict, releases }) => (
          <p
            key={`${conflict.code} ${conflict.detail} ${releases[0]?.id} ${conflict.item}`}
            className="faint"
          >
            {conflict.detail}
          </p>
        ))}
    </>
  );
}
