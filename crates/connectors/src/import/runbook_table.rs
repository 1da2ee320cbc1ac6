//! Tasks as a table: one row each, the header names the columns. A spreadsheet gives its cells as they are shown; a text
//! with separators is divided by [`rows`].

#[cfg(test)]
mod tests;

use jiff::civil::{Date, DateTime, Time};
use signalbox_domain::schedule::{
    graph::{Broken, Graph, Link},
    notation::{self, Estimate, Predecessor},
};
use std::{collections::HashMap, fmt};

/// The most rows of a table, the header left out.
pub const MOST_ROWS: usize = 10_000;
/// The longest cell, in characters.
pub const LONGEST_CELL: usize = 20_000;

/// The most tasks one may wait for.
pub const MOST_PREDECESSORS: usize = 100;
/// How many rounds of tasks that wait for each other are told one by one.
const MOST_ROUNDS: usize = 100;

/// What the columns may be called, whatever the case; the first word of each is that of [`Task`]'s field.
pub const COLUMNS: [&[&str]; 10] = [
    &["key", "id", "number", "no", "nr", "#"],
    &["name", "task", "step", "activity", "title"],
    &["section", "phase", "stage", "group"],
    &["kind", "type"],
    &["team"],
    &["owner", "responsible", "assignee", "who"],
    &["duration", "estimate"],
    &["start", "begin", "not before"],
    &["predecessors", "predecessor", "depends on", "after", "waits for"],
    &["description", "details", "notes"],
];

/// A row of the table. Nothing is said of what is empty or not understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// On which row it stands; the header is row 1.
    pub row: usize,
    /// What others call it by.
    pub key: Option<String>,
    /// What is to be done; never empty.
    pub name: String,
    /// What it is part of.
    pub section: Option<String>,
    /// What kind of task it is, as written.
    pub kind: Option<String>,
    /// Which team does it, as written.
    pub team: Option<String>,
    /// Who does it, as written.
    pub owner: Option<String>,
    /// How long it takes.
    pub duration: Option<Estimate>,
    /// When it starts, in whatever zone the plan has.
    pub start: Option<DateTime>,
    /// What it waits for, as written.
    pub predecessors: Vec<Predecessor>,
    /// Markdown.
    pub description: Option<String>,
}

/// A cell that was not understood. Rows and columns count from 1; column 0 is the row as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// On which row; the header is row 1.
    pub row: usize,
    /// In which column.
    pub column: usize,
    /// What was not understood.
    pub what: String,
}

impl fmt::Display for CellFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "row {}", self.row)?;
        if self.column > 0 {
            write!(formatter, ", column {}", self.column)?;
        }
        write!(formatter, ": {}", self.what)
    }
}

/// What a table says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// The tasks, in the order of their rows.
    pub tasks: Vec<Task>,
    /// What they wait for, by their places in `tasks`. A name is looked for among the keys and then, if it is a number, is
    /// that of a task, the first being 1. No task waits for itself, also not by way of others.
    pub links: Vec<Link>,
    /// Everything that was not understood, by row and column.
    pub faults: Vec<CellFault>,
}

/// Divides a text with commas, semicolons or tabs between its cells into rows; the separator is the one that the header has
/// most of, and cells that hold it stand in quotes. A byte order mark is left out.
///
/// # Errors
/// A row that cannot be read.
pub fn rows(text: &str) -> Result<Vec<Vec<String>>, CellFault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = text.lines().next().unwrap_or_default();
    // The comma counts where none is more frequent.
    let often = |separator: &u8| header.bytes().filter(|byte| byte == separator).count();
    let delimiter = [b'\t', b';', b','].into_iter().max_by_key(often).unwrap_or(b',');
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => rows.push(record.iter().map(str::to_owned).collect()),
            Err(error) => {
                return Err(CellFault {
                    row: rows.len() + 1,
                    column: 0,
                    what: format!("this row cannot be read: {error}"),
                });
            }
        }
    }
    Ok(rows)
}

