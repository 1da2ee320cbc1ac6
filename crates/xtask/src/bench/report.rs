//! The report, as Markdown.

use std::fmt::Write;

use super::Findings;
use super::actions::Kind;
use super::bare::ANSWER;
use super::bookings::Bookings;
use super::limits::Limit;
use super::load::Figures;
use super::rights::Rights;
use super::sealing::{Cost, Sealing};
use super::stage::{Row, Stage};
use super::watching::Watching;

/// Writes the whole report.
pub(crate) fn write(found: &Findings, limits: &[Limit]) -> String {
    let mut text = format!(
        "# What it costs\n\nWritten by `make bench` on {} in {:.1} minutes. Servers and load share the machine, so the \
         clients' work is in every figure. One client asks all sizes in turn, so that whatever else the machine does meets \
         them alike; growth is the median at the largest size over that at the smallest.\n\n",
        found.today,
        found.took.as_secs_f64() / 60.0
    );
    let machine: Vec<Vec<String>> =
        found.machine.iter().map(|(name, value)| vec![(*name).to_owned(), value.clone()]).collect();
    table(&mut text, &["machine", ""], &machine);
    add_limits(&mut text, limits);
    add_starts(&mut text, found);
    for stage in &found.stages {
        add_stage(&mut text, stage);
    }
    for bookings in &found.bookings {
        add_bookings(&mut text, bookings);
    }
    for rights in &found.rights {
        add_rights(&mut text, rights);
    }
    if let Some(sealing) = &found.sealing {
        add_sealing(&mut text, sealing);
    }
    if let Some(watching) = &found.watching {
        add_watching(&mut text, watching);
    }
    add_ratios(&mut text, found);
    text
}

fn table(text: &mut String, head: &[&str], rows: &[Vec<String>]) {
    // Writing to a text cannot fail.
    let _ = writeln!(text, "| {} |", head.join(" | "));
    let marks: Vec<&str> = head.iter().enumerate().map(|(place, _)| if place == 0 { "---" } else { "---:" }).collect();
    let _ = writeln!(text, "| {} |", marks.join(" | "));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text.push('\n');
}

fn add_limits(text: &mut String, limits: &[Limit]) {
    text.push_str("## Limits\n\n");
    let rows: Vec<Vec<String>> = limits
        .iter()
        .map(|limit| {
            let verdict = if limit.is_held() { "held" } else { "**missed**" };
            let measured = if limit.measured.is_nan() {
                "–".to_owned()
            } else {
                format!("{:.2} {}", limit.measured, limit.unit)
            };
            vec![limit.what.clone(), measured, format!("{} {}", limit.most, limit.unit), verdict.to_owned()]
        })
        .collect();
    table(text, &["what", "measured", "at most", ""], &rows);
}

fn add_starts(text: &mut String, found: &Findings) {
    text.push_str("## Start and size\n\n");
    let millis = |time: std::time::Duration| format!("{:.0} ms", time.as_secs_f64() * 1_000.0);
    let rows = [
        ("first start on nothing, until `/health` answers", millis(found.first_start)),
        ("next start", millis(found.second_start)),
        ("stop", millis(found.stop)),
        ("executable", format!("{:.1} MiB", mib(found.binary))),
    ];
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    table(text, &["", ""], &rows);
}

fn add_rights(text: &mut String, rights: &Rights) {
    let _ = writeln!(
        text,
        "## Rights, {}\n\n{} people and {} portfolios: the same pages for the administrator of the whole, whose requests are \
         not limited to anything, and for somebody who sees as much by many roles. Median / 99th of a hundred, in ms.\n",
        rights.name,
        thousands(rights.people as f64),
        thousands((rights.people / 10) as f64),
    );
    let rows: Vec<Vec<String>> = rights
        .pages
        .iter()
        .map(|page| {
            let times = |figures: &Figures| format!("{:.2} / {:.2}", figures.percentile(50), figures.percentile(99));
            let (whole, some) = (times(&page.administrator), times(&page.somebody));
            vec![page.kind.name().to_owned(), whole, some, format!("{:.3} ×", page.ratio())]
        })
        .collect();
    table(text, &["page", "everything", "by many roles", "ratio"], &rows);
}

fn add_sealing(text: &mut String, found: &Sealing) {
    text.push_str(
        "## Sealing, SQLite\n\nReleases made by many clients on two servers in turn, of which one gives what it records a place \
         in the tree of the journal and the other may not.\n\n",
    );
    let row = |name: &str, cost: &Cost| {
        vec![name.to_owned(), format!("{:.0}", cost.per_second()), format!("{:.3} ms", cost.each())]
    };
    table(text, &["", "writes/s", "processor each"], &[row("sealed", &found.with), row("not sealed", &found.without)]);
}

