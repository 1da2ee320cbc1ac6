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
    assert!(by_proxy.get("/setup").header("strict-transport-security").unwrap().starts_with("max-age="));
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

/// Writes a certificate for this machine, and its key.
fn certify(folder: &Path) {
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
    let told = crate::harness::run_with(&["serve"], &[("SIGNALBOX_TRUSTED_PROXIES", "[\"proxy\"]")]).failed();
    assert!(told.contains("\"proxy\" in trusted_proxies"), "{told}");
}
