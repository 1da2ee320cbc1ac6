//! No room left: refused with a sentence, nothing acknowledged lost, and on again as soon as there is room.

use crate::harness::{Client, Place, Request, Server, eventually, token};
use serde_json::json;
use std::{
    collections::BTreeSet,
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

/// Mounts a small disk where the data is and goes on as the server, in a mount namespace of its own.
const ON_A_SMALL_DISK: &str =
    "cp -a \"$0\" \"$0.first\" && mount -t tmpfs -o size=6m small \"$0\" && cp -a \"$0.first/.\" \"$0\" && exec \"$@\"";
/// Goes on as the server, which may not make any file longer than this many blocks of 1,024 bytes; a longer one is an error, no signal.
const WITH_SHORT_FILES: &str = "trap '' XFSZ; ulimit -S -f 3000; exec \"$@\"";

/// How to let a server have a disk of its own: as root, or as root of a user namespace.
fn namespace() -> Option<Vec<&'static str>> {
    let ways: [&[&str]; 2] = [&["--mount"], &["--map-root-user", "--mount"]];
    ways.into_iter()
        .find(|way| {
            let tried =
                Command::new("unshare").args(*way).args(["sh", "-c", "mount -t tmpfs -o size=1m small /mnt"]).output();
            tried.is_ok_and(|tried| tried.status.success())
        })
        .map(<[&str]>::to_vec)
}

#[test]
fn a_full_disk_refuses_loses_nothing_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let place = Place::folder(&data);
    let token = token(&place);
    let Some(way) = namespace() else {
        // Where no disk can be mounted, files that may not grow are the next best thing.
        return while_files_may_not_grow(&place, &token);
    };
    let data_text = data.display().to_string();
    let arguments = [way.as_slice(), &["bash", "-c", ON_A_SMALL_DISK, &data_text]].concat();
    let server = Server::start_by("unshare", &arguments, &place);
    // The mount is only in the server's namespace, which is reached through the server.
    let inside = Path::new("/proc").join(server.id().to_string()).join("root").join(data.strip_prefix("/").unwrap());
    story(
        &server.client(&token),
        || fill(&inside.join("ballast")),
        |ballast: PathBuf| std::fs::remove_file(ballast).unwrap(),
    );
}

#[test]
fn files_that_may_not_grow_refuse_lose_nothing_and_recover() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::folder(&folder.path().join("data"));
    let token = token(&place);
    while_files_may_not_grow(&place, &token);
}

fn while_files_may_not_grow(place: &Place, token: &str) {
    let server = Server::start_by("bash", &["-c", WITH_SHORT_FILES, "limited"], place);
    let pid = server.id().to_string();
    story(
        &server.client(token),
        || (),
        |()| {
            let lifted = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited"]).status().unwrap();
            assert!(lifted.success());
        },
    );
}

/// Takes all the room there is.
fn fill(path: &Path) -> PathBuf {
    let mut ballast = File::create(path).unwrap();
    for block in [1 << 16, 1 << 12, 1] {
        while ballast.write_all(&vec![0; block]).is_ok() {}
    }
    path.to_owned()
}

fn story<T>(client: &Client, fill: impl FnOnce() -> T, make_room: impl FnOnce(T)) {
    // Texts that fill pages.
    let text = "x".repeat(15_000);
    let make = |key: &str| {
        let new =
            json!({"key": key, "name": "Payments", "kind": "project", "portfolio": "enterprise", "description": text});
        client.send(Request::new("POST", "/releases").json(&new))
    };
    let mut acknowledged = BTreeSet::new();
    for number in 0..10 {
        let key = format!("A-{number}");
        make(&key).created();
        acknowledged.insert(key);
    }
    let filled = fill();
    let mut refusals = 0;
    for number in 0..2_000 {
        let key = format!("B-{number}");
        let answer = make(&key);
        if answer.status == 201 {
            acknowledged.insert(key);
            continue;
        }
        let refusal = answer.refused(503);
        assert_eq!(refusal.name, "unavailable");
        assert!(refusal.detail.contains("disk"), "{}", refusal.detail);
        assert!(answer.header("retry-after").is_some());
        refusals += 1;
        if refusals == 5 {
            break;
        }
    }
    assert_eq!(refusals, 5, "the disk was never full");
    // What is there can still be read.
    assert_eq!(client.get("/releases?limit=1&total=true").ok()["total"], acknowledged.len());

    make_room(filled);
    let key = eventually("room", || {
        let answer = make("C-1");
        (answer.status == 201).then(|| "C-1".to_owned())
    });
    acknowledged.insert(key);
    let kept: BTreeSet<String> = client.list("/releases?limit=200&sort=key", "key").into_iter().collect();
    assert_eq!(kept, acknowledged, "all that was acknowledged, and nothing that was refused");
    eventually("every event in its place", || {
        let made = client.all("/journal?kind=release.created&limit=200");
        (made.len() == acknowledged.len()).then_some(())
    });
    let positions: BTreeSet<i64> =
        client.all("/journal?limit=200").iter().map(|event| event["position"].as_i64().unwrap()).collect();
    assert_eq!(positions, (1..=*positions.last().unwrap()).collect());
}
