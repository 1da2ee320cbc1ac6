//! Whether those who are to do a plan can: nobody is in two places, and a team does no more at once than it has people.

use super::{Told, told};
use crate::{App, Ctx, app::aside};
use signalbox_domain::{
    Outcome, Problem,
    deployment_plans::{Line, Number},
    people::Party,
    schedule::{
        capacity::{self, Demand, Effort, Impossible, Project, Resource, Task},
        graph::Link,
    },
};
use signalbox_store::{Tx, deployment_plans as store, teams};
use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};
use tokio::sync::Semaphore;

/// How many plans are looked at at once.
static AT_ONCE: Semaphore = Semaphore::const_new(1);

/// A plan and what its people can do of it. Times are in seconds from the beginning of its own way.
#[derive(Clone, Debug)]
pub struct Staffing {
    /// The plan.
    pub told: Told,
    /// Where more is asked of somebody than they can do, if every task begins as early as it can.
    pub clashes: Vec<Clash>,
    /// When the last task is over, if every task begins as early as it can.
    pub earliest_end: i64,
    /// When it is over if nobody does more than they can; a good plan, and not proven to be the best.
    pub staffed_end: i64,
    /// When each task begins and is over then.
    pub staffed: Vec<(Number, i64, i64)>,
}

/// That more is asked of somebody than they can do.
#[derive(Clone, Debug)]
pub struct Clash {
    /// Of whom.
    pub who: Party,
    /// How many things they can do at once.
    pub can: i64,
    /// When.
    pub span: Range<i64>,
    /// What is to be done then.
    pub tasks: Vec<Number>,
}

/// What is to be looked at.
struct Question {
    told: Told,
    line: Line,
    tasks: Vec<Task>,
    resources: Vec<Resource>,
    who: Vec<Party>,
    numbers: Vec<Option<Number>>,
}

/// Looks whether those who are to do a plan can, and plans it so that they can.
///
/// # Errors
/// [`Problem::NotFound`]; a team with nobody in it has something to do.
pub async fn of(app: &App, ctx: &Ctx, named: String) -> Outcome<Staffing> {
    let question = app.db.read(ctx, move |tx| asked(tx, &named)).await?;
    aside(&AT_ONCE, move || answered(question)).await
}

fn asked(tx: &mut Tx<'_>, named: &str) -> Outcome<Question> {
    let view = store::view(tx, named)?;
    let told = told(tx, view)?;
    let content = &told.view.plan.content;
    let line = Line::of(content, None);
    let owner = |place: usize| {
        let task = &content.tasks[place];
        task.owner.or_else(|| content.team_of(task).map(Party::Team))
    };
    let team = |party: Party| match party {
        Party::Team(team) => Some(team),
        Party::Person(_) => None,
    };
    let named: BTreeSet<_> = line.tasks.iter().filter_map(|place| owner(*place)).filter_map(team).collect();
    let sizes = teams::sizes(tx, &named)?;
    let mut known: HashMap<Party, usize> = HashMap::new();
    let (mut who, mut resources) = (Vec::new(), Vec::new());
    let mut tasks = vec![Task::default(); line.places()];
    let mut numbers = vec![None; line.places()];
    for (place, (begins, over)) in line.tasks.iter().zip(&line.ends) {
        if begins != over {
            continue;
        }
        numbers[*begins] = Some(content.tasks[*place].number);
        tasks[*begins].duration = content.tasks[*place].estimate.likely;
        let Some(party) = owner(*place) else { continue };
        let resource = *known.entry(party).or_insert_with(|| {
            let capacity = match party {
                Party::Person(_) => 1,
                // A team whose people are not named here does at least one thing at a time.
                Party::Team(id) => sizes.get(&id).copied().unwrap_or(1).max(1),
            };
            who.push(party);
            resources.push(Resource { capacity, unavailable: Vec::new() });
            resources.len() - 1
        });
        tasks[*begins].demands.push(Demand { resource, amount: 1 });
    }
    Ok(Question { line, tasks, resources, who, numbers, told })
}

fn answered(question: Question) -> Outcome<Staffing> {
    let Question { told, line, tasks, resources, who, numbers } = question;
    let links: Vec<Link> = line.graph.links().collect();
    let project = Project { tasks: &tasks, links: &links, resources: &resources };
    let durations: Vec<i64> = tasks.iter().map(|task| task.duration).collect();
    let earliest = line.graph.schedule(&durations, &[]);
    let found = capacity::faults(project, &earliest.starts);
    let clash = |overload: capacity::Overload| Clash {
        who: who[overload.resource],
        can: resources[overload.resource].capacity,
        span: overload.span,
        tasks: overload.tasks.iter().filter_map(|place| numbers[*place]).collect(),
    };
    let staffed = capacity::plan(project, Effort::for_tasks(tasks.len())).map_err(|why| match why {
        Impossible::TooMany | Impossible::TooFar => {
            Problem::refused("too_large", "the plan is too large to be staffed")
        }
        other => Problem::Internal(format!("a plan that is whole cannot be staffed: {other:?}")),
    })?;
    let times = numbers.iter().zip(&staffed.starts).zip(&durations);
    Ok(Staffing {
        clashes: found.overloads.into_iter().map(clash).collect(),
        earliest_end: earliest.end,
        staffed_end: staffed.end,
        staffed: times.filter_map(|((number, start), long)| Some(((*number)?, *start, start + long))).collect(),
        told,
    })
}
