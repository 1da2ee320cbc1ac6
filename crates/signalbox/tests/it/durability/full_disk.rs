//! No room left: refused with a sentence, nothing acknowledged lost, and on again as soon as there is room.

use crate::harness::{Client, Place, Request, Server, create_release, eventually, token};
use serde_json::json;
use signalbox_service::{App, jobs};
use signalbox_store::{db::Config, testing};
use std::{collections::BTreeSet, fs::File, io::Write, path::Path, process::Command};

/// Mounts a small disk where the data is and goes on as the server, in a mount namespace of its own.
const ON_A_SMALL_DISK: &str =
    "cp -a \"$0\" \"$0.first\" && mount -t tmpfs -o size=6m small \"$0\" && cp -a \"$0.first/.\" \"$0\" && exec \"$@\"";
/// Goes on as the server, which may not make any file longer than this many blocks of 1,024 bytes; a longer one is an error, no signal.
const WITH_SHORT_FILES: &str = "trap '' XFSZ; ulimit -S -f 6000; exec \"$@\"";

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
    on_a_small_disk(releases_go_on_arriving);
}

#[test]
fn a_full_disk_refuses_a_file_and_keeps_nothing_of_it() {
    on_a_small_disk(a_file_arrives);
}

/// Tells a story on a disk of its own.
fn on_a_small_disk(story: Story) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let place = Place::folder(&data);
    let token = token(&place);
    let Some(way) = namespace() else {
        // Where no disk can be mounted, files that may not grow are the next best thing.
        return while_files_may_not_grow(&place, &token, story);
    };
    let data_text = data.display().to_string();
    let arguments = [way.as_slice(), &["bash", "-c", ON_A_SMALL_DISK, &data_text]].concat();
    let server = Server::start_by("unshare", &arguments, &place);
    // The mount is only in the server's namespace, which is reached through the server.
    let inside = Path::new("/proc").join(server.id().to_string()).join("root").join(data.strip_prefix("/").unwrap());
    let ballast = inside.join("ballast");
    story(&server.client(&token), &|| fill(&ballast), &|| std::fs::remove_file(&ballast).unwrap());
}

#[test]
fn files_that_may_not_grow_refuse_lose_nothing_and_recover() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::folder(&folder.path().join("data"));
    let token = token(&place);
    while_files_may_not_grow(&place, &token, releases_go_on_arriving);
}

#[test]
fn what_a_full_disk_left_of_a_file_is_cleared_away() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let place = Place::folder(&data);
    let token = token(&place);
    while_files_may_not_grow(&place, &token, a_file_arrives);

    let config = Config { at: signalbox_store::db::Place::Folder(data), threads: 1 };
    let app = App::new(testing::open(&config));
    app.db.advance_clock(jiff::SignedDuration::from_hours(3));
    while jobs::run_one(&app, "test").unwrap() {}
    let rows = testing::contents(&app.db);
    let of_files: Vec<&String> = rows.iter().filter(|row| row.starts_with("attachment: ")).collect();
    assert!(of_files.iter().all(|row| !row.contains("half.bin")), "{of_files:?}");
    assert_eq!(of_files.len(), 2, "{of_files:?}");
    let parts = rows.iter().filter(|row| row.starts_with("attachment_part: ")).count();
    assert_eq!(parts, PARTS_OF_WHOLE, "no part without its file");
}

fn while_files_may_not_grow(place: &Place, token: &str, story: Story) {
    let mut server = Server::start_by("bash", &["-c", WITH_SHORT_FILES, "limited"], place);
    let pid = server.id().to_string();
    story(&server.client(token), &|| (), &|| {
        let lifted = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited"]).status().unwrap();
        assert!(lifted.success());
    });
    server.kill();
}

/// Takes all the room there is.
fn fill(path: &Path) {
    let mut ballast = File::create(path).unwrap();
    for block in [1 << 16, 1 << 12, 1] {
        while ballast.write_all(&vec![0; block]).is_ok() {}
    }
}

/// What somebody lives through while the disk is full: how they do, how it fills up, how there is room again.
type Story = fn(&Client, &dyn Fn(), &dyn Fn());

fn releases_go_on_arriving(client: &Client, fill: &dyn Fn(), make_room: &dyn Fn()) {
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
    fill();
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

    make_room();
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

/// How many parts the files of the next story have that arrive whole: each but the last is 192 KiB.
const PARTS_OF_WHOLE: usize = 3 + 4;

fn a_file_arrives(client: &Client, fill: &dyn Fn(), make_room: &dyn Fn()) {
    create_release(client, "R-1", json!({})).created();
    let attach = |name: &str, size: usize| {
        let path = format!("/releases/R-1/attachments?name={name}");
        client.send(Request::new("POST", &path).raw("application/octet-stream", vec![b'x'; size]))
    };
    let list = "/releases/R-1/attachments";
    let whole = attach("whole.bin", 500_000).created();
    let content = || client.get(&format!("{list}/{}/content", whole["id"].as_str().unwrap())).ok_text().len();
    fill();

    // Larger than the room there is: some of its parts may find a place, the last does not.
    let answer = attach("half.bin", 10_000_000);
    let refusal = answer.refused(503);
    assert_eq!(refusal.name, "unavailable");
    assert!(refusal.detail.contains("disk"), "{}", refusal.detail);
    assert!(answer.header("retry-after").is_some());
    assert_eq!(client.list(list, "name"), ["whole.bin"], "nobody sees half of a file");
    assert_eq!(content(), 500_000);

    make_room();
    let again = eventually("room", || {
        let answer = attach("again.bin", 600_000);
        (answer.status == 201).then(|| answer.created())
    });
    assert_eq!(again["size"], 600_000);
    assert_eq!(client.list(list, "name"), ["again.bin", "whole.bin"]);
    assert_eq!(content(), 500_000);
    eventually("every event in its place", || {
        (client.list("/journal?kind=attachment", "name") == ["again.bin", "whole.bin"]).then_some(())
    });
}
