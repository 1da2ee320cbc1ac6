//! People: one list for the whole installation, which whoever belongs to any portfolio sees.

use crate::{
    args,
    filter::{Conditions, containing},
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::Row,
};
use signalbox_domain::{
    Name, Outcome, Problem,
    authz::{Directory, Permit},
    id::{Identifier, PersonId},
    people::Person,
};

const COLUMNS: &str = "p.id, p.name, p.email, p.service, p.locale, p.zone, p.archived_at, p.rev";

pub(crate) fn read(row: &mut Row) -> Outcome<Person> {
    Ok(Person {
        id: row.read("id")?,
        name: row.read("name")?,
        email: row.maybe_text("email")?,
        service: row.bool("service")?,
        locale: row.text("locale")?,
        zone: row.read("zone")?,
        archived_at: row.maybe_instant("archived_at")?,
        rev: row.int("rev")?,
    })
}

/// The person with this id.
///
/// # Errors
/// [`Problem::NotFound`]; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Person> {
    let missing = || Problem::missing("person", named);
    let id = PersonId::parse(named).ok_or_else(missing)?;
    let sql = format!("select {COLUMNS} from person p where p.id = $1 and {{known p}}");
    tx.one(&sql, args![id], read)?.ok_or_else(missing)
}

/// What a list of people is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Name or mail address holds this text.
    pub text: Option<String>,
    /// Those who left instead of the others.
    pub archived: bool,
    /// Only machines, or only people.
    pub service: Option<bool>,
}

/// People by name.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<Person>> {
    let size = page.size()?;
    let mut conditions =
        Conditions::always(if filter.archived { "p.archived_at is not null" } else { "p.archived_at is null" });
    let named = r"(p.name_lower like $n escape '\' or p.email_lower like $n escape '\')";
    conditions.when(named, filter.text.as_deref().map(containing));
    conditions.when("p.service = $n", filter.service);
    let total = if page.total {
        let sql = format!("select count(*) as total from person p where {{known p}} and {}", conditions.sql());
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("name", 2)? {
        let [name, id] = [conditions.value(&after[0]), conditions.value(&after[1])];
        conditions.and(&format!("(p.name_lower, p.id) > ({name}, {id})"));
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS} from person p where {{known p}} and {} order by p.name_lower, p.id limit {limit}",
        conditions.sql(),
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    let place =
        |person: &Person| vec![Place::Text(person.name.as_str().to_lowercase()), Place::Text(person.id.to_string())];
    Ok(Slice { total, ..slice(items, size, "name", place) })
}

/// Those of some people who exist and have not left, or whom a directory still knows.
///
/// # Errors
/// As [`Tx::all`].
pub fn present(tx: &mut Tx<'_>, ids: &[PersonId]) -> Outcome<Vec<PersonId>> {
    tx.all(
        "-- global: people see each other
         select p.id from person p
         where (p.archived_at is null or p.user_name is not null) and p.id in {each $1}",
        args![&serde_json::json!(ids)],
        |row| row.read("id"),
    )
}

/// Who has this mail address, present or gone.
///
/// # Errors
/// As [`Tx::all`].
pub fn with_email(tx: &mut Tx<'_>, email: &str) -> Outcome<Option<PersonId>> {
    tx.one(
        "-- global: mail addresses are unique across the installation
         select id from person where email_lower = $1",
        args![email.to_lowercase()],
        |row| row.read("id"),
    )
}

/// The machine of this name, whatever its case, unless it was put away.
///
/// # Errors
/// As [`Tx::all`].
pub fn service_named(tx: &mut Tx<'_>, name: &Name) -> Outcome<Option<Person>> {
    let sql = format!(
        "-- global: people see each other
         select {COLUMNS} from person p
         where p.name_lower = $1 and p.service = true and p.archived_at is null order by p.id limit 1"
    );
    tx.one(&sql, args![name.as_str().to_lowercase()], read)
}

/// Adds a person.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, person: &Person, permit: &Permit<Directory>) -> Outcome<()> {
    tx.run(
        "insert into person (id, name, name_lower, email, email_lower, service, locale, zone, archived_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            permit.on(),
            &person.name,
            person.name.as_str().to_lowercase(),
            person.email.clone(),
            person.email.as_deref().map(str::to_lowercase),
            person.service,
            &person.locale,
            &person.zone,
            person.archived_at,
            person.rev,
        ],
    )?;
    Ok(())
}

/// Saves a changed person.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Person, after: &Person, permit: &Permit<Directory>) -> Outcome<()> {
    let changed = tx.run(
        "update person set name = $3, name_lower = $4, email = $5, email_lower = $6, locale = $7, zone = $8,
                archived_at = $9, rev = rev + 1 where id = $1 and rev = $2",
        args![
            permit.on(),
            before.rev,
            &after.name,
            after.name.as_str().to_lowercase(),
            after.email.clone(),
            after.email.as_deref().map(str::to_lowercase),
            &after.locale,
            &after.zone,
            after.archived_at,
        ],
    )?;
    guarded(changed, "person", before.rev)
}

/// Saves what people may change of themselves. It reaches no row but the caller's own, and that is the permit.
///
/// # Errors
/// As [`update`].
pub fn update_own(tx: &mut Tx<'_>, before: &Person, after: &Person) -> Outcome<()> {
    let caller = tx.ctx().actor.person();
    let changed = tx.run(
        "update person set name = $4, name_lower = $5, locale = $6, zone = $7, rev = rev + 1
         where id = $1 and id = $2 and rev = $3",
        args![
            caller,
            before.id,
            before.rev,
            &after.name,
            after.name.as_str().to_lowercase(),
            &after.locale,
            &after.zone,
        ],
    )?;
    guarded(changed, "person", before.rev)
}
