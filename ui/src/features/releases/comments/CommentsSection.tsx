import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { addComment, changeComment, commentsQuery, deleteComment } from '../../../api/records';
import { sessionQuery } from '../../../api/session';
import type { Comment } from '../../../api/types';
import { Section } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { ProblemAlert } from '../../../components/ProblemAlert';
import { RemoveButton } from '../../../components/RemoveButton';
import { ShowMore } from '../../../components/ShowMore';
import { TimeText } from '../../../components/Time';
import { useText } from '../../../i18n/text';
import { useReadOnlyReason, useRelease } from '../ReleaseContext';
import { RowButton } from '../SectionButtons';
import { CommentBox } from './CommentBox';
import styles from './CommentsSection.module.css';
import { CommentText } from './CommentText';

/** What people say about a release, the newest first. */
export function CommentsSection() {
  const text = useText();
  const comments = useInfiniteQuery(commentsQuery(useRelease().id));
  return (
    <Section title={text('comments.title')}>
      <NewComment />
      <PageState query={comments}>
        {(items) =>
          items.length === 0 ? (
            <p className={styles.none}>{text('comments.none')}</p>
          ) : (
            <>
              <ol className={styles.list} aria-label={text('comments.title')}>
                {items.map((comment) => (
                  <li key={comment.id} className={styles.comment}>
                    <OneComment comment={comment} />
                  </li>
                ))}
              </ol>
              <ShowMore pages={comments} />
            </>
          )
        }
      </PageState>
    </Section>
  );
}

function NewComment() {
  const text = useText();
  const { id } = useRelease();
  const [body, setBody] = useState('');
  const adding = useChange({
    change: (said: string, key) => addComment(id, said, key),
    refresh: [keys.part('releases', id, 'comments')],
    onDone: () => setBody(''),
  });
  return (
    <div className={styles.new}>
      <CommentBox
        label={text('comments.new')}
        submitLabel={text('comments.send')}
        value={body}
        onChange={setBody}
        onSubmit={() => adding.submit(body)}
        isPending={adding.isPending}
        problem={adding.problem}
        blockedBy={useReadOnlyReason(text('archive.why'))}
      />
    </div>
  );
}

function OneComment({ comment }: { comment: Comment }) {
  const text = useText();
  const { id } = useRelease();
  const me = useQuery(sessionQuery).data?.person.id;
  const [draft, setDraft] = useState<string | null>(null);
  const refresh = [keys.part('releases', id, 'comments')];
  const changing = useChange({
    change: (body: string) => changeComment(id, comment, body),
    refresh,
    onDone: () => setDraft(null),
  });
  const deleting = useChange({ change: (_: undefined) => deleteComment(id, comment), refresh });
  const author = comment.author?.name ?? text('journal.system');

  if (comment.deleted_at !== null) {
    return (
      <p className="faint">
        {text('comments.deleted', { name: comment.deleted_by?.name ?? text('journal.system') })}{' '}
        <TimeText at={comment.deleted_at} distance />
      </p>
    );
  }
  return (
    <article aria-label={text('comments.by', { name: author })}>
      <header className={styles.head}>
        <b>{author}</b>
        <TimeText at={comment.written_at} distance />
        {comment.edited_at !== null && <span className="faint">{text('comments.edited')}</span>}
        <span className={styles.spread} />
        {comment.author?.id === me && draft === null && (
          <RowButton label={text('comments.editBy', { name: author })} onClick={() => setDraft(comment.body)}>
            {text('action.edit')}
          </RowButton>
        )}
        <RemoveButton
          name={text('comments.one')}
          isPending={deleting.isPending}
          onRemove={() => deleting.submit(undefined)}
        />
      </header>
      {deleting.problem && <ProblemAlert problem={deleting.problem} />}
      {draft === null ? (
        <CommentText comment={comment} />
      ) : (
        <CommentBox
          label={text('comments.editBy', { name: author })}
          submitLabel={text('action.save')}
          value={draft}
          onChange={setDraft}
          onSubmit={() => changing.submit(draft)}
          onCancel={() => {
            setDraft(null);
            changing.reset();
          }}
          isPending={changing.isPending}
          problem={changing.problem}
        />
      )}
    </article>
  );
}
