//! How much chance there is in what lets somebody in, and where it is told.

use crate::harness::{ADMINISTRATOR, PASSWORD};
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;
use std::collections::HashSet;

both_databases!(what_a_browser_is_known_by_is_256_random_bits_and_told_in_its_cookie_alone, |app| {
    let mut secrets = Vec::new();
    for _ in 0..12 {
        let answer = app.anonymous().post("/session", json!({"email": ADMINISTRATOR, "password": PASSWORD}));
        let cookies = answer.headers("set-cookie");
        assert_eq!(cookies.len(), 1, "{cookies:?}");
        let (pair, attributes) = cookies[0].split_once(';').unwrap();
        for attribute in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
            assert!(attributes.contains(attribute), "{attribute} is missing: {attributes}");
        }
        assert!(!attributes.contains("Domain"), "for this host alone: {attributes}");
        let secret = pair.strip_prefix("__Host-signalbox=").unwrap().to_owned();
        // Scripts can read bodies and addresses, and must not find it there.
        let others: Vec<_> = answer.headers.iter().filter(|(name, _)| name.as_str() != "set-cookie").collect();
        assert!(!answer.text.contains(&secret) && !format!("{others:?}").contains(&secret));
        let browser = app.anonymous().in_session_of(&answer);
        for path in ["/session", "/account", "/sessions"] {
            assert!(!browser.get(path).text.contains(&secret), "{path} tells it again");
        }
        secrets.push(BASE64URL_NOPAD.decode(secret.as_bytes()).unwrap());
    }
    let kept = app.contents().concat();
    for secret in &secrets {
        assert_eq!(secret.len(), 32, "256 bits");
        assert!(!kept.contains(&BASE64URL_NOPAD.encode(secret)), "what is kept opens nothing");
    }
    // No place has the same byte every time: nothing of it is a number, a time or a name.
    for place in 0..32 {
        let seen: HashSet<u8> = secrets.iter().map(|secret| secret[place]).collect();
        assert!(seen.len() > 6, "byte {place} is one of {seen:?}");
    }
});
