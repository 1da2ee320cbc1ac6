use super::*;
use proptest::prelude::*;

fn parsed(text: &str) -> Runbook {
    parse(text, "file").unwrap()
}

fn steps(text: &str) -> Vec<(String, usize, Option<usize>)> {
    parsed(text).steps().map(|step| (step.text.clone(), step.depth, step.parent)).collect()
}

fn texts(text: &str) -> Vec<String> {
    parsed(text).steps().map(|step| step.text.clone()).collect()
}

fn told(text: &str) -> Vec<String> {
    parsed(text).remarks.iter().map(|remark| format!("{}: {}", remark.line, remark.what)).collect()
}

fn link(text: &str, address: &str) -> Link {
    Link { text: text.to_owned(), address: address.to_owned() }
}

#[test]
fn a_checklist_is_read_whole() {
    let runbook = parsed(
        "# Switch over {{service}}\n\
         Read [the guide](https://guide.example/a).\n\
         ## Before\n\
         Only on weekdays.\n\
         \n\
         - [ ] Freeze `{{service}}`, see [runbook][guide] <!-- paste link -->\n  and **tell** everybody\n\
         \n  ```sh\n  # In chat\n  freeze {{service}} --for {{ minutes }}\n  ```\n  - who is on call\n\
         - [x] Ask\n\
         \n\
         If it rains:\n\
         \n\
         - At 10:00, as [agreed](https://a.example):\n  - careful\n  - [ ] Open the gate\n    - [ ] Left\n    - [ ] Right\n\
         \n\
         Then wait.\n\
         ## Notes\n\
         Nothing to do.\n\
         \n\
         [guide]: https://guide.example/{{service}} \"Guide\"\n",
    );
    assert_eq!(runbook.title, "Switch over {{service}}");
    assert_eq!(runbook.description, "Read [the guide](https://guide.example/a).");
    assert_eq!(runbook.parameters, ["service", "minutes"]);
    let [section] = runbook.sections.as_slice() else { panic!("{runbook:#?}") };
    assert_eq!((section.heading.as_str(), section.level, section.line), ("Before", 2, 3));
    assert_eq!((section.description.as_str(), section.closing.as_str()), ("Only on weekdays.", "Then wait."));
    let [freeze, ask, open, left, right] = section.steps.as_slice() else { panic!("{section:#?}") };
    assert_eq!(freeze.text, "Freeze {{service}}, see runbook and tell everybody");
    assert_eq!(freeze.links, [link("runbook", "https://guide.example/{{service}}")]);
    assert_eq!(freeze.comments, ["paste link"]);
    assert_eq!(freeze.details, "```sh\n# In chat\nfreeze {{service}} --for {{ minutes }}\n```\n- who is on call");
    assert_eq!(freeze.parameters, ["service", "minutes"]);
    assert_eq!((freeze.line, freeze.checked, ask.checked), (6, false, true));
    assert_eq!(open.before, "If it rains:\n\n  - careful");
    assert_eq!((&open.under, open.depth, open.parent), (&vec!["At 10:00, as agreed:".to_owned()], 1, None));
    assert_eq!(open.links, [link("agreed", "https://a.example")]);
    assert_eq!((left.depth, left.parent, right.parent), (2, Some(2), Some(2)));
    assert_eq!((left.under.len(), left.before.as_str()), (0, ""));
    assert_eq!(
        runbook.remarks,
        [Remark { line: 25, what: "the section \"Notes\" holds no steps; it is left out".to_owned() }]
    );
}

#[test]
fn a_text_without_a_title_is_called_as_the_caller_says() {
    assert_eq!(parsed("- [ ] a\n").title, "file");
    assert_eq!(parsed("Big title\n=========\n\nSmaller\n---\n- [ ] a\n").sections[0].heading, "Smaller");
    assert_eq!(parsed("Big title\n=========\n").title, "Big title");
    assert_eq!(parsed("# One\n# Two\n- [ ] a\n").title, "One");
    let runbook = parsed("- [ ] a\n# T\n- [ ] b\n## S ##\n### U\n- [ ] c\n");
    let headings: Vec<_> = runbook.sections.iter().map(|found| (found.heading.as_str(), found.level)).collect();
    assert_eq!(headings, [("", 0), ("T", 1), ("U", 3)]);
    assert_eq!(runbook.sections[2].under, ["S"]);
}

