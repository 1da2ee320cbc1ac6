//! Runs of deployment plans, their tasks and their issues.

use crate::{
    args,
    filter::{Conditions, containing},
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::{Arg, Row, json},
};
use signalbox_domain::{
    Outcome, Problem, Ref,
    authz::{Action, Permit, Run as MayRun, Work},
    id::{DeploymentPlanId, PortfolioId, ReleaseId, RunId},
    people::Party,
    runs::{Called, Issue, Kind, Run, RunTask, Status, review::Review, scene::seconds},
};
use std::collections::HashMap;

/// A run as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The run.
    pub run: Run,
    /// Of which plan.
    pub plan: Ref<DeploymentPlanId>,
    /// Whose it is.
    pub portfolio: Ref<PortfolioId>,
    /// The release it carries out, if the caller may see it.
    pub release: Option<Ref<ReleaseId>>,
}

const COLUMNS: &str =
    "x.id, x.plan_id, x.version, x.name, x.kind, x.portfolio_id, x.release_id, x.status, x.scheduled_at,
    x.window_end_at, x.parameters, x.started_at, x.ended_at, x.branch, x.branched_at, x.created_at, x.rev,
    d.id as of_id, d.key as of_key, d.name as of_name, p.id as owner_id, p.key as owner_key, p.name as owner_name,
    r.id as shown_id, r.key as shown_key, r.name as shown_name";

const AROUND: &str = "run x join deployment_plan d on d.id = x.plan_id join portfolio p on p.id = x.portfolio_id
    left join release r on r.id = x.release_id and {seen r}";

fn read(row: &mut Row) -> Outcome<View> {
    let run = Run {
        id: row.read("id")?,
        plan: row.read("plan_id")?,
        version: row.int("version")?,
        name: row.read("name")?,
        kind: row.read("kind")?,
        portfolio: row.read("portfolio_id")?,
        release: row.maybe("release_id")?,
        status: row.read("status")?,
        scheduled_at: row.instant("scheduled_at")?,
        window_end: row.maybe_instant("window_end_at")?,
        parameters: row.json("parameters")?,
        started_at: row.maybe_instant("started_at")?,
        ended_at: row.maybe_instant("ended_at")?,
        branch: row.maybe("branch")?,
        branched_at: row.maybe_instant("branched_at")?,
        created_at: row.instant("created_at")?,
        rev: row.int("rev")?,
    };
    Ok(View { run, plan: row.mention("of")?, portfolio: row.mention("owner")?, release: row.maybe_mention("shown")? })
}

/// The run with this id.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let sql = format!("select {COLUMNS} from {AROUND} where x.id = $1 and {{visible x.portfolio_id}}");
    tx.one(&sql, args![named], read)?.ok_or_else(|| Problem::missing("run", named))
}

/// What a list of runs is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Its name holds this text.
    pub text: Option<String>,
    /// Of this plan.
    pub plan: Option<DeploymentPlanId>,
    /// They carry out this release.
    pub release: Option<ReleaseId>,
    /// Rehearsals, or what counts.
    pub kind: Option<Kind>,
    /// As far as this.
    pub status: Option<Status>,
    /// Whether something is still done in them.
    pub open: Option<bool>,
}

/// Runs, the latest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions = Conditions::always("1 = 1");
    conditions.when("x.name_lower like $n escape '\\'", filter.text.as_deref().map(containing));
    conditions.when("x.plan_id = $n", filter.plan);
    conditions.when("x.release_id = $n", filter.release);
    conditions.when("x.kind = $n", filter.kind);
    conditions.when("x.status = $n", filter.status);
    let over = "x.status in ('completed', 'rolled_back', 'aborted')";
    match filter.open {
        Some(true) => conditions.and(&format!("not {over}")),
        Some(false) => conditions.and(over),
        None => {}
    }
    let total = if page.total {
        let sql =
            format!("select count(*) as total from run x where {{visible x.portfolio_id}} and {}", conditions.sql());
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("latest", 2)? {
        let (at, id) = (conditions.value(&after[0]), conditions.value(&after[1]));
        conditions.and(&format!("(x.scheduled_at, x.id) < ({at}, {id})"));
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS} from {AROUND} where {{visible x.portfolio_id}} and {}
         order by x.scheduled_at desc, x.id desc limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    let place =
        |view: &View| vec![Place::Int(view.run.scheduled_at.as_microsecond()), Place::Text(view.run.id.to_string())];
    Ok(Slice { total, ..slice(items, size, "latest", place) })
}

