//! Reviews of runs that are over.

use super::{View, store};
use crate::{
    App, Ctx,
    app::{fresh, together},
    raid::{Owner, owned_by},
};
use jiff::civil::Date;
use signalbox_domain::{
    Name, Outcome,
    authz::Work,
    people::Party,
    problem::Faults,
    runs::review::{self, Action, Review},
};
use signalbox_store::{Tx, names::Parties};
use std::collections::BTreeSet;

/// What is done about it; its owner by id, mail address or key.
#[derive(Clone, Debug)]
pub struct NewAction {
    /// What.
    pub title: Name,
    /// Who sees to it.
    pub owner: Option<Owner>,
    /// By when.
    pub due: Option<Date>,
    /// Whether it is done.
    pub done: bool,
}

/// What a review says.
#[derive(Clone, Debug)]
pub struct Written {
    /// What happened.
    pub happened: String,
    /// Why.
    pub causes: String,
    /// What is done about it.
    pub actions: Vec<NewAction>,
    /// The last day of early-life support.
    pub support_until: Option<Date>,
}

/// A review with those whom it names.
#[derive(Clone, Debug)]
pub struct Told {
    /// The run.
    pub view: View,
    /// What it says; nothing before it is written.
    pub review: Review,
    /// Those whom it names.
    pub parties: Parties,
}

/// The review of a run.
///
/// # Errors
/// [`signalbox_domain::Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<Told> {
    app.db.read(ctx, move |tx| told(tx, &named)).await
}

fn told(tx: &mut Tx<'_>, named: &str) -> Outcome<Told> {
    let view = store::view(tx, named)?;
    let review = store::review(tx, view.run.id)?;
    let (mut people, mut teams) = (BTreeSet::new(), BTreeSet::new());
    for owner in review.actions.iter().filter_map(|action| action.owner) {
        match owner {
            Party::Person(id) => people.insert(id),
            Party::Team(id) => teams.insert(id),
        };
    }
    Ok(Told { parties: Parties::of(tx, &people, &teams)?, view, review })
}

/// Writes the review of a run, or writes it anew.
///
/// # Errors
/// A run that is not over; a stale revision; every fault of the review; a missing right.
pub async fn write(app: &App, ctx: &Ctx, named: String, rev: i64, written: Written) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let before = told(tx, &named)?;
            let run = &before.view.run;
            let permit = tx.permit::<Work>("run", run.id, run.portfolio)?;
            fresh(tx, "review", run.id, rev, before.review.rev)?;
            let mut faults = Faults::none();
            let mut actions = Vec::with_capacity(written.actions.len());
            for (place, action) in written.actions.iter().enumerate() {
                let owner = match &action.owner {
                    Some(owner) => owned_by(tx, &mut faults, &format!("/actions/{place}/owner"), owner)?,
                    None => None,
                };
                actions.push(Action { title: action.title.clone(), owner, due: action.due, done: action.done });
            }
            let after = Review {
                happened: written.happened.clone(),
                causes: written.causes.clone(),
                actions,
                support_until: written.support_until,
                rev,
            };
            let decided = together(faults, review::save(run, &before.review, after))?;
            if !decided.facts.is_empty() {
                store::put_review(tx, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            told(tx, &named)
        })
        .await
}
