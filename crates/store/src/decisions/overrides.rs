//! Overrides of windows.

use crate::{
    args,
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::{Arg, Row},
};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, PersonRef, Problem, Ref,
    authz::{Override, Permit},
    decisions::{
        situation::Overriding,
        window_override::{Asked, Scope, WindowOverride},
    },
    id::{DecisionId, EnvironmentId, Identifier, ReleaseId, SystemId, WindowId, WindowOverrideId},
};

/// An override as a reader wants it. What it names is told as far as the reader may see it.
#[derive(Clone, Debug)]
pub struct View {
    /// The override.
    pub granted: WindowOverride,
    /// The release it is for.
    pub release: Option<Ref<ReleaseId>>,
    /// The system it is for.
    pub system: Option<Ref<SystemId>>,
    /// The environment it is for.
    pub environment: Option<Ref<EnvironmentId>>,
    /// Who granted it.
    pub granted_by: Option<PersonRef>,
    /// The first decision that needed it.
    pub used_by: Option<DecisionId>,
}

const COLUMNS: &str =
    "o.id, o.window_id, o.release_id, o.system_id, o.environment_id, o.until_at, o.reason, o.granted_by,
    o.granted_at, o.withdrawn_at, o.used_by, o.rev";

const VIEW: &str = "r.key as release_key, r.name as release_name, s.key as system_key, s.name as system_name,
    e.key as environment_key, e.name as environment_name, p.id as by_id, p.name as by_name";

const FROM: &str = "window_override o left join release r on r.id = o.release_id and {seen r}
    left join system s on s.id = o.system_id and {visible s.portfolio_id}
    left join environment e on e.id = o.environment_id and {visible e.portfolio_id}
    left join person p on p.id = o.granted_by";

fn read(row: &mut Row) -> Outcome<WindowOverride> {
    Ok(WindowOverride {
        id: row.read("id")?,
        window: row.read("window_id")?,
        scope: Scope {
            release: row.maybe("release_id")?,
            system: row.maybe("system_id")?,
            environment: row.maybe("environment_id")?,
        },
        until: row.instant("until_at")?,
        reason: row.text("reason")?,
        granted_by: row.maybe("granted_by")?,
        granted_at: row.instant("granted_at")?,
        withdrawn_at: row.maybe_instant("withdrawn_at")?,
        rev: row.int("rev")?,
    })
}

fn read_view(row: &mut Row) -> Outcome<View> {
    let (used_by, granted_by) = (row.maybe("used_by")?, row.maybe_person("by")?);
    let granted = read(row)?;
    Ok(View {
        release: row.called(granted.scope.release, "release")?,
        system: row.called(granted.scope.system, "system")?,
        environment: row.called(granted.scope.environment, "environment")?,
        granted_by,
        used_by,
        granted,
    })
}

/// The override with this id, of a window that the caller has to be found to see.
///
/// # Errors
/// [`Problem::NotFound`] when there is none; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let sql = format!(
        "-- global: the use case looks whether the caller sees the window
         select {COLUMNS}, {VIEW} from {FROM} where o.id = $1"
    );
    let named = WindowOverrideId::parse(named).ok_or_else(|| Problem::missing("override", named))?;
    tx.one(&sql, args![named], read_view)?.ok_or_else(|| Problem::missing("override", named))
}

/// The overrides of a window that the caller has seen, the latest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, window: WindowId, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut values = vec![Arg::from(window), Arg::from(size + 1)];
    let mut after = "";
    if let Some(places) = page.after("-granted", 1)? {
        values.push(Arg::from(&places[0]));
        after = "and o.id < $3";
    }
    let sql = format!(
        "-- global: of a window that the caller has seen
         select {COLUMNS}, {VIEW} from {FROM} where o.window_id = $1 {after} order by o.id desc limit $2"
    );
    let items = tx.all(&sql, &values, read_view)?;
    Ok(slice(items, size, "-granted", |view| vec![Place::Text(view.granted.id.to_string())]))
}

/// The overrides of some windows that are for what is asked and end after an instant, each with its window.
///
/// # Errors
/// As [`Tx::all`].
pub fn applying(
    tx: &mut Tx<'_>,
    windows: &[WindowId],
    asked: &Asked,
    after: Timestamp,
) -> Outcome<Vec<(WindowId, Overriding)>> {
    let sql = format!(
        "-- global: an override counts for what it is for, whoever sees it
         select {COLUMNS}, p.name as by_name, d.id as first_id, d.environment_id as first_environment,
             d.system_id as first_system, d.version as first_version, d.release_id as first_release
         from window_override o left join person p on p.id = o.granted_by left join decision d on d.id = o.used_by
         where o.window_id in {{each $1}} and o.until_at > $2 and o.withdrawn_at is null order by o.id"
    );
    let found = tx.all(&sql, args![&serde_json::json!(windows), after], |row| {
        let used = match row.maybe::<DecisionId>("first_id")? {
            Some(_) => Some(Asked {
                environment: row.read("first_environment")?,
                system: row.maybe("first_system")?,
                version: row.maybe_text("first_version")?,
                release: row.maybe("first_release")?,
            }),
            None => None,
        };
        let by = row.maybe_text("by_name")?;
        Ok((read(row)?, used, by))
    })?;
    let mine = found.into_iter().filter(|(granted, used, _)| granted.is_for(asked, used.as_ref()));
    let told = |(granted, _, by): (WindowOverride, Option<Asked>, Option<String>)| {
        (granted.window, Overriding { id: granted.id, until: granted.until, reason: granted.reason, by })
    };
    Ok(mine.map(told).collect())
}

/// Adds an override of the window the permit is for.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, granted: &WindowOverride, permit: &Permit<Override>) -> Outcome<()> {
    let scope = granted.scope;
    tx.run(
        "insert into window_override (id, window_id, release_id, system_id, environment_id, until_at, reason, granted_by,
                granted_at, rev) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            granted.id,
            permit.on(),
            scope.release,
            scope.system,
            scope.environment,
            granted.until,
            &granted.reason,
            granted.granted_by,
            granted.granted_at,
            granted.rev,
        ],
    )?;
    Ok(())
}

/// Saves that an override of the window the permit is for was withdrawn.
///
/// # Errors
/// [`Problem::Stale`] when somebody else did meanwhile; database problems as [`Tx::run`].
pub fn withdraw(tx: &mut Tx<'_>, after: &WindowOverride, permit: &Permit<Override>) -> Outcome<()> {
    let changed = tx.run(
        "update window_override set withdrawn_at = $4, withdrawn_by = $5, rev = rev + 1
         where id = $1 and window_id = $2 and rev = $3",
        args![after.id, permit.on(), after.rev, after.withdrawn_at, tx.ctx().actor.person()],
    )?;
    guarded(changed, "override", after.rev)
}

/// Notes the first decision that needed an override; answers whether it is this one.
///
/// # Errors
/// As [`Tx::run`].
pub fn use_for(tx: &mut Tx<'_>, id: WindowOverrideId, decision: DecisionId) -> Outcome<bool> {
    let changed = tx.run(
        "update window_override set used_by = $2, rev = rev + 1 where id = $1 and used_by is null",
        args![id, decision],
    )?;
    Ok(changed == 1)
}
