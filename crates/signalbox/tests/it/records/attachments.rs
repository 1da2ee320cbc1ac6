//! Files that belong to a release.

use crate::harness::{Answer, Client, Request};
use serde_json::json;
use signalbox_domain::Problem;
use signalbox_service::{
    Ctx,
    attachments::{self, Limits},
};

const LIMIT: usize = 10 << 20;

fn attach(client: &Client, name: &str, bytes: &[u8]) -> Answer {
    let path = format!("/releases/R-1/attachments?name={name}");
    client.send(Request::new("POST", &path).raw("image/svg+xml", bytes))
}

/// What `sha256sum` says of the two files of the stories.
const PICTURE_SUM: &str = "0d35042ec770608b6efbd1b7634df75c2e0bd3bd023b5fd6c4e6914aa9118cac";
const PLAN_SUM: &str = "43727b2a5feb56bb7873c38276e1c2533f5fd9e688c361ef86a4a16a1b436d1b";

both_databases!(a_file_with_a_script_and_a_path_for_a_name_is_inert, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    let picture = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(document.cookie)</script></svg>";
    let made = attach(&client, "..%2F..%2Fx.svg", picture.as_bytes()).created();
    assert_eq!((&made["name"], &made["size"]), (&json!("x.svg"), &json!(picture.len())));
    assert_eq!(made["sha256"], PICTURE_SUM);
    assert_eq!(made["added_by"]["name"], "Release manager");
    let path = format!("/releases/R-1/attachments/{}", made["id"].as_str().unwrap());
    let got = client.get(&format!("{path}/content"));
    assert_eq!(got.ok_text(), picture);
    for (header, value) in [
        ("content-type", "application/octet-stream"),
        ("content-disposition", "attachment; filename=\"x.svg\"; filename*=UTF-8''x.svg"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
        ("cache-control", "private, no-store"),
        ("content-length", &picture.len().to_string()),
    ] {
        assert_eq!(got.header(header), Some(value), "{header}");
    }
    assert_eq!(client.list("/releases/R-1/attachments", "name"), ["x.svg"]);

    client.delete(&path, 7).refused(412);
    client.delete(&path, client.get(&path).rev()).ok();
    client.get(&format!("{path}/content")).refused(404);
    assert_eq!(client.all("/releases/R-1/attachments").len(), 0);
    assert!(!app.contents().iter().any(|row| row.contains("attachment_part")), "the bytes are gone");
    let events = client.all("/journal?kind=attachment");
    assert_eq!(events[0]["kind"], "attachment.removed");
    assert!(events[0].to_string().contains(PICTURE_SUM), "the journal tells which file it was");
});

both_databases!(a_file_that_is_not_what_its_name_says_is_refused, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    let program = [b"MZ\x90\0\x03\0\0\0".as_slice(), &vec![7; 3 << 20]].concat();
    app.unchanged_by(|| {
        for (name, bytes) in [("plan.pdf", program.as_slice()), ("notes.txt", &program), ("plan.pdf", b"%PD")] {
            let refused = attach(&client, name, bytes).refused(422);
            assert_eq!(refused.faults(), ["/name ending"], "{name}");
        }
    });
    attach(&client, "plan.pdf", b"%PDF-1.7 and so on").created();
    attach(&client, "tool.exe", &program).created();
});

both_databases!(a_large_file_comes_back_byte_for_byte_and_a_larger_one_is_refused, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    let bytes: Vec<u8> = (0..LIMIT).map(|place| b'a' + u8::try_from(place * 31 % 251 % 26).unwrap()).collect();
    let made = attach(&client, "plan.txt", &bytes).created();
    assert_eq!((&made["size"], &made["sha256"]), (&json!(LIMIT), &json!(PLAN_SUM)));
    let content = client.get(&format!("/releases/R-1/attachments/{}/content", made["id"].as_str().unwrap()));
    assert!(content.ok_text().as_bytes() == bytes, "the bytes differ");

    let larger = [bytes.as_slice(), b"x"].concat();
    let refused = app.unchanged_by(|| attach(&client, "larger.txt", &larger)).refused(413);
    assert!(refused.detail.contains("10485760"), "{}", refused.detail);
    let refused = app.unchanged_by(|| attach(&client, "empty.txt", b"")).refused(422);
    assert_eq!(refused.faults(), [" empty"]);
    for nameless in ["", "..", "%2F", "a%2F"] {
        let refused = app.unchanged_by(|| attach(&client, nameless, b"x")).refused(422);
        assert_eq!(refused.pointers(), ["/name"], "{nameless:?}");
    }
    app.stranger().get("/releases/R-1/attachments").refused(404);
});

