//! `signalbox template`: releases without dates, and releases made of them. It asks the API.

mod shapes;

use super::{
    Done,
    output::{Asking, Table},
    target::{Mention, Target, named, read},
};
use clap::Subcommand;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use shapes::{DayOffNote, Member, Preview, Template};
use signalbox_domain::releases::template::offset::{DayOff, Offset, Said, Unit};

/// Flags of `template`.
#[derive(Debug, clap::Args)]
pub(crate) struct TemplateFlags {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the templates there are
    List(ListFlags),
    /// Show a template with its phases, gates and work
    Show(ShowFlags),
    /// Make a template of a release
    FromRelease(LearnFlags),
    /// Make a release of a template
    Instantiate(MakeFlags),
    /// Make a quarter or a year of releases of a template, all of them or none
    Series(SeriesFlags),
}

#[derive(Debug, clap::Args)]
struct ListFlags {
    /// Only those of this portfolio and below it, by key or id
    #[arg(long, value_name = "KEY", value_parser = named)]
    portfolio: Option<String>,
    /// Archived ones instead of the others
    #[arg(long)]
    archived: bool,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, clap::Args)]
struct ShowFlags {
    /// The key or id of the template
    #[arg(value_parser = named)]
    template: String,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, clap::Args)]
struct LearnFlags {
    /// The key or id of the release; its target is what dates are counted from
    #[arg(value_parser = named)]
    release: String,
    /// The key of the template
    #[arg(long)]
    key: String,
    /// The name of the template
    #[arg(long)]
    name: String,
    /// Its portfolio [default: the release's]
    #[arg(long, value_name = "KEY")]
    portfolio: Option<String>,
    /// What offsets are counted in [default: weeks]
    #[arg(long, value_name = "UNIT", value_parser = ["weeks", "working_days", "days"])]
    unit: Option<String>,
    #[command(flatten)]
    day_off: DayOffFlag,
    #[command(flatten)]
    words: Words,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, clap::Args)]
