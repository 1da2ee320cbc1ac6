//! Sign-in providers, as administrators of the installation keep them.

use crate::{
    App, Ctx,
    app::fresh,
    grants::keep_an_administrator,
    people::administration,
    releases::at,
    secrets::{Keys, Secret},
};
use signalbox_domain::{
    Fact, Key, Name, Outcome, Problem,
    accounts::provider::{Admission, Mapping, Provider, SecondFactor},
    authz::Role,
    event::differences,
    people::GivenRole,
    problem::{Fault, Faults},
};
use signalbox_store::{Tx, portfolios, roles, secrets as stored_secrets, sign_in_providers as store};

pub use store::Names;

/// A role for a group, as somebody names it.
#[derive(Clone, Debug)]
pub struct NewMapping {
    /// The group, as the provider calls it.
    pub group: String,
    /// One of the ten roles,
    pub role: Option<Role>,
    /// or, by id or key, one that the organisation made.
    pub custom_role: Option<String>,
    /// The portfolio, by id or key.
    pub portfolio: String,
}

/// What a provider is to be.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// What the button says.
    pub name: Name,
    /// Its issuer.
    pub issuer: String,
    /// What it calls this installation.
    pub client: String,
    /// What is asked for, beside `openid`.
    pub scopes: Vec<String>,
    /// The claim with a person's groups.
    pub groups_claim: Option<String>,
    /// What groups get.
    pub mappings: Vec<NewMapping>,
    /// The mail domains whose people it speaks for.
    pub domains: Vec<String>,
    /// Who may come in.
    pub admission: Admission,
    /// Whether a second factor that is kept here is asked of them.
    pub second_factor: SecondFactor,
    /// The secret that it shares with this installation: as before when absent, none when empty.
    pub client_secret: Option<Secret>,
}

/// The providers, by name, and what their mappings mention.
///
/// # Errors
/// A missing right.
pub async fn list(app: &App, ctx: &Ctx) -> Outcome<(Vec<Provider>, Names)> {
    app.db
        .read(ctx, |tx| {
            administration(tx, "sign-in provider", "")?;
            Ok((store::list(tx)?, store::names(tx)?))
        })
        .await
}

/// One of them.
///
/// # Errors
/// [`Problem::NotFound`], a missing right.
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<(Provider, Names)> {
    app.db
        .read(ctx, move |tx| {
            administration(tx, "sign-in provider", "")?;
            Ok((store::get(tx, &named)?, store::names(tx)?))
        })
        .await
}

/// Adds a provider.
///
/// # Errors
/// Every fault of it, a key that is taken among them; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<(Provider, Names)> {
    let keys = app.keys.clone();
    app.db
        .write(ctx, move |tx| {
            let id = tx.new_id();
            let (root, permit) = administration(tx, "sign-in provider", id)?;
            let made = provider(tx, id, &new, 1)?;
            check(tx, None, &made)?;
            store::insert(tx, &made, &permit)?;
            let fact = Fact::of("sign_in_provider.created", made.id, root).named(&made.name);
            tx.record(&[fact.with(differences(None, Some(&made)))])?;
            share(tx, &keys, &made, new.client_secret.as_ref())?;
            Ok((made, store::names(tx)?))
        })
        .await
}

/// Changes a provider: what is sent is the whole of it. What people were given for their groups changes when they sign in
/// the next time.
///
/// # Errors
/// A stale revision; every fault of it; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, new: New) -> Outcome<(Provider, Names)> {
    let keys = app.keys.clone();
    app.db
        .write(ctx, move |tx| {
            let (root, _) = administration(tx, "sign-in provider", "")?;
            let before = store::get(tx, &named)?;
            fresh(tx, "sign-in provider", before.id, rev, before.rev)?;
            let (_, permit) = administration(tx, "sign-in provider", before.id)?;
            let after = provider(tx, before.id, &new, before.rev)?;
            check(tx, Some(&before), &after)?;
            share(tx, &keys, &after, new.client_secret.as_ref())?;
            let changes = differences(Some(&before), Some(&after));
            if changes.is_empty() {
                return Ok((before, store::names(tx)?));
            }
            store::update(tx, &before, &after, &permit)?;
            tx.record(&[Fact::of("sign_in_provider.changed", after.id, root).named(&after.name).with(changes)])?;
            Ok((Provider { rev: before.rev + 1, ..after }, store::names(tx)?))
        })
        .await
}

