//! Whatever is done to an export, it is found.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails loudly, in its helpers too")]

mod made;

use made::{Event, Numbers, Signer, created, event, root};
use signalbox_verify::{VerifierKey, check, merkle};

/// A file of some events, the last of whose checkpoints closes it, and all of those.
fn file_of(events: &[Event], signer: &Signer) -> (String, Vec<String>) {
    let mut file = format!("signalbox-journal 1 {}\n", signer.key());
    let (mut notes, mut tree) = (Vec::new(), merkle::Tree::default());
    for Event { leaf, salt, content } in events {
        file.push_str(&format!("{leaf}\t{salt}\t{content}\n"));
        tree.add(merkle::leaf(leaf.as_bytes()));
        notes.push(signer.note(tree.size(), &tree.root()));
    }
    let last = notes.last().cloned().unwrap_or_default();
    (format!("{file}\n{last}"), notes)
}

/// A journal of so many events, as the definition of the export says.
fn journal(events: u64, seed: u8) -> (String, Vec<String>) {
    file_of(&(1..=events).map(created).collect::<Vec<_>>(), &Signer::new(seed))
}

/// A journal whose third event was erased, as its tenth says, and whose key was replaced after the fifth and the eighth.
fn journal_with_a_past() -> (String, [Signer; 3]) {
    let mut events: Vec<Event> = (1..=9).map(created).collect();
    let act =
        r#"{"name":"journal","data":{"changes":[{"field":"positions","before":null,"after":[3]}],"reason":"asked"}}"#;
    events.push(event(10, "journal.erased", act.to_owned()));
    events.extend([11, 12].map(created));
    events[2].salt.clear();
    events[2].content.clear();
    let keys = [5, 6, 7].map(Signer::new);
    let (file, _) = file_of(&events, &keys[2]);
    let (head, rest) = file.split_once('\n').unwrap();
    let handovers =
        [(0, 5), (1, 8)].map(|(key, size)| keys[key].handover(&keys[key + 1], size, &root(&events[..size as usize])));
    (format!("{head}\n{}{rest}", handovers.concat()), keys)
}

fn key_of(file: &str) -> VerifierKey {
    file.lines().next().unwrap().rsplit(' ').next().unwrap().parse().unwrap()
}

/// One change of any kind: a bit flipped, a byte put in, taken out or replaced, lines dropped, repeated, swapped, or the
/// rest cut off.
fn changed(file: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = file.to_vec();
    let at = numbers.below(bytes.len());
    let mut lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
    let (one, other) = (numbers.below(lines.len()), numbers.below(lines.len()));
    match numbers.below(8) {
        0 | 1 => bytes[at] ^= 1 << numbers.below(8),
        2 => bytes.insert(at, numbers.below(256) as u8),
        3 => drop(bytes.remove(at)),
        4 => bytes.truncate(at),
        5 => {
            lines.remove(one);
            return lines.concat();
        }
        6 => {
            lines.insert(other, lines[one]);
            return lines.concat();
        }
        _ => {
            lines.swap(one, other);
            return lines.concat();
        }
    }
    bytes
}

/// Changes an export so many times, each time anew; every change has to be found.
fn mutate(times: usize, seed: u64) {
    let (file, keys) = journal_with_a_past();
    // Whoever trusts a later key does not need the handovers before it, and does not miss them.
    let key: VerifierKey = keys[0].key().parse().unwrap();
    let report = check(&mut file.as_bytes(), Some(&key), &[]).unwrap();
    assert_eq!((report.checkpoint.size, report.former_keys, report.erased), (12, 2, vec![3]));
    let mut numbers = Numbers(seed);
    for number in 0..times {
        let other = changed(file.as_bytes(), &mut numbers);
        if other != file.as_bytes() {
            let found = check(&mut other.as_slice(), Some(&key), &[]);
            assert!(found.is_err(), "change {number} was not found:\n{}", String::from_utf8_lossy(&other));
        }
    }
}

#[test]
fn every_change_is_found() {
    mutate(20_000, 1);
}

/// `cargo test --release -p signalbox-verify -- --ignored --nocapture`
#[test]
#[ignore = "takes minutes"]
fn a_million_changes_are_found() {
    std::thread::scope(|scope| {
        for seed in [2, 3] {
            scope.spawn(move || mutate(500_000, seed));
        }
    });
}

/// What it takes: `cargo test --release -p signalbox-verify -- --ignored --nocapture`
#[test]
#[ignore = "measures"]
fn how_many_events_are_checked_in_a_second() {
    let (file, _) = journal(200_000, 7);
    let start = std::time::Instant::now();
    check(&mut file.as_bytes(), None, &[]).unwrap();
    let took = start.elapsed().as_secs_f64();
    println!("{:.0} events/s, {:.0} MB/s", 200_000.0 / took, file.len() as f64 / took / 1e6);
}

#[test]
fn a_database_that_was_taken_back_is_found_by_what_was_kept() {
    let (file, notes) = journal(9, 7);
    let key = key_of(&file);
    for kept in &notes {
        check(&mut file.as_bytes(), Some(&key), std::slice::from_ref(kept)).unwrap();
    }
    let all = notes.join("\n");
    assert_eq!(signalbox_verify::note::notes(&all), notes, "as a witness keeps them in a file");
    // The same key, a shorter journal: everything in it is right, but it was longer once.
    let (shorter, _) = journal(6, 7);
    check(&mut shorter.as_bytes(), Some(&key), &notes[..6]).unwrap();
    let fault = check(&mut shorter.as_bytes(), Some(&key), &notes).unwrap_err().to_string();
    assert!(fault.starts_with("a checkpoint of 7 events was witnessed, and here are 6"), "{fault}");
}

