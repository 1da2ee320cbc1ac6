import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { endOtherSessions, endSession, sessionList } from '../../api/account';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import type { OpenSession } from '../../api/types';
import { notify } from '../../components/notices';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { ProblemAlert } from '../../components/ProblemAlert';
import { SessionTable } from '../../components/SessionTable';
import { useText } from '../../i18n/text';

/** Where one is signed in. */
export function Sessions() {
  const text = useText();
  const sessions = useQuery(sessionList());
  const ending = useChange({
    change: (session: OpenSession) => endSession(session.id),
    refresh: [keys.all('sessions')],
  });
  const endingOthers = useChange({
    change: (_: null) => endOtherSessions(),
    refresh: [keys.all('sessions')],
    onDone: () => notify(text('sessions.others.ended')),
  });
  const problem = ending.problem ?? endingOthers.problem;
  const hasOthers = sessions.data?.some(({ here }) => !here);
  return (
    <Section
      title={text('sessions.title')}
      actions={
        hasOthers && (
          <Button
            variant="default"
            loading={endingOthers.isPending}
            onClick={() => endingOthers.submit(null)}
          >
            {text('sessions.endOthers')}
          </Button>
        )
      }
    >
      {problem && <ProblemAlert problem={problem} />}
      <PageState query={sessions}>
        {(items) => <SessionTable sessions={items} isPending={ending.isPending} onEnd={ending.submit} />}
      </PageState>
    </Section>
  );
}
