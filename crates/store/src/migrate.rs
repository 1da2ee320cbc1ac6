//! Migrations: numbered steps that only go forward. The tables are the same on both databases; where PostgreSQL wants its
//! text compared byte by byte, as SQLite does, `TEXT` in capitals becomes `text collate "C"`.

use crate::{args, db::Db, tx::Ctx};
use signalbox_domain::{Outcome, Problem};

/// The name of a step and its SQL.
pub(crate) type Step = (&'static str, &'static str);

/// Every step, in order. Never change one that was released: add another.
pub(crate) const STEPS: &[Step] = &[
    ("0001_foundation", include_str!("../migrations/0001_foundation.sql")),
    ("0002_working_calendars", include_str!("../migrations/0002_working_calendars.sql")),
    ("0003_windows", include_str!("../migrations/0003_windows.sql")),
    ("0004_release_templates", include_str!("../migrations/0004_release_templates.sql")),
    ("0005_records", include_str!("../migrations/0005_records.sql")),
    ("0006_around", include_str!("../migrations/0006_around.sql")),
    ("0007_feeds", include_str!("../migrations/0007_feeds.sql")),
    ("0008_plan_changes", include_str!("../migrations/0008_plan_changes.sql")),
    ("0009_found", include_str!("../migrations/0009_found.sql")),
    ("0010_imported_windows", include_str!("../migrations/0010_imported_windows.sql")),
    ("0011_view_feeds", include_str!("../migrations/0011_view_feeds.sql")),
    ("0012_roles", include_str!("../migrations/0012_roles.sql")),
    ("0014_sign_in", include_str!("../migrations/0014_sign_in.sql")),
    ("0015_standing", include_str!("../migrations/0015_standing.sql")),
    ("0020_sign_in_providers", include_str!("../migrations/0020_sign_in_providers.sql")),
    ("0022_secrets", include_str!("../migrations/0022_secrets.sql")),
    ("0023_token_scope", include_str!("../migrations/0023_token_scope.sql")),
    ("0024_directory", include_str!("../migrations/0024_directory.sql")),
    ("0025_break_glass", include_str!("../migrations/0025_break_glass.sql")),
    ("0026_passkeys", include_str!("../migrations/0026_passkeys.sql")),
    ("0027_access_tokens", include_str!("../migrations/0027_access_tokens.sql")),
    ("0028_rights_moved", include_str!("../migrations/0028_rights_moved.sql")),
    ("0029_touched_in_order", include_str!("../migrations/0029_touched_in_order.sql")),
    ("0030_password_codes", include_str!("../migrations/0030_password_codes.sql")),
    ("0031_second_factor", include_str!("../migrations/0031_second_factor.sql")),
    ("0032_familiar_networks", include_str!("../migrations/0032_familiar_networks.sql")),
    ("0033_environments", include_str!("../migrations/0033_environments.sql")),
    ("0034_bookings", include_str!("../migrations/0034_bookings.sql")),
    ("0035_deployments", include_str!("../migrations/0035_deployments.sql")),
    ("0036_change_requests", include_str!("../migrations/0036_change_requests.sql")),
    ("0037_free_places", include_str!("../migrations/0037_free_places.sql")),
    ("0038_found_environments", include_str!("../migrations/0038_found_environments.sql")),
    ("0039_bookings_by_length", include_str!("../migrations/0039_bookings_by_length.sql")),
    ("0040_proofs", include_str!("../migrations/0040_proofs.sql")),
    ("0041_gates", include_str!("../migrations/0041_gates.sql")),
    ("0042_decisions", include_str!("../migrations/0042_decisions.sql")),
    ("0043_policies", include_str!("../migrations/0043_policies.sql")),
    ("0044_evidence", include_str!("../migrations/0044_evidence.sql")),
    ("0045_vouching", include_str!("../migrations/0045_vouching.sql")),
    ("0047_test_reports", include_str!("../migrations/0047_test_reports.sql")),
    ("0050_gatekeepers", include_str!("../migrations/0050_gatekeepers.sql")),
    ("0053_policy_waivers", include_str!("../migrations/0053_policy_waivers.sql")),
    ("0054_deployment_plans", include_str!("../migrations/0054_deployment_plans.sql")),
];

/// Brings a database to the newest schema; answers the names of the steps it took.
///
/// # Errors
/// [`Problem::Unavailable`] when the database is newer than this program, or a step was changed after it was taken.
pub fn migrate(db: &Db) -> Outcome<Vec<&'static str>> {
    take(db, STEPS)
}

/// Takes those of some steps that were not taken yet.
pub(crate) fn take(db: &Db, steps: &'static [Step]) -> Outcome<Vec<&'static str>> {
    db.write_now(&Ctx::system("migrate"), move |tx| {
        tx.script(
            "create table if not exists schema_step (name TEXT primary key, digest TEXT not null, at bigint not null)",
        )?;
        let taken = tx.all(
            "-- global: the schema belongs to nobody
             select name, digest from schema_step order by name",
            &[],
            |row| Ok((row.text("name")?, row.text("digest")?)),
        )?;
        if let Some((unknown, _)) = taken.iter().find(|(name, _)| !steps.iter().any(|(step, _)| step == name)) {
            return Err(Problem::Unavailable(format!(
                "the database has the schema step {unknown}, which this version does not know; start a newer version"
            )));
        }
        let mut now_taken = Vec::new();
        for (name, sql) in steps {
            let digest = digest(sql);
            match taken.iter().find(|(step, _)| step == name) {
                Some((_, known)) if *known == digest => {}
                Some(_) => {
                    return Err(Problem::Unavailable(format!(
                        "the schema step {name} differs from the one that was taken"
                    )));
                }
                None => {
                    tx.script(sql)?;
                    let now = tx.now();
                    tx.run(
                        "insert into schema_step (name, digest, at) values ($1, $2, $3)",
                        args![*name, digest, now],
                    )?;
                    now_taken.push(*name);
                }
            }
        }
        for step in &now_taken {
            crate::search::fill(tx, step)?;
        }
        Ok(now_taken)
    })
}

/// What tells this schema from every other.
#[cfg(feature = "testing")]
pub(crate) fn digest_of_all() -> String {
    let all: String = STEPS.iter().map(|(_, sql)| *sql).collect();
    digest(&all)[..24].to_owned()
}

fn digest(sql: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_a_migration_is_a_step_in_its_order() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut files: Vec<String> = names.map(|name| name.trim_end_matches(".sql").to_owned()).collect();
        files.sort();
        assert_eq!(files, STEPS.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>());
    }
}
