//! A run as everybody sees it.

use super::Run;
use crate::{
    output::{Mention, PersonMention},
    wire::{Party, TaskKind},
};
use jiff::Timestamp;
use serde::Serialize;
use signalbox_domain::{
    deployment_plans::{Branch, Lane, Number},
    runs::{Act, Called, Issue, Standing, State, Wait},
};
use signalbox_service::{Parties, runs::Board};
use std::collections::HashSet;
use utoipa::ToSchema;

/// A run with how far everything in it is.
#[derive(Serialize, ToSchema)]
pub(super) struct RunBoard {
    #[serde(flatten)]
    run: Run,
    lanes: Vec<RunLane>,
    /// The ways back that could be taken.
    branches: Vec<RunBranch>,
    /// In the order of the plan.
    tasks: Vec<RunTask>,
    pub(super) issues: Vec<RunIssue>,
    /// How many tasks of the way that is taken stand how; those with steps are left out.
    counts: Vec<RunCount>,
    /// When it was to be over.
    planned_end: Timestamp,
    /// When it will be over, if all takes as long as it is thought to; when it was, once it is.
    expected_end: Timestamp,
    downtime: Downtime,
    /// The server's clock when all this was so.
    now: Timestamp,
}

/// How long what is changed was not to be had.
#[derive(Serialize, ToSchema)]
struct Downtime {
    /// In seconds, until now.
    seconds: i64,
    /// Since when it is not to be had now.
    since: Option<Timestamp>,
}

/// A swim lane of a run.
#[derive(Serialize, ToSchema)]
struct RunLane {
    key: String,
    name: String,
    team: Option<Mention>,
}

/// A way back of a run.
#[derive(Serialize, ToSchema)]
struct RunBranch {
    key: String,
    name: String,
}

/// How a task stands: it is on a way that is not taken, waits for others, waits for something that went wrong, can begin, is
/// being done, is done, did not work, is left out, or nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TaskStanding {
    Off,
    Waiting,
    Blocked,
    Ready,
    Running,
    Completed,
    Failed,
    Skipped,
    InDoubt,
}

/// How many tasks stand so.
#[derive(Serialize, ToSchema)]
struct RunCount {
    standing: TaskStanding,
    count: usize,
}

/// What a task waits for.
#[derive(Serialize, ToSchema)]
struct TaskWait {
    /// The number of the task it waits for; `null` when it waits for an instant of its own.
    task: Option<u32>,
    /// When that is so by itself; `null` as long as it takes somebody.
    until: Option<Timestamp>,
}

/// What somebody said at a checkpoint.
#[derive(Serialize, ToSchema)]
struct RunVote {
    by: Option<PersonMention>,
    go: bool,
    at: Timestamp,
    comment: String,
}

/// How far the machine is that was told to do a task.
#[derive(Serialize, ToSchema)]
struct RunCall {
    /// What it is told to do is told under this key, however often.
    key: String,
    /// The how-manieth try it is.
    attempt: i64,
    /// When that was sent; `null` while it waits to be.
    sent_at: Option<Timestamp>,
    /// What was answered last, in a few words.
    told: String,
}

/// What can be done with a task.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TaskAct {
    Start,
    Complete,
    Fail,
    Skip,
    Reopen,
    Vote,
}

/// A task of a run.
#[derive(Serialize, ToSchema)]
pub(super) struct RunTask {
    number: u32,
    name: String,
    kind: TaskKind,
    section: Option<String>,
    parent: Option<u32>,
    has_steps: bool,
    lane: Option<String>,
    branch: Option<String>,
    /// Who is to do it.
    owner: Option<Party>,
    standing: TaskStanding,
    /// What it waits for before it can begin.
    waits: Vec<TaskWait>,
    /// What can be done with it now, by whoever may.
    acts: Vec<TaskAct>,
    planned_start: Option<Timestamp>,
    planned_finish: Option<Timestamp>,
    /// When it began or will begin; `null` on a way that is not taken.
    expected_start: Option<Timestamp>,
    /// When it was or will be over.
    expected_finish: Option<Timestamp>,
    /// How much later than expected it may begin without the end being later, in seconds.
    slack: i64,
    /// Whether it decides when the end is.
    critical: bool,
    /// Whether it should be over by now and is not.
    late: bool,
    started_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    started_by: Option<PersonMention>,
    ended_by: Option<PersonMention>,
    /// Why it failed or was skipped.
    reason: String,
    votes: Vec<RunVote>,
    /// How far the machine is that was told to do it.
    call: Option<RunCall>,
    /// The run's rev when it was last changed.
    rev: i64,
}

/// Something that was found wrong during a run.
#[derive(Serialize, ToSchema)]
pub(super) struct RunIssue {
    id: String,
    /// The number of the task it is about.
    task: Option<u32>,
    title: String,
    description: String,
    /// Who sees to it.
    owner: Option<Party>,
    /// What was decided; it is open until something is.
    decision: Option<String>,
    decided_by: Option<PersonMention>,
    decided_at: Option<Timestamp>,
    raised_by: Option<PersonMention>,
    created_at: Timestamp,
    rev: i64,
}

