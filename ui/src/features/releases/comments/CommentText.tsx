import type { Comment } from '../../../api/types';
import styles from './CommentsSection.module.css';
import { pieces } from './pieces';

/** Plain text as it was written, with its links and mentions to be seen. */
export function CommentText({ comment }: { comment: Comment }) {
  return (
    <p className={styles.words}>
      {pieces(comment.body ?? '', comment.mentions).map((piece, index) => {
        const key = `${index} ${piece.text}`;
        if (piece.kind === 'link') {
          return (
            <a key={key} href={piece.text} target="_blank" rel="noopener noreferrer nofollow">
              {piece.text}
            </a>
          );
        }
        if (piece.kind === 'mention') {
          return (
            <span key={key} className={styles.mention} title={piece.name}>
              {piece.text}
            </span>
          );
        }
        return <span key={key}>{piece.text}</span>;
      })}
    </p>
  );
}
