//! Whatever is done to a pack, it is found, and the file is named that it was done to.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails loudly, in its helpers too")]

mod made;

use base64::{Engine, engine::general_purpose::STANDARD};
use made::{Event, Numbers, Signer, created, hex, root};
use sha2::{Digest, Sha256};
use signalbox_verify::{
    VerifierKey,
    merkle::{Hash, leaf, node},
    pack::{self, PREDICATE, check},
};

type Files = Vec<(String, Vec<u8>)>;

/// The path of a leaf: RFC 9162, section 2.1.3.1.
fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(1 << (leaves.len() - 1).ilog2());
    let (mut found, other) =
        if index < left.len() { (path(index, left), right) } else { (path(index - left.len(), right), left) };
    found.push(tree(other));
    found
}

fn tree(leaves: &[Hash]) -> Hash {
    if let [one] = leaves {
        return *one;
    }
    let (left, right) = leaves.split_at(1 << (leaves.len() - 1).ilog2());
    node(&tree(left), &tree(right))
}

/// The bytes of an archive of some files, as they are written.
fn archive(files: &Files) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let size = (content.len() as u32).to_le_bytes();
        let checksum = crc32fast::hash(content).to_le_bytes();
        let about = [
            &[20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0][..],
            &checksum,
            &size,
            &size,
            &(name.len() as u16).to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        let offset = (bytes.len() as u32).to_le_bytes();
        directory.extend([b"PK\x01\x02\x14\0", about.as_slice(), &[0; 10], &offset, name.as_bytes()].concat());
        bytes.extend([b"PK\x03\x04", about.as_slice(), name.as_bytes(), content].concat());
    }
    let count = (files.len() as u16).to_le_bytes();
    let (length, offset) = ((directory.len() as u32).to_le_bytes(), (bytes.len() as u32).to_le_bytes());
    bytes.extend(directory);
    bytes.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &length, &offset, &[0, 0]].concat());
    bytes
}