/// The ids of the runs that go on, whoever asks.
///
/// # Errors
/// As [`Tx::all`].
pub fn going_on(tx: &mut Tx<'_>) -> Outcome<Vec<RunId>> {
    tx.all(
        "-- global: machines begin what they are told by themselves
         select x.id from run x where x.status = 'running' order by x.id limit 1000",
        &[],
        |row| row.read("id"),
    )
}

/// What may change a run: whoever carries it out, and whoever works in it.
pub trait Changes: Action {}
impl Changes for MayRun {}
impl Changes for Work {}

/// Adds a run, with its tasks.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, run: &Run, tasks: &[RunTask], permit: &Permit<MayRun>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(columns(run)?);
    values.extend([
        run.plan.into(),
        run.version.into(),
        run.kind.into(),
        run.portfolio.into(),
        run.release.into(),
        run.created_at.into(),
        run.rev.into(),
    ]);
    tx.run(
        "insert into run (id, name, name_lower, status, scheduled_at, window_end_at, parameters, started_at, ended_at,
                branch, branched_at, plan_id, version, kind, portfolio_id, release_id, created_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        &values,
    )?;
    for task in tasks {
        tx.run(
            "insert into run_task (run_id, number, state, reason, votes, rev) values ($1, $2, $3, '', '[]', $4)",
            args![run.id, task.number, task.state, task.rev],
        )?;
    }
    Ok(())
}

/// Saves a changed run.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update<A: Changes>(tx: &mut Tx<'_>, before: &Run, after: &Run, permit: &Permit<A>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(columns(after)?);
    values.push(before.rev.into());
    let changed = tx.run(
        "update run set name = $2, name_lower = $3, status = $4, scheduled_at = $5, window_end_at = $6, parameters = $7,
                started_at = $8, ended_at = $9, branch = $10, branched_at = $11, rev = rev + 1
         where id = $1 and rev = $12",
        &values,
    )?;
    guarded(changed, "run", before.rev)
}

fn columns(run: &Run) -> Outcome<[Arg; 10]> {
    Ok([
        (&run.name).into(),
        run.name.as_str().to_lowercase().into(),
        run.status.into(),
        run.scheduled_at.into(),
        run.window_end.into(),
        json(&run.parameters)?,
        run.started_at.into(),
        run.ended_at.into(),
        run.branch.as_ref().into(),
        run.branched_at.into(),
    ])
}

/// The tasks of a run that the caller has seen, by number. Those alone that changed after a revision of the run, when one is
/// given.
///
/// # Errors
/// As [`Tx::all`].
pub fn tasks(tx: &mut Tx<'_>, run: RunId, since: i64) -> Outcome<Vec<RunTask>> {
    tx.all(
        "-- global: the caller has seen the run
         select t.number, t.state, t.person_id, t.team_id, t.started_at, t.ended_at, t.started_by, t.ended_by, t.reason,
             t.votes, t.call, t.rev
         from run_task t where t.run_id = $1 and t.rev > $2 order by t.number",
        args![run, since],
        |row| {
            let owner = party(row)?;
            Ok(RunTask {
                number: number(row.int("number")?)?,
                state: row.read("state")?,
                owner,
                started_at: row.maybe_instant("started_at")?,
                ended_at: row.maybe_instant("ended_at")?,
                started_by: row.maybe("started_by")?,
                ended_by: row.maybe("ended_by")?,
                reason: row.text("reason")?,
                votes: row.json("votes")?,
                call: called(row)?,
                rev: row.int("rev")?,
            })
        },
    )
}

