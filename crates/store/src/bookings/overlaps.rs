//! Clashes that somebody knew of and answers for.

use super::span;
use crate::{args, tx::Tx};
use signalbox_domain::{
    Outcome, PersonRef, Ref,
    authz::{Allot, Permit},
    bookings::Overlap,
    id::{BookingId, EnvironmentId},
};

/// An accepted overlap as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The overlap.
    pub overlap: Overlap,
    /// Where, when visible.
    pub environment: Option<Ref<EnvironmentId>>,
    /// Who answers for it.
    pub by: Option<PersonRef>,
    /// Those of its bookings that are visible, with their titles.
    pub shown: Vec<(BookingId, String)>,
}

/// Every overlap that one of these bookings has part in, in the order they were accepted.
///
/// # Errors
/// As [`Tx::all`].
pub fn of(tx: &mut Tx<'_>, bookings: &[BookingId]) -> Outcome<Vec<View>> {
    let rows = tx.all(
        "select o.id, o.environment_id, o.start_at, o.end_at, o.by_id, o.reason, o.at, m.booking_id, b.title,
             e.key as it_key, e.name as it_name, p.id as person_id, p.name as person_name
         from overlap o join overlap_booking m on m.overlap_id = o.id
         left join booking b on b.id = m.booking_id and {visible b.portfolio_id}
         left join environment e on e.id = o.environment_id and {visible e.portfolio_id}
         left join person p on p.id = o.by_id
         where o.id in (select mine.overlap_id from overlap_booking mine where mine.booking_id in {each $1})
         order by o.id, m.booking_id",
        args![&serde_json::json!(bookings)],
        |row| {
            let environment = row.read("environment_id")?;
            let booking = row.read("booking_id")?;
            Ok(View {
                environment: row.called(Some(environment), "it")?,
                by: row.maybe_person("person")?,
                shown: row.maybe_text("title")?.map(|title| (booking, title)).into_iter().collect(),
                overlap: Overlap {
                    id: row.read("id")?,
                    bookings: vec![booking],
                    environment,
                    span: span(row)?,
                    by: row.read("by_id")?,
                    reason: row.text("reason")?,
                    at: row.instant("at")?,
                },
            })
        },
    )?;
    let mut found: Vec<View> = Vec::new();
    for row in rows {
        match found.last_mut() {
            Some(last) if last.overlap.id == row.overlap.id => {
                last.overlap.bookings.extend(row.overlap.bookings);
                last.shown.extend(row.shown);
            }
            _ => found.push(row),
        }
    }
    Ok(found)
}

/// Keeps an overlap that was accepted.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, overlap: &Overlap, _permit: &Permit<Allot>) -> Outcome<()> {
    tx.run(
        "insert into overlap (id, environment_id, start_at, end_at, by_id, reason, at) values ($1, $2, $3, $4, $5, $6, $7)",
        args![
            overlap.id,
            overlap.environment,
            overlap.span.start(),
            overlap.span.end(),
            overlap.by,
            &overlap.reason,
            overlap.at
        ],
    )?;
    for booking in &overlap.bookings {
        tx.run("insert into overlap_booking (overlap_id, booking_id) values ($1, $2)", args![overlap.id, *booking])?;
    }
    Ok(())
}
