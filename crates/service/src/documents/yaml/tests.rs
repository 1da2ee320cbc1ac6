use super::*;
use proptest::prelude::*;

fn one(text: &str) -> Node {
    let mut documents = parse(text).unwrap();
    assert_eq!(documents.len(), 1, "{documents:?}");
    documents.remove(0)
}

fn refused(text: &str) -> Vec<(String, &'static str, String)> {
    parse(text).unwrap_err().into_iter().map(|fault| (fault.pointer, fault.code, fault.detail)).collect()
}

#[test]
fn plain_scalars_keep_their_text_and_mean_what_the_core_schema_says() {
    let node = one("version: 1.10\nanswer: no\nquoted: '7'\n");
    assert_eq!(node.get("version").unwrap().text(), Some("1.10"));
    assert_eq!(node.get("quoted").unwrap().content, Content::Text("7".to_owned()));
    for (text, value) in [
        ("no", Value::from("no")),
        ("yes", Value::from("yes")),
        ("on", Value::from("on")),
        ("1.10", Value::from(1.10)),
        ("1.2.3", Value::from("1.2.3")),
        ("2026-04-01", Value::from("2026-04-01")),
        ("12:30", Value::from("12:30")),
        ("007", Value::from(7)),
        ("0x1f", Value::from(31)),
        ("0o17", Value::from(15)),
        ("-3", Value::from(-3)),
        ("+3", Value::from(3)),
        ("1e3", Value::from(1000.0)),
        (".5", Value::from(0.5)),
        (".", Value::from(".")),
        ("e3", Value::from("e3")),
        ("1e", Value::from("1e")),
        ("True", Value::from(true)),
        ("tRUE", Value::from("tRUE")),
        ("~", Value::Null),
        ("18446744073709551615", Value::from(u64::MAX)),
    ] {
        assert_eq!(core(text), Ok(value), "{text}");
    }
    for text in [".inf", "-.INF", ".nan", "1e999", "18446744073709551616"] {
        assert!(core(text).is_err(), "{text}");
    }
}

#[test]
fn a_place_is_found_by_its_pointer() {
    let node = one("# first\nkey: a\nlist:\n  - x: 1\n  - y~/z: 2\n");
    let at = |line, column| Position { line, column };
    assert_eq!(node.locate("/key"), at(2, 1));
    assert_eq!(node.locate("/list/1"), at(5, 5));
    assert_eq!(node.locate("/list/1/y~0~1z"), at(5, 5));
    assert_eq!(node.locate("/list/7/nothing"), at(3, 1), "the nearest thing around it");
}

#[test]
fn malformed_text_is_refused_by_line_and_column() {
    let faults = refused("key: a\nlist: [1, 2\nname: b\n");
    assert_eq!(faults[0].1, "yaml");
    assert!(faults[0].2.starts_with("line 3, column "), "{faults:?}");
}

#[test]
fn every_duplicate_key_is_named() {
    let faults = refused("a: 1\nb: 2\na: 3\nc:\n  d: 1\n  d: 2\n");
    assert_eq!(
        faults,
        [
            (
                "/0/a".to_owned(),
                "duplicate",
                "line 3, column 1: the key \"a\" stands here again; first on line 1, column 1".to_owned()
            ),
            (
                "/0/c/d".to_owned(),
                "duplicate",
                "line 6, column 3: the key \"d\" stands here again; first on line 5, column 3".to_owned()
            ),
        ]
    );
}

#[test]
fn keys_that_are_no_text_are_refused() {
    for text in ["1: a", "true: a", "? [x]\n: a", "? {x: y}\n: a", ": a", "1.5: a"] {
        assert_eq!(refused(text)[0].1, "key", "{text}");
    }
    assert_eq!(one("'1': a").entries()[0].key, "1");
}

#[test]
fn foreign_tags_are_refused_and_core_tags_hold() {
    for text in ["!secret x", "!!binary aGk=", "!!int x", "!!python/object:os.system []", "!!map []", "k: !!set {}"] {
        assert_eq!(refused(text)[0].1, "tag", "{text}");
    }
    assert_eq!(one("!!str 7").content, Content::Text("7".to_owned()));
    assert_eq!(one("!!int 7").content, Content::Plain("7".to_owned()));
    assert_eq!(one("! 7").content, Content::Text("7".to_owned()));
}

#[test]
fn aliases_repeat_and_never_explode() {
    let node = one("base: &b [x, y]\nagain: *b\n");
    assert_eq!(node.get("again").unwrap().items().len(), 2);

    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let inside = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{inside}]\n"));
    }
    assert_eq!(refused(&bomb).last().unwrap().1, "alias");
    assert!(["alias", "yaml"].contains(&refused("a: &a [*a]")[0].1));
    assert_eq!(refused("a: &a x\n---\nb: *a")[0].1, "alias", "an anchor ends with its document");
}

#[test]
fn what_lies_too_deep_or_is_too_large_is_refused() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    assert_eq!(refused(&deep)[0].1, "too_deep");
    let nested = (0..80).fold(String::new(), |text, level| format!("{text}{}k:\n", " ".repeat(level)));
    assert_eq!(refused(&nested)[0].1, "too_deep");
    let aliased = format!("a: &a {}{}\nb: {}*a{}", "[".repeat(40), "]".repeat(40), "[".repeat(40), "]".repeat(40));
    assert_eq!(refused(&aliased)[0].1, "too_deep");
    assert_eq!(refused(&"a".repeat(MOST_BYTES + 1))[0].1, "too_large");
}

#[test]
fn empty_documents_are_left_out() {
    assert_eq!(parse("").unwrap(), []);
    assert_eq!(parse("# nothing\n---\n---\n").unwrap(), []);
    assert_eq!(parse("\u{feff}---\na: 1\n---\n---\nb: 2\n...\n").unwrap().len(), 2);
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "[ -~\\n\\t:&*!|>{}\\[\\]é\u{85}\u{feff}\u{0}-]{0,200}") {
        let _answered = parse(&text);
    }

    #[test]
    fn no_mangled_document_breaks_the_reader(at in 0_usize..60, junk in "[-&*!|>%@`'\"{}\\[\\],?: \\n\\t#ax]{0,12}") {
        let mut text = "key: a\nlist:\n  - {x: 1, y: [2, 3]}\n  - |\n    text\nlast: 'q'\n".to_owned();
        let at = at.min(text.len());
        text.insert_str(at, &junk);
        let _answered = parse(&text);
    }
}
