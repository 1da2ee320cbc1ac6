import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useChange } from '../../api/change';
import { decide, decisionQuery, stopsQuery } from '../../api/decisions';
import { keys } from '../../api/keys';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { ProblemAlert } from '../../components/ProblemAlert';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { AnswerView } from './AnswerView';
import styles from './Decide.module.css';
import { LastDecisions } from './LastDecisions';
import { QuestionForm } from './QuestionForm';
import { type Asked, QUESTION, questionOf } from './question';

// Nothing is open at first.
const StopPanel = lazy(async () => ({ default: (await import('./StopPanel')).StopPanel }));
const LiftPanel = lazy(async () => ({ default: (await import('./StopPanel')).LiftPanel }));
const OverridePanel = lazy(async () => ({ default: (await import('./OverridePanel')).OverridePanel }));
const NewWaiverPanel = lazy(async () => ({
  default: (await import('../../components/gates/NewWaiverPanel')).NewWaiverPanel,
}));

/** May this version of a system go to that environment at that time? The address carries the question and its answer. */
export function DecidePage() {
  const text = useText();
  const panel = usePanel();
  const queries = useQueryClient();
  const [asked, setAsked] = useFilters(QUESTION);
  const asking = useChange({
    change: (question: Asked, key) => decide(questionOf(question), key),
    refresh: [keys.lists('decisions')],
    onDone: (told, question) => {
      queries.setQueryData(decisionQuery(told.id).queryKey, told);
      setAsked({ ...question, decision: told.id });
    },
  });
  const answer = useQuery({
    ...decisionQuery(asked.decision ?? ''),
    enabled: asked.decision !== undefined,
  });
  const stops = useQuery(stopsQuery()).data ?? [];
  const stop = panel.name === 'stop' ? stops.find(({ id }) => id === panel.subject) : undefined;
  return (
    <Page
      title={text('nav.decide')}
      actions={
        <Button
          variant="default"
          leftSection={<Icon name="blocked" size={14} />}
          onClick={() => panel.open('stop-line')}
        >
          {text('stops.new')}
        </Button>
      }
    >
      <QuestionForm
        asked={asked}
        onChange={(changes) => setAsked({ ...changes, decision: undefined })}
        onAsk={() => asking.submit({ ...asked, decision: undefined })}
        isAsking={asking.isPending}
        problem={asking.problem}
      />
      <div aria-live="polite">
        {asking.problem && (
          <div className={styles.problem}>
            <ProblemAlert problem={asking.problem} />
          </div>
        )}
        {asked.decision && (
          <PageState query={answer} notFound="decide.notFound">
            {(told) => (
              <AnswerView
                told={told}
                onAsk={(changes) => asking.submit({ ...asked, ...changes, decision: undefined })}
                isAsking={asking.isPending}
              />
            )}
          </PageState>
        )}
      </div>
      <LastDecisions asked={asked} />
      <Suspense>
        {panel.name === 'stop-line' && <StopPanel onClose={panel.close} />}
        {stop && <LiftPanel key={stop.id} stop={stop} onClose={panel.close} />}
        {panel.name === 'waive' && panel.subject && answer.data?.release && (
          <NewWaiverPanel
            key={panel.subject}
            of={{ policy: panel.subject, release: answer.data.release }}
            onClose={panel.close}
          />
        )}
        {panel.name === 'override' && panel.subject && (
          <OverridePanel key={panel.subject} window={panel.subject} asked={asked} onClose={panel.close} />
        )}
      </Suspense>
    </Page>
  );
}
