//! `signalbox plan`: what moving a release does, as a preview and as a change, and taking it back. It asks the API, so that
//! the command line, the API and the screen show the same answer.

use super::{
    Done,
    output::{Asking, Output, Table},
    target::{Mention, Target, named, read},
};
use clap::Subcommand;
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Flags of `plan`.
#[derive(Debug, clap::Args)]
pub(crate) struct PlanFlags {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Tell what moving a release or a part of it would do; with --apply, move it
    Move(MoveFlags),
    /// List the changes of plans there were, the newest first
    Changes(ChangesFlags),
    /// Take a change of plans back
    Undo(UndoFlags),
}

#[derive(Debug, clap::Args)]
struct MoveFlags {
    /// The key or id of the release
    #[arg(value_parser = named)]
    key: String,
    /// A phase, milestone or activity of it, by id, key or name; the release itself when absent
    #[arg(long, value_name = "ITEM")]
    item: Option<String>,
    /// Its first day as it is to be; absent, it stays
    #[arg(long, value_name = "DAY", required_unless_present = "end")]
    start: Option<Date>,
    /// Its last day as it is to be, of a milestone its deadline; absent, it stays
    #[arg(long, value_name = "DAY")]
    end: Option<Date>,
    /// What moves along [default: all with a release, after with a phase, none with the rest]
    #[arg(long, value_name = "WHAT", value_parser = ["all", "after", "none"])]
    along: Option<String>,
    /// How distances are counted [default: working_days]
    #[arg(long, value_name = "UNIT", value_parser = ["working_days", "days"])]
    unit: Option<String>,
    /// What becomes of a train's members [default: ask]
    #[arg(long, value_name = "CHOICE", value_parser = ["ask", "keep", "follow"])]
    members: Option<String>,
    /// What becomes of one member, such as --member SHOP-7=follow; may be given again
    #[arg(long, value_name = "KEY=CHOICE", value_parser = member)]
    member: Vec<(String, String)>,
    /// What becomes of releases that need a moved one [default: push]
    #[arg(long, value_name = "CHOICE", value_parser = ["push", "keep"])]
    dependants: Option<String>,
    /// Tell what would move, and change nothing; this is what happens without --apply
    #[arg(long, conflicts_with = "apply")]
    preview: bool,
    /// Move it, unless something blocks that
    #[arg(long)]
    apply: bool,
    /// Why; kept with the former plans
    #[arg(long, value_name = "TEXT", requires = "apply")]
    reason: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, clap::Args)]
struct ChangesFlags {
    /// Only changes that moved this release, by key or id
    #[arg(long, value_name = "KEY", value_parser = named)]
    release: Option<String>,
    /// How many at most
    #[arg(long, value_name = "NUMBER", default_value_t = 20, value_parser = clap::value_parser!(u8).range(1..=200))]
    limit: u8,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, clap::Args)]
struct UndoFlags {
    /// The id of the change, as `signalbox plan changes` lists it
    #[arg(value_parser = named)]
    change: String,
    /// Why; kept with the former plans
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

fn member(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, choice @ ("keep" | "follow"))) => Ok((named(key)?, choice.to_owned())),
        _ => Err("say which member, and keep or follow: SHOP-7=follow".to_owned()),
    }
}

/// Runs the command.
pub(super) fn run(flags: PlanFlags) -> Done {
    match flags.what {
        What::Move(flags) => move_it(&flags),
        What::Changes(flags) => changes(&flags),
        What::Undo(flags) => undo(&flags),
    }
}

fn move_it(flags: &MoveFlags) -> Done {
    let target = Target::find(&flags.asking.target)?;
    let path = format!("/api/v1/releases/{}/plan", flags.key);
    let mut body = flags.body();
    let told: Value = target.post(&format!("{path}/preview"), &body)?;
    let preview: Answer = read(&told)?;
    let blocks = preview.conflicts.iter().filter(|conflict| conflict.severity == "blocks").count();
    if blocks == 0 && flags.apply {
        if let Some(reason) = &flags.reason {
            body["reason"] = json!(reason);
        }
        // What was looked at is what is done: whoever changed the plan meanwhile makes this stale.
        let told: Value = target.act(&path, preview.rev, &body)?;
        return moved(&flags.asking.output, &told);
    }
    if !flags.asking.output.json(&told)? {
        show(&preview);
    }
    match blocks {
        0 if preview.changes.is_empty() => Ok(()),
        0 => {
            eprintln!("Nothing was moved: this was a preview. Move it with --apply, and say why with --reason.");
            Ok(())
        }
        _ => Err("nothing was moved: what is told above blocks it".into()),
    }
}