impl From<Board> for RunBoard {
    fn from(board: Board) -> Self {
        let (content, parties) = (&board.script.content, &board.parties);
        let groups = content.groups();
        let places = 0..content.tasks.len();
        let lane = |lane: &Lane| RunLane {
            key: lane.key.to_string(),
            name: lane.name.to_string(),
            team: lane.team.and_then(|team| parties.team(team)).map(Mention::from),
        };
        let branch = |branch: &Branch| RunBranch { key: branch.key.to_string(), name: branch.name.to_string() };
        Self {
            lanes: content.lanes.iter().map(lane).collect(),
            branches: content.branches.iter().map(branch).collect(),
            tasks: places.map(|place| RunTask::of(&board, place, &groups)).collect(),
            issues: board.issues.iter().map(|issue| RunIssue::of(issue, parties)).collect(),
            counts: counted(&board),
            planned_end: board.planned_end,
            expected_end: board.expected_end,
            downtime: Downtime { seconds: board.downtime.0, since: board.downtime.1 },
            now: board.now,
            run: board.view.into(),
        }
    }
}

fn counted(board: &Board) -> Vec<RunCount> {
    let mut counts: Vec<RunCount> = Vec::new();
    for standing in board.on_the_way().map(TaskStanding::from) {
        match counts.iter_mut().find(|other| other.standing == standing) {
            Some(other) => other.count += 1,
            None => counts.push(RunCount { standing, count: 1 }),
        }
    }
    counts
}

impl From<&Standing> for TaskStanding {
    fn from(standing: &Standing) -> Self {
        match standing {
            Standing::Off => Self::Off,
            Standing::Waits(_) | Standing::Is(State::Waiting) => Self::Waiting,
            Standing::Blocked(_) => Self::Blocked,
            Standing::Ready => Self::Ready,
            Standing::Is(State::Running) => Self::Running,
            Standing::Is(State::Completed) => Self::Completed,
            Standing::Is(State::Failed) => Self::Failed,
            Standing::Is(State::Skipped) => Self::Skipped,
            Standing::Is(State::InDoubt) => Self::InDoubt,
        }
    }
}

impl RunTask {
    pub(super) fn of(board: &Board, place: usize, groups: &HashSet<Number>) -> Self {
        let (task, at, row) = (&board.script.content.tasks[place], &board.tasks[place], &board.rows[place]);
        let parties = &board.parties;
        let person =
            |id: Option<signalbox_domain::id::PersonId>| id.and_then(|id| parties.person(id)).map(PersonMention::from);
        let waits = match &row.standing {
            Standing::Waits(waits) | Standing::Blocked(waits) => waits.as_slice(),
            _ => &[],
        };
        let wait = |wait: &Wait| TaskWait { task: wait.task, until: wait.until };
        let vote = |vote: &signalbox_domain::runs::Vote| RunVote {
            by: person(Some(vote.person)),
            go: vote.go,
            at: vote.at,
            comment: vote.comment.clone(),
        };
        let call = |call: &Called| RunCall {
            key: call.key.clone(),
            attempt: call.attempt,
            sent_at: call.sent_at,
            told: call.told.clone(),
        };
        let act = |act: &Act| match act {
            Act::Start => Some(TaskAct::Start),
            Act::Complete => Some(TaskAct::Complete),
            Act::Fail => Some(TaskAct::Fail),
            Act::Skip => Some(TaskAct::Skip),
            Act::Reopen => Some(TaskAct::Reopen),
            Act::Vote(_) => Some(TaskAct::Vote),
            Act::HandOver(_) | Act::Comment(_) => None,
        };
        Self {
            number: task.number,
            name: board.filled(task.name.as_str()),
            kind: task.kind.into(),
            section: task.section.as_ref().map(ToString::to_string),
            parent: task.parent,
            has_steps: groups.contains(&task.number),
            lane: task.lane.as_ref().map(ToString::to_string),
            branch: task.branch.as_ref().map(ToString::to_string),
            owner: row.owner.and_then(|owner| parties.holder(owner)).map(Party::from),
            standing: TaskStanding::from(&row.standing),
            waits: waits.iter().map(wait).collect(),
            acts: row.acts.iter().filter_map(act).collect(),
            planned_start: row.planned.map(|(start, _)| start),
            planned_finish: row.planned.map(|(_, finish)| finish),
            expected_start: row.expected.map(|(start, _)| start),
            expected_finish: row.expected.map(|(_, finish)| finish),
            slack: row.slack,
            critical: row.expected.is_some() && row.slack == 0,
            late: row.late,
            started_at: at.started_at,
            ended_at: at.ended_at,
            started_by: person(at.started_by),
            ended_by: person(at.ended_by),
            reason: at.reason.clone(),
            votes: at.votes.iter().map(vote).collect(),
            call: at.call.as_ref().map(call),
            rev: at.rev,
        }
    }
}

impl RunIssue {
    fn of(issue: &Issue, parties: &Parties) -> Self {
        let person =
            |id: Option<signalbox_domain::id::PersonId>| id.and_then(|id| parties.person(id)).map(PersonMention::from);
        Self {
            id: issue.id.to_string(),
            task: issue.task,
            title: issue.title.to_string(),
            description: issue.description.clone(),
            owner: issue.owner.and_then(|owner| parties.holder(owner)).map(Party::from),
            decision: issue.decision.clone(),
            decided_by: person(issue.decided_by),
            decided_at: issue.decided_at,
            raised_by: person(issue.raised_by),
            created_at: issue.created_at,
            rev: issue.rev,
        }
    }
}
