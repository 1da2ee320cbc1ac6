//! Gatekeepers: set up, changed, put away; what they ask is in [`deliveries`], how they are answered in `answers`.

mod answers;
pub mod deliveries;
mod github;
mod gitlab;
mod proof;

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, together},
    grants,
    secrets::{Keys, Secret},
};
use signalbox_domain::{
    Fact, Fault, Key, Name, Outcome, Problem, Zone,
    authz::{Actor, Administer, Permit, Rights, Role},
    event::differences,
    gatekeepers::{self as domain, Binding, Gatekeeper, Target},
    id::{GatekeeperId, PersonId, PortfolioId},
    people::{GivenRole, Grant, Party, Person},
    problem::Faults,
};
use signalbox_store::{Tx, environments, gatekeepers as store, people, portfolios, systems};
use std::sync::Arc;

pub(crate) use answers::{KIND, answer};
pub use domain::{Kind, State, VersionBy};
pub use store::{Delivery, View};

/// What a list of gatekeepers is limited to. The portfolio is named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<String>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// What a repository is to be bound to. System and environments are named by id or key.
#[derive(Clone, Debug)]
pub struct NewBinding {
    /// The repository.
    pub repository: String,
    /// The system that is deployed from it.
    pub system: String,
    /// What GitHub calls an environment, or the branch at GitLab, and which environment that is.
    pub targets: Vec<(String, String)>,
}

/// What a new gatekeeper is to be. The portfolio is named by id or key.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// Whose it is.
    pub portfolio: String,
    /// Whose gate it is.
    pub kind: Kind,
    /// What its sender signs with.
    pub secret: Secret,
    /// By what its answers are let in; none where the answer comes with the request.
    pub credential: Option<Secret>,
    /// Where it is answered; the usual place when absent.
    pub url: Option<String>,
    /// The id of the App at GitHub.
    pub app: String,
    /// What repositories are here.
    pub bindings: Vec<NewBinding>,
    /// How the number of a version is found.
    pub version_by: VersionBy,
    /// What is left out at the beginning of a tag or branch.
    pub prefix: String,
    /// Whether what is denied is asked again later.
    pub waits: bool,
}

/// What is to change; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// What its sender signs with from now on.
    pub secret: Option<Secret>,
    /// By what its answers are let in from now on.
    pub credential: Option<Secret>,
    /// Where it is answered.
    pub url: Option<String>,
    /// The id of the App at GitHub.
    pub app: Option<String>,
    /// What repositories are here: all of them.
    pub bindings: Option<Vec<NewBinding>>,
    /// How the number of a version is found.
    pub version_by: Option<VersionBy>,
    /// What is left out at the beginning of a tag or branch.
    pub prefix: Option<String>,
    /// Whether what is denied is asked again later.
    pub waits: Option<bool>,
}

/// The gatekeepers the caller may see, by key.
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
                kind: filter.kind,
                archived: filter.archived,
            };
            store::list(tx, &filter, &page)
        })
        .await
}

/// One gatekeeper.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named)).await
}

/// What a gatekeeper asked, the latest first.
///
/// # Errors
/// [`Problem::NotFound`]; a fault for a cursor that is none.
pub async fn asked(app: &App, ctx: &Ctx, named: String, page: Page) -> Outcome<Slice<Delivery>> {
    app.db
        .read(ctx, move |tx| {
            let gatekeeper = store::get(tx, &named)?;
            store::deliveries(tx, gatekeeper.id, &page)
        })
        .await
}

/// Sets a gatekeeper up, and the machine as which it asks: one that reads in the portfolio of the gatekeeper.
///
/// # Errors
/// Every fault of it, a key that is taken and references that cannot be found among them; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<View> {
    let keys = app.keys.clone();
    app.db
        .write(ctx, move |tx| {
            let made = create_in(tx, &keys, &new)?;
            store::view(tx, &made.id.to_string())
        })
        .await
}

fn create_in(tx: &mut Tx<'_>, keys: &Keys, new: &New) -> Outcome<Gatekeeper> {
    let id: GatekeeperId = tx.new_id();
    let mut faults = Faults::none();
    let portfolio = referred(&mut faults, "/portfolio", portfolios::get(tx, &new.portfolio))?;
    let Some(portfolio) = portfolio else { return Err(Problem::Invalid(faults.into_vec())) };
    let permit = tx.permit::<Administer>("gatekeeper", id, portfolio.id)?;
    free(tx, &mut faults, &new.key)?;
    let bindings = bound(tx, &mut faults, portfolio.id, &new.bindings)?;
    faults.extend(proof::secret_fault(new.kind, &new.secret));
    faults.extend(credential_fault(new.kind, new.credential.as_ref()));
    let made = Gatekeeper {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        portfolio: portfolio.id,
        kind: new.kind,
        url: new.url.as_deref().map_or(new.kind.usual_url(), |url| url.trim().trim_end_matches('/')).to_owned(),
        app: new.app.trim().to_owned(),
        bindings,
        version_by: new.version_by,
        prefix: new.prefix.clone(),
        waits: new.waits,
        machine: tx.new_id(),
        archived_at: None,
        rev: 1,
    };
    let decided = together(faults, domain::create(made))?;
    let made = decided.state;
    employ(tx, &made)?;
    store::insert(tx, &made, &permit)?;
    tx.record(&decided.facts)?;
    keys.keep(tx, made.id, store::SECRET, &new.secret)?;
    if let Some(credential) = &new.credential {
        keys.keep(tx, made.id, store::CREDENTIAL, credential)?;
    }
    Ok(made)
}