/// The files of a pack about every third of some events, the second of which was erased; signed by the second of two keys.
fn files(keys: &[Signer; 2]) -> Files {
    let events: Vec<Event> = (1..=13).map(created).collect();
    let leaves: Vec<Hash> = events.iter().map(|event| leaf(event.leaf.as_bytes())).collect();
    let mut lines = String::new();
    for place in [0, 3, 6, 9, 12] {
        let Event { leaf, salt, content } = &events[place];
        let (salt, content) = if place == 3 { ("", "") } else { (salt.as_str(), content.as_str()) };
        let path: Vec<String> = path(place, &leaves).iter().map(|hash| STANDARD.encode(hash)).collect();
        let line =
            serde_json::json!({"position": place + 1, "leaf": leaf, "salt": salt, "content": content, "path": path});
        lines.push_str(&format!("{line}\n"));
    }
    let note = keys[1].note(13, &root(&events));
    let mut files: Files = [
        ("README.txt", "what this is".to_owned()),
        ("evidence.pdf", "%PDF-1.7 and so on".to_owned()),
        ("data/plan.json", r#"{"plan": 1}"#.to_owned()),
        ("data/raid.json", r#"{"raid": 2}"#.to_owned()),
        ("journal/checkpoint.txt", note.clone()),
        ("journal/handovers.txt", keys[0].handover(&keys[1], 4, &root(&events[..4]))),
        ("journal/events.jsonl", lines),
        ("attachments/at_1-pl\u{e4}ne.txt", "attached".to_owned()),
    ]
    .map(|(name, text)| (name.to_owned(), text.into_bytes()))
    .into();
    let subject: Vec<_> = files
        .iter()
        .map(|(name, bytes)| serde_json::json!({"name": name, "digest": {"sha256": hex(&Sha256::digest(bytes))}}))
        .collect();
    let statement = serde_json::json!({
        "_type": "https://in-toto.io/Statement/v1", "subject": subject, "predicateType": PREDICATE,
        "predicate": {
            "format": 1, "release": {"id": "rel_1", "key": "PAY-1", "name": "Payments"},
            "generated_at": "2026-11-27T15:00:00Z", "checkpoint": note, "events": 5,
        },
    });
    let statement = statement.to_string();
    files.insert(0, ("attestation.json".to_owned(), envelope(&keys[1], &statement)));
    files
}

fn envelope(key: &Signer, statement: &str) -> Vec<u8> {
    let kind = "application/vnd.in-toto+json";
    let signed = format!("DSSEv1 {} {kind} {} {statement}", kind.len(), statement.len());
    let (payload, sig, keyid) = (STANDARD.encode(statement), key.sign(signed.as_bytes()), key.key());
    format!(r#"{{"payloadType":"{kind}","payload":"{payload}","signatures":[{{"keyid":"{keyid}","sig":"{sig}"}}]}}"#)
        .into_bytes()
}

fn keys() -> [Signer; 2] {
    [3, 4].map(Signer::new)
}

fn known(key: &Signer) -> VerifierKey {
    key.key().parse().unwrap()
}

fn wrong(files: &Files) -> String {
    check(&archive(files), None).unwrap_err().to_string()
}

#[test]
fn a_pack_that_is_what_was_signed_says_what_it_is() {
    let keys = keys();
    let bytes = archive(&files(&keys));
    for key in [None, Some(&known(&keys[0])), Some(&known(&keys[1]))] {
        let report = check(&bytes, key).unwrap();
        assert_eq!((report.release.as_str(), report.name.as_str()), ("PAY-1", "Payments"));
        assert_eq!((report.files, report.events, report.erased), (8, 5, vec![4]));
        assert_eq!((report.former_keys, report.checkpoint.size), (1, 13));
    }
    let fault = check(&bytes, Some(&known(&Signer::new(9)))).unwrap_err().to_string();
    assert!(fault.contains("not by signalbox/test+"), "{fault}");
}

#[test]
fn the_file_is_named_that_is_another() {
    let whole = files(&keys());
    for place in 1..whole.len() {
        let name = &whole[place].0;
        let mut changed = whole.clone();
        changed[place].1[0] ^= 1;
        assert_eq!(wrong(&changed), format!("the file {name} is not the one that was signed"));
        let mut fewer = whole.clone();
        fewer.remove(place);
        assert_eq!(wrong(&fewer), format!("the file {name} is missing"));
        let mut twice = whole.clone();
        twice.push(whole[place].clone());
        assert_eq!(wrong(&twice), format!("the file {name} is there twice"));
        let mut more = whole.clone();
        more.insert(place, (format!("data/{place}.json"), b"{}".to_vec()));
        assert_eq!(wrong(&more), format!("the file data/{place}.json does not belong to the pack"));
        let mut renamed = whole.clone();
        renamed[place].0.push('x');
        assert_eq!(wrong(&renamed), format!("the file {name} is missing"));
    }
    let mut swapped = whole.clone();
    (swapped[3].1, swapped[4].1) = (whole[4].1.clone(), whole[3].1.clone());
    assert_eq!(wrong(&swapped), "the file data/plan.json is not the one that was signed");
    let mut moved = whole.clone();
    moved.swap(3, 4);
    assert_eq!(wrong(&moved), "the file data/raid.json is not in its place: the archive was packed again");
    assert!(wrong(&whole[1..].to_vec()).contains("there is no attestation.json"));
    let mut late = whole.clone();
    late.rotate_left(1);
    assert!(wrong(&late).contains("is not the first file"));
}

#[test]
fn what_the_key_signed_has_to_be_true_as_well() {
    let keys = keys();
    let whole = files(&keys);
    let text = |files: &Files, name: &str| {
        String::from_utf8(files.iter().find(|(known, _)| known == name).unwrap().1.clone()).unwrap()
    };
    // Whoever has the key signs a pack whose events are none of the journal, or whose content is another.
    let signed = |name: &str, text: String| {
        let mut files: Files = whole[1..].to_vec();
        let old = STANDARD
            .decode(serde_json::from_slice::<serde_json::Value>(&whole[0].1).unwrap()["payload"].as_str().unwrap());
        let mut statement: serde_json::Value = serde_json::from_slice(&old.unwrap()).unwrap();
        let place = files.iter().position(|(known, _)| known == name).unwrap();
        statement["subject"][place]["digest"]["sha256"] = hex(&Sha256::digest(&text)).into();
        files[place].1 = text.into_bytes();
        files.insert(0, ("attestation.json".to_owned(), envelope(&keys[1], &statement.to_string())));
        wrong(&files)
    };
    let events = text(&whole, "journal/events.jsonl");
    assert!(
        signed("journal/events.jsonl", events.replace("R-1\\", "R-2\\"))
            .contains("line 1: the content of event 1 is not")
    );
    assert!(signed("journal/events.jsonl", events.replace("rel_7", "rel_8")).contains("event 7 is not in the journal"));
    assert!(signed("journal/events.jsonl", events.replace("evt_4", "evt_5")).contains("event 4 is not in the journal"));
    let lines: Vec<&str> = events.split_inclusive('\n').collect();
    let told = signed("journal/events.jsonl", [lines[1], lines[0]].concat());
    assert!(told.contains("line 2: event 1 is not in its place"), "{told}");
    assert!(signed("journal/events.jsonl", lines[1..].concat()).contains("about 5 events, and here are 4"));
    assert!(
        signed("journal/checkpoint.txt", keys[1].note(13, &[0; 32]))
            .contains("is not the checkpoint that the statement")
    );
    let told = signed("journal/handovers.txt", "handover 1 2 3\n".to_owned());
    assert!(told.contains("journal/handovers.txt: this is no handover"), "{told}");
}

#[test]
fn an_archive_that_was_packed_again_is_told_from_one_that_was_changed() {
    let whole = files(&keys());
    let mut bytes = archive(&whole);
    assert!(check(&bytes, None).is_ok());
    // The date of the first file, which nothing is signed of.
    bytes[12] ^= 1;
    let directory = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    bytes[directory + 14] ^= 1;
    let fault = check(&bytes, None).unwrap_err().to_string();
    assert!(fault.ends_with("it was packed again"), "{fault}");
    let comment = [archive(&whole).as_slice(), b"x"].concat();
    assert!(check(&comment, None).is_err());
}

/// One change of any kind, of bytes.
fn changed(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut made = bytes.to_vec();
    let at = numbers.below(bytes.len());
    let (from, to) = (numbers.below(bytes.len()), numbers.below(bytes.len()));
    let length = numbers.below(64).min(bytes.len() - from.max(to));
    match numbers.below(8) {
        0..=3 => made[at] ^= 1 << numbers.below(8),
        4 => made.insert(at, numbers.below(256) as u8),
        5 => drop(made.remove(at)),
        6 => made.truncate(at),
        _ => made[to..to + length].copy_from_slice(&bytes[from..from + length]),
    }
    made
}

fn mutate(times: usize, seed: u64) {
    let keys = keys();
    let whole = files(&keys);
    let bytes = archive(&whole);
    let key = known(&keys[0]);
    pack::check(&bytes, Some(&key)).unwrap();
    let mut numbers = Numbers(seed);
    for number in 0..times {
        let other = if number % 4 == 0 {
            // Files that are taken out, added, repeated, swapped or changed, in an archive that is sound.
            let mut files = whole.clone();
            let (one, two) = (numbers.below(files.len()), numbers.below(files.len()));
            match numbers.below(5) {
                0 => drop(files.remove(one)),
                1 => files.insert(one, (format!("data/{number}.json"), whole[two].1.clone())),
                2 => files.swap(one, two),
                3 => files[one].1 = whole[two].1.clone(),
                _ => files[one].1 = changed(&whole[one].1, &mut numbers),
            }
            archive(&files)
        } else {
            changed(&bytes, &mut numbers)
        };
        if other != bytes {
            assert!(pack::check(&other, Some(&key)).is_err(), "change {number} of seed {seed} was not found");
        }
    }
}

#[test]
fn every_change_of_a_pack_is_found() {
    mutate(20_000, 1);
}

/// `cargo test --release -p signalbox-verify -- --ignored --nocapture`
#[test]
#[ignore = "takes minutes"]
fn a_million_changes_of_a_pack_are_found() {
    std::thread::scope(|scope| {
        for seed in [2, 3] {
            scope.spawn(move || mutate(500_000, seed));
        }
    });
}

#[test]
fn every_single_bit_counts() {
    let keys = keys();
    let bytes = archive(&files(&keys));
    let key = known(&keys[1]);
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut other = bytes.clone();
            other[at] ^= 1 << bit;
            assert!(pack::check(&other, Some(&key)).is_err(), "bit {bit} of byte {at} is another, and nobody noticed");
        }
    }
}
