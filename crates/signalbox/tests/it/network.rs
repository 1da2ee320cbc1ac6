//! How the server is reached: what it tells browsers, whom it believes, how often and how much may be asked.

use crate::harness::{ADMINISTRATOR, App, Client, Place, Request, Server, eventually};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use serde_json::json;
use signalbox_connectors::http::{Allowed, Client as Connector, Limits};
use signalbox_service::{
    network::Network,
    outgoing::{Ask, Outgoing},
};
use signalbox_web::{Rate, Settings};
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    time::Duration,
};

fn believing_nobody() -> Settings {
    Settings { proxies: Vec::new(), ..Settings::default() }
}

#[test]
fn every_answer_tells_browsers_what_they_may_do_with_it() {
    let app = App::on_sqlite();
    let client = app.administrator();
    for path in ["//", "//releases/none", "//api/docs", "/releases", "/releases/none", "//assets/none.js"] {
        let answer = client.get(path);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        for part in [
            "default-src 'self'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        assert!(answer.header("permissions-policy").unwrap().contains("camera=()"), "{path}");
        assert_eq!(answer.header("strict-transport-security"), None, "nothing was encrypted");
        let (kind, caching) = (answer.header("content-type").unwrap_or_default(), answer.header("cache-control"));
        if kind.starts_with("text/") {
            assert!(kind.ends_with("charset=utf-8"), "{path}: {kind}");
        }
        let is_kept = path == "//api/docs" || kind.starts_with("text/html");
        assert!(is_kept || caching == Some("no-store"), "{path}: {caching:?}");
        if answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            let is_inline = |tag: &str| {
                answer
                    .text
                    .split(tag)
                    .skip(1)
                    .any(|rest| !rest.starts_with(" src=") && !rest.starts_with(" type=\"module\""))
            };
            assert!(!is_inline("<script") && !answer.text.contains("<style"), "{path} holds nothing inline");
        }
    }
}

#[test]
fn a_proxy_is_believed_that_the_configuration_names() {
    let app = App::on_sqlite();
    let by_proxy =
        app.anonymous().with("x-forwarded-proto", "https").with("x-forwarded-for", "203.0.113.9, 198.51.100.7");
    let secured = Some("max-age=63072000; includeSubDomains");
    assert_eq!(by_proxy.get("/setup").header("strict-transport-security"), secured);
    // Also what is refused before anybody looks at it.
    let long = by_proxy.get(&format!("/search?q={}", "x".repeat(9_000)));
    assert_eq!((long.status, long.header("strict-transport-security")), (414, secured));
    by_proxy.post("/session", json!({"email": ADMINISTRATOR, "password": "wrong"})).refused(401);
    let failed = app.events_since(0).into_iter().rfind(|event| event["kind"] == "person.sign_in_failed").unwrap();
    assert!(failed.to_string().contains("198.51.100.7"), "the last one is what the proxy saw: {failed}");
    assert!(!failed.to_string().contains("203.0.113.9"));
}

#[test]
fn forged_headers_are_ignored_and_journalled_once() {
    let app = App::on_sqlite_with(believing_nobody());
    for number in 0..3 {
        let forger = app
            .anonymous()
            .with("x-forwarded-for", &format!("203.0.113.{number}"))
            .with("x-forwarded-proto", "https")
            .with("forwarded", "for=203.0.113.9");
        let answer = forger.post("/session", json!({"email": ADMINISTRATOR, "password": "wrong"}));
        answer.refused(401);
        assert_eq!(answer.header("strict-transport-security"), None);
    }
    let events = app.events_since(0);
    let of =
        |kind: &str| events.iter().filter(|event| event["kind"] == kind).map(ToString::to_string).collect::<Vec<_>>();
    let failed = of("person.sign_in_failed");
    assert_eq!(failed.len(), 3);
    assert!(failed.iter().all(|event| event.contains("127.0.0.1") && !event.contains("203.0.113")), "{failed:?}");
    let forged = of("headers.forged");
    assert_eq!(forged.len(), 1, "{forged:?}");
    assert!(
        forged[0].contains("x-forwarded-for") && forged[0].contains("127.0.0.1") && !forged[0].contains("203.0.113")
    );
}

#[test]
fn whoever_asks_too_often_waits_and_nobody_else_does() {
    let rate = Rate { per_second: 1, at_once: 5 };
    let app = App::on_sqlite_with(Settings { person_rate: rate, ..Settings::default() });
    let (busy, calm) = (app.member_of("enterprise"), app.member_of("enterprise"));
    let answers: Vec<_> = (0..8).map(|_| busy.get("/session")).collect();
    assert_eq!(answers[0].status, 200);
    let refused = answers.iter().find(|answer| answer.status == 429).expect("one too many");
    assert_eq!(refused.refused(429).name, "throttled");
    assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
    calm.get("/session").ok();
    std::thread::sleep(Duration::from_secs(2));
    busy.get("/session").ok();

    let app = App::on_sqlite_with(Settings { address_rate: rate, ..believing_nobody() });
    let statuses: Vec<u16> = (0..8).map(|_| app.anonymous().get("/setup").status).collect();
    assert_eq!((statuses[0], statuses.contains(&429)), (200, true), "{statuses:?}");
}

