//! An installation as large as one likes, for trying out and for measuring: plausible, without anybody's data, and the
//! same again for the same seed and day.
//!
//! Everything is made by the use cases people use, many releases to a transaction. What is there already stays as it is,
//! so that an installation can be seeded further.

mod crowd;
mod dice;
mod environments;
mod night;
mod organisation;
mod release;
mod words;

use crate::{App, Ctx, release_parts, releases};
use jiff::civil::Date;
use organisation::{Organisation, team_key};
use signalbox_domain::{Outcome, Problem};
use signalbox_store::{Tx, journal, releases as store};
use std::sync::Arc;

/// How many releases have their target in one year.
pub const PER_YEAR: usize = 2_000;

/// No release is due earlier.
const FIRST_YEAR: i16 = 1971;

/// How many releases one transaction makes.
const BATCH: usize = 200;

/// How many bookings one transaction makes.
const BOOKED_AT_ONCE: usize = 2_000;

/// What the sealer is called while an installation is seeded.
const NODE: &str = "seed";

/// How large the installation is to be.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// How many releases there are to be: [`PER_YEAR`] with a target in the present year, and as many in each year
    /// before it.
    pub releases: usize,
    /// What the dice begin with.
    pub seed: u64,
    /// How many people there are to be beside those who answer for releases, with a portfolio and a team for every ten.
    pub people: usize,
    /// How many environments there are to be, ten for each system.
    pub environments: usize,
    /// How many bookings of these there are to be, a week on each environment after the other, from this week on in both
    /// directions.
    pub bookings: usize,
    /// How many tasks a run of a deployment plan is to have; none for no run.
    pub tasks: usize,
    /// The day that counts as today: what was due before is done. The database's own when absent.
    pub today: Option<Date>,
}

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seeded {
    /// Releases that were not there.
    pub made: usize,
    /// Releases that were there already.
    pub kept: usize,
    /// Bookings that were not there.
    pub booked: usize,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many releases are there.
    Releases(usize),
    /// So many bookings are there.
    Bookings(usize),
}

/// Makes an organisation with its systems and releases, environments and bookings; tells `progress` how far it is.
///
/// # Errors
/// A fault when so many releases reach back before 1971, for more environments than the systems have, and for bookings
/// without environments; when the database cannot be written, what was made until then
/// stays.
pub async fn seed(app: &App, wanted: Wanted, mut progress: impl FnMut(Progress)) -> Outcome<Seeded> {
    let ctx = Ctx::system("seed");
    let organisation = app.db.write(&ctx, organisation::found).await?;
    let organisation = Arc::new(organisation);
    let today = match wanted.today {
        Some(day) => day,
        None => app.db.read(&ctx, |tx| Ok(tx.now().to_zoned(jiff::tz::TimeZone::UTC).date())).await?,
    };
    let years = wanted.releases.div_ceil(PER_YEAR);
    if years > usize::try_from(today.year() - FIRST_YEAR).unwrap_or(0) {
        let detail =
            format!("{} releases reach back before {FIRST_YEAR}, at {PER_YEAR} a year; ask for fewer", wanted.releases);
        return Err(Problem::fault("/releases", "range", detail));
    }
    for first in (0..wanted.people).step_by(BATCH) {
        let (numbers, organisation) = (first..wanted.people.min(first + BATCH), organisation.clone());
        app.db.write(&ctx, move |tx| crowd::gather(tx, &organisation, numbers.clone())).await?;
        settle(app, &ctx).await?;
    }
    let mut seeded = Seeded::default();
    for first in (0..wanted.releases).step_by(BATCH) {
        let numbers = first..wanted.releases.min(first + BATCH);
        let plan = release::Plan { seed: wanted.seed, today, organisation: organisation.clone() };
        let made = app.db.write(&ctx, move |tx| make(tx, &plan, numbers.clone())).await?;
        let asked = wanted.releases.min(first + BATCH) - first;
        seeded.made += made;
        seeded.kept += asked - made;
        settle(app, &ctx).await?;
        progress(Progress::Releases(first + asked));
    }
    let night = Arc::clone(&organisation);
    app.db.write(&ctx, move |tx| night::begin(tx, &night, wanted.tasks)).await?;
    settle(app, &ctx).await?;
    seeded.booked = book(app, &ctx, &wanted, &organisation, today, &mut progress).await?;
    app.db.write(&ctx, |tx| journal::stand_down(tx, NODE)).await?;
    Ok(seeded)
}

/// Makes environments and bookings; answers how many bookings were made.
async fn book(
    app: &App,
    ctx: &Ctx,
    wanted: &Wanted,
    organisation: &Arc<Organisation>,
    today: Date,
    progress: &mut impl FnMut(Progress),
) -> Outcome<usize> {
    let mut booked = Vec::new();
    for first in (0..wanted.environments).step_by(BATCH) {
        let (numbers, organisation) = (first..wanted.environments.min(first + BATCH), organisation.clone());
        booked.extend(app.db.write(ctx, move |tx| environments::equip(tx, &organisation, numbers.clone())).await?);
        settle(app, ctx).await?;
    }
    if wanted.bookings == 0 {
        return Ok(0);
    }
    if booked.is_empty() {
        let detail = "there is no environment that could be booked; ask for some with --environments";
        return Err(Problem::fault("/bookings", "range", detail));
    }
    let (seed, grounds) = (wanted.seed, environments::Grounds::load);
    let grounds = app.db.read(ctx, move |tx| grounds(tx, booked.clone(), today, seed)).await?;
    let grounds = Arc::new(grounds);
    let kept = app.db.read(ctx, signalbox_store::bookings::how_many).await?;
    for first in (kept..wanted.bookings).step_by(BOOKED_AT_ONCE) {
        let (numbers, grounds) = (first..wanted.bookings.min(first + BOOKED_AT_ONCE), grounds.clone());
        let last = numbers.end;
        app.db.write(ctx, move |tx| grounds.book(tx, numbers.clone())).await?;
        settle(app, ctx).await?;
        progress(Progress::Bookings(last));
    }
    Ok(wanted.bookings.saturating_sub(kept))
}

/// As a server would: what waits for a place in the journal waits for readers too.
async fn settle(app: &App, ctx: &Ctx) -> Outcome<()> {
    while app.db.write(ctx, |tx| journal::seal(tx, NODE)).await?.1 {}
    Ok(())
}

fn make(tx: &mut Tx<'_>, plan: &release::Plan<Arc<Organisation>>, numbers: std::ops::Range<usize>) -> Outcome<usize> {
    let mut made = 0;
    for number in numbers {
        let (new, touched) = plan.release(number)?;
        if store::is_taken(tx, &new.key)? {
            continue;
        }
        let release = releases::create_in(tx, &new)?;
        for (system, impact) in touched {
            release_parts::put_system_in(tx, &release, &system, impact)?;
        }
        made += 1;
    }
    Ok(made)
}