/// Reads a table: the header and then the tasks. Rows of empty cells are left out. Whether a table with faults is taken is
/// for the caller to decide.
#[must_use]
pub fn read(rows: &[Vec<String>]) -> Tasks {
    let mut table = Reading::default();
    let Some((header, rows)) = rows.split_first() else {
        table.fault(1, 0, "this table is empty; its first row names the columns");
        return table.read;
    };
    table.header(header);
    if rows.len() > MOST_ROWS {
        table.fault(MOST_ROWS + 2, 0, format!("a table has at most {MOST_ROWS} tasks; divide it"));
        return table.read;
    }
    for (place, row) in rows.iter().enumerate() {
        table.row(place + 2, row);
    }
    table.link();
    table.read.faults.sort_by_key(|fault| (fault.row, fault.column));
    table.read
}

#[derive(Default)]
struct Reading {
    read: Tasks,
    /// The column of each field, in the order of [`COLUMNS`], from 0.
    columns: [Option<usize>; COLUMNS.len()],
}

const KEY: usize = 0;
const NAME: usize = 1;
const DURATION: usize = 6;
const START: usize = 7;
const PREDECESSORS: usize = 8;

impl Reading {
    fn fault(&mut self, row: usize, column: usize, what: impl Into<String>) {
        self.read.faults.push(CellFault { row, column, what: what.into() });
    }

    fn header(&mut self, header: &[String]) {
        for (place, title) in header.iter().enumerate() {
            let lower = title.trim().to_lowercase().replace(['_', '-'], " ");
            if lower.is_empty() {
                continue;
            }
            match COLUMNS.iter().position(|words| words.contains(&lower.as_str())) {
                Some(field) => match self.columns[field] {
                    Some(first) => {
                        let what = format!("{title:?} says the same as column {}; keep one", first + 1);
                        self.fault(1, place + 1, what);
                    }
                    None => self.columns[field] = Some(place),
                },
                None => {
                    let known: Vec<&str> = COLUMNS.iter().filter_map(|words| words.first().copied()).collect();
                    let what = format!("there is no column {title:?}; columns are {}", known.join(", "));
                    self.fault(1, place + 1, what);
                }
            }
        }
        if self.columns[NAME].is_none() {
            self.fault(1, 0, "the column name is missing");
        }
    }

    /// The column of a field as people count, 0 when there is none.
    fn number(&self, field: usize) -> usize {
        self.columns[field].map_or(0, |place| place + 1)
    }

    fn row(&mut self, number: usize, row: &[String]) {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let mut cells: [Option<String>; COLUMNS.len()] = Default::default();
        for (field, place) in self.columns.iter().enumerate() {
            let cell = place.and_then(|place| row.get(place)).map(|cell| cell.trim());
            cells[field] = cell.filter(|cell| !cell.is_empty()).map(str::to_owned);
        }
        for (place, cell) in row.iter().enumerate() {
            if cell.chars().nth(LONGEST_CELL).is_some() {
                let what = format!("this cell has more than {LONGEST_CELL} characters; it is left out");
                self.fault(number, place + 1, what);
                if let Some(field) = self.columns.iter().position(|column| *column == Some(place)) {
                    cells[field] = None;
                }
            }
        }
        let [key, name, section, kind, team, owner, duration, start, predecessors, description] = cells;
        let Some(name) = name else {
            if self.columns[NAME].is_some() {
                self.fault(number, self.number(NAME), "this row does not say what is to be done; it is left out");
            }
            return;
        };
        let duration = duration.and_then(|text| {
            self.understood(number, DURATION, notation::read_estimate(&text).map_err(|fault| fault.to_string()))
        });
        let start = start.and_then(|text| self.understood(number, START, local(&text)));
        let predecessors = predecessors.map_or_else(Vec::new, |text| self.predecessors(number, &text));
        let name = super::one_line(&name);
        self.read.tasks.push(Task {
            row: number,
            key,
            name,
            section,
            kind,
            team,
            owner,
            duration,
            start,
            predecessors,
            description,
        });
    }

