//! What was approved of deployment plans never changes: it is read once, and kept.

use signalbox_domain::{
    Outcome, Zone,
    deployment_plans::{Content, Number},
    id::DeploymentPlanId,
    runs::RunTask,
};
use signalbox_store::{Tx, deployment_plans as store};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

/// The most that are kept.
const KEPT: usize = 64;

/// What was approved, as it was read before; the latest read last.
#[derive(Debug, Default)]
pub(crate) struct Approved(Mutex<VecDeque<(DeploymentPlanId, i64, Arc<Script>)>>);

/// What was approved of a plan once: what its runs go by.
#[derive(Debug)]
pub struct Script {
    /// What is done.
    pub content: Content,
    /// The zone of its fixed times.
    pub zone: Zone,
    places: HashMap<Number, usize>,
}

impl Approved {
    /// What was approved of a plan; the caller has seen the plan or a run of it.
    ///
    /// # Errors
    /// As [`store::snapshot`].
    pub(crate) fn of(&self, tx: &mut Tx<'_>, plan: DeploymentPlanId, version: i64) -> Outcome<Arc<Script>> {
        if let Ok(mut kept) = self.0.lock()
            && let Some(at) = kept.iter().position(|(id, number, _)| *id == plan && *number == version)
            && let Some(found) = kept.remove(at)
        {
            let script = Arc::clone(&found.2);
            kept.push_back(found);
            return Ok(script);
        }
        let snapshot = store::snapshot(tx, plan, version)?;
        let places = snapshot.content.places();
        let script = Arc::new(Script { content: snapshot.content, zone: snapshot.zone, places });
        if let Ok(mut kept) = self.0.lock() {
            kept.push_back((plan, version, Arc::clone(&script)));
            if kept.len() > KEPT {
                kept.pop_front();
            }
        }
        Ok(script)
    }
}

impl Script {
    /// Whether any of its tasks tells a machine to do something.
    #[must_use]
    pub fn calls_anybody(&self) -> bool {
        self.content.tasks.iter().any(|task| task.action.is_some())
    }

    /// The tasks of a run in the order of the plan's.
    #[must_use]
    pub fn in_order(&self, tasks: Vec<RunTask>) -> Vec<RunTask> {
        let mut ordered: Vec<RunTask> = self.content.tasks.iter().map(|task| RunTask::waiting(task.number)).collect();
        for task in tasks {
            if let Some(place) = self.places.get(&task.number) {
                ordered[*place] = task;
            }
        }
        ordered
    }
}
