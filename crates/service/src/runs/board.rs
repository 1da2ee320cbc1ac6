//! A run as everybody sees it: how far each task is, what it waits for, when it was to be done and when it will be.

use super::{
    approved::{Approved, Script},
    calls::filled,
};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome,
    deployment_plans::{Line, Number, Times},
    id::{PersonId, TeamId},
    people::Party,
    runs::{
        Act, Issue, Run, RunTask, Scene, Standing, State,
        scene::{later, seconds},
    },
};
use signalbox_store::{Tx, names::Parties, runs as store};
use std::{collections::BTreeSet, sync::Arc};

/// A run with everything in it.
#[derive(Clone, Debug)]
pub struct Board {
    /// The run.
    pub view: store::View,
    /// What it goes by.
    pub script: Arc<Script>,
    /// Its tasks, in the order of the script.
    pub tasks: Vec<RunTask>,
    /// How each stands, in the same order.
    pub rows: Vec<Row>,
    /// Its issues, as they were raised.
    pub issues: Vec<Issue>,
    /// Those whom it names.
    pub parties: Parties,
    /// When it was to be over.
    pub planned_end: Timestamp,
    /// When it will be over, if all takes as long as it is thought to.
    pub expected_end: Timestamp,
    /// How long what is changed was not to be had, in seconds, and since when it is not now.
    pub downtime: (i64, Option<Timestamp>),
    /// When all this was so.
    pub now: Timestamp,
}

/// How a task of a run stands.
#[derive(Clone, Debug)]
pub struct Row {
    /// How it stands.
    pub standing: Standing,
    /// What can be done with it now, by whoever may.
    pub acts: Vec<Act>,
    /// Who is to do it.
    pub owner: Option<Party>,
    /// When it was to begin and to be over; none for what is on a way that is not taken.
    pub planned: Option<(Timestamp, Timestamp)>,
    /// When it began or will begin, and was or will be over.
    pub expected: Option<(Timestamp, Timestamp)>,
    /// How much later than expected it may begin without the end being later, in seconds.
    pub slack: i64,
    /// Whether it should be over by now and is not.
    pub late: bool,
}

impl Board {
    /// A run that the caller may see.
    ///
    /// # Errors
    /// [`signalbox_domain::Problem::NotFound`]; as [`Tx::all`].
    pub(crate) fn of(tx: &mut Tx<'_>, approved: &Approved, named: &str) -> Outcome<Self> {
        let view = store::view(tx, named)?;
        let script = approved.of(tx, view.run.plan, view.run.version)?;
        let tasks = script.in_order(store::tasks(tx, view.run.id, 0)?);
        let issues = store::issues(tx, &view.run)?;
        let now = tx.now();
        let scene = Scene::new(&script.content, &script.zone, &view.run, &tasks, now);
        let line = Line::of(&script.content, view.run.branch.as_ref());
        let (planned, expected) =
            (planned(&scene, &view.run, &script, &line), expected(&scene, &view.run, &script, &tasks, &line, now));
        let downtime = scene.downtime();
        let mut rows: Vec<Row> = (0..tasks.len()).map(|place| row(&scene, &script, &tasks, place)).collect();
        let (from, since) = (view.run.branched_at.unwrap_or(view.run.scheduled_at), began(&view.run));
        for (index, place) in line.tasks.iter().enumerate() {
            let (plan, now_thought) = (planned.tasks[index], expected.tasks[index]);
            let row = &mut rows[*place];
            row.planned = Some((later(from, plan.start), later(from, plan.finish)));
            row.expected = Some((later(since, now_thought.start), later(since, now_thought.finish)));
            row.slack = now_thought.slack;
            let open = matches!(tasks[*place].state, State::Waiting | State::Running) && view.run.status.is_on();
            row.late = open && row.planned.is_some_and(|(_, finish)| finish < now);
        }
        let (people, teams) = involved(&script, &tasks, &issues);
        let parties = Parties::of(tx, &people, &teams)?;
        Ok(Self {
            planned_end: later(from, planned.end),
            expected_end: view.run.ended_at.unwrap_or_else(|| later(since, expected.end)),
            view,
            script,
            tasks,
            rows,
            issues,
            parties,
            downtime,
            now,
        })
    }