struct MakeFlags {
    /// The key or id of the template
    #[arg(value_parser = named)]
    template: String,
    /// The key of the release
    #[arg(long)]
    key: String,
    /// The name of the release
    #[arg(long)]
    name: String,
    /// The day it is due
    #[arg(long, value_name = "DAY")]
    target: Date,
    /// The train it rides in, by key or id
    #[arg(long, value_name = "KEY")]
    parent: Option<String>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    words: Words,
    /// Show the plan it would have, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, clap::Args)]
struct SeriesFlags {
    /// The key or id of the template
    #[arg(value_parser = named)]
    template: String,
    /// When targets come: an RFC 5545 rule such as FREQ=MONTHLY;BYDAY=2TU
    #[arg(long)]
    rule: String,
    /// The first day a target may lie on
    #[arg(long, value_name = "DAY")]
    from: Date,
    /// The last one [default: a year later, unless --count says how many]
    #[arg(long, value_name = "DAY")]
    until: Option<Date>,
    /// How many at most
    #[arg(long, value_name = "NUMBER")]
    count: Option<u16>,
    /// The pattern of keys, such as PAY-{year}.{month}
    #[arg(long, value_name = "PATTERN")]
    key: String,
    /// The pattern of names
    #[arg(long, value_name = "PATTERN")]
    name: String,
    #[command(flatten)]
    day_off: DayOffFlag,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    words: Words,
    /// Show what would be made, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    asking: Asking,
}

/// Where releases go.
#[derive(Debug, clap::Args)]
struct Place {
    /// Whose it is to be [default: the template's portfolio]
    #[arg(long, value_name = "KEY")]
    portfolio: Option<String>,
    /// The id of the person who decides [default: the template's Accountable]
    #[arg(long, value_name = "ID")]
    accountable: Option<String>,
}

#[derive(Debug, clap::Args)]
struct DayOffFlag {
    /// What becomes of a date on a day nobody works
    #[arg(long, value_name = "CHOICE", value_parser = ["keep", "before", "after"])]
    day_off: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Words {
    /// A word that the template leaves open and what it stands for, such as --word cycle=Hibiscus; may be given again
    #[arg(long = "word", value_name = "WORD=TEXT", value_parser = word)]
    words: Vec<(String, String)>,
}

fn word(text: &str) -> Result<(String, String), String> {
    let (word, meaning) = text.split_once('=').ok_or("say the word and what it stands for: cycle=Hibiscus")?;
    Ok((word.to_owned(), meaning.to_owned()))
}

/// Runs the command.
pub(super) fn run(flags: TemplateFlags) -> Done {
    match flags.what {
        What::List(flags) => list(&flags),
        What::Show(flags) => show(&flags),
        What::FromRelease(flags) => from_release(&flags),
        What::Instantiate(flags) if flags.dry_run => preview(&flags),
        What::Instantiate(flags) => instantiate(&flags),
        What::Series(flags) => series(&flags),
    }
}

fn list(flags: &ListFlags) -> Done {
    let portfolio = flags.portfolio.as_ref().map(|key| format!("&portfolio={key}")).unwrap_or_default();
    let path = format!("/api/v1/release-templates?archived={}{portfolio}", flags.archived);
    let told: Vec<Value> = Target::find(&flags.asking.target)?.all(&path)?;
    if flags.asking.output.json(&told)? {
        return Ok(());
    }
    if told.is_empty() {
        say!("There is no template yet. Make one of a release: signalbox template from-release");
    }
    let mut table = Table::headed(["template", "name", "kind", "portfolio", "phases", "gates", "open words"]);
    for one in &told {
        let one: Template = read(one)?;
        let (phases, gates) = (one.phases.len().to_string(), one.milestones.len().to_string());
        table.row([one.key, one.name, one.kind, one.portfolio.key, phases, gates, one.open_words.join(" ")]);
    }
    table.print();
    Ok(())
}

fn show(flags: &ShowFlags) -> Done {
    let target = Target::find(&flags.asking.target)?;
    let told: Value = target.get(&format!("/api/v1/release-templates/{}", flags.template))?;
    if flags.asking.output.json(&told)? {
        return Ok(());
    }
    let template: Template = read(&told)?;
    say!("{}  {} ({}, {})", template.key, template.name, template.kind, template.portfolio.key);
    if !template.open_words.is_empty() {
        say!("Open words: {}", template.open_words.join(" "));
    }
    let mut table = Table::headed(["what", "name", "phase", "from", "to"]);
    let said = |offset: Option<Offset>| offset.map(words_of).unwrap_or_default();
    table.row(["release".to_owned(), String::new(), String::new(), said(template.start), "target".to_owned()]);
    for one in template.phases {
        table.row(["phase".to_owned(), one.name, String::new(), words_of(one.start), words_of(one.end)]);
    }
    for one in template.milestones {
        table.row([one.kind, one.name, one.phase.unwrap_or_default(), said(one.start), words_of(one.due)]);
    }
    for one in template.activities {
        let phase = one.phase.unwrap_or_default();
        table.row(["activity".to_owned(), one.name, phase, said(one.start), said(one.due)]);
    }
    table.print();
    Ok(())
}

fn from_release(flags: &LearnFlags) -> Done {
    let body = body([
        ("release", json!(flags.release)),
        ("key", json!(flags.key)),
        ("name", json!(flags.name)),
        ("portfolio", json!(flags.portfolio)),
        ("unit", json!(flags.unit)),
        ("day_off", json!(flags.day_off.day_off)),
        ("words", flags.words.body()),
    ]);
    let told: Value = Target::find(&flags.asking.target)?.post("/api/v1/release-templates/from-release", &body)?;
    if flags.asking.output.json(&told)? {
        return Ok(());
    }
    let made: Template = read(&told)?;
    let phases = counted(made.phases.len(), "phase", "phases");
    let gates = counted(made.milestones.len(), "gate or milestone", "gates and milestones");
    let work = counted(made.activities.len(), "activity", "activities");
    say!("Made {} with {phases}, {gates}, {work}.", made.key);
    if !made.open_words.is_empty() {
        say!("Open words: {}", made.open_words.join(" "));
    }
    Ok(())
}

fn instantiate(flags: &MakeFlags) -> Done {
    let body = body([
        ("key", json!(flags.key)),
        ("name", json!(flags.name)),
        ("target", json!({"date": flags.target})),
        ("parent", json!(flags.parent)),
        ("portfolio", json!(flags.place.portfolio)),
        ("accountable", json!(flags.place.accountable)),
        ("words", flags.words.body()),
    ]);
    let path = format!("/api/v1/release-templates/{}/instantiate", flags.template);
    let told: Value = Target::find(&flags.asking.target)?.post(&path, &body)?;
    if flags.asking.output.json(&told)? {
        return Ok(());
    }
    let made: Mention = read(&told)?;
    say!("Made {}, due on {}.", made.key, flags.target);
    Ok(())
}

fn preview(flags: &MakeFlags) -> Done {
    let body = body([
        ("key", json!(flags.key)),
        ("name", json!(flags.name)),
        ("target", json!({"date": flags.target})),
        ("portfolio", json!(flags.place.portfolio)),
        ("words", flags.words.body()),
    ]);
    let path = format!("/api/v1/release-templates/{}/preview", flags.template);
    let told: Value = Target::find(&flags.asking.target)?.post(&path, &body)?;
    if flags.asking.output.json(&told)? {
        return Ok(());
    }
    let plan: Preview = read(&told)?;
    let mut table = Table::headed(["what", "name", "phase", "from", "to"]);
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let target = plan.target.date.to_string();
    table.row(["release".to_owned(), flags.name.clone(), String::new(), day(plan.start), target]);
    for one in plan.phases {
        table.row(["phase".to_owned(), one.name, String::new(), one.start.to_string(), one.end.to_string()]);
    }
    for one in plan.milestones {
        let (phase, due) = (one.phase.unwrap_or_default(), one.due.date.to_string());
        table.row([one.kind, one.name, phase, day(one.start), due]);
    }
    for one in plan.activities {
        let phase = one.phase.unwrap_or_default();
        table.row(["activity".to_owned(), one.name, phase, day(one.start), day(one.due)]);
    }
    table.print();
    days_off(&plan.days_off);
    if !plan.open_words.is_empty() {
        say!("\nStill to be said: {}", plan.open_words.join(" "));
    }
    say!("\nNothing was changed: this was a rehearsal.");
    Ok(())
}

fn series(flags: &SeriesFlags) -> Done {
    let body = body([
        ("rule", json!(flags.rule)),
        ("from", json!(flags.from)),
        ("until", json!(flags.until)),
        ("count", json!(flags.count)),
        ("day_off", json!(flags.day_off.day_off)),
        ("key", json!(flags.key)),
        ("name", json!(flags.name)),
        ("words", flags.words.body()),
        ("portfolio", json!(flags.place.portfolio)),
        ("accountable", json!(flags.place.accountable)),
        ("dry_run", json!(flags.dry_run)),
    ]);
    let path = format!("/api/v1/release-templates/{}/series", flags.template);
    let told: Value = Target::find(&flags.asking.target)?.post(&path, &body)?;
    if flags.asking.output.json(&told["items"])? {
        return Ok(());
    }
    let found: Vec<Member> = read(&told["items"])?;
    let mut table = Table::headed(["release", "name", "start", "target", "counted"]);
    for one in &found {
        let start = one.start.map(|day| day.to_string()).unwrap_or_default();
        let counted = if one.counted == one.target.date { String::new() } else { one.counted.to_string() };
        table.row([one.key.clone(), one.name.clone(), start, one.target.date.to_string(), counted]);
    }
    table.print();
    match (flags.dry_run, found.len()) {
        (true, number) => say!("{number} would be made (nothing was changed: this was a rehearsal)"),
        (false, number) => say!("{number} made"),
    }
    Ok(())
}

impl Words {
    fn body(&self) -> Value {
        let words = self.words.iter().map(|(word, meaning)| (word.clone(), json!(meaning)));
        Value::Object(words.collect())
    }
}

/// What was said, without what was not.
fn body<const N: usize>(parts: [(&str, Value); N]) -> Value {
    let said = parts.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(said.map(|(name, value)| (name.to_owned(), value)).collect::<Map<String, Value>>())
}

/// What meets a day nobody works.
fn days_off(notes: &[DayOffNote]) {
    if notes.is_empty() {
        return;
    }
    say!("\nDays off:");
    let mut table = Table::headed(["name", "day", "because", "lies on"]);
    for note in notes {
        table.row([note.name.clone(), note.day.to_string(), note.because.clone(), note.to.to_string()]);
    }
    table.print();
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// An offset as people say it: `Thursday, 2 weeks before`.
fn words_of(offset: Offset) -> String {
    let Said { unit, before, weekday, day_off } = Said::from(offset);
    let unit = match unit {
        Unit::Weeks => "week",
        Unit::WorkingDays => "working day",
        Unit::Days => "day",
    };
    let number = before.unsigned_abs();
    let many = if number == 1 { "" } else { "s" };
    let far = match (before.signum(), weekday) {
        (0, Some(_)) => "in the week itself".to_owned(),
        (0, None) => "on the day".to_owned(),
        (1, _) => format!("{number} {unit}{many} before"),
        _ => format!("{number} {unit}{many} after"),
    };
    let said = match weekday {
        Some(weekday) => format!("{weekday:?}, {far}"),
        None => far,
    };
    match day_off {
        DayOff::Keep => said,
        DayOff::Before => format!("{said} (or the working day before)"),
        DayOff::After => format!("{said} (or the working day after)"),
    }
}
