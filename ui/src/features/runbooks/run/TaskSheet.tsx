import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { runTaskQuery } from '../../../api/runs';
import type { RunBoard, RunTask, TaskAct } from '../../../api/types';
import { Fact, FactList } from '../../../components/FactList';
import styles from '../../../components/form/form.module.css';
import { PersonPicker, TeamPicker } from '../../../components/form/pickers';
import type { Choice } from '../../../components/form/RefPicker';
import { ReasonedButton } from '../../../components/ReasonedButton';
import { SidePanel } from '../../../components/SidePanel';
import { TimeText } from '../../../components/Time';
import { useText } from '../../../i18n/text';
import { ownerName } from '../plan/columns';
import { isOpen } from './Figures';
import { Call, InDoubt } from './Machine';
import { Marks } from './RunRow';
import { StandingBadge } from './Standing';
import type { Act } from './shelf';

/** What cannot be done without a word. */
const REASONED: readonly TaskAct[] = ['fail', 'skip', 'reopen'];

interface TaskSheetProps {
  board: RunBoard;
  task: RunTask;
  act: Act;
  onIssue: () => void;
  onClose: () => void;
}

/** How a task is done, how it stands, and everything that can be done with it. */
export function TaskSheet({ board, task, act, onIssue, onClose }: TaskSheetProps) {
  const text = useText();
  const detail = useQuery(runTaskQuery(board.id, task.number)).data;
  const [reason, setReason] = useState('');
  const said = reason.trim() === '' ? {} : { reason: reason.trim() };
  const isCheckpoint = task.kind === 'checkpoint';
  const time = (at: string | null) => at && <TimeText at={at} />;
  return (
    <SidePanel title={`${task.number} ${task.name}`} onClose={onClose} focus="title">
      <div className={styles.form}>
        <div style={{ display: 'flex', gap: 12, alignItems: 'center' }}>
          <StandingBadge standing={task.standing} />
          <Marks task={task} />
        </div>
        {task.standing === 'in_doubt' && <InDoubt task={task} />}
        {detail?.description && <p style={{ whiteSpace: 'pre-wrap' }}>{detail.description}</p>}
        {task.waits.length > 0 && (
          <div>
            <h3>{text('run.waits')}</h3>
            <ul>
              {task.waits.map(({ task: other, until }) => (
                <li key={`${other} ${until}`}>
                  {other === null ? text('run.waits.time') : `${other} ${nameOf(board, other)}`}{' '}
                  {until && <TimeText at={until} />}
                </li>
              ))}
            </ul>
          </div>
        )}
        {task.acts.length > 0 && (
          <>
            <TextInput
              label={text('run.word')}
              description={text('run.word.hint')}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
              {task.acts
                .filter((one) => one !== 'vote')
                .map((one) => (
                  <ReasonedButton
                    key={one}
                    variant={one === 'start' || one === 'complete' ? 'filled' : 'default'}
                    color={one === 'fail' ? 'red' : undefined}
                    blockedBy={REASONED.includes(one) && reason.trim() === '' ? text('run.sayWhy') : null}
                    onClick={() => {
                      act(task, one, said);
                      setReason('');
                    }}
                  >
                    {isCheckpoint && one === 'complete'
                      ? text('run.act.go')
                      : isCheckpoint && one === 'fail'
                        ? text('run.act.noGo')
                        : text(`run.act.${one}`)}
                  </ReasonedButton>
                ))}
            </div>
          </>
        )}
        {isCheckpoint && <Votes task={task} act={act} />}
        <FactList>
          <Fact name={text('task.owner')}>{ownerName(task)}</Fact>
          <Fact name={text('task.lane')}>{board.lanes.find(({ key }) => key === task.lane)?.name}</Fact>
          <Fact name={text('run.plannedFrom')}>{time(task.planned_start)}</Fact>
          <Fact name={text('run.plannedTo')}>{time(task.planned_finish)}</Fact>
          <Fact name={text('run.expectedFrom')}>{time(task.expected_start)}</Fact>
          <Fact name={text('run.expectedTo')}>{time(task.expected_finish)}</Fact>
          {task.started_by && <Fact name={text('run.startedBy')}>{task.started_by.name}</Fact>}
          {task.ended_by && <Fact name={text('run.endedBy')}>{task.ended_by.name}</Fact>}
          {task.reason && <Fact name={text('field.reason')}>{task.reason}</Fact>}
        </FactList>
        {task.call && <Call call={task.call} />}
        {isOpen(board) && <HandOver task={task} act={act} />}
        <Comment task={task} act={act} />
        <Button variant="default" style={{ justifySelf: 'start' }} onClick={onIssue}>
          {text('run.issue.raise')}
        </Button>
      </div>
    </SidePanel>
  );
}

