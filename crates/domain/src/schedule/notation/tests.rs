use super::*;
use proptest::prelude::*;

#[test]
fn durations_are_read_as_people_write_them() {
    for (text, seconds) in [
        ("90", 90 * MINUTE),
        ("1h30m", 90 * MINUTE),
        ("1h30", 90 * MINUTE),
        (" 1 h 30 ", 90 * MINUTE),
        ("45 min", 45 * MINUTE),
        ("1.5h", 90 * MINUTE),
        ("0.5m", 30),
        ("2 Days 3 hours", 51 * HOUR),
        ("1w", WEEK),
        ("0", 0),
        ("10s", 10),
        ("3650d", LONGEST),
    ] {
        assert_eq!(read_duration(text), Ok(seconds), "{text}");
    }
}

#[test]
fn what_is_no_duration_is_told() {
    for text in ["", " "] {
        assert_eq!(read_duration(text), Err(NotUnderstood::Empty));
    }
    for text in
        ["soon", "1x", "-5m", "1h 30 10", "1d30", "1:30", "1,5h", ".5h", "5.h", "1.2345h", "m", "1h30m5", "½h", "5m!"]
    {
        assert_eq!(read_duration(text), Err(NotUnderstood::NoDuration(text.to_owned())), "{text}");
    }
    assert_eq!(read_duration("30m1h"), Err(NotUnderstood::Order("30m1h".to_owned())));
    assert_eq!(read_duration("1m 2m"), Err(NotUnderstood::Order("1m 2m".to_owned())));
    assert_eq!(read_duration("1.5s"), Err(NotUnderstood::NotWhole("1.5s".to_owned())));
    for text in ["3651d", "99999999999999999999", "9999999999999999h", "3650d 1s"] {
        assert_eq!(read_duration(text), Err(NotUnderstood::TooLong(text.to_owned())), "{text}");
    }
}

#[test]
fn three_durations_are_an_estimate() {
    let estimate = |optimistic, likely, pessimistic| Ok(Estimate { optimistic, likely, pessimistic });
    assert_eq!(read_estimate("10/20/45m"), estimate(10 * MINUTE, 20 * MINUTE, 45 * MINUTE));
    assert_eq!(read_estimate("1 / 2 / 3h"), estimate(HOUR, 2 * HOUR, 3 * HOUR));
    assert_eq!(read_estimate("30m/1h/1h30"), estimate(30 * MINUTE, HOUR, 90 * MINUTE));
    assert_eq!(read_estimate("10/20/45"), estimate(10 * MINUTE, 20 * MINUTE, 45 * MINUTE));
    assert_eq!(read_estimate("1h"), Ok(Estimate::exactly(HOUR)));
    assert_eq!(read_estimate("1/2m"), Err(NotUnderstood::NotThree(2)));
    assert_eq!(read_estimate("3/2/4m"), Err(NotUnderstood::NotInOrder));
    assert_eq!(read_estimate("3//4m"), Err(NotUnderstood::Empty));
}

#[test]
fn links_are_read_as_people_write_them() {
    for (text, task, kind, lag) in [
        ("12", "12", LinkKind::FinishStart, 0),
        ("12FS+1h", "12", LinkKind::FinishStart, HOUR),
        ("12SS-15m", "12", LinkKind::StartStart, -15 * MINUTE),
        ("12ff", "12", LinkKind::FinishFinish, 0),
        ("12 SF + 1 h 30", "12", LinkKind::StartFinish, 90 * MINUTE),
        ("12+10", "12", LinkKind::FinishStart, 10 * MINUTE),
        ("12-10m", "12", LinkKind::FinishStart, -10 * MINUTE),
        ("12FS\u{2212}1h", "12", LinkKind::FinishStart, -HOUR),
        ("deploy-ss", "deploy-ss", LinkKind::FinishStart, 0),
        ("deploy-db SS+10m", "deploy-db", LinkKind::StartStart, 10 * MINUTE),
        ("deploy-db +10m", "deploy-db", LinkKind::FinishStart, 10 * MINUTE),
        ("deploy-db+10m", "deploy-db", LinkKind::FinishStart, 10 * MINUTE),
        ("12-east", "12-east", LinkKind::FinishStart, 0),
        ("1.2", "1.2", LinkKind::FinishStart, 0),
        ("1.2 FF", "1.2", LinkKind::FinishFinish, 0),
        ("Übergabe", "Übergabe", LinkKind::FinishStart, 0),
    ] {
        assert_eq!(read_predecessor(text), Ok(Predecessor { task: task.to_owned(), kind, lag }), "{text}");
    }
    let several = read_predecessors("3FS+10m, 5SS;; 7 ").unwrap();
    assert_eq!(several.iter().map(write_predecessor).collect::<Vec<_>>(), ["3FS+10m", "5SS", "7"]);
    assert_eq!(read_predecessors(" "), Ok(Vec::new()));
}

#[test]
fn what_is_no_link_is_told() {
    for (text, what) in [
        ("", NotUnderstood::Empty),
        ("12 XX", NotUnderstood::NoLink("12 XX".to_owned())),
        ("12 1h", NotUnderstood::NoLink("12 1h".to_owned())),
        ("a SS b", NotUnderstood::NoLink("a SS b".to_owned())),
        ("+1h", NotUnderstood::NoTask("+1h".to_owned())),
        ("12FS+soon", NotUnderstood::NoDuration("soon".to_owned())),
        ("12FS+", NotUnderstood::Empty),
        ("12FS+50%", NotUnderstood::NoDuration("50%".to_owned())),
    ] {
        assert_eq!(read_predecessor(text), Err(what), "{text}");
    }
}

proptest! {
    #[test]
    fn a_duration_is_read_as_it_was_written(seconds in prop_oneof![0..=LONGEST, 0..4 * DAY, (0..20_i64).prop_map(|weeks| weeks * WEEK)]) {
        prop_assert_eq!(read_duration(&write_duration(seconds)), Ok(seconds), "{}", write_duration(seconds));
    }

    #[test]
    fn an_estimate_is_read_as_it_was_written(mut all in prop::array::uniform3(prop_oneof![0..=LONGEST, 0..3 * HOUR])) {
        all.sort_unstable();
        let estimate = Estimate { optimistic: all[0], likely: all[1], pessimistic: all[2] };
        prop_assert_eq!(read_estimate(&write_estimate(&estimate)), Ok(estimate), "{}", write_estimate(&estimate));
    }

    #[test]
    fn a_link_is_read_as_it_was_written(
        task in prop_oneof!["[1-9][0-9]{0,4}", "[A-Za-z][A-Za-z0-9._-]{0,9}", "[0-9A-Za-z._-]{1,5}"],
        kind in 0..4_usize,
        lag in prop_oneof![Just(0), -LONGEST..=LONGEST, -3 * HOUR..3 * HOUR],
    ) {
        prop_assume!(is_plain_name(&task));
        let kinds = [LinkKind::FinishStart, LinkKind::StartStart, LinkKind::FinishFinish, LinkKind::StartFinish];
        let link = Predecessor { task, kind: kinds[kind], lag };
        prop_assert_eq!(read_predecessor(&write_predecessor(&link)), Ok(link.clone()), "{}", write_predecessor(&link));
    }

    #[test]
    fn any_words_are_read_or_refused(text in "[0-9a-zA-Z./+ -]{0,12}|.{0,8}") {
        prop_assert!(read_duration(&text).is_ok_and(|seconds| (0..=LONGEST).contains(&seconds)) || read_duration(&text).is_err());
        let _ = (read_estimate(&text), read_predecessors(&text), is_plain_name(&text));
    }
}
