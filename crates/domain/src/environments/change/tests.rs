use super::*;
use crate::id::Identifier;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn span(from: i64, to: i64) -> Span {
    Span::new(at(from), at(to)).unwrap()
}

fn request() -> ChangeRequest {
    ChangeRequest {
        id: ChangeRequestId::from_bits(1),
        environment: EnvironmentId::from_bits(2),
        portfolio: PortfolioId::from_bits(3),
        kind: Kind::Refresh,
        title: Name::parse("New data").unwrap(),
        description: String::new(),
        status: Status::Draft,
        span: Some(span(100, 200)),
        outage: Some(span(100, 150)),
        requested_by: None,
        assignee: None,
        releases: Vec::new(),
        bookings: Vec::new(),
        begun_at: None,
        ended_at: None,
        created_at: at(0),
        rev: 1,
    }
}

fn go(steps: &[Step]) -> ChangeRequest {
    let begun = save(None, request()).unwrap().state;
    steps
        .iter()
        .enumerate()
        .fold(begun, |state, (place, step)| advance(&state, *step, Some("because"), at(place as i64)).unwrap().state)
}

fn code<T: std::fmt::Debug>(answer: Outcome<T>) -> &'static str {
    match answer.unwrap_err() {
        Problem::Refused { reasons, .. } => reasons[0].code,
        Problem::Invalid(faults) => faults[0].code,
        other => panic!("{other}"),
    }
}

#[test]
fn every_step_leads_where_the_workflow_says() {
    let table: Vec<String> = Status::ALL
        .into_iter()
        .map(|status| {
            let ways: Vec<&str> =
                Step::ALL.into_iter().filter_map(|step| step.from(status)).map(Status::name).collect();
            format!("{}: {}", status.name(), ways.join(" "))
        })
        .collect();
    let expected = [
        "draft: requested cancelled",
        "requested: draft approved rejected cancelled",
        "approved: in_progress cancelled",
        "rejected: ",
        "in_progress: done failed",
        "done: ",
        "failed: ",
        "cancelled: ",
    ];
    assert_eq!(table, expected);
    assert!(
        Status::ALL
            .into_iter()
            .all(|status| status.is_over() == Step::ALL.into_iter().all(|step| step.from(status).is_none()))
    );
}

#[test]
fn an_outage_counts_while_it_is_approved_or_under_way() {
    assert_eq!(go(&[Step::Submit]).blocks(), None);
    assert_eq!(go(&[Step::Submit, Step::Approve]).blocks(), Some(span(100, 150)));
    let begun = go(&[Step::Submit, Step::Approve, Step::Begin]);
    assert_eq!((begun.blocks(), begun.worked(at(9))), (Some(span(100, 150)), Some(span(2, 9))));
    let done = advance(&begun, Step::Finish, None, at(5)).unwrap();
    assert_eq!((done.state.blocks(), done.state.worked(at(9))), (None, Some(span(2, 5))));
    assert_eq!(done.facts[0].kind, "change_request.finished");
    assert_eq!(code(advance(&begun, Step::Fail, Some(" "), at(5))), "required");
    assert_eq!(code(advance(&begun, Step::Cancel, Some("no"), at(5))), "state");
}

#[test]
fn what_was_approved_and_changes_is_decided_anew() {
    let approved = go(&[Step::Submit, Step::Approve]);
    let assigned = ChangeRequest { assignee: Some(Party::Person(PersonId::from_bits(5))), ..approved.clone() };
    assert_eq!(save(Some(&approved), assigned).unwrap().state.status, Status::Approved);
    let later = ChangeRequest { span: Some(span(100, 300)), ..approved.clone() };
    let decided = save(Some(&approved), later).unwrap();
    assert_eq!(decided.state.status, Status::Requested);
    let fields: Vec<&str> = decided.facts[0].changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["status", "span"]);
    assert_eq!(save(Some(&approved), approved.clone()).unwrap().facts, []);
    let begun = go(&[Step::Submit, Step::Approve, Step::Begin]);
    assert_eq!(code(save(Some(&begun), begun.clone())), "state");
}

#[test]
fn what_is_missing_is_asked_for() {
    let open = ChangeRequest { span: None, outage: None, ..request() };
    let draft = save(None, open.clone()).unwrap().state;
    assert_eq!(code(advance(&draft, Step::Submit, None, at(0))), "required");
    assert_eq!(code(save(None, ChangeRequest { kind: Kind::Outage, ..open })), "required");
    assert_eq!(code(save(None, ChangeRequest { outage: Some(span(90, 150)), ..request() })), "range");
}