fn add_watching(text: &mut String, found: &Watching) {
    let _ = writeln!(
        text,
        "## A run that is watched, {}\n\nA run of 1,000 tasks, of which 40 change while 1,000 watch; all share the machine.\n",
        found.name
    );
    let row = |name: &str, figures: &Figures| {
        vec![name.to_owned(), format!("{:.1} ms", figures.percentile(50)), format!("{:.1} ms", figures.percentile(99))]
    };
    let rows = [
        row("a change, until its answer", &found.change),
        row("… until each who watches was told", &found.told),
        row("the run's page, one client", &found.page),
    ];
    table(text, &["", "50th", "99th"], &rows);
    let _ = writeln!(
        text,
        "The forecast, worked out anew: {:.0} ms. Not told: {}.\n",
        found.forecast.as_secs_f64() * 1_000.0,
        found.missed
    );
}

fn add_bookings(text: &mut String, found: &Bookings) {
    let sizes: Vec<String> = found
        .sizes
        .iter()
        .map(|(bookings, rate)| {
            format!("{} bookings (seeded at {} a second)", thousands(*bookings as f64), thousands(*rate))
        })
        .collect();
    let _ = writeln!(
        text,
        "## Bookings, {}\n\n{} on {} environments, a week on each after the other, as far back as ahead. One client; times \
         in ms as median / 99th of a hundred.\n",
        found.name,
        sizes.join(" and "),
        thousands(found.environments as f64),
    );
    let mut head = vec!["action".to_owned(), "answer".to_owned()];
    head.extend(found.sizes.iter().map(|(bookings, _)| format!("at {}", thousands(*bookings as f64))));
    head.extend(["processor".to_owned(), "growth".to_owned(), "… of work".to_owned()]);
    let rows: Vec<Vec<String>> = found
        .rows
        .iter()
        .map(|row| {
            let mut cells = vec![row.kind.name().to_owned()];
            cells.push(row.figures.last().map_or_else(String::new, |last| format!("{:.1} kB", last.size() / 1_000.0)));
            cells.extend(row.figures.iter().map(times));
            let spent = row.spent.last().map(|spent| format!("{:.2} ms", spent.as_secs_f64() * 1_000.0));
            cells.extend([spent.unwrap_or_default(), ratio(row.growth()), ratio(row.growth_of_work())]);
            cells
        })
        .collect();
    table(text, &head.iter().map(String::as_str).collect::<Vec<_>>(), &rows);
    let days = |cost: f64| format!("{:.1}", cost / 86_400.0);
    let planned: Vec<Vec<String>> = (1..)
        .zip(&found.planned)
        .map(|(number, planned)| {
            vec![
                number.to_string(),
                format!("{:.0} ms", planned.took.as_secs_f64() * 1_000.0),
                days(planned.cost),
                planned.greedy.map_or_else(|| "leaves somebody out".to_owned(), days),
                if planned.is_proven { "none is cheaper" } else { "best known" }.to_owned(),
            ]
        })
        .collect();
    text.push_str("200 bookings of which 40 clash, planned anew; costs in days moved, by their priority.\n\n");
    table(text, &["seed", "took", "cost", "by priority alone", ""], &planned);
}