    /// How a task is done, with the run's parameters filled in; none when the plan has no such task.
    #[must_use]
    pub fn described(&self, number: Number) -> Option<String> {
        self.script.content.task(number).map(|task| self.filled(&task.description))
    }

    /// A text of the plan with the run's parameters filled in.
    #[must_use]
    pub fn filled(&self, text: &str) -> String {
        filled(text, &self.view.run.parameters)
    }

    /// How the tasks of the way that is taken stand; headings over steps are left out.
    pub fn on_the_way(&self) -> impl Iterator<Item = &Standing> {
        let groups = self.script.content.groups();
        let rows = self.script.content.tasks.iter().zip(&self.rows);
        let counts =
            rows.filter(move |(task, _)| !groups.contains(&task.number) && task.branch == self.view.run.branch);
        counts.map(|(_, row)| &row.standing)
    }
}

fn row(scene: &Scene<'_>, script: &Script, tasks: &[RunTask], place: usize) -> Row {
    let task = &script.content.tasks[place];
    let acts = [Act::Start, Act::Complete, Act::Fail, Act::Skip, Act::Reopen, Act::Vote(true)];
    Row {
        standing: scene.standing(place),
        acts: acts.into_iter().filter(|act| scene.bars(place, act).is_empty()).collect(),
        owner: tasks[place].owner.or(task.owner).or_else(|| script.content.team_of(task).map(Party::Team)),
        planned: None,
        expected: None,
        slack: 0,
        late: false,
    }
}

/// When a run's way was begun: the way back when that is taken; when it is to begin, before that.
fn began(run: &Run) -> Timestamp {
    run.branched_at.or(run.started_at).unwrap_or(run.scheduled_at)
}

/// The times as they were planned.
fn planned(scene: &Scene<'_>, run: &Run, script: &Script, line: &Line) -> Times {
    let from = run.branched_at.unwrap_or(run.scheduled_at);
    let fixed = |place: usize| scene.fixed(&script.content.tasks[place]).map_or(0, |at| seconds(from, at));
    line.times(|place| script.content.tasks[place].estimate.likely, fixed)
}

/// The times as they were and will be: what is over as it was, what goes on as long as it is thought to take and at least
/// until now, everything else from now on.
fn expected(scene: &Scene<'_>, run: &Run, script: &Script, tasks: &[RunTask], line: &Line, now: Timestamp) -> Times {
    let from = began(run);
    let passed = if run.started_at.is_some() { seconds(from, run.ended_at.unwrap_or(now)) } else { 0 };
    // What failed, or what nobody knows of, is to be done once more.
    let long = |place: usize| {
        let (task, likely) = (&tasks[place], script.content.tasks[place].estimate.likely);
        match (task.started_at, task.ended_at) {
            (Some(start), Some(end)) if task.state.is_over() => seconds(start, end),
            (None, Some(_)) if task.state.is_over() => 0,
            (Some(start), _) if task.state == State::Running => likely.max(seconds(start, now)),
            _ => likely,
        }
    };
    let begins = |place: usize| {
        let task = &tasks[place];
        let fixed = scene.fixed(&script.content.tasks[place]).map_or(0, |at| seconds(from, at));
        let began = task.started_at.or(task.ended_at).filter(|_| !task.state.is_stuck());
        began.map_or_else(|| passed.max(fixed), |at| seconds(from, at))
    };
    line.times(long, begins)
}

/// The people and teams that a run names.
fn involved(script: &Script, tasks: &[RunTask], issues: &[Issue]) -> (BTreeSet<PersonId>, BTreeSet<TeamId>) {
    let (mut people, mut teams) = crate::deployment_plans::named_in(&script.content);
    let owners = tasks.iter().filter_map(|task| task.owner).chain(issues.iter().filter_map(|issue| issue.owner));
    for owner in owners {
        match owner {
            Party::Person(id) => people.insert(id),
            Party::Team(id) => teams.insert(id),
        };
    }
    for task in tasks {
        people.extend(task.started_by.into_iter().chain(task.ended_by));
        people.extend(task.votes.iter().map(|vote| vote.person));
    }
    for issue in issues {
        people.extend(issue.raised_by.into_iter().chain(issue.decided_by));
    }
    (people, teams)
}