both_databases!(a_release_holds_only_so_much, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    attach(&client, "first.txt", b"0123456789").created();
    let ctx = Ctx::system("test");
    let limits = Limits { one: 10, release: 15 };
    let begin =
        |expected| app.wait(attachments::begin(&app.service, &ctx, "R-1".to_owned(), "second.txt", expected, limits));
    let code = |refused: Problem| match refused {
        Problem::Refused { reasons, .. } => reasons[0].code,
        Problem::Invalid(faults) => faults[0].code,
        other => panic!("{other}"),
    };
    // Whoever says how much will come hears at once that there is no room for it.
    assert_eq!(begin(Some(6)).map(drop).map_err(code), Err("full"));
    // Whoever does not hears it when it has come.
    let send = |bytes: &[u8]| {
        let mut arriving = begin(None).unwrap();
        app.wait(arriving.take(bytes))?;
        app.wait(arriving.finish())
    };
    assert_eq!(code(app.unchanged_by(|| send(b"012345")).unwrap_err()), "full");
    assert_eq!(code(app.unchanged_by(|| send(b"0123456789x")).unwrap_err()), "too-large");
    send(b"01234").unwrap();
    assert_eq!(client.list("/releases/R-1/attachments", "name"), ["second.txt", "first.txt"]);
});

both_databases!(what_breaks_off_leaves_nothing, |app| {
    use std::io::Write;
    let client = app.administrator();
    app.release("R-1", json!({}));
    let before = client.all("/releases/R-1/attachments").len();
    let address = app.url().trim_start_matches("http://").to_owned();
    let mut line = std::net::TcpStream::connect(&address).unwrap();
    let token = client.headers().find(|(name, _)| *name == "authorization").unwrap().1.to_owned();
    let head = format!(
        "POST /api/v1/releases/R-1/attachments?name=half.bin HTTP/1.1\r\nhost: {address}\r\nauthorization: {token}\r\n\
         content-type: application/octet-stream\r\ncontent-length: 1000000\r\n\r\n"
    );
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(&vec![b'x'; 600_000]).unwrap();
    line.flush().unwrap();
    let rows =
        || app.contents().iter().filter(|row| row.contains("half.bin") || row.contains("attachment_part")).count();
    // Parts of it are kept while it arrives, and nobody sees them.
    crate::harness::eventually("parts of the file", || (rows() >= 3).then_some(()));
    assert_eq!(client.all("/releases/R-1/attachments").len(), before);
    drop(line);
    crate::harness::eventually("nothing of the file", || (rows() == 0).then_some(()));
    assert_eq!(client.list("/journal?kind=attachment", "kind"), [""; 0]);
});

crate::oracles::both_places!(killed_in_the_middle_nothing_of_a_file_is_left, |place| {
    use std::io::Write;
    let token = crate::harness::token(place);
    let mut server = crate::harness::Server::start(place);
    let client = server.client(&token);
    crate::harness::create_release(&client, "R-1", json!({})).created();
    let whole = attach(&client, "whole.bin", &vec![b'w'; 500_000]).created();
    let address = client.address("//").trim_start_matches("http://").trim_end_matches('/').to_owned();
    let mut line = std::net::TcpStream::connect(&address).unwrap();
    let head = format!(
        "POST /api/v1/releases/R-1/attachments?name=half.bin HTTP/1.1\r\nhost: {address}\r\n\
         authorization: Bearer {token}\r\ncontent-length: 1000000\r\n\r\n"
    );
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(&vec![b'h'; 900_000]).unwrap();
    line.flush().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    server.kill();
    server = crate::harness::Server::start(place);
    let client = server.client(&token);
    assert_eq!(client.list("/releases/R-1/attachments", "name"), ["whole.bin"]);
    let content = client.get(&format!("/releases/R-1/attachments/{}/content", whole["id"].as_str().unwrap()));
    assert_eq!(content.ok_text().len(), 500_000);
    // The same file sent again arrives.
    attach(&client, "half.bin", &vec![b'h'; 1_000_000]).created();
    server.kill();
});