fn changes(flags: &ChangesFlags) -> Done {
    let release = flags.release.as_ref().map(|key| format!("&release={key}")).unwrap_or_default();
    let target = Target::find(&flags.asking.target)?;
    let told: Value = target.get(&format!("/api/v1/plan-changes?limit={}{release}", flags.limit))?;
    if flags.asking.output.json(&told["items"])? {
        return Ok(());
    }
    let found: Vec<Change> = read(&told["items"])?;
    if found.is_empty() {
        say!("No plan was changed yet.");
    }
    let mut table = Table::headed(["change", "when", "who", "release", "moved", "why"]);
    for change in found {
        let others = change.changes.iter().filter(|one| one.release.key != change.release.key).count();
        let moved = match others {
            0 => "itself".to_owned(),
            others => format!("itself and {others} more"),
        };
        let undone = change.undone_at.map(|at| format!("taken back {}", when(at)));
        let why: Vec<String> = [change.reason, undone].into_iter().flatten().collect();
        table.row([change.id, when(change.at), who(change.by), change.release.key, moved, why.join("; ")]);
    }
    table.print();
    Ok(())
}

fn undo(flags: &UndoFlags) -> Done {
    let target = Target::find(&flags.asking.target)?;
    let body = json!({ "reason": flags.reason });
    let told: Value = target.post(&format!("/api/v1/plan-changes/{}/undo", flags.change), &body)?;
    moved(&flags.asking.output, &told)
}

impl MoveFlags {
    fn body(&self) -> Value {
        let texts =
            [("subject", &self.item), ("along", &self.along), ("unit", &self.unit), ("dependants", &self.dependants)];
        let days = [("start", self.start), ("end", self.end)];
        let mut body = Map::new();
        body.extend(texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), json!(text.as_ref()?)))));
        body.extend(days.into_iter().filter_map(|(name, day)| Some((name.to_owned(), json!(day?)))));
        let each: Map<String, Value> = self.member.iter().map(|(key, choice)| (key.clone(), json!(choice))).collect();
        let default = self.members.as_deref().unwrap_or("ask");
        body.insert("members".to_owned(), json!({"default": default, "each": each}));
        body.into()
    }
}

/// Shows what was moved.
fn moved(output: &Output, told: &Value) -> Done {
    if output.json(told)? {
        return Ok(());
    }
    let answer: Answer = read(told)?;
    show(&answer);
    if let Some(change) = answer.change {
        say!("Moved. Take it back with: signalbox plan undo {change}");
    }
    Ok(())
}

/// What moves, who is asked, what stands against it.
fn show(answer: &Answer) {
    if answer.changes.is_empty() {
        say!("Nothing moves.");
    }
    lines(&answer.changes).print();
    if !answer.asks.is_empty() {
        say!("\nAsked about, and staying unless told to follow (--members follow, --member KEY=follow):");
        lines(&answer.asks).print();
    }
    if !answer.conflicts.is_empty() {
        say!("\nWhat stands against it:");
        let mut table = Table::headed(["severity", "release", "what", "who can clear it", "until"]);
        for one in &answer.conflicts {
            let release = one.release.as_ref().map(|release| release.key.clone()).unwrap_or_default();
            let until = one.until.map(when).unwrap_or_default();
            table.row([one.severity.clone(), release, one.detail.clone(), one.who.clone().unwrap_or_default(), until]);
        }
        table.print();
    }
}

/// Every part of the release that is moved; of others a line, however many parts they have.
fn lines(moved: &[Moved]) -> Table {
    let mut table = Table::headed(["release", "because", "what", "name", "before", "after", "days"]);
    for one in moved {
        let own = one.items.iter().filter(|item| item.kind == "release").count();
        let short = one.because != "moved" && own > 0;
        let parts = one.items.len() - own;
        for item in one.items.iter().filter(|item| !short || item.kind == "release") {
            let name = match (short, parts) {
                (true, 1..) => format!("{} and {parts} of its parts", item.name),
                _ => item.name.clone(),
            };
            let (before, after) = (item.before.to_string(), item.after.to_string());
            let days = format!("{:+}", item.days);
            table.row([one.release.key.clone(), one.because.clone(), item.kind.clone(), name, before, after, days]);
        }
    }
    table
}

fn when(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn who(person: Option<Person>) -> String {
    person.map_or_else(|| "the system".to_owned(), |person| person.name)
}

#[derive(Deserialize)]
struct Answer {
    rev: i64,
    change: Option<String>,
    changes: Vec<Moved>,
    asks: Vec<Moved>,
    conflicts: Vec<Conflict>,
}

#[derive(Deserialize)]
struct Moved {
    release: Mention,
    because: String,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    kind: String,
    name: String,
    before: Days,
    after: Days,
    days: i32,
}

#[derive(Deserialize)]
struct Days {
    start: Option<Date>,
    end: Option<Date>,
}

impl std::fmt::Display for Days {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.start, self.end) {
            (Some(start), Some(end)) if start == end => write!(out, "{start}"),
            (Some(start), Some(end)) => write!(out, "{start} – {end}"),
            (Some(day), None) => write!(out, "{day} –"),
            (None, Some(day)) => write!(out, "{day}"),
            (None, None) => Ok(()),
        }
    }
}

#[derive(Deserialize)]
struct Conflict {
    severity: String,
    detail: String,
    release: Option<Mention>,
    who: Option<String>,
    until: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Change {
    id: String,
    release: Mention,
    at: Timestamp,
    by: Option<Person>,
    reason: Option<String>,
    changes: Vec<Moved>,
    undone_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Person {
    name: String,
}
