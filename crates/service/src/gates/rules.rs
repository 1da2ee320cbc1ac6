//! Rules of approval: how many of whom have to approve a gate.

use super::{
    RuleView as View,
    criteria::{not_archived, undecided},
    ground::Ground,
};
use crate::{
    App, Ctx,
    app::{fresh, referred, together},
};
use signalbox_domain::{
    Name, Outcome, Problem,
    authz::{Plan, Role},
    gates::{Approvers, Rule, rule},
    id::ApprovalRuleId,
    people::GivenRole,
    problem::Faults,
};
use signalbox_store::{Tx, activities::person, gates::rules as store, release_parts::team, roles};

/// Whom a rule is to name: one of these, by id or key.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// Whoever holds this role.
    pub role: Option<String>,
    /// Whoever is in this team.
    pub team: Option<String>,
    /// This person, also by mail address.
    pub person: Option<String>,
}

/// What a new rule is.
#[derive(Clone, Debug)]
pub struct New {
    /// What it is called.
    pub name: Name,
    /// Whom it names.
    pub who: Who,
    /// How many of them have to approve.
    pub needs: i64,
    /// In which order.
    pub step: i64,
    /// Whether they have to sign.
    pub signed: bool,
}

/// What is to change; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What it is called.
    pub name: Option<Name>,
    /// Whom it names.
    pub who: Option<Who>,
    /// How many of them have to approve.
    pub needs: Option<i64>,
    /// In which order.
    pub step: Option<i64>,
    /// Whether they have to sign.
    pub signed: Option<bool>,
}

/// One rule.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named_rule: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named_rule)).await
}

/// Adds a rule to a gate.
///
/// # Errors
/// Every fault of it; somebody who cannot be found; a gate that is decided; a missing right.
pub async fn create(app: &App, ctx: &Ctx, release: String, gate: String, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let ground = Ground::named(tx, &release, &gate)?;
            undecided(&ground.milestone.state, &ground.milestone.name)?;
            not_archived(&ground.release)?;
            let id: ApprovalRuleId = tx.new_id();
            let permit = tx.permit::<Plan>("approval rule", id, ground.release.portfolio)?;
            let mut faults = Faults::none();
            let Some(who) = named(tx, &mut faults, &new.who)? else { return Err(Problem::Invalid(faults.into_vec())) };
            let made = Rule {
                id,
                gate: ground.milestone.id,
                release: ground.release.id,
                portfolio: ground.release.portfolio,
                name: new.name.clone(),
                who,
                needs: new.needs,
                step: new.step,
                signed: new.signed,
                rev: 1,
            };
            let decided = together(faults, rule::save(None, made, ground.bare_rules.len()))?;
            store::insert(tx, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            store::view(tx, &id.to_string())
        })
        .await
}

/// Changes a rule.
///
/// # Errors
/// A stale revision; every fault of it as it would be; a gate that is decided; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named_rule: String, rev: i64, change: Change) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = editable(tx, &named_rule, rev)?;
            let permit = tx.permit::<Plan>("approval rule", before.id, before.portfolio)?;
            let mut faults = Faults::none();
            let mut after = before.clone();
            if let Some(wanted) = &change.who
                && let Some(who) = named(tx, &mut faults, wanted)?
            {
                after.who = who;
            }
            after.name = change.name.clone().unwrap_or(after.name);
            after.needs = change.needs.unwrap_or(after.needs);
            after.step = change.step.unwrap_or(after.step);
            after.signed = change.signed.unwrap_or(after.signed);
            let decided = together(faults, rule::save(Some(&before), after, 0))?;
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            store::view(tx, &named_rule)
        })
        .await
}

/// Removes a rule. What was said by it stays on record.
///
/// # Errors
/// A stale revision; a gate that is decided; a missing right.
pub async fn remove(app: &App, ctx: &Ctx, named_rule: String, rev: i64) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let before = editable(tx, &named_rule, rev)?;
            let permit = tx.permit::<Plan>("approval rule", before.id, before.portfolio)?;
            store::delete(tx, &before, &permit)?;
            tx.record(&[rule::removed(&before)])
        })
        .await
}

fn editable(tx: &mut Tx<'_>, named: &str, rev: i64) -> Outcome<Rule> {
    let before = store::view(tx, named)?.rule;
    fresh(tx, "approval rule", before.id, rev, before.rev)?;
    let ground = Ground::named(tx, &before.release.to_string(), &before.gate.to_string())?;
    not_archived(&ground.release)?;
    undecided(&ground.milestone.state, &ground.milestone.name)?;
    Ok(before)
}

fn named(tx: &mut Tx<'_>, faults: &mut Faults, who: &Who) -> Outcome<Option<Approvers>> {
    match (&who.role, &who.team, &who.person) {
        (Some(role), None, None) => {
            if let Some(built_in) = Role::ALL.into_iter().find(|one| one.name() == role) {
                return Ok(Some(Approvers::Role(GivenRole::BuiltIn(built_in))));
            }
            let custom = referred(faults, "/who/role", roles::get(tx, role))?;
            Ok(custom.map(|custom| Approvers::Role(GivenRole::Custom(custom.id))))
        }
        (None, Some(key), None) => {
            Ok(referred(faults, "/who/team", team(tx, key))?.map(|team| Approvers::Team(team.id)))
        }
        (None, None, Some(key)) => Ok(referred(faults, "/who/person", person(tx, key))?.map(Approvers::Person)),
        _ => {
            faults.require(false, "/who", "choice", || "name a role, a team or a person".to_owned());
            Ok(None)
        }
    }
}