/// A ratio, if there is one.
fn ratio(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"))
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

fn add_stage(text: &mut String, stage: &Stage) {
    let _ = writeln!(text, "## {}\n", stage.name);
    let sizes: Vec<Vec<String>> = stage
        .sizes
        .iter()
        .map(|size| {
            vec![
                thousands(size.releases as f64),
                format!("{:.0}", size.seeding),
                format!("{:.0} MiB", mib(size.bytes)),
                format!("{:.0} ms", size.started_in.as_secs_f64() * 1_000.0),
                format!("{:.0} MiB", size.memory.0),
                format!("{:.0} MiB", size.memory.1),
            ]
        })
        .collect();
    let head = ["releases", "seeded/s", "on disk", "start", "memory of the server", "after all load"];
    table(text, &head, &sizes);

    text.push_str("One client; times in ms as median / 99th of a hundred.\n\n");
    let mut head = vec!["action".to_owned(), "answer".to_owned()];
    head.extend(stage.sizes.iter().map(|size| format!("at {}", thousands(size.releases as f64))));
    head.extend(["per s".to_owned(), "processor".to_owned(), "growth".to_owned(), "… of work".to_owned()]);
    let rows: Vec<Vec<String>> = stage.rows.iter().filter(|row| row.clients == 1).map(alone).collect();
    table(text, &head.iter().map(String::as_str).collect::<Vec<_>>(), &rows);

    text.push_str("Many clients at once: actions per second, and times in ms as median / 99th of a hundred.\n\n");
    let mut head = vec!["action".to_owned(), "clients".to_owned()];
    head.extend(stage.sizes.iter().map(|size| format!("at {}", thousands(size.releases as f64))));
    let rows: Vec<Vec<String>> = stage.rows.iter().filter(|row| row.clients > 1).map(together).collect();
    table(text, &head.iter().map(String::as_str).collect::<Vec<_>>(), &rows);
}

fn alone(row: &Row<Kind>) -> Vec<String> {
    let mut cells = vec![row.kind.name().to_owned()];
    let last = row.figures.last();
    cells.push(last.map_or_else(String::new, |last| format!("{:.1} kB", last.size() / 1_000.0)));
    cells.extend(row.figures.iter().map(times));
    cells.push(last.map_or_else(String::new, |last| thousands(last.per_second())));
    let spent = row.spent.last().map(|spent| format!("{:.2} ms", spent.as_secs_f64() * 1_000.0));
    cells.push(spent.unwrap_or_default());
    cells.push(ratio(row.growth()));
    cells.push(ratio(row.growth_of_work()));
    cells
}

fn together(row: &Row<Kind>) -> Vec<String> {
    let mut cells = vec![row.kind.name().to_owned(), row.clients.to_string()];
    let figures = row.figures.iter();
    cells.extend(figures.map(|figures| format!("{}/s, {}", thousands(figures.per_second()), times(figures))));
    cells
}

fn times(figures: &Figures) -> String {
    format!("{:.2} / {:.2}", figures.percentile(50), figures.percentile(99))
}

fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn add_ratios(text: &mut String, found: &Findings) {
    text.push_str("## Next to the bare machine\n\n");
    let handler = |clients: usize| {
        let found = found.handler.iter().find(|(known, _)| *known == clients);
        found.map_or(f64::NAN, |(_, figures)| figures.per_second())
    };
    let bare = [
        (format!("bare axum handler, {ANSWER} bytes, 1 client"), handler(1)),
        ("… 16 clients".to_owned(), handler(16)),
        ("… 64 clients".to_owned(), handler(64)),
        ("bare SQLite, point reads on one thread".to_owned(), found.sqlite.read.per_second()),
        ("bare SQLite, commits one by one, synchronous=FULL".to_owned(), found.sqlite.commit.per_second()),
        ("… rows kept when 64 share a commit".to_owned(), found.sqlite.grouped.per_second()),
    ];
    let rows: Vec<Vec<String>> = bare.iter().map(|(name, rate)| vec![name.clone(), thousands(*rate)]).collect();
    table(text, &["", "per s"], &rows);

    text.push_str(
        "Ratios at the largest size: what one of our actions costs in bare ones at the same number of clients. A release \
         page is three requests; a created release is some thirty rows in nine tables and the journal.\n\n",
    );
    let mut rows = Vec::new();
    for stage in &found.stages {
        let wanted =
            |row: &&Row<Kind>| matches!(row.kind, Kind::FirstPage | Kind::Release | Kind::Create | Kind::Mixed);
        for row in stage.rows.iter().filter(wanted) {
            let Some(rate) = row.figures.last().map(Figures::per_second) else { continue };
            let commits =
                if row.clients == 1 { found.sqlite.commit.per_second() } else { found.sqlite.grouped.per_second() };
            let (reads, commits) = match row.kind {
                Kind::Create => ("–".to_owned(), format!("{:.1}", commits / rate)),
                _ => (format!("{:.1}", found.sqlite.read.per_second() / rate), "–".to_owned()),
            };
            rows.push(vec![
                format!("{}, {}", stage.name, row.kind.name()),
                row.clients.to_string(),
                thousands(rate),
                format!("{:.1}", handler(row.clients) / rate),
                reads,
                commits,
            ]);
        }
    }
    let head = ["action", "clients", "per s", "bare handlers", "bare reads", "bare commits"];
    table(text, &head, &rows);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let grouped: Vec<String> = [0.4, 999.0, 1_000.0, 1_234_567.0].map(thousands).into();
        assert_eq!(grouped, ["0", "999", "1,000", "1,234,567"]);
    }
}
