//! Policies: written, read, put in force, retired, put away.

mod replay;

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, together},
    windows::select,
};
use signalbox_domain::{
    Fault, Key, Name, Outcome, Problem,
    authz::{Action, Close, Permit},
    calendar::window::Selector,
    expressions::{
        self, Template,
        facts::{DECISION, published},
    },
    id::PolicyId,
    policy::{self, Policy, Rule, Verdict, Version, Written},
    problem::Faults,
};
use signalbox_store::{Tx, facts as store_facts, facts::About, policies as store, portfolios};

pub use crate::windows::Selected;
pub use replay::{Replay, Text, replay};
pub use signalbox_domain::policy::{Answer, Replayed};
pub use signalbox_domain::{
    expressions::{Mistake, facts::Published},
    policy::Enforcement,
};
pub use signalbox_store::decisions::Listed;
pub use store::{VersionView, View};

/// What a list of policies is limited to. The portfolio is named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<String>,
    /// With a version in force that does this.
    pub enforcement: Option<Enforcement>,
    /// Whether a version is in force.
    pub in_force: Option<bool>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// What a new policy is to be. Other things are named by id or key.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// Whose systems, environments and releases it governs.
    pub portfolio: String,
    /// What is told when it is not fulfilled.
    pub message: String,
    /// When it is fulfilled.
    pub expression: String,
    /// What becomes of what does not fulfil it.
    pub enforcement: Enforcement,
    /// What it governs.
    pub selector: Selected,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// What it is for.
    pub description: Option<String>,
    /// Whose systems, environments and releases it governs.
    pub portfolio: Option<String>,
    /// What is told when it is not fulfilled.
    pub message: Option<String>,
    /// When it is fulfilled.
    pub expression: Option<String>,
    /// What becomes of what does not fulfil it.
    pub enforcement: Option<Enforcement>,
    /// What it governs.
    pub selector: Selected,
}

/// The policies the caller may see, by key.
///
/// # Errors
/// A fault for a cursor that is none; a portfolio that cannot be found.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let portfolio = filter.portfolio.as_deref().map(|named| portfolios::get(tx, named)).transpose()?;
            let filter = store::Filter {
                text: filter.text.clone(),
                portfolio: portfolio.map(|found| found.id),
                enforcement: filter.enforcement,
                in_force: filter.in_force,
                archived: filter.archived,
            };
            store::list(tx, &filter, &page)
        })
        .await
}

/// One policy.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named)).await
}

/// What a policy says and said, the newest version first.
///
/// # Errors
/// [`Problem::NotFound`]; a fault for a cursor that is none.
pub async fn versions(app: &App, ctx: &Ctx, named: String, page: Page) -> Outcome<Slice<VersionView>> {
    app.db
        .read(ctx, move |tx| {
            let policy = store::get(tx, &named)?;
            store::versions(tx, policy.id, &page)
        })
        .await
}

/// What the policies in force say about something that is to be deployed: the facts they were asked about, and their
/// verdicts by key. Both are to be kept with the decision, so that it can be judged again.
///
/// # Errors
/// Database problems as [`Tx::run`].
pub fn judge_in(tx: &mut Tx<'_>, about: &About) -> Outcome<(serde_json::Value, Vec<Verdict>)> {
    let (facts, subject) = store_facts::load(tx, about)?;
    let document = facts.document(&DECISION);
    let verdicts = policy::judge(&store::governing(tx, &subject)?, &document);
    Ok((document, verdicts))
}

/// The facts that policies and the criteria of gates may ask about.
#[must_use]
pub fn facts() -> Vec<Published> {
    published()
}

/// Every mistake of an expression, and of a message that may embed some.
#[must_use]
pub fn check(expression: &str, message: &str) -> (Vec<Mistake>, Vec<Mistake>) {
    let of_expression = expressions::read(expression, &DECISION).err().unwrap_or_default();
    (of_expression, Template::parse(message, &DECISION).err().unwrap_or_default())
}

