use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn a_span_that_lasts_no_time_or_less_is_refused() {
    assert_eq!(Span::new(at(5), at(5)).unwrap_err().code, "empty");
    assert_eq!(Span::new(at(6), at(5)).unwrap_err().code, "order");
    assert_eq!(Span::new(at(5), Timestamp::MAX).unwrap_err().pointer, "/end");
    assert!(serde_json::from_str::<Span>(r#"{"start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:00:00Z"}"#).is_err());
}

#[test]
fn a_time_the_clock_skips_is_refused_with_the_times_it_skips() {
    let berlin = Zone::parse("Europe/Berlin").unwrap();
    let day = date(2026, 3, 29);
    for (hour, minute) in [(2, 0), (2, 30), (2, 59)] {
        let fault = Span::local(day.at(hour, minute, 0, 0), day.at(9, 0, 0, 0), &berlin).unwrap_err();
        assert_eq!((fault.pointer.as_str(), fault.code), ("/start", "gap"));
        assert!(fault.detail.contains("from 02:00 to 03:00"), "{}", fault.detail);
    }
    let fault = Span::local(day.at(1, 0, 0, 0), day.at(2, 15, 0, 0), &berlin).unwrap_err();
    assert_eq!(fault.pointer, "/end");
    let hour = Span::local(day.at(1, 0, 0, 0), day.at(3, 0, 0, 0), &berlin).unwrap();
    assert_eq!(hour.length(), SignedDuration::from_hours(1));
    // Half an hour is skipped here.
    let lord_howe = Zone::parse("Australia/Lord_Howe").unwrap();
    let day = date(2026, 10, 4);
    let fault = Span::local(day.at(2, 10, 0, 0), day.at(9, 0, 0, 0), &lord_howe).unwrap_err();
    assert!(fault.detail.contains("from 02:00 to 02:30"), "{}", fault.detail);
}

#[test]
fn a_time_that_occurs_twice_means_the_first() {
    let berlin = Zone::parse("Europe/Berlin").unwrap();
    let day = date(2026, 10, 25);
    let span = Span::local(day.at(2, 30, 0, 0), day.at(4, 0, 0, 0), &berlin).unwrap();
    assert_eq!(span.start().to_string(), "2026-10-25T00:30:00Z");
    assert_eq!(span.length(), SignedDuration::from_mins(150));
}

proptest! {
    /// Every instant is asked.
    #[test]
    fn spans_are_the_instants_in_them(a in 0_i64..20, b in 1_i64..10, c in 0_i64..20, d in 1_i64..10) {
        let (one, other) = (Span::between(at(a), at(a + b)).unwrap(), Span::between(at(c), at(c + d)).unwrap());
        let both: Vec<i64> = (0..40).filter(|second| one.contains(at(*second)) && other.contains(at(*second))).collect();
        prop_assert_eq!(one.overlaps(other), !both.is_empty());
        let common = one.common(other).map(|common| (common.start(), common.end()));
        prop_assert_eq!(common, both.first().zip(both.last()).map(|(first, last)| (at(*first), at(last + 1))));
        prop_assert_eq!(one.encloses(other), (0..40).all(|second| !other.contains(at(second)) || one.contains(at(second))));
        prop_assert_eq!(one.later_by(SignedDuration::from_secs(3)).unwrap().length(), one.length());
    }
}

#[test]
fn so_many_days_later_it_is_the_same_time_by_the_clock() {
    let berlin = Zone::parse("Europe/Berlin").unwrap();
    let span = Span::new("2026-03-27T08:00:00Z".parse().unwrap(), "2026-03-27T17:00:00Z".parse().unwrap()).unwrap();
    let later = span.days_later(3, &berlin).unwrap();
    assert_eq!(later.to_string(), "2026-03-30T07:00:00Z to 2026-03-30T16:00:00Z");
    assert_eq!(later.days_later(-3, &berlin), Some(span));
}