#[test]
fn examples_are_no_steps() {
    assert_eq!(
        texts("<!--\n- [ ] a\n-->\n- [ ] b <!-- - [ ] c -->\n<!-- x --> \n- [ ] `<!--` d\n- [ ] e -->\n"),
        ["b", "<!-- d", "e -->"]
    );
    assert_eq!(texts("```\n- [ ] a\n~~~\n- [ ] b\n````\n- [ ] c\n"), ["c"]);
    assert_eq!(texts("~~~ sh\n- [ ] a\n```\n~~~\n- [ ] c\n"), ["c"]);
    assert_eq!(texts("- [ ] x\n      ```\n      - [ ] a\n      ```\n- [ ] c\n"), ["x", "c"]);
    assert_eq!(texts("- [ ] x\n\n\t```\n\t- [ ] a\n\n\t- [ ] b\n\t```\n- [ ] c\n"), ["x", "c"]);
    assert_eq!(texts("- ```\n  - [ ] a\n  ```\n- [ ] c\n"), ["c"]);
    assert_eq!(texts("text\n\n    - [ ] a\n\n> - [ ] b\n"), [""; 0]);
    assert_eq!(
        told("text\n\n    - [ ] a\n\n> - [ ] b\n<!--\n- [ ] c -->\n"),
        [
            "3: a checkbox in indented code is no step; indent it less",
            "5: a checkbox in a quotation is no step",
            "6: checkboxes in a comment are examples and no steps",
        ]
    );
    assert_eq!(texts("- [x](https://a.example)\n- [ ](b)\n"), [""; 0]);
    assert_eq!(told("- [x](https://a.example)\n- [ ](b)\n"), [""; 0]);
}

#[test]
fn what_has_no_end_is_told() {
    assert_eq!(
        told("- [ ] a\n<!-- b\n- [ ] c\n"),
        ["2: the comment that begins here has no end; nothing that follows is read"]
    );
    assert_eq!(texts("- [ ] a <!-- b\n- [ ] c\n"), ["a <!-- b", "c"]);
    assert_eq!(told("- [ ] a\n```\n- [ ] c\n"), ["2: the code that begins here has no end"]);
    let text = "- [ ] a\n  ```\n  code\n- [ ] b\n## S\n- [ ] c\n  ```\nsloppy\n# comment\n  ```\n- [ ] d\n";
    assert_eq!(texts(text), ["a", "b", "c", "d"]);
    assert_eq!(told(text), ["2: the code that begins here has no end; it ends with the step it stands in"]);
    assert_eq!(parsed(text).steps().nth(2).unwrap().details, "  ```\nsloppy\n# comment\n  ```");
}

#[test]
fn lists_nest_as_people_write_them() {
    let nested =
        |text: &str| assert_eq!(steps(text), [("a".to_owned(), 0, None), ("b".to_owned(), 1, Some(0))], "{text:?}");
    nested("- [ ] a\n  - [ ] b");
    nested("- [ ] a\n\t- [ ] b");
    nested("* [ ] a\n\n    + [ ] b");
    nested("1. [ ] a\n   1) [x] b");
    nested("- [ ] a\n          - [ ] b");
    nested("-\t[ ] a\n\t- [ ] b");
    nested("- [ ] a\r\n  - [ ] b\r\n");
    nested("- [ ] a\r  - [ ] b\r");
    nested("\u{feff}- [ ] a\n\n  text\n  - [ ] b");
    assert_eq!(steps("- [ ] a\n - [ ] b"), [("a".to_owned(), 0, None), ("b".to_owned(), 0, None)]);
    assert_eq!(steps("- - [ ] a\n  - [ ] b"), [("a".to_owned(), 1, None), ("b".to_owned(), 1, None)]);
    assert_eq!(steps("- [ ] a\n\ntext\n  - [ ] b"), [("a".to_owned(), 0, None), ("b".to_owned(), 0, None)]);
    assert_eq!(parsed("- [ ] a\nand more\nof it\n").steps().next().unwrap().text, "a and more of it");
    assert_eq!(texts("- [ ] a\n---\n* * *\n- [ ] b"), ["a", "b"]);
}

