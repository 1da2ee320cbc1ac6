//! Sign-in providers, who people are there, and entries that are under way.

use crate::{
    args, secrets,
    tx::{Tx, by_id_or_key, guarded},
    value::{Row, json},
};
use jiff::Timestamp;
use signalbox_domain::{
    Key, Outcome, PersonRef, Problem, Ref,
    accounts::provider::{Mapping, Provider},
    authz::{Administer, Permit},
    id::{GrantId, PersonId, PortfolioId, ProviderId, RoleId},
    people::{GivenRole, Grant, Party},
};

const COLUMNS: &str = "-- global: what is needed to sign in is for everybody
    select p.id, p.key, p.name, p.issuer, p.client, p.scopes, p.groups_claim, p.domains, p.admission,
        p.second_factor, p.rev
    from sign_in_provider p";

fn read(row: &mut Row) -> Outcome<Provider> {
    Ok(Provider {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        issuer: row.text("issuer")?,
        client: row.text("client")?,
        scopes: row.json("scopes")?,
        groups_claim: row.maybe_text("groups_claim")?,
        mappings: Vec::new(),
        domains: row.json("domains")?,
        admission: row.read("admission")?,
        second_factor: row.read("second_factor")?,
        rev: row.int("rev")?,
    })
}

/// The providers, by name.
///
/// # Errors
/// As [`Tx::all`].
pub fn list(tx: &mut Tx<'_>) -> Outcome<Vec<Provider>> {
    let mut found = tx.all(&format!("{COLUMNS} order by p.name, p.id"), &[], read)?;
    for provider in &mut found {
        provider.mappings = mappings(tx, provider.id)?;
    }
    Ok(found)
}

/// The provider with this id or key.
///
/// # Errors
/// [`Problem::NotFound`]; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Provider> {
    let (condition, name) = by_id_or_key::<ProviderId>("p", named);
    let found = tx.one(&format!("{COLUMNS} where {condition}"), &[name], read)?;
    let mut provider = found.ok_or_else(|| Problem::missing("sign-in provider", named))?;
    provider.mappings = mappings(tx, provider.id)?;
    Ok(provider)
}

fn mappings(tx: &mut Tx<'_>, of: ProviderId) -> Outcome<Vec<Mapping>> {
    tx.all(
        "-- global: only the use case that administers providers tells them
         select group_name, role, custom_role_id, portfolio_id from sign_in_mapping where provider_id = $1 order by place",
        args![of],
        |row| {
            let role = match (row.maybe("role")?, row.maybe("custom_role_id")?) {
                (Some(role), _) => GivenRole::BuiltIn(role),
                (None, Some(custom)) => GivenRole::Custom(custom),
                (None, None) => return Err(Problem::Internal("a mapping without a role".to_owned())),
            };
            Ok(Mapping { group: row.text("group_name")?, role, portfolio: row.read("portfolio_id")? })
        },
    )
}

/// What roles and portfolios of mappings are called.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The roles that the organisation made.
    pub roles: Vec<Ref<RoleId>>,
    /// The portfolios.
    pub portfolios: Vec<Ref<PortfolioId>>,
    /// The providers with which this installation shares a secret.
    pub confidential: Vec<ProviderId>,
}

/// What the secret that is shared with a provider is called.
pub const SECRET: &str = "client";

/// The names of everything that mappings mention, and which providers share a secret with us.
///
/// # Errors
/// As [`Tx::all`].
pub fn names(tx: &mut Tx<'_>) -> Outcome<Names> {
    let roles = tx.all(
        "-- global: what a role allows is no secret
         select cr.id as it_id, cr.key as it_key, cr.name as it_name from custom_role cr
         where cr.id in (select custom_role_id from sign_in_mapping)",
        &[],
        |row| row.mention("it"),
    )?;
    let portfolios = tx.all(
        "select f.id as it_id, f.key as it_key, f.name as it_name from portfolio f
         where f.id in (select portfolio_id from sign_in_mapping) and {visible f.id}",
        &[],
        |row| row.mention("it"),
    )?;
    let confidential = tx.all(
        "-- global: the use case that administers providers tells it
         select p.id from sign_in_provider p join secret s on s.owner = p.id where s.name = $1",
        args![SECRET],
        |row| row.read("id"),
    )?;
    Ok(Names { roles, portfolios, confidential })
}

