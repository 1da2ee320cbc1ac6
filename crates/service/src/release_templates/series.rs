//! A quarter or a year of trains at once: all of them, or none.

use super::{
    make::{Target, Wanted, days_off, release_of},
    not_archived,
};
use crate::{App, Ctx, releases};
use jiff::civil::Date;
use signalbox_domain::{
    Name, Outcome, Problem, Ref,
    calendar::recurrence::Recurrence,
    id::{PersonId, ReleaseId},
    problem::Faults,
    releases::template::{
        offset::DayOff,
        series::{Member, Series},
        words::Words,
    },
};
use signalbox_store::{Tx, portfolios, release_templates as store, releases as release_store};
use std::collections::BTreeMap;

/// Which releases are to be made.
#[derive(Clone, Debug)]
pub struct NewSeries {
    /// When targets come: an RFC 5545 rule.
    pub rule: String,
    /// The first day a target may lie on.
    pub from: Date,
    /// The last one.
    pub until: Option<Date>,
    /// How many at most.
    pub count: Option<usize>,
    /// What becomes of a target on a day nobody works.
    pub day_off: DayOff,
    /// The pattern of keys.
    pub key: Name,
    /// The pattern of names.
    pub name: Name,
    /// What the template's open words stand for.
    pub words: BTreeMap<String, String>,
    /// Whose they are to be; the template's portfolio when absent.
    pub portfolio: Option<String>,
    /// Who decides; the template's Accountable when absent.
    pub accountable: Option<PersonId>,
}

/// A release of a series.
#[derive(Clone, Debug)]
pub struct Planned {
    /// What it is.
    pub member: Member,
    /// The release itself, once it is made.
    pub release: Option<Ref<ReleaseId>>,
}

/// Makes a series of releases in one transaction; or, as a rehearsal, tells what would be made.
///
/// # Errors
/// A rule that is none, gives no day or too many; keys that are taken, all of them named; every fault of the first release
/// that has one; a missing right. Then nothing was made.
pub async fn create(app: &App, ctx: &Ctx, named: String, wanted: NewSeries, rehearsal: bool) -> Outcome<Vec<Planned>> {
    let work = move |tx: &mut Tx<'_>| {
        let mut made = create_in(tx, &named, &wanted)?;
        if rehearsal {
            made.iter_mut().for_each(|one| one.release = None);
        }
        Ok(made)
    };
    if rehearsal { app.db.rehearse(ctx, work).await } else { app.db.write(ctx, work).await }
}

fn create_in(tx: &mut Tx<'_>, named: &str, wanted: &NewSeries) -> Outcome<Vec<Planned>> {
    let template = store::get(tx, named)?;
    not_archived(&template)?;
    let portfolio = wanted.portfolio.clone().unwrap_or_else(|| template.portfolio.to_string());
    let portfolio = portfolios::get(tx, &portfolio).map_err(|problem| releases::at("/portfolio", problem))?;
    let rule = Recurrence::parse(&wanted.rule).map_err(|fault| Problem::Invalid(vec![fault.within("/rule")]))?;
    let series = Series {
        rule,
        from: wanted.from,
        until: wanted.until,
        count: wanted.count,
        day_off: wanted.day_off,
        key: wanted.key.clone(),
        name: wanted.name.clone(),
        words: Words::chosen(wanted.words.clone()),
    };
    let off = days_off(tx, portfolio.id)?;
    let members = series.plan(&template, &off)?;
    let mut faults = Faults::none();
    for member in &members {
        faults.require(!release_store::is_taken(tx, &member.key)?, "/key", "taken", || {
            format!("there is a release {} already", member.key)
        });
    }
    faults.finish()?;
    let mut planned = Vec::new();
    for member in members {
        let target = &member.instance.draft.target;
        let one = Wanted {
            key: member.key.clone(),
            name: member.name.clone(),
            target: Target { date: target.date, time: target.time, zone: Some(target.zone.clone()) },
            words: BTreeMap::new(),
            portfolio: Some(portfolio.id.to_string()),
            parent: None,
            accountable: wanted.accountable,
            description: String::new(),
        };
        let made = release_of(tx, &template, &one, &member.instance.draft)?;
        planned.push(Planned { release: Some(Ref { id: made.id, key: made.key, name: made.name }), member });
    }
    Ok(planned)
}