#[test]
fn what_is_too_large_or_too_slow_is_refused() {
    let app = App::on_sqlite_with(Settings { patience: Duration::from_millis(500), ..Settings::default() });
    let client = app.administrator();
    client.get(&format!("/search?q={}", "x".repeat(9_000))).refused(414);
    client.send(Request::new("GET", "/releases").header("x-large", &"x".repeat(40_000))).refused(431);
    let mut slow = TcpStream::connect(app.url().trim_start_matches("http://")).unwrap();
    let head =
        "POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{";
    slow.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 12];
    slow.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
}

#[test]
fn so_many_connections_are_served_and_none_that_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::folder(&folder.path().join("data"));
    let limits = [
        ("SIGNALBOX_LIMITS__CONNECTIONS", "3"),
        ("SIGNALBOX_LIMITS__HEAD_SECONDS", "1"),
        ("SIGNALBOX_TRUSTED_PROXIES", "[]"),
    ];
    let server = Server::start_logging(&place, &limits, &folder.path().join("log"));
    let host = server.url.trim_start_matches("http://");
    let connect = || {
        let connection = TcpStream::connect(host).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        connection
    };
    let ask = |connection: &mut TcpStream| {
        let sent = connection.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n");
        let mut answer = [0; 12];
        sent.and_then(|()| connection.read_exact(&mut answer)).is_ok_and(|()| &answer == b"HTTP/1.1 200")
    };
    let mut three = [connect(), connect(), connect()];
    assert!(three.iter_mut().all(ask));
    assert!(!ask(&mut connect()), "a fourth is not served");
    drop(three);
    eventually("a place to be given back", || ask(&mut connect()).then_some(()));

    // Whoever does not say what it wants gives its place up.
    let mut slow = connect();
    slow.write_all(b"GET /health HTTP/1.1\r\nhost: ").unwrap();
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).unwrap_or_default();
    assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
    let mut silent = connect();
    assert_eq!(silent.read(&mut [0; 1]).unwrap_or_default(), 0, "nothing is said to whoever says nothing");
}

#[test]
fn whoever_is_refused_leaves_a_line_in_the_log_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let (place, log) = (Place::folder(&folder.path().join("data")), folder.path().join("log"));
    let mut server = Server::start_logging(&place, &[("SIGNALBOX_LOG", "info")], &log);
    let line = server.next_line();
    let visitor = server.client_without_token();
    let new = json!({"code": line.rsplit("code=").next().unwrap(), "organisation": "Example Railways",
        "name": "Release manager", "email": "boss@example.org", "password": crate::harness::PASSWORD});
    let wrong = json!({"code": "0000", "organisation": "X", "name": "X", "email": "x@example.org",
        "password": crate::harness::PASSWORD});
    visitor.post("/setup", wrong).refused(403);
    let boss = visitor.in_session_of(&visitor.post("/setup", new));
    let person = boss.get("/session").ok()["person"]["id"].as_str().unwrap().to_owned();
    let cookie = boss.headers().find(|(name, _)| *name == "cookie").unwrap().1.to_owned();
    visitor.with_token("sbx_a-token-that-is-none").get("/releases").refused(401);
    visitor.with("cookie", &cookie).post("/teams", json!({})).refused(403);
    boss.get("/releases/not-there%0Aforged").refused(404);
    visitor.get("/session").refused(401);
    let scim = visitor.with_token("sbx_a-token-that-is-none").get("//scim/v2/Users");
    assert_eq!(scim.status, 401);
    let told = eventually("the lines", || {
        let text = fs::read_to_string(&log).unwrap();
        text.contains("/scim/v2/Users").then_some(text)
    });
    let refused: Vec<&str> = told.lines().filter(|line| line.contains("refused")).collect();
    let is_told = |parts: &[&str]| refused.iter().any(|line| parts.iter().all(|part| line.contains(part)));
    for parts in [
        &["POST /api/v1/setup", "403", "wrong_code", "127.0.0.1"][..],
        &["GET /api/v1/releases", "401", "unauthenticated"],
        &["POST /api/v1/teams", "403", "csrf", &person],
        &["GET /api/v1/releases/not-there%0Aforged", "404", &person],
        &["GET /scim/v2/Users", "401"],
    ] {
        assert!(is_told(parts), "{parts:?} is not in:\n{}", refused.join("\n"));
    }
    for secret in ["a-token-that-is-none", cookie.split('=').next_back().unwrap(), crate::harness::PASSWORD] {
        assert!(!told.contains(secret), "{secret} is in the log");
    }
}