/// Saves changed tasks of a run, whose own revision guards them.
///
/// # Errors
/// As [`Tx::run`]; [`Problem::Stale`] when the run has no such task.
pub fn put_tasks<A: Changes>(tx: &mut Tx<'_>, run: &Run, tasks: &[RunTask], permit: &Permit<A>) -> Outcome<()> {
    for task in tasks {
        let (person, team) = apart(task.owner);
        let changed = tx.run(
            "update run_task set state = $3, person_id = $4, team_id = $5, started_at = $6, ended_at = $7, started_by = $8,
                    ended_by = $9, reason = $10, votes = $11, rev = $12, call = $13
             where run_id = $1 and number = $2",
            &[
                permit.on().into(),
                task.number.into(),
                task.state.into(),
                person,
                team,
                task.started_at.into(),
                task.ended_at.into(),
                task.started_by.into(),
                task.ended_by.into(),
                task.reason.as_str().into(),
                json(&task.votes)?,
                task.rev.into(),
                task.call.as_ref().map(json).transpose()?.unwrap_or(Arg::Text(None)),
            ],
        )?;
        guarded(changed, "task", run.rev)?;
    }
    let changed = tx.run("update run set rev = rev + 1 where id = $1 and rev = $2", args![permit.on(), run.rev])?;
    guarded(changed, "run", run.rev)
}

/// How long each task of a plan took when it was done, in whole seconds, by its number; in other runs than this one. The caller
/// has seen the run.
///
/// # Errors
/// As [`Tx::all`].
pub fn durations(tx: &mut Tx<'_>, plan: DeploymentPlanId, except: RunId) -> Outcome<HashMap<u32, Vec<i64>>> {
    took(tx, plan, &except.to_string())
}

/// … in all its runs. The caller has seen the plan.
///
/// # Errors
/// As [`Tx::all`].
pub fn all_durations(tx: &mut Tx<'_>, plan: DeploymentPlanId) -> Outcome<HashMap<u32, Vec<i64>>> {
    took(tx, plan, "")
}

/// The newest hundred runs are looked at: what took long years ago says little. What was begun and done in one was only ticked
/// off, and says nothing.
fn took(tx: &mut Tx<'_>, plan: DeploymentPlanId, except: &str) -> Outcome<HashMap<u32, Vec<i64>>> {
    let mut found: HashMap<u32, Vec<i64>> = HashMap::new();
    let rows = tx.all(
        "-- global: how long a task took is told to whoever sees its plan
         select t.number, t.started_at, t.ended_at from run_task t
         where t.state = 'completed' and t.ended_at > t.started_at and t.run_id in (
             select x.id from run x where x.plan_id = $1 and x.id <> $2 order by x.scheduled_at desc, x.id desc limit 100)
         order by t.number, t.started_at",
        args![plan, except],
        |row| {
            let (from, to) = (row.instant("started_at")?, row.instant("ended_at")?);
            Ok((number(row.int("number")?)?, seconds(from, to)))
        },
    )?;
    for (number, long) in rows {
        found.entry(number).or_default().push(long);
    }
    Ok(found)
}

fn number(number: i64) -> Outcome<u32> {
    u32::try_from(number).map_err(|_| Problem::Internal(format!("a task has the number {number}")))
}

fn called(row: &mut Row) -> Outcome<Option<Called>> {
    let Some(text) = row.maybe_text("call")? else { return Ok(None) };
    serde_json::from_str(&text)
        .map(Some)
        .map_err(|error| Problem::Internal(format!("a call is kept as {text}: {error}")))
}

fn party(row: &mut Row) -> Outcome<Option<Party>> {
    Ok(match (row.maybe("person_id")?, row.maybe("team_id")?) {
        (Some(person), _) => Some(Party::Person(person)),
        (None, team) => team.map(Party::Team),
    })
}

fn apart(party: Option<Party>) -> (Arg, Arg) {
    let (person, team) = match party {
        Some(Party::Person(id)) => (Some(id), None),
        Some(Party::Team(id)) => (None, Some(id)),
        None => (None, None),
    };
    (person.into(), team.into())
}