const nameOf = (board: RunBoard, number: number) =>
  board.tasks.find((task) => task.number === number)?.name ?? '';

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

function Votes({ task, act }: { task: RunTask; act: Act }) {
  const text = useText();
  const [comment, setComment] = useState('');
  const vote = (go: boolean) => {
    act(task, 'vote', { go, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) });
    setComment('');
  };
  return (
    <Group title={text('run.votes')}>
      <ul>
        {task.votes.map(({ by, go, at, comment: said }) => (
          <li key={`${by?.id} ${at}`}>
            <b style={{ color: go ? 'var(--success)' : 'var(--danger)' }}>
              {text(go ? 'run.act.go' : 'run.act.noGo')}
            </b>{' '}
            {by?.name} {said}
          </li>
        ))}
      </ul>
      {task.votes.length === 0 && <p className="faint">{text('run.votes.none')}</p>}
      {task.acts.includes('vote') && (
        <>
          <TextInput
            label={text('runbooks.comment')}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          <div style={{ display: 'flex', gap: 8 }}>
            <Button variant="default" onClick={() => vote(true)}>
              {text('run.vote.go')}
            </Button>
            <Button variant="default" onClick={() => vote(false)}>
              {text('run.vote.noGo')}
            </Button>
          </div>
        </>
      )}
    </Group>
  );
}

function HandOver({ task, act }: { task: RunTask; act: Act }) {
  const text = useText();
  const [person, setPerson] = useState<Choice | null>(null);
  const [team, setTeam] = useState<Choice | null>(null);
  const to = person ? { person: person.id } : team ? { team: team.id } : null;
  return (
    <Group title={text('run.act.hand-over')}>
      <PersonPicker
        label={text('task.owner.person')}
        value={person}
        onChange={(one) => {
          setPerson(one);
          setTeam(null);
        }}
      />
      <TeamPicker
        label={text('task.owner.team')}
        value={team}
        onChange={(one) => {
          setTeam(one);
          setPerson(null);
        }}
      />
      <ReasonedButton
        variant="default"
        style={{ justifySelf: 'start' }}
        blockedBy={to === null ? text('run.sayWhom') : null}
        onClick={() => {
          act(task, 'hand-over', { to });
          setPerson(null);
          setTeam(null);
        }}
      >
        {text('run.act.hand-over')}
      </ReasonedButton>
    </Group>
  );
}

function Comment({ task, act }: { task: RunTask; act: Act }) {
  const text = useText();
  const [said, setSaid] = useState('');
  const [evidence, setEvidence] = useState('');
  const [hasEvidence, setHasEvidence] = useState(false);
  return (
    <Group title={text('run.act.comments')}>
      <Textarea
        aria-label={text('runbooks.comment')}
        rows={2}
        value={said}
        onChange={(event) => setSaid(event.currentTarget.value)}
      />
      <Checkbox
        label={text('run.evidence.has')}
        checked={hasEvidence}
        onChange={(event) => setHasEvidence(event.currentTarget.checked)}
      />
      {hasEvidence && (
        <TextInput
          type="url"
          label={text('run.evidence')}
          placeholder="https://"
          value={evidence}
          onChange={(event) => setEvidence(event.currentTarget.value)}
        />
      )}
      <ReasonedButton
        variant="default"
        style={{ justifySelf: 'start' }}
        blockedBy={said.trim() === '' ? text('run.saySomething') : null}
        onClick={() => {
          act(task, 'comments', {
            text: said.trim(),
            ...(hasEvidence && evidence.trim() !== '' ? { evidence: evidence.trim() } : {}),
          });
          setSaid('');
          setEvidence('');
        }}
      >
        {text('run.comment.add')}
      </ReasonedButton>
    </Group>
  );
}