    fn understood<T>(&mut self, row: usize, field: usize, read: Result<T, String>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(what) => {
                self.fault(row, self.number(field), what);
                None
            }
        }
    }

    /// Those that are understood; each other is told.
    fn predecessors(&mut self, row: usize, text: &str) -> Vec<Predecessor> {
        let links: Vec<&str> = text.split([',', ';']).map(str::trim).filter(|link| !link.is_empty()).collect();
        if links.len() > MOST_PREDECESSORS {
            let what =
                format!("a task waits for at most {MOST_PREDECESSORS} others; these {} are left out", links.len());
            self.fault(row, self.number(PREDECESSORS), what);
            return Vec::new();
        }
        let read = links.into_iter().map(|link| notation::read_predecessor(link).map_err(|fault| fault.to_string()));
        read.collect::<Vec<_>>().into_iter().filter_map(|link| self.understood(row, PREDECESSORS, link)).collect()
    }

    /// Looks for the tasks that others wait for.
    fn link(&mut self) {
        let mut keys: HashMap<String, usize> = HashMap::new();
        for place in 0..self.read.tasks.len() {
            let row = self.read.tasks[place].row;
            let Some(key) = self.read.tasks[place].key.clone() else { continue };
            match keys.get(&key.to_lowercase()).copied() {
                Some(first) => {
                    let what = format!(
                        "{key:?} stands on row {} already; a task is described once",
                        self.read.tasks[first].row
                    );
                    self.fault(row, self.number(KEY), what);
                }
                None => {
                    keys.insert(key.to_lowercase(), place);
                }
            }
        }
        let tasks = self.read.tasks.len();
        for to in 0..tasks {
            let row = self.read.tasks[to].row;
            for waited in std::mem::take(&mut self.read.tasks[to].predecessors) {
                let numbered = || waited.task.parse().ok().filter(|number| (1..=tasks).contains(number));
                match keys
                    .get(&waited.task.to_lowercase())
                    .copied()
                    .or_else(|| numbered().map(|number: usize| number - 1))
                {
                    Some(from) if from == to => {
                        let what = "this task waits for itself; that is left out";
                        self.fault(row, self.number(PREDECESSORS), what);
                    }
                    Some(from) => {
                        self.read.links.push(Link { from, to, kind: waited.kind, lag: waited.lag });
                    }
                    None => self.fault(row, self.number(PREDECESSORS), format!("there is no task {:?}", waited.task)),
                }
                self.read.tasks[to].predecessors.push(waited);
            }
        }
        self.open_rounds();
    }

    /// Takes out links as long as tasks wait for each other, and tells each round.
    fn open_rounds(&mut self) {
        for told in 0.. {
            let Err(Broken::Cycle(round)) = Graph::new(self.read.tasks.len(), &self.read.links) else { return };
            let (Some(last), Some(first)) = (round.last().copied(), round.first().copied()) else { return };
            let (row, column) = (self.read.tasks[first].row, self.number(PREDECESSORS));
            if told == MOST_ROUNDS {
                self.fault(
                    row,
                    column,
                    "too many tasks wait for each other; what they wait for is left out everywhere",
                );
                self.read.links.clear();
                return;
            }
            let shown = round.iter().take(10).map(|place| self.read.tasks[*place].row.to_string());
            let rows = shown.collect::<Vec<_>>().join(", ") + if round.len() > 10 { " and others" } else { "" };
            let what =
                format!("the tasks on rows {rows} wait for each other; what this one waits for there is left out");
            self.fault(row, column, what);
            self.read.links.retain(|link| (link.from, link.to) != (last, first));
        }
    }
}

/// `2026-04-01 18:00`, with or without seconds and with a space or a `T`; a day alone begins at midnight.
fn local(text: &str) -> Result<DateTime, String> {
    let wrong = || format!("{text:?} is no time; write 2026-04-01 18:00");
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let day = Date::strptime("%Y-%m-%d", day).map_err(|_| wrong())?;
    let time = time.trim();
    let time = Time::strptime("%H:%M", time).or_else(|_| Time::strptime("%H:%M:%S", time)).map_err(|_| wrong())?;
    Ok(day.to_datetime(time))
}