/// The review of a run that the caller has seen; an empty one before it is written.
///
/// # Errors
/// As [`Tx::all`].
pub fn review(tx: &mut Tx<'_>, run: RunId) -> Outcome<Review> {
    let found = tx.one(
        "-- global: the caller has seen the run
         select w.happened, w.causes, w.actions, w.support_until, w.rev from run_review w where w.run_id = $1",
        args![run],
        |row| {
            Ok(Review {
                happened: row.text("happened")?,
                causes: row.text("causes")?,
                actions: row.json("actions")?,
                support_until: row.maybe("support_until")?,
                rev: row.int("rev")?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// Saves the review of a run.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn put_review(tx: &mut Tx<'_>, review: &Review, permit: &Permit<Work>) -> Outcome<()> {
    let values = [
        permit.on().into(),
        review.happened.as_str().into(),
        review.causes.as_str().into(),
        json(&review.actions)?,
        review.support_until.into(),
        review.rev.into(),
    ];
    let sql = if review.rev == 0 {
        "insert into run_review (run_id, happened, causes, actions, support_until, rev) values ($1, $2, $3, $4, $5, $6 + 1)"
    } else {
        "update run_review set happened = $2, causes = $3, actions = $4, support_until = $5, rev = rev + 1
         where run_id = $1 and rev = $6"
    };
    let changed = tx.run(sql, &values)?;
    guarded(changed, "review", review.rev)
}

/// The issues of a run that the caller has seen, as they were raised.
///
/// # Errors
/// As [`Tx::all`].
pub fn issues(tx: &mut Tx<'_>, run: &Run) -> Outcome<Vec<Issue>> {
    let (id, portfolio) = (run.id, run.portfolio);
    tx.all(
        "-- global: the caller has seen the run
         select i.id, i.number, i.title, i.description, i.person_id, i.team_id, i.decision, i.decided_by, i.decided_at,
             i.raised_by, i.created_at, i.rev
         from run_issue i where i.run_id = $1 order by i.id limit 1000",
        args![id],
        |row| {
            let owner = party(row)?;
            Ok(Issue {
                id: row.read("id")?,
                run: id,
                portfolio,
                task: row.maybe_int("number")?.map(number).transpose()?,
                title: row.read("title")?,
                description: row.text("description")?,
                owner,
                decision: row.maybe_text("decision")?,
                decided_by: row.maybe("decided_by")?,
                decided_at: row.maybe_instant("decided_at")?,
                raised_by: row.maybe("raised_by")?,
                created_at: row.instant("created_at")?,
                rev: row.int("rev")?,
            })
        },
    )
}

/// Adds an issue of a run.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert_issue(tx: &mut Tx<'_>, issue: &Issue, permit: &Permit<Work>) -> Outcome<()> {
    let (person, team) = apart(issue.owner);
    tx.run(
        "insert into run_issue (id, run_id, number, title, description, person_id, team_id, raised_by, created_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            permit.on().into(),
            issue.run.into(),
            issue.task.map(i64::from).into(),
            (&issue.title).into(),
            issue.description.as_str().into(),
            person,
            team,
            issue.raised_by.into(),
            issue.created_at.into(),
            issue.rev.into(),
        ],
    )?;
    Ok(())
}

/// Saves a changed issue.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update_issue(tx: &mut Tx<'_>, before: &Issue, after: &Issue, permit: &Permit<Work>) -> Outcome<()> {
    let (person, team) = apart(after.owner);
    let changed = tx.run(
        "update run_issue set title = $2, description = $3, person_id = $4, team_id = $5, decision = $6, decided_by = $7,
                decided_at = $8, number = $9, rev = rev + 1
         where id = $1 and rev = $10",
        &[
            permit.on().into(),
            (&after.title).into(),
            after.description.as_str().into(),
            person,
            team,
            after.decision.clone().into(),
            after.decided_by.into(),
            after.decided_at.into(),
            after.task.map(i64::from).into(),
            before.rev.into(),
        ],
    )?;
    guarded(changed, "issue", before.rev)
}