#[test]
fn what_is_nested_too_deep_is_put_on_the_last_level() {
    let text: String = (0..12).map(|level| format!("{}- [ ] {level}\n", "  ".repeat(level))).collect();
    let found = steps(&text);
    let depths: Vec<usize> = found.iter().map(|(_, depth, _)| *depth).collect();
    assert_eq!(depths, [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7]);
    assert!(found[7..].iter().all(|(_, _, parent)| *parent == Some(6)));
    assert_eq!(told(&text).len(), 4);
    assert_eq!(told(&text)[0], "9: this is nested in more than 8 levels; it is put on the last of them");
}

#[test]
fn steps_that_say_nothing_are_told_and_left_out() {
    let text = "- [ ] a\n- [ ]\n  - [ ] b\n- [ ] <!-- c -->\n- [ ]\n  d\n- [ ] **  **\n";
    assert_eq!(texts(text), ["a", "b", "d", "** **"]);
    assert_eq!(told(text), ["2: this step says nothing; it is left out", "4: this step says nothing; it is left out"]);
}

#[test]
fn what_was_perhaps_meant_as_a_checkbox_is_told() {
    for text in ["[ ] a", "- [] a", "- [ ]a", "-[ ] a", "- [-] a", "* [✓] a", "text\n[x] a"] {
        assert_eq!(texts(text), [""; 0], "{text}");
        assert!(told(text)[0].contains("this is no checkbox"), "{text}");
    }
}

#[test]
fn front_matter_is_left_out() {
    let text = "---\nname: x\nabout: y, z\n---\n- [ ] a\n";
    assert_eq!((texts(text), told(text)), (vec!["a".to_owned()], vec!["1: the front matter is left out".to_owned()]));
    assert_eq!(texts("---\n- [ ] a: b\n---\n"), ["a: b"]);
    assert_eq!(texts("---\nname: x\n- [ ] a\n"), ["a"]);
}

#[test]
fn texts_out_of_all_proportion_are_refused() {
    let many = "- [ ] a\n".repeat(MOST_STEPS);
    assert_eq!(parsed(&many).steps().count(), MOST_STEPS);
    assert_eq!(parse(&format!("{many}- [ ] b"), "").unwrap_err().line, MOST_STEPS + 1);
    assert!(parse(&"é".repeat(LONGEST_LINE), "").is_ok());
    assert_eq!(parse(&format!("a\n{}", "é".repeat(LONGEST_LINE + 1)), "").unwrap_err().line, 2);
    assert_eq!(read(b"a\nb\xff", "").unwrap_err().line, 2);
    assert_eq!(read("\u{feff}- [ ] ä".as_bytes(), "").unwrap().steps().count(), 1);
}

#[test]
fn words_lose_their_marks_and_keep_their_addresses() {
    let text = |markdown: &str| {
        let runbook = parsed(&format!("- [ ] {markdown}\n\n[Known one]: <https://k.example>\n"));
        let step = runbook.steps().next().unwrap().clone();
        (step.text, step.links.into_iter().map(|link| link.address).collect::<Vec<_>>().join(" "))
    };
    for (markdown, plain, addresses) in [
        ("**a** _b_ ~~c~~ ***d***", "a b c d", ""),
        ("SNAKE_CASE_NAME 2 * 3 * 4", "SNAKE_CASE_NAME 2 * 3 * 4", ""),
        ("`a_b_c` ``x`y``", "a_b_c x`y", ""),
        (r"\*a\* \[x\](y)", "*a* [x](y)", ""),
        (
            "[a `b`](https://x.example/{{version.of(one: true)}}) c",
            "a b c",
            "https://x.example/{{version.of(one: true)}}",
        ),
        ("[a](/x_(y) 'title')", "a", "/x_(y)"),
        ("[a](<b c>)", "a", "b c"),
        (
            "[known  ONE], [it][known one] and [known one][]",
            "known ONE, it and known one",
            "https://k.example https://k.example https://k.example",
        ),
        ("[unknown] and [a][unknown]", "[unknown] and [a][unknown]", ""),
        ("[![picture](p.png)](https://x.example)", "picture", "https://x.example p.png"),
        (
            "see <https://x.example/a> or https://y.example/b_c_d.",
            "see https://x.example/a or https://y.example/b_c_d.",
            "https://x.example/a https://y.example/b_c_d",
        ),
        ("(https://x.example/(y))", "(https://x.example/(y))", "https://x.example/(y)"),
        ("a &amp; b &lt;c&gt;", "a & b <c>", ""),
        ("[a](b", "[a](b", ""),
        ("{{ *a* }} `", "{{ *a* }} `", ""),
    ] {
        assert_eq!(text(markdown), (plain.to_owned(), addresses.to_owned()), "{markdown}");
    }
}

