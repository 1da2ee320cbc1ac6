//! Versions of systems: added, read, never changed.

use crate::{
    args,
    filter::containing,
    page::{Page, Place, Slice, slice},
    tx::Tx,
    value::{Arg, Row, json},
};
use signalbox_domain::{
    Outcome, Problem, Ref,
    authz::{Permit, Version as MayVersion},
    catalog::Version,
    id::{Identifier, ReleaseId, SystemId, VersionId},
};

/// A version as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The version.
    pub version: Version,
    /// Of what.
    pub system: Ref<SystemId>,
    /// The release that produced it, when visible.
    pub release: Option<Ref<ReleaseId>>,
}

const COLUMNS: &str = "v.id, v.system_id, v.number, v.commit_id, v.digest, v.purl, v.build_url, v.sbom_url,
    v.provenance_url, v.prerelease, v.release_id, v.built_at, v.created_at";

const VIEW: &str = "s.key as system_key, s.name as system_name, r.key as release_key, r.name as release_name";

const AROUND: &str = "version v join system s on s.id = v.system_id
    left join release r on r.id = v.release_id and {seen r}";

fn read(row: &mut Row) -> Outcome<Version> {
    Ok(Version {
        id: row.read("id")?,
        system: row.read("system_id")?,
        number: row.text("number")?,
        commit: row.maybe_text("commit_id")?,
        digest: row.maybe_text("digest")?,
        purl: row.maybe_text("purl")?,
        build_url: row.maybe_text("build_url")?,
        sbom_url: row.maybe_text("sbom_url")?,
        provenance_url: row.maybe_text("provenance_url")?,
        prerelease: row.bool("prerelease")?,
        release: row.maybe("release_id")?,
        built_at: row.maybe_instant("built_at")?,
        created_at: row.instant("created_at")?,
    })
}

fn read_view(row: &mut Row) -> Outcome<View> {
    let version = read(row)?;
    let system = Ref { id: version.system, key: row.read("system_key")?, name: row.read("system_name")? };
    let release = match (version.release, row.maybe("release_key")?) {
        (Some(id), Some(key)) => Some(Ref { id, key, name: row.read("release_name")? }),
        _ => None,
    };
    Ok(View { version, system, release })
}

/// The version of a system with this id or number, as a reader wants it.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, system: SystemId, named: &str) -> Outcome<View> {
    let column = if VersionId::parse(named).is_some() { "v.id" } else { "v.number" };
    let sql = format!(
        "select {COLUMNS}, {VIEW} from {AROUND}
         where v.system_id = $1 and {column} = $2 and {{visible s.portfolio_id}}"
    );
    tx.one(&sql, args![system, named], read_view)?.ok_or_else(|| Problem::missing("version", named))
}

/// The versions of a system that bear any of these numbers.
///
/// # Errors
/// As [`Tx::all`].
pub fn with_numbers(tx: &mut Tx<'_>, system: SystemId, numbers: &[&str]) -> Outcome<Vec<Version>> {
    let sql = format!(
        "select {COLUMNS} from version v join system s on s.id = v.system_id
         where v.system_id = $1 and v.number in {{each $2}} and {{visible s.portfolio_id}}"
    );
    tx.all(&sql, &[system.into(), json(&numbers)?], read)
}

/// The numbers of the versions of a system that were built from a commit, the newest first. A version may name several
/// commits, one for each repository it was built from.
///
/// # Errors
/// As [`Tx::all`].
pub fn built_from(tx: &mut Tx<'_>, system: SystemId, commit: &str) -> Outcome<Vec<String>> {
    tx.all(
        "select v.number from version v join system s on s.id = v.system_id
         where v.system_id = $1 and lower(v.commit_id) like $2 escape '\\' and {visible s.portfolio_id}
         order by v.id desc limit 10",
        args![system, containing(commit)],
        |row| row.text("number"),
    )
}

/// The versions of a system, newest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, system: SystemId, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let total = if page.total {
        tx.one(
            "select count(*) as total from version v join system s on s.id = v.system_id
             where v.system_id = $1 and {visible s.portfolio_id}",
            args![system],
            |row| row.int("total"),
        )?
    } else {
        None
    };
    let mut values = vec![Arg::from(system), Arg::from(size + 1)];
    let mut after = "";
    if let Some(places) = page.after("-created", 1)? {
        values.push(Arg::from(&places[0]));
        after = "and v.id < $3";
    }
    let sql = format!(
        "select {COLUMNS}, {VIEW} from {AROUND} where v.system_id = $1 and {{visible s.portfolio_id}} {after}
         order by v.id desc limit $2"
    );
    let items = tx.all(&sql, &values, read_view)?;
    let slice = slice(items, size, "-created", |view| vec![Place::Text(view.version.id.to_string())]);
    Ok(Slice { total, ..slice })
}

/// Adds a version to the system the permit is for.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, version: &Version, permit: &Permit<MayVersion>) -> Outcome<()> {
    tx.run(
        "insert into version (id, system_id, number, commit_id, digest, purl, build_url, sbom_url, provenance_url,
                prerelease, release_id, built_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        args![
            version.id,
            permit.on(),
            &version.number,
            version.commit.as_deref(),
            version.digest.as_deref(),
            version.purl.as_deref(),
            version.build_url.as_deref(),
            version.sbom_url.as_deref(),
            version.provenance_url.as_deref(),
            version.prerelease,
            version.release,
            version.built_at,
            version.created_at,
        ],
    )?;
    Ok(())
}