/// Writes a policy. It is a draft: it governs nothing before it is put in force.
///
/// # Errors
/// Every fault of it, a key that is taken and references that cannot be found among them; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let made = create_in(tx, &new)?;
            store::view(tx, &made.policy.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &mut Tx<'_>, new: &New) -> Outcome<Written> {
    let id: PolicyId = tx.new_id();
    let mut faults = Faults::none();
    let portfolio = referred(&mut faults, "/portfolio", portfolios::get(tx, &new.portfolio))?;
    let permit = match &portfolio {
        Some(portfolio) => Some(tx.permit::<Close>("policy", id, portfolio.id)?),
        None => None,
    };
    free(tx, &mut faults, &new.key)?;
    let rule = Rule {
        message: new.message.clone(),
        expression: new.expression.clone(),
        enforcement: new.enforcement,
        selector: select(tx, &mut faults, &Selector::default(), &new.selector)?,
    };
    let (Some(portfolio), Some(permit)) = (portfolio, permit) else {
        faults.extend(rule.faults().into_vec());
        return Err(Problem::Invalid(faults.into_vec()));
    };
    let made = Policy {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        portfolio: portfolio.id,
        in_force: None,
        latest: 1,
        archived_at: None,
        rev: 1,
    };
    let (by, now) = (tx.ctx().actor.person(), tx.now());
    let decided = together(faults, policy::create(made, rule, by, now))?;
    store::insert(tx, &decided.state.policy, &permit)?;
    store::insert_version(tx, &decided.state.version, &permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Changes a policy. What it says anew is a new version, a draft; the version in force governs on.
///
/// # Errors
/// A stale revision; every fault of the policy as it would be; a policy that is put away; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "policy", before.id, rev, before.rev)?;
            let latest = store::version(tx, before.id, before.latest)?;
            change_in(tx, Written { policy: before.clone(), version: latest }, &change)?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already. `before` holds the version that is changed.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, before: Written, change: &Change) -> Outcome<Written> {
    let permit = permit(tx, &before.policy)?;
    let mut faults = Faults::none();
    let mut after = before.policy.clone();
    if let Some(key) = change.key.clone().filter(|key| *key != after.key) {
        if key.as_str().to_lowercase() != after.key.as_str().to_lowercase() {
            free(tx, &mut faults, &key)?;
        }
        after.key = key;
    }
    if let Some(named) = &change.portfolio
        && let Some(portfolio) = referred(&mut faults, "/portfolio", portfolios::get(tx, named))?
        && portfolio.id != after.portfolio
    {
        // To hold back another portfolio's deployments is a change of what holds there too.
        tx.permit::<Close>("portfolio", portfolio.id, portfolio.id)?;
        after.portfolio = portfolio.id;
    }
    after.name = change.name.clone().unwrap_or(after.name);
    after.description = change.description.clone().unwrap_or(after.description);
    let said = before.version.rule.clone();
    let rule = Rule {
        selector: select(tx, &mut faults, &said.selector, &change.selector)?,
        message: change.message.clone().unwrap_or(said.message),
        expression: change.expression.clone().unwrap_or(said.expression),
        enforcement: change.enforcement.unwrap_or(said.enforcement),
    };
    let (by, now) = (tx.ctx().actor.person(), tx.now());
    let mut decided = together(faults, policy::change(&before, after, rule, by, now))?;
    if decided.facts.is_empty() {
        return Ok(decided.state);
    }
    let Written { policy, version } = &mut decided.state;
    store::update(tx, &before.policy, policy, &permit)?;
    policy.rev = before.policy.rev + 1;
    if version.number != before.version.number {
        store::retire_drafts(tx, version.number, &permit)?;
        store::insert_version(tx, version, &permit)?;
    }
    if policy.portfolio != before.policy.portfolio {
        file(tx, policy, &permit)?;
    }
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Puts a version of a policy in force; the latest when none is named. It governs from this instant on.
///
/// # Errors
/// A stale revision; a version that governs already; a missing right.
pub async fn enforce(
    app: &App,
    ctx: &Ctx,
    named: String,
    rev: i64,
    number: Option<i64>,
    reason: Option<String>,
) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "policy", before.id, rev, before.rev)?;
            let version = store::version(tx, before.id, number.unwrap_or(before.latest))?;
            enforce_in(tx, &before, &version, reason.clone())?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`enforce`].
pub fn enforce_in(tx: &mut Tx<'_>, before: &Policy, version: &Version, reason: Option<String>) -> Outcome<()> {
    let permit = permit(tx, before)?;
    let (by, now) = (tx.ctx().actor.person(), tx.now());
    let decided = policy::enforce(before, version, by, reason, now)?;
    let Written { policy, version: made } = decided.state;
    store::update(tx, before, &policy, &permit)?;
    store::retire_others(tx, Some(made.number), &permit)?;
    if made.number != version.number {
        store::insert_version(tx, &made, &permit)?;
    }
    store::put_in_force(tx, &made, &permit)?;
    file(tx, &policy, &permit)?;
    tx.record(&decided.facts)
}

/// Retires the version of a policy that is in force: the policy governs nothing from this instant on.
///
/// # Errors
/// A stale revision; a policy of which none is in force; a missing right.
pub async fn retire(app: &App, ctx: &Ctx, named: String, rev: i64, reason: Option<String>) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "policy", before.id, rev, before.rev)?;
            retire_in(tx, &before, reason.clone())?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`retire`].
pub fn retire_in(tx: &mut Tx<'_>, before: &Policy, reason: Option<String>) -> Outcome<()> {
    let permit = permit(tx, before)?;
    let decided = policy::retire(before, reason)?;
    store::update(tx, before, &decided.state, &permit)?;
    store::retire_others(tx, None, &permit)?;
    store::file(tx, &[], &permit)?;
    tx.record(&decided.facts)
}

/// Puts a policy away, or takes it out again.
///
/// # Errors
/// A stale revision; a policy of which a version is in force; a missing right.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "policy", before.id, rev, before.rev)?;
            let permit = permit(tx, &before)?;
            let decided = policy::archive(&before, away, tx.now())?;
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// Files a policy where its version in force is looked for.
fn file(tx: &mut Tx<'_>, policy: &Policy, permit: &Permit<Close>) -> Outcome<()> {
    let Some(number) = policy.in_force else { return Ok(()) };
    let version = store::version(tx, policy.id, number)?;
    store::file(tx, &policy::places(policy.portfolio, &version.rule.selector), permit)
}

/// The permit to change a policy. One that holds from above can be seen by whoever works below, but not changed.
fn permit(tx: &mut Tx<'_>, policy: &Policy) -> Outcome<Permit<Close>> {
    tx.permit::<Close>("policy", policy.id, policy.portfolio).map_err(|problem| match problem {
        Problem::NotFound { .. } => Problem::Forbidden {
            right: Close::RIGHT.words(),
            ask: "whoever may declare windows and policies in the portfolio it was made for".to_owned(),
        },
        other => other,
    })
}

fn free(tx: &mut Tx<'_>, faults: &mut Faults, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        faults.push(Fault::new("/key", "taken", format!("there is a policy {key} already")));
    }
    Ok(())
}