#[test]
fn whoever_is_refused_for_asking_too_often_is_told_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let (place, log) = (Place::folder(&folder.path().join("data")), folder.path().join("log"));
    let limits = [
        ("SIGNALBOX_LOG", "info"),
        ("SIGNALBOX_LIMITS__ADDRESS_PER_SECOND", "1"),
        ("SIGNALBOX_LIMITS__ADDRESS_AT_ONCE", "3"),
        ("SIGNALBOX_TRUSTED_PROXIES", "[]"),
    ];
    let server = Server::start_logging(&place, &limits, &log);
    let statuses: Vec<u16> = (0..8).map(|_| server.client_without_token().get("/setup").status).collect();
    assert!(statuses.contains(&429), "{statuses:?}");
    eventually("the line", || {
        let text = fs::read_to_string(&log).unwrap();
        text.lines()
            .any(|line| line.contains("refused") && line.contains("429") && line.contains("throttled"))
            .then_some(())
    });
}

#[test]
fn strangers_cannot_fill_the_journal() {
    let app = App::on_sqlite();
    let mallory = app.anonymous().with("x-forwarded-for", "203.0.113.9");
    let knock = |who: &Client| {
        let asked = who.with("host", "localhost").post(
            "/session/passkey",
            json!({"challenge": "x", "credential": {
            "id": "AA", "rawId": "AA", "type": "public-key", "extensions": {}, "response": {
                "authenticatorData": "AA", "clientDataJSON": "AA", "signature": "AA", "userHandle": null}}}),
        );
        assert_eq!(asked.status, 401, "{}", asked.text);
    };
    for _ in 0..60 {
        knock(&mallory);
    }
    let noted = |address: &str| {
        let events = app.events_since(0);
        let of = events.iter().filter(|event| event["kind"] == "person.sign_in_failed");
        of.filter(|event| event.to_string().contains(address)).cloned().collect::<Vec<_>>()
    };
    let told = noted("203.0.113.9");
    assert_eq!(told.len(), 50);
    assert!(told[49]["reason"].as_str().unwrap().contains("log"), "{}", told[49]);
    // Nobody else is left out, and after a while neither are they.
    knock(&app.anonymous().with("x-forwarded-for", "198.51.100.7"));
    assert_eq!(noted("198.51.100.7").len(), 1);
    app.clock.advance(jiff::SignedDuration::from_mins(16));
    knock(&mallory);
    assert_eq!(noted("203.0.113.9").len(), 51);
}

/// What a server says that does not start, and has made nothing.
fn refused(settings: &[&str], surroundings: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let arguments = [&["serve", "--data", data.to_str().unwrap()], settings].concat();
    let told = crate::harness::run_with(&arguments, surroundings).failed();
    assert!(!data.exists(), "{told}");
    told
}

#[test]
fn nobody_elsewhere_is_served_without_encryption_by_accident() {
    let told = refused(&["--listen", "0.0.0.0:0"], &[]);
    assert!(told.contains("[tls]") && told.contains("plain_http = true"), "{told}");
}

/// Writes a certificate for this machine, and its key.
pub(crate) fn certify(folder: &Path) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    fs::write(folder.join("certificate.pem"), cert.pem()).unwrap();
}

/// Asks a server that shows exactly this certificate.
fn ask(app: &App, url: &str, certificate: &Path) -> Result<u16, String> {
    let allowed = Allowed::read(&["127.0.0.1".to_owned()]).unwrap();
    let client = Outgoing::by(Connector::new(allowed, Some(certificate), Limits::default()).unwrap());
    let asked = client.ask(Ask::get(format!("{url}/health")));
    app.wait(asked).map(|told| told.status).map_err(|unreached| unreached.to_string())
}

#[test]
fn the_server_encrypts_and_reads_its_certificate_again_when_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    let (key, certificate) = (folder.path().join("key.pem"), folder.path().join("certificate.pem"));
    certify(folder.path());
    let former = folder.path().join("former.pem");
    fs::copy(&certificate, &former).unwrap();
    let surroundings =
        [("SIGNALBOX_TLS__CERTIFICATE", certificate.to_str().unwrap()), ("SIGNALBOX_TLS__KEY", key.to_str().unwrap())];
    let place = Place::folder(&folder.path().join("data"));
    let server = Server::start_logging(&place, &surroundings, &folder.path().join("log"));
    assert!(server.url.starts_with("https://"), "{}", server.url);
    let app = App::on_sqlite();
    assert_eq!(ask(&app, &server.url, &certificate), Ok(200));
    let plain = Client::new(server.url.replace("https://", "http://"));
    assert!(plain.try_send(Request::new("GET", "//health")).map_or(true, |answer| answer.status != 200));

    certify(folder.path());
    eventually("the new certificate to be shown", || ask(&app, &server.url, &certificate).ok());
    assert!(ask(&app, &server.url, &former).unwrap_err().contains("certificate"));
}

#[test]
fn a_network_in_the_configuration_that_is_none_is_named() {
    assert_eq!(Network::parse("proxy"), None);
    let told = refused(&[], &[("SIGNALBOX_TRUSTED_PROXIES", "[\"proxy\"]")]);
    assert!(told.contains("\"proxy\" in trusted_proxies"), "{told}");
}