/// Makes the machine as which a gatekeeper asks. It reads, and changes nothing. Everybody sees people, so it is called by
/// what is no secret.
fn employ(tx: &mut Tx<'_>, gatekeeper: &Gatekeeper) -> Outcome<()> {
    let id: PersonId = gatekeeper.machine;
    let title = match gatekeeper.kind {
        Kind::Github => "Gatekeeper of GitHub",
        Kind::Gitlab => "Gatekeeper of GitLab",
        Kind::Webhook => "Gatekeeper of a webhook",
    };
    let permit = tx.permit::<Administer>("person", id, gatekeeper.portfolio)?;
    let machine = Person {
        id,
        name: Name::parse(title)?,
        email: None,
        service: true,
        locale: "en".to_owned(),
        zone: Zone::utc(),
        archived_at: None,
        rev: 1,
    };
    people::insert(tx, &machine, &permit.into())?;
    let root = crate::people::root(tx)?;
    let fact = Fact::of("person.created", id, root).named(&machine.name).with(differences(None, Some(&machine)));
    tx.record(&[fact])?;
    let grant = Grant {
        id: tx.new_id(),
        to: Party::Person(id),
        role: GivenRole::BuiltIn(Role::Viewer),
        portfolio: gatekeeper.portfolio,
        until: None,
    };
    grants::give(tx, &grant)
}

/// Changes a gatekeeper. A new secret holds from now on, and the former one no longer.
///
/// # Errors
/// A stale revision; every fault of the gatekeeper as it would be; one that is put away; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<View> {
    let keys = app.keys.clone();
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "gatekeeper", before.id, rev, before.rev)?;
            change_in(tx, &keys, &before, &change)?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

fn change_in(tx: &mut Tx<'_>, keys: &Keys, before: &Gatekeeper, change: &Change) -> Outcome<()> {
    let permit = permit(tx, before)?;
    let mut faults = Faults::none();
    let mut after = before.clone();
    if let Some(key) = change.key.clone().filter(|key| *key != after.key) {
        if key.as_str().to_lowercase() != after.key.as_str().to_lowercase() {
            free(tx, &mut faults, &key)?;
        }
        after.key = key;
    }
    if let Some(bindings) = &change.bindings {
        after.bindings = bound(tx, &mut faults, before.portfolio, bindings)?;
    }
    if let Some(url) = &change.url {
        after.url = url.trim().trim_end_matches('/').to_owned();
    }
    after.name = change.name.clone().unwrap_or(after.name);
    after.app = change.app.as_deref().map_or(after.app, |app| app.trim().to_owned());
    after.version_by = change.version_by.unwrap_or(after.version_by);
    after.prefix = change.prefix.clone().unwrap_or(after.prefix);
    after.waits = change.waits.unwrap_or(after.waits);
    if let Some(secret) = &change.secret {
        faults.extend(proof::secret_fault(before.kind, secret));
    }
    if change.credential.is_some() {
        faults.extend(credential_fault(before.kind, change.credential.as_ref()));
    }
    let mut decided = together(faults, domain::change(before, after))?;
    for (name, secret) in [(store::SECRET, &change.secret), (store::CREDENTIAL, &change.credential)] {
        let Some(secret) = secret else { continue };
        if keys.reveal(tx, before.id, name)?.as_ref() != Some(secret) {
            keys.keep(tx, before.id, name, secret)?;
            // What it is stands nowhere.
            decided.facts.push(domain::fact("gatekeeper.secret_changed", before).change("which", (), name));
        }
    }
    if decided.facts.is_empty() {
        return Ok(());
    }
    store::update(tx, before, &decided.state, &permit)?;
    tx.record(&decided.facts)
}

/// Puts a gatekeeper away, or takes it out again. What is put away answers nobody: the gate stays closed.
///
/// # Errors
/// A stale revision; a missing right.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "gatekeeper", before.id, rev, before.rev)?;
            let permit = permit(tx, &before)?;
            let decided = domain::archive(&before, away, tx.now());
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            store::view(tx, &before.id.to_string())
        })
        .await
}

