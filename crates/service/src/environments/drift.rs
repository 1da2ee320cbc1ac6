//! Drift: what changed in an environment without anybody having said so.

use super::versions::announced;
use crate::{App, Ctx};
use jiff::{SignedDuration, Timestamp};
use signalbox_domain::{
    Outcome,
    environments::{
        Environment,
        drift::{self, Announced, Drift, Snapshot},
    },
    event::Fact,
};
use signalbox_store::{
    Page, Tx,
    environments::{self as store, changes as requests, versions},
    journal,
    page::LARGEST_LIMIT,
};

/// What tells of a change of the profile.
const PROFILE_CHANGED: &str = "environment.profile_changed";

/// How far back drift is looked for when nobody says.
const USUAL: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What changed in an environment that nobody announced.
#[derive(Clone, Debug)]
pub struct Drifted {
    /// Seen from this instant on.
    pub since: Timestamp,
    /// Every change, the latest first.
    pub items: Vec<Drift>,
    /// False when more changed than was looked through: then the oldest are missing.
    pub complete: bool,
}

/// What changed in an environment since an instant, thirty days ago when none is said, that neither a deployment nor a change
/// request announced: versions of the systems the caller may see, and what the environment is made of.
///
/// # Errors
/// [`signalbox_domain::Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String, since: Option<Timestamp>) -> Outcome<Drifted> {
    app.db
        .read(ctx, move |tx| {
            let environment = store::get(tx, &named)?;
            let since = since.unwrap_or_else(|| tx.now().saturating_sub(USUAL).unwrap_or(Timestamp::MIN));
            let (mut pairs, complete) = changes(tx, &environment, since)?;
            let Some(first) = pairs.iter().map(|[before, _]| before.at).min() else {
                return Ok(Drifted { since, items: Vec::new(), complete });
            };
            let announced = announced(tx, &environment, first)?;
            pairs.sort_by_key(|[_, after]| std::cmp::Reverse(after.at));
            let items = pairs.iter().flat_map(|pair| drift::drift(pair, &announced)).collect();
            Ok(Drifted { since, items, complete })
        })
        .await
}

/// Everything that changed, each as it was before and after; whether that is all.
fn changes(tx: &mut Tx<'_>, environment: &Environment, since: Timestamp) -> Outcome<(Vec<[Snapshot; 2]>, bool)> {
    let most = LARGEST_LIMIT as usize;
    let found = versions::findings(tx, environment.id, since, most + 1)?;
    let told = journal::Filter {
        subjects: Some(vec![environment.id.to_string()]),
        kinds: vec![PROFILE_CHANGED.to_owned()],
        from: Some(since),
        ..journal::Filter::default()
    };
    let told = journal::list(tx, &told, &Page { limit: Some(LARGEST_LIMIT), ..Page::default() })?;
    let complete = found.len() <= most && told.next.is_none();
    let versions = found.iter().take(most).map(|(system, finding)| finding.snapshots(system));
    let profile = told.items.iter().map(|event| drift::of_profile(&event.changes, event.at));
    Ok((versions.chain(profile).collect(), complete))
}

/// The fact that a change that is just being made is drift, if it is.
pub(super) fn of_change(tx: &mut Tx<'_>, environment: &Environment, facts: &[Fact]) -> Outcome<Option<Fact>> {
    let Some(changed) = facts.iter().find(|fact| fact.kind == PROFILE_CHANGED) else { return Ok(None) };
    let now = tx.now();
    let before = now.saturating_sub(SignedDuration::from_micros(1)).unwrap_or(now);
    let worked = requests::worked_on(tx, environment.id, before)?;
    let announced: Vec<Announced> = worked.into_iter().map(Announced::Change).collect();
    Ok(drift::told(environment, &changed.changes, now, &announced))
}
