use super::*;
use jiff::civil::date;
use proptest::prelude::*;
use signalbox_domain::schedule::graph::LinkKind;

fn told(table: &Tasks) -> Vec<String> {
    table.faults.iter().map(CellFault::to_string).collect()
}

fn read_text(text: &str) -> Tasks {
    read(&rows(text).unwrap())
}

#[test]
fn a_row_is_a_task() {
    let table = read_text(
        "\u{feff}ID;Task;Phase;Type;Team;Owner;Duration;Start;Depends_on;Notes\r\n\
         a;\"Stop; then\nwait\";Before;manual;ops;Ada;10/20/45m;2026-04-01 18:00;;see *there*\r\n\
         ;;;;;;;;;\r\n\
         b;Switch;During;;;;1h30;2026-04-01T18:00:30;a SS+5m, 1;\r\n\
         c;Start;;;;;;2026-04-02;A,2FF-1h;\r\n",
    );
    assert_eq!(told(&table), [""; 0]);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        table.tasks[0],
        Task {
            row: 2,
            key: text("a"),
            name: "Stop; then wait".to_owned(),
            section: text("Before"),
            kind: text("manual"),
            team: text("ops"),
            owner: text("Ada"),
            duration: Some(Estimate { optimistic: 600, likely: 1_200, pessimistic: 2_700 }),
            start: Some(date(2026, 4, 1).at(18, 0, 0, 0)),
            predecessors: Vec::new(),
            description: text("see *there*"),
        }
    );
    assert_eq!((table.tasks[1].row, table.tasks[1].duration), (4, Some(Estimate::exactly(5_400))));
    assert_eq!(table.tasks[1].start, Some(date(2026, 4, 1).at(18, 0, 30, 0)));
    assert_eq!(table.tasks[2].start, Some(date(2026, 4, 2).at(0, 0, 0, 0)));
    let link = |from, to, kind, lag| Link { from, to, kind, lag };
    assert_eq!(
        table.links,
        [
            link(0, 1, LinkKind::StartStart, 300),
            link(0, 1, LinkKind::FinishStart, 0),
            link(0, 2, LinkKind::FinishStart, 0),
            link(1, 2, LinkKind::FinishFinish, -3_600),
        ]
    );
    assert_eq!(table.tasks[2].predecessors.len(), 2);
}

#[test]
fn every_cell_that_is_not_understood_is_named_by_row_and_column() {
    let table = read_text(
        "name,duration,start,predecessors,colour,task\n\
         A,soon,01.04.2026,\"9, 12 XX, 3\",red\n\
         ,1h\n\
         B,3/2/1h,2026-02-30,2,,\n\
         C,,2026-04-01 25:00,C\n",
    );
    let told = told(&table);
    let places: Vec<&str> = told.iter().map(|told| told.split(": ").next().unwrap()).collect();
    assert_eq!(
        places,
        [
            "row 1, column 5",
            "row 1, column 6",
            "row 2, column 2",
            "row 2, column 3",
            "row 2, column 4",
            "row 2, column 4",
            "row 3, column 1",
            "row 4, column 2",
            "row 4, column 3",
            "row 4, column 4",
            "row 5, column 3",
            "row 5, column 4",
        ],
        "{told:#?}"
    );
    assert_eq!(table.tasks.iter().map(|task| task.name.as_str()).collect::<Vec<_>>(), ["A", "B", "C"]);
    assert!(told[1].ends_with("\"task\" says the same as column 1; keep one"));
    assert!(told[9].contains("waits for itself"));
}

#[test]
fn tasks_that_wait_for_each_other_are_told() {
    let table = read_text("key,name,predecessors\na,A,c\nb,B,a\nc,C,b\nA,D,\n");
    assert_eq!(told(&table).len(), 2);
    assert!(told(&table).iter().any(|told| told.contains("wait for each other")), "{:?}", told(&table));
    assert_eq!(told(&table)[1], "row 5, column 1: \"A\" stands on row 2 already; a task is described once");
    assert_eq!(table.links.len(), 2);
}

#[test]
fn tables_out_of_all_proportion_are_refused() {
    assert_eq!(told(&read(&[])), ["row 1: this table is empty; its first row names the columns"]);
    assert_eq!(told(&read_text("key\na\n")), ["row 1: the column name is missing"]);
    let many = |rows: usize| read_text(&format!("name\n{}", "a\n".repeat(rows)));
    assert_eq!(many(MOST_ROWS).tasks.len(), MOST_ROWS);
    let refused = many(MOST_ROWS + 1);
    assert_eq!((refused.tasks.len(), refused.faults[0].row), (0, MOST_ROWS + 2));
    let long = read_text(&format!("name,notes\na,{}\n", "x".repeat(LONGEST_CELL + 1)));
    assert_eq!((told(&long).len(), long.tasks[0].description.clone()), (1, None));
}

proptest! {
    #[test]
    fn any_rows_make_tasks_in_order(
        header in prop::collection::vec(prop::sample::select(vec!["name", "key", "duration", "start", "after", "x", ""]), 0..6),
        rows in prop::collection::vec(prop::collection::vec("[0-9a-cFS+hm ,/-]{0,6}|.{0,4}", 0..6), 0..12),
    ) {
        let header: Vec<String> = header.into_iter().map(str::to_owned).collect();
        let all: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
        let table = read(&all);
        prop_assert!(table.tasks.iter().all(|task| !task.name.is_empty() && (2..=all.len()).contains(&task.row)));
        prop_assert!(table.tasks.is_sorted_by_key(|task| task.row));
        prop_assert!(Graph::new(table.tasks.len(), &table.links).is_ok());
    }

    #[test]
    fn any_text_is_divided(text in "[a,;\t\"\r\n]{0,40}|.{0,20}") {
        let _ = rows(&text).map(|rows| read(&rows));
    }
}