fn permit(tx: &mut Tx<'_>, gatekeeper: &Gatekeeper) -> Outcome<Permit<Administer>> {
    tx.permit::<Administer>("gatekeeper", gatekeeper.id, gatekeeper.portfolio)
}

fn free(tx: &mut Tx<'_>, faults: &mut Faults, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        faults.push(domain::taken(key));
    }
    Ok(())
}

/// The fault of what answers are let in by, if it has one.
fn credential_fault(kind: Kind, credential: Option<&Secret>) -> Option<Fault> {
    match (kind, credential) {
        (Kind::Github, None) => {
            Some(Fault::new("/credential", "missing", "send the private key of the App, as GitHub made it"))
        }
        (Kind::Github, Some(key)) => github::key_fault(key),
        (Kind::Gitlab, Some(token)) if is_token(token.expose()) => None,
        (Kind::Gitlab, _) => {
            let told = "send an access token of GitLab with the scope api and the role Developer in the projects";
            Some(Fault::new("/credential", "missing", told))
        }
        (Kind::Webhook, None) => None,
        (Kind::Webhook, Some(_)) => {
            Some(Fault::new("/credential", "choice", "a webhook is answered where it asks: nothing lets its answer in"))
        }
    }
}

fn is_token(text: &str) -> bool {
    (1..=500).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// What repositories are bound to. The gatekeeper has to see it: it is in its portfolio or below.
fn bound(tx: &mut Tx<'_>, faults: &mut Faults, portfolio: PortfolioId, named: &[NewBinding]) -> Outcome<Vec<Binding>> {
    let mut bindings = Vec::with_capacity(named.len());
    // Of too many, which is a fault, no more are looked up.
    for (place, binding) in named.iter().take(domain::MOST_BINDINGS + 1).enumerate() {
        let found = systems::get(tx, &binding.system).map(|it| (it.id, it.portfolio, it.name));
        let system = seen(tx, faults, portfolio, &format!("/bindings/{place}/system"), found)?;
        let mut targets = Vec::with_capacity(binding.targets.len());
        for (number, (name, environment)) in binding.targets.iter().take(domain::MOST_TARGETS + 1).enumerate() {
            let pointer = format!("/bindings/{place}/targets/{number}/environment");
            let found = environments::get(tx, environment).map(|it| (it.id, it.portfolio, it.name));
            if let Some(environment) = seen(tx, faults, portfolio, &pointer, found)? {
                targets.push(Target { name: name.trim().to_owned(), environment });
            }
        }
        if let Some(system) = system {
            let repository = binding.repository.trim().trim_matches('/').to_owned();
            bindings.push(Binding { repository, system, targets });
        }
    }
    Ok(bindings)
}

/// What was found, with its portfolio and name, when a gatekeeper of a portfolio sees it; else that is a fault.
fn seen<I>(
    tx: &mut Tx<'_>,
    faults: &mut Faults,
    portfolio: PortfolioId,
    pointer: &str,
    found: Outcome<(I, PortfolioId, Name)>,
) -> Outcome<Option<I>> {
    match referred(faults, pointer, found)? {
        Some((_, own, name)) if !tx.lineage(own)?.contains(&portfolio) => {
            faults.push(outside(pointer, &name));
            Ok(None)
        }
        found => Ok(found.map(|(id, ..)| id)),
    }
}

fn outside(pointer: &str, name: &Name) -> Fault {
    let told = format!("{name} is not in the portfolio of the gatekeeper or below it, so that it does not see it");
    Fault::new(pointer, "outside", told)
}

/// Who a gatekeeper is when it asks: its machine, with what that may see now.
async fn machine(app: &App, gatekeeper: &Gatekeeper) -> Outcome<Ctx> {
    let (standings, person) = (Arc::clone(&app.standings), gatekeeper.machine);
    let nobody = Ctx::system("gatekeeper");
    let rights = app.db.read(&nobody, move |tx| Ok(Rights::Held(standings.standing_of(tx, person)?))).await?;
    Ok(as_machine(person, rights))
}

fn as_machine(person: PersonId, rights: Rights) -> Ctx {
    Ctx { actor: Actor::Person(person), rights: Arc::new(rights), ..Ctx::system("gatekeeper") }
}

/// … for a job, which waits for nobody.
fn machine_now(app: &App, gatekeeper: &Gatekeeper) -> Outcome<Ctx> {
    let (standings, person) = (Arc::clone(&app.standings), gatekeeper.machine);
    let nobody = Ctx::system("gatekeeper");
    let rights = app.db.read_now(&nobody, move |tx| Ok(Rights::Held(standings.standing_of(tx, person)?)))?;
    Ok(as_machine(person, rights))
}