/// Parts of a checklist, each with the steps it holds by definition.
fn part() -> impl Strategy<Value = (String, Vec<String>)> {
    let none = |text: &str| Just((text.to_owned(), Vec::new())).boxed();
    let marker = prop::sample::select(vec!["-", "*", "+", "1.", "12)"]);
    let step = (marker, prop::sample::select(vec![" ", "x", "X"]), "[a-z]{1,6}");
    let indented = |(level, (marker, check, word)): (usize, (&str, &str, String))| {
        (format!("{}{marker} [{check}] {word}\n", "\t".repeat(level)), word)
    };
    let steps = prop::collection::vec(step, 1..4);
    let steps = steps.prop_map(move |steps| steps.into_iter().enumerate().map(indented).unzip::<_, _, String, _>());
    prop_oneof![
        8 => steps.boxed(),
        1 => none("plain words\n"),
        1 => none("- plain item\n"),
        1 => none("## Heading\n"),
        1 => none("<!--\n- [ ] in a comment\n```\n-->\n"),
        1 => none("<!-- - [ ] in a comment -->\n"),
        1 => none("```sh\n- [ ] in code\n<!--\n```\n"),
        1 => none("   ~~~~\n   - [ ] in code\n   ```\n   ~~~~\n"),
        1 => none("> - [ ] quoted\n"),
    ]
}

proptest! {
    #[test]
    fn steps_are_those_of_the_parts(parts in prop::collection::vec(part(), 0..30)) {
        let text: String = parts.iter().map(|(text, _)| text.as_str()).collect();
        let expected: Vec<&String> = parts.iter().flat_map(|(_, steps)| steps).collect();
        let runbook = parsed(&text);
        // Words behind an item may go on with its paragraph: only the first word is the step's own.
        let found: Vec<&str> = runbook.steps().map(|step| step.text.split(' ').next().unwrap()).collect();
        prop_assert_eq!(found, expected, "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused(
        text in prop::collection::vec(prop_oneof![
            4 => prop::sample::select(vec![
                "\n", "\n", "\n", " ", "  ", "\t", "- ", "1. ", "[ ] ", "[x] ", "[", "]", "(", ")", "`", "```", "~~~", "<!--", "-->",
                "{{", "}}", "*", "_", "# ", "---", ">", "\\", "<", "https://", "[a]: b", "\r", "a", "é", "\u{3000}",
            ]).prop_map(str::to_owned),
            1 => ".{0,3}",
        ], 0..80),
    ) {
        let text = text.concat();
        let runbook = parsed(&text);
        let lines = text.replace("\r\n", "\n").replace('\r', "\n").lines().count();
        for section in &runbook.sections {
            prop_assert!(!section.steps.is_empty());
            for (place, step) in section.steps.iter().enumerate() {
                prop_assert!(!step.text.is_empty() && step.depth < MOST_DEPTH);
                prop_assert!((1..=lines).contains(&step.line));
                let outer = step.parent.map(|parent| (parent, &section.steps[parent]));
                prop_assert!(outer.is_none_or(|(parent, outer)| parent < place && outer.depth < step.depth));
            }
        }
        prop_assert!(runbook.steps().is_sorted_by(|one, next| one.line <= next.line));
        prop_assert!(runbook.remarks.iter().all(|remark| (1..=lines).contains(&remark.line)));
    }
}

#[test]
fn hard_texts_take_no_longer_than_others() {
    for part in
        ["[", "](", "[a](", "`", "``a`", "*a", "_a ", "{{", "<!--", "<http://", "http://a", "![", "\\", "[a][", "- "]
    {
        let line: String = part.repeat(LONGEST_LINE / part.len());
        let text = format!("- [ ] {}\n", &line[..LONGEST_LINE - 10])
            + &format!("  {}\n", &line[..LONGEST_LINE - 10]).repeat(5);
        assert_eq!(parsed(&text).steps().count(), 1, "{part}");
    }
}
