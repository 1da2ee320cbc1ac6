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
    let bar = ProgressBar::new(flags.releases as u64);
    bar.set_style(ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} releases, {per_sec}, {eta} left")?);
    let wanted = seed::Wanted { releases: flags.releases, seed: flags.seed, people: flags.people, today: flags.today };
    let seeded = runtime()?.block_on(async {
        setup::bootstrap(&app).await?;
        seed::seed(&app, wanted, |done| bar.set_position(done as u64)).await
    });
    bar.finish_and_clear();
    let seeded = seeded?;
    say!("Made {} releases; {} were there already.", seeded.made, seeded.kept);
    Ok(())
}
