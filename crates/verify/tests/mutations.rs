//! Whatever is done to an export, it is found.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails loudly, in its helpers too")]

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::signature::{Ed25519KeyPair, KeyPair};
use sha2::{Digest, Sha256};
use signalbox_verify::{VerifierKey, check, merkle};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A journal of so many events, as the definition of the export says.
fn journal(events: u64, seed: u8) -> (String, Vec<String>) {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
    let public = [&[1], pair.public_key().as_ref()].concat();
    let name = "signalbox/test";
    let id = &Sha256::new().chain_update(name).chain_update(b"\n").chain_update(&public).finalize()[..4];
    let mut file = format!("signalbox-journal 1 {name}+{}+{}\n", hex(id), STANDARD.encode(&public));
    let mut tree = merkle::Tree::default();
    let mut notes = Vec::new();
    for position in 1..=events {
        let (salt, content) = ([position as u8; 16], format!(r#"{{"name":"R-{position}","data":{{}}}}"#));
        let commitment = hex(&Sha256::new().chain_update(salt).chain_update(&content).finalize());
        let leaf = format!(
            r#"{{"about":"rel_{position}","actor":null,"at":"2026-11-27T15:00:{:02}.000000Z","commitment":"{commitment}","id":"evt_{position}","kind":"release.created","on_behalf_of":null,"portfolio":"por_1","position":{position},"subject":"rel_{position}"}}"#,
            position % 60
        );
        tree.add(merkle::leaf(leaf.as_bytes()));
        file.push_str(&format!("{leaf}\t{}\t{content}\n", hex(&salt)));
        let text = format!("{name}\n{position}\n{}\n", STANDARD.encode(tree.root()));
        let signature = STANDARD.encode([id, pair.sign(text.as_bytes()).as_ref()].concat());
        notes.push(format!("{text}\n\u{2014} {name} {signature}\n"));
    }
    let last = notes.last().cloned().unwrap_or_default();
    (format!("{file}\n{last}"), notes)
}

fn key_of(file: &str) -> VerifierKey {
    file.lines().next().unwrap().rsplit(' ').next().unwrap().parse().unwrap()
}

/// Numbers in an order that looks like none: xorshift64*.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % most
    }
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
    let (file, _) = journal(12, 7);
    let key = key_of(&file);
    assert_eq!(check(&mut file.as_bytes(), Some(&key), &[]).unwrap().checkpoint.size, 12);
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