/// True when a provider has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from sign_in_provider where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Adds a provider.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, provider: &Provider, permit: &Permit<Administer>) -> Outcome<()> {
    tx.run(
        "insert into sign_in_provider (id, key, key_lower, name, issuer, client, scopes, groups_claim, admission,
             second_factor, rev, domains)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            permit.on(),
            &provider.key,
            provider.key.as_str().to_lowercase(),
            &provider.name,
            &provider.issuer,
            &provider.client,
            json(&provider.scopes)?,
            provider.groups_claim.as_deref(),
            provider.admission,
            provider.second_factor,
            provider.rev,
            json(&provider.domains)?,
        ],
    )?;
    map(tx, provider)
}

/// Saves a changed provider.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Provider, after: &Provider, permit: &Permit<Administer>) -> Outcome<()> {
    let changed = tx.run(
        "update sign_in_provider set key = $3, key_lower = $4, name = $5, issuer = $6, client = $7, scopes = $8,
             groups_claim = $9, admission = $10, second_factor = $11, domains = $12, rev = rev + 1 where id = $1 and rev = $2",
        args![
            permit.on(),
            before.rev,
            &after.key,
            after.key.as_str().to_lowercase(),
            &after.name,
            &after.issuer,
            &after.client,
            json(&after.scopes)?,
            after.groups_claim.as_deref(),
            after.admission,
            after.second_factor,
            json(&after.domains)?,
        ],
    )?;
    guarded(changed, "sign-in provider", before.rev)?;
    tx.run("delete from sign_in_mapping where provider_id = $1", args![before.id])?;
    map(tx, after)
}

fn map(tx: &mut Tx<'_>, provider: &Provider) -> Outcome<()> {
    for (place, mapping) in provider.mappings.iter().enumerate() {
        let (role, custom) = match mapping.role {
            GivenRole::BuiltIn(role) => (Some(role), None),
            GivenRole::Custom(id) => (None, Some(id)),
        };
        tx.run(
            "insert into sign_in_mapping (provider_id, place, group_name, role, custom_role_id, portfolio_id)
             values ($1, $2, $3, $4, $5, $6)",
            args![provider.id, place, &mapping.group, role, custom, mapping.portfolio],
        )?;
    }
    Ok(())
}

/// Takes a provider away: nobody comes in by it any more, and what people were given for their groups there ends.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn delete(tx: &mut Tx<'_>, before: &Provider, permit: &Permit<Administer>) -> Outcome<()> {
    secrets::remove(tx, &before.id.to_string(), SECRET)?;
    for table in ["sign_in_entry", "identity", "sign_in_mapping", "role_grant"] {
        tx.run(&format!("delete from {table} where provider_id = $1"), args![before.id])?;
    }
    let gone = tx.run("delete from sign_in_provider where id = $1 and rev = $2", args![permit.on(), before.rev])?;
    guarded(gone, "sign-in provider", before.rev)
}

/// Somebody on their way through a provider.
#[derive(Clone, Debug)]
pub struct Entry {
    /// By which.
    pub provider: ProviderId,
    /// Digest of what the browser holds that set out.
    pub browser: String,
    /// What the id token has to repeat.
    pub nonce: String,
    /// What proves to the provider that it was us who asked (RFC 7636).
    pub verifier: String,
    /// Where the person wanted to go.
    pub return_to: String,
}

/// Notes that somebody set out, under the digest of the state they carry.
///
/// # Errors
/// As [`Tx::run`].
pub fn set_out(tx: &mut Tx<'_>, state: &str, entry: &Entry, until: Timestamp) -> Outcome<()> {
    let now = tx.now();
    tx.run("delete from sign_in_entry where expires_at <= $1", args![now])?;
    tx.run(
        "insert into sign_in_entry (state, provider_id, browser, nonce, verifier, return_to, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        args![state, entry.provider, &entry.browser, &entry.nonce, &entry.verifier, &entry.return_to, until],
    )?;
    Ok(())
}

