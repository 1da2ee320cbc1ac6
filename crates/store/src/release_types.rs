//! Release types. They belong to the whole installation: whoever may sign in may see them.

use crate::{
    args,
    filter::{Conditions, containing},
    page::{Page, Place, Slice, slice},
    tx::{Tx, by_id_or_key, guarded},
    value::{Arg, Row, json},
};
use signalbox_domain::{
    Key, Outcome, Problem,
    authz::{Administer, Permit},
    id::ReleaseTypeId,
    releases::{Kind, ReleaseType, workflow::InUse},
};

const COLUMNS: &str =
    "t.id, t.key, t.name, t.description, t.kinds, t.statuses, t.transitions, t.fields, t.archived_at, t.rev";

fn read(row: &mut Row) -> Outcome<ReleaseType> {
    Ok(ReleaseType {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        description: row.text("description")?,
        kinds: row.json("kinds")?,
        statuses: row.json("statuses")?,
        transitions: row.json("transitions")?,
        fields: row.json("fields")?,
        archived_at: row.maybe_instant("archived_at")?,
        rev: row.int("rev")?,
    })
}

/// The release type with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<ReleaseType> {
    let (condition, name) = by_id_or_key::<ReleaseTypeId>("t", named);
    let sql =
        format!("-- global: release types are everybody's\nselect {COLUMNS} from release_type t where {condition}");
    tx.one(&sql, &[name], read)?.ok_or_else(|| Problem::missing("release type", named))
}

/// What a list of release types is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// For releases of this kind.
    pub kind: Option<Kind>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// Release types by key.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<ReleaseType>> {
    let size = page.size()?;
    let away = if filter.archived { "t.archived_at is not null" } else { "t.archived_at is null" };
    let mut conditions = Conditions::always(away);
    let text = filter.text.as_deref().map(containing);
    conditions.when("(t.key_lower like $n escape '\\' or lower(t.name) like $n escape '\\')", text);
    conditions.when("$n in {each t.kinds}", filter.kind);
    let total = if page.total {
        let sql = format!(
            "-- global: release types are everybody's\nselect count(*) as total from release_type t where {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("key", 1)? {
        conditions.with("t.key_lower > $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "-- global: release types are everybody's\nselect {COLUMNS} from release_type t where {} order by t.key_lower limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    let slice = slice(items, size, "key", |found| vec![Place::Text(found.key.as_str().to_lowercase())]);
    Ok(Slice { total, ..slice })
}

/// True when a release type has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from release_type where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// How many releases of a type, archived ones too, are in which status and of which kind.
///
/// # Errors
/// As [`Tx::all`].
pub fn in_use(tx: &mut Tx<'_>, id: ReleaseTypeId) -> Outcome<Vec<InUse>> {
    tx.all(
        "-- global: every release must fit its type, whoever may see it
         select status, kind, count(*) as releases from release where type_id = $1
         group by status, kind order by status, kind",
        args![id],
        |row| Ok(InUse { status: row.read("status")?, kind: row.read("kind")?, releases: row.int("releases")? }),
    )
}

/// Adds a release type.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, release_type: &ReleaseType, permit: &Permit<Administer>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(release_type)?);
    values.push(release_type.rev.into());
    tx.run(
        "insert into release_type (id, key, key_lower, name, description, kinds, statuses, transitions, fields,
                archived_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &values,
    )?;
    Ok(())
}

/// Saves a changed release type.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &ReleaseType, after: &ReleaseType, permit: &Permit<Administer>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(after)?);
    values.push(before.rev.into());
    let changed = tx.run(
        "update release_type set key = $2, key_lower = $3, name = $4, description = $5, kinds = $6, statuses = $7,
                transitions = $8, fields = $9, archived_at = $10, rev = rev + 1 where id = $1 and rev = $11",
        &values,
    )?;
    guarded(changed, "release type", before.rev)
}

/// Everything but id and revision, in the order of the columns.
fn content(release_type: &ReleaseType) -> Outcome<[Arg; 9]> {
    Ok([
        (&release_type.key).into(),
        release_type.key.as_str().to_lowercase().into(),
        (&release_type.name).into(),
        release_type.description.as_str().into(),
        json(&release_type.kinds)?,
        json(&release_type.statuses)?,
        json(&release_type.transitions)?,
        json(&release_type.fields)?,
        release_type.archived_at.into(),
    ])
}