#[test]
fn a_journal_that_somebody_else_signed_is_found_by_the_key_that_is_known() {
    let (file, _) = journal(3, 7);
    let (forged, notes) = journal(3, 8);
    let key = key_of(&file);
    assert!(check(&mut forged.as_bytes(), None, &[]).is_ok(), "it is right in itself");
    let fault = check(&mut forged.as_bytes(), Some(&key), &[]).unwrap_err().to_string();
    assert!(fault.contains("not by signalbox/test+"), "{fault}");
    assert!(check(&mut file.as_bytes(), Some(&key), &notes).is_err(), "a checkpoint of another key is none");
}

#[test]
fn a_clock_that_was_set_back_is_told() {
    let (file, _) = journal(62, 7);
    let report = check(&mut file.as_bytes(), None, &[]).unwrap();
    assert_eq!(report.set_back, [60], "after 59 seconds come none");
}

#[test]
fn what_is_no_export_is_refused_by_its_line() {
    let (file, _) = journal(2, 7);
    let wrong = |text: &str| check(&mut text.as_bytes(), None, &[]).unwrap_err().to_string();
    assert_eq!(wrong(""), "the file is empty");
    assert_eq!(wrong("hello\n"), "the file is no export of a journal");
    assert!(wrong("signalbox-journal 1 nobody\n").contains("is no key of the form"));
    let lines: Vec<&str> = file.split_inclusive('\n').collect();
    assert_eq!(wrong(lines[0]), "the file ends without a checkpoint: something was cut off");
    assert_eq!(wrong(&[lines[0], lines[2]].concat()), "line 2: event 2 stands where 1 should");
    let other = lines[1].replace("R-1", "R-9");
    let fault = wrong(&[lines[0], &other].concat());
    assert_eq!(fault, "line 2: the content of event 1 is not the one that was committed to");
    let (_, notes) = journal(3, 7);
    let early = [&lines[..3].concat(), "\n", &notes[2]].concat();
    assert_eq!(wrong(&early), "the checkpoint is of 3 events, and here are 2");
}

#[test]
fn whoever_trusts_a_former_key_can_follow_to_the_one_that_signs() {
    let (file, keys) = journal_with_a_past();
    let known = |signer: &Signer| signer.key().parse::<VerifierKey>().unwrap();
    for key in &keys {
        assert!(check(&mut file.as_bytes(), Some(&known(key)), &[]).is_ok());
    }
    let stranger = Signer::new(9);
    let told = |file: &str, key: &Signer, kept: &[String]| {
        check(&mut file.as_bytes(), Some(&known(key)), kept).unwrap_err().to_string()
    };
    assert!(told(&file, &stranger, &[]).contains("not by signalbox/test+"));
    // Without a handover nobody gets from the first to the last.
    let lines: Vec<&str> = file.split_inclusive('\n').collect();
    let without = [&lines[..2], &lines[3..]].concat().concat();
    assert!(told(&without, &keys[0], &[]).contains("do not lead to the one that signs"));
    let without = [&lines[..1], &lines[2..]].concat().concat();
    assert!(told(&without, &keys[0], &[]).contains("is signed by"));
    // A handover that somebody makes who has only the next key.
    let forged = stranger.handover(&keys[1], 5, &[0; 32]).replace(&stranger.key(), &keys[0].key());
    let with = [&lines[..1], &[forged.as_str()], &lines[2..]].concat().concat();
    assert!(told(&with, &keys[0], &[]).contains("did not sign this handover"));
    // A handover at another tree than the one that is there.
    let elsewhere = keys[0].handover(&keys[1], 5, &[0; 32]);
    let with = [&lines[..1], &[elsewhere.as_str()], &lines[2..]].concat().concat();
    assert!(told(&with, &keys[0], &[]).contains("up to event 5 it is another journal"));
    // Each key signs as long as it is its turn, and what was kept of it counts.
    let events: Vec<Event> = lines[3..15]
        .iter()
        .map(|line| {
            let mut parts = line.trim_end_matches('\n').split('\t').map(str::to_owned);
            let mut part = || parts.next().unwrap();
            Event { leaf: part(), salt: part(), content: part() }
        })
        .collect();
    let kept = |key: &Signer, size: usize| key.note(size as u64, &root(&events[..size]));
    for (key, size) in [(0, 2), (0, 5), (1, 6), (1, 8), (2, 9), (2, 12)] {
        assert!(check(&mut file.as_bytes(), Some(&known(&keys[0])), &[kept(&keys[key], size)]).is_ok(), "{key} {size}");
    }
    for (key, size) in [(0, 6), (1, 5), (1, 9), (2, 8)] {
        assert!(
            check(&mut file.as_bytes(), Some(&known(&keys[0])), &[kept(&keys[key], size)]).is_err(),
            "{key} {size}"
        );
    }
}

#[test]
fn a_content_that_is_missing_without_an_act_is_found() {
    let (file, keys) = journal_with_a_past();
    let lines: Vec<&str> = file.split_inclusive('\n').collect();
    let blanked = |place: usize| {
        let leaf = lines[place].split('\t').next().unwrap();
        let line = format!("{leaf}\t\t\n");
        [&lines[..place], &[line.as_str()], &lines[place + 1..]].concat().concat()
    };
    let wrong =
        |file: &str| check(&mut file.as_bytes(), Some(&keys[0].key().parse().unwrap()), &[]).unwrap_err().to_string();
    // The head and two handovers come before the first event.
    assert_eq!(wrong(&blanked(3)), "the content of event 1 is missing, and no event says that it was erased");
    assert_eq!(wrong(&blanked(12)), "the content of event 3 is missing, and no event says that it was erased");
}