/// The entry of a state, which nobody can use again.
///
/// # Errors
/// As [`Tx::run`].
pub fn come_back(tx: &mut Tx<'_>, state: &str) -> Outcome<Option<Entry>> {
    let now = tx.now();
    let found = tx.one(
        "-- global: nobody is signed in yet
         select provider_id, browser, nonce, verifier, return_to from sign_in_entry where state = $1 and expires_at > $2",
        args![state, now],
        |row| {
            Ok(Entry {
                provider: row.read("provider_id")?,
                browser: row.text("browser")?,
                nonce: row.text("nonce")?,
                verifier: row.text("verifier")?,
                return_to: row.text("return_to")?,
            })
        },
    )?;
    tx.run("delete from sign_in_entry where state = $1", args![state])?;
    Ok(found)
}

/// Who somebody is that a provider knows by this subject; `None` when they were never here, or left.
///
/// # Errors
/// As [`Tx::all`].
pub fn person_of(tx: &mut Tx<'_>, provider: ProviderId, subject: &str) -> Outcome<Option<PersonRef>> {
    tx.one(
        "-- global: this is how a caller becomes somebody
         select p.id, p.name from identity i join person p on p.id = i.person_id
         where i.provider_id = $1 and i.subject = $2 and p.archived_at is null",
        args![provider, subject],
        |row| Ok(PersonRef { id: row.read("id")?, name: row.read("name")? }),
    )
}

/// The person with this mail address who has not left.
///
/// # Errors
/// As [`Tx::all`].
pub fn person_with_email(tx: &mut Tx<'_>, email: &str) -> Outcome<Option<PersonRef>> {
    tx.one(
        "-- global: this is how a caller becomes somebody
         select p.id, p.name from person p where p.email_lower = $1 and p.archived_at is null and p.service = false",
        args![email.to_lowercase()],
        |row| Ok(PersonRef { id: row.read("id")?, name: row.read("name")? }),
    )
}

/// Notes who somebody is at a provider, and that they were there now.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_identity(tx: &mut Tx<'_>, provider: ProviderId, subject: &str, person: PersonId) -> Outcome<()> {
    let now = tx.now();
    tx.run(
        "insert into identity (provider_id, subject, person_id, created_at, used_at) values ($1, $2, $3, $4, $4)
         on conflict (provider_id, subject) do update set used_at = excluded.used_at, person_id = excluded.person_id",
        args![provider, subject, person, now],
    )?;
    Ok(())
}

/// What a person was given for their groups at a provider.
///
/// # Errors
/// As [`Tx::all`].
pub fn given_by(tx: &mut Tx<'_>, provider: ProviderId, person: PersonId) -> Outcome<Vec<Grant>> {
    tx.all(
        "-- global: rights are what visibility is made of
         select id, role, custom_role_id, portfolio_id from role_grant
         where provider_id = $1 and person_id = $2 order by id",
        args![provider, person],
        |row| {
            let role = match (row.maybe("role")?, row.maybe::<RoleId>("custom_role_id")?) {
                (Some(role), _) => GivenRole::BuiltIn(role),
                (None, Some(custom)) => GivenRole::Custom(custom),
                (None, None) => return Err(Problem::Internal("a grant without a role".to_owned())),
            };
            let portfolio = row.read("portfolio_id")?;
            Ok(Grant { id: row.read("id")?, to: Party::Person(person), role, portfolio, until: None })
        },
    )
}

/// Notes that a grant was given for a group at a provider: it goes when the person is no longer in it.
///
/// # Errors
/// As [`Tx::run`].
pub fn given_for_group(tx: &mut Tx<'_>, grant: GrantId, provider: ProviderId) -> Outcome<()> {
    tx.run("update role_grant set provider_id = $2 where id = $1", args![grant, provider])?;
    Ok(())
}
