//! `signalbox seed`: an installation as large as one likes.

use super::{Done, open, runtime};
use crate::config::{Config, Flags};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use signalbox_service::{seed, setup};

/// Flags of `seed`.
#[derive(Debug, clap::Args)]
pub(crate) struct SeedFlags {
    #[command(flatten)]
    place: Flags,
    /// How many releases there are to be; what is there already counts
    #[arg(long, value_name = "NUMBER", default_value_t = seed::PER_YEAR)]
    releases: usize,
    /// How many people there are to be beside those who answer for releases, with a portfolio for every ten
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    people: usize,
    /// How many environments there are to be, ten for each of the first systems; what is there already counts
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    environments: usize,
    /// How many bookings there are to be: of each environment one a week, from this week on into future and past
    #[arg(long, value_name = "NUMBER", default_value_t = 0, requires = "environments")]
    bookings: usize,
    /// How many tasks a run of a deployment plan is to have, which then goes on
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    tasks: usize,
    /// Another number makes other releases
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// The day that counts as today [default: the database's own]
    #[arg(long, value_name = "DAY")]
    today: Option<Date>,
}

/// Runs the command.
pub(super) fn run(flags: &SeedFlags) -> Done {
    let app = open(&Config::read(&flags.place)?)?;
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} {msg}, {per_sec}, {eta} left")?);
    let SeedFlags { releases, people, environments, bookings, tasks, seed, today, .. } = *flags;
    let wanted = seed::Wanted { releases, people, environments, bookings, tasks, seed, today };
    let show = |progress| {
        let (done, of, what) = match progress {
            seed::Progress::Releases(done) => (done, releases, "releases"),
            seed::Progress::Bookings(done) => (done, bookings, "bookings"),
        };
        bar.set_length(of as u64);
        bar.set_message(what);
        bar.set_position(done as u64);
    };
    let seeded = runtime()?.block_on(async {
        setup::bootstrap(&app).await?;
        seed::seed(&app, wanted, show).await
    });
    bar.finish_and_clear();
    let seeded = seeded?;
    say!("Made {} releases; {} were there already.", seeded.made, seeded.kept);
    if bookings > 0 {
        say!("Made {} bookings.", seeded.booked);
    }
    Ok(())
}