/// Takes a provider away: nobody comes in by it any more, and what people were given for their groups there ends.
///
/// # Errors
/// [`Problem::NotFound`], a stale revision, the last administrator, a missing right.
pub async fn delete(app: &App, ctx: &Ctx, named: String, rev: i64) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let (root, _) = administration(tx, "sign-in provider", "")?;
            let before = store::get(tx, &named)?;
            fresh(tx, "sign-in provider", before.id, rev, before.rev)?;
            let (_, permit) = administration(tx, "sign-in provider", before.id)?;
            keep_an_administrator(tx, |tx| store::delete(tx, &before, &permit))?;
            let fact = Fact::of("sign_in_provider.deleted", before.id, root).named(&before.name);
            tx.record(&[fact.with(differences(Some(&before), None))])
        })
        .await
}

/// Keeps the secret that a provider shares with this installation, or forgets it. What it is stands nowhere.
fn share(tx: &mut Tx<'_>, keys: &Keys, provider: &Provider, secret: Option<&Secret>) -> Outcome<()> {
    let Some(secret) = secret else { return Ok(()) };
    let (owner, root) = (provider.id.to_string(), crate::people::root(tx)?);
    let had_one = stored_secrets::get(tx, &owner, store::SECRET)?.is_some();
    let has_one = !secret.expose().is_empty();
    if has_one {
        keys.keep(tx, &owner, store::SECRET, secret)?;
    } else {
        stored_secrets::remove(tx, &owner, store::SECRET)?;
    }
    if had_one || has_one {
        let fact = Fact::of("sign_in_provider.secret_changed", provider.id, root).named(&provider.name);
        tx.record(&[fact.change("has_client_secret", had_one, has_one)])?;
    }
    Ok(())
}

fn provider(tx: &mut Tx<'_>, id: signalbox_domain::id::ProviderId, new: &New, rev: i64) -> Outcome<Provider> {
    let mut mappings = Vec::new();
    for (place, mapping) in new.mappings.iter().enumerate() {
        let pointer = |field: &str| format!("/mappings/{place}/{field}");
        let role = match (mapping.role, &mapping.custom_role) {
            (Some(role), None) => GivenRole::BuiltIn(role),
            (None, Some(named)) => {
                let found = roles::get(tx, named).map_err(|problem| at(&pointer("custom_role"), problem))?;
                GivenRole::Custom(found.id)
            }
            _ => {
                let told = "send exactly one of role and custom_role";
                return Err(Problem::fault(format!("/mappings/{place}"), "role", told));
            }
        };
        let portfolio =
            portfolios::get(tx, &mapping.portfolio).map_err(|problem| at(&pointer("portfolio"), problem))?;
        mappings.push(Mapping { group: mapping.group.clone(), role, portfolio: portfolio.id });
    }
    Ok(Provider {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        issuer: new.issuer.trim().to_owned(),
        client: new.client.trim().to_owned(),
        scopes: new.scopes.clone(),
        groups_claim: new.groups_claim.clone().filter(|claim| !claim.trim().is_empty()),
        mappings,
        domains: new.domains.iter().map(|domain| domain.trim().to_lowercase()).collect(),
        admission: new.admission,
        second_factor: new.second_factor,
        rev,
    })
}

fn check(tx: &mut Tx<'_>, before: Option<&Provider>, after: &Provider) -> Outcome<()> {
    let mut faults = Faults::none();
    after.check(&mut faults);
    let lower = |provider: &Provider| provider.key.as_str().to_lowercase();
    if before.map(lower) != Some(lower(after)) && store::is_taken(tx, &after.key)? {
        faults.push(Fault::new("/key", "taken", format!("there is a sign-in provider {} already", after.key)));
    }
    faults.finish()
}
