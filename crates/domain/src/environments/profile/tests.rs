use super::*;
use proptest::prelude::*;

fn with(part: Part, name: &str, text: &str) -> Profile {
    Profile::new([(part, Settings::from([(name.to_owned(), Setting::parse(text))]))])
}

#[test]
fn what_looks_like_a_secret_is_refused_and_named_but_not_repeated() {
    for name in [
        "password",
        "DB_PASSWORD",
        "dbPassword",
        "userpasswd",
        "api-key",
        "apiKey",
        "APIKEY",
        "ssh.private_key",
        "key",
        "accessToken",
        "accesstoken",
        "oauth_token",
        "client_secret",
        "aws_credentials",
        "PIN",
        "signing/key",
    ] {
        let faults = with(Part::Variables, name, "hunter2").faults().into_vec();
        assert_eq!((faults.len(), faults[0].code), (1, "secret"), "{name}");
        assert!(faults[0].detail.contains(name) && !faults[0].detail.contains("hunter2"), "{}", faults[0].detail);
        assert!(with(Part::Variables, name, "secret:kv/uat/it").faults().is_empty(), "{name}");
    }
    for name in [
        "keyboard",
        "token_ttl",
        "key_vault_url",
        "password_policy",
        "public_key",
        "monkey",
        "tokenizer",
        "pinning",
        "region",
        "author",
        "primary.key",
        "secretsEnabled",
    ] {
        assert!(with(Part::Variables, name, "x").faults().is_empty(), "{name}");
    }
}

#[test]
fn a_secret_is_known_by_itself_too() {
    let texts = ["-----BEGIN RSA PRIVATE KEY-----\nMII", "postgres://app:hunter2@db/app", "see https://a:b@c.example."];
    for text in texts {
        assert_eq!(with(Part::Network, "database", text).faults().into_vec()[0].pointer, "/network/database", "{text}");
    }
    for text in ["postgres://app@db:5432/app", "https://example.org:8443/a:b@c", "-----BEGIN PUBLIC KEY-----"] {
        assert!(with(Part::Network, "database", text).faults().is_empty(), "{text}");
    }
}

#[test]
fn a_reference_leads_somewhere() {
    for text in ["secret:", "secret:a b"] {
        assert_eq!(with(Part::Security, "certificate", text).faults().into_vec()[0].code, "secret");
    }
    assert_eq!(with(Part::Security, "a/b~c", "secret:").faults().into_vec()[0].pointer, "/security/a~1b~0c");
}

#[test]
fn a_part_that_does_not_exist_is_refused_and_an_empty_one_is_none() {
    assert!(serde_json::from_str::<Profile>(r#"{"licenses": {"a": "b"}}"#).is_err());
    assert_eq!(serde_json::from_str::<Profile>(r#"{"network": {}}"#).unwrap(), Profile::default());
}

proptest! {
    #[test]
    fn a_profile_survives_its_text(all in prop::collection::vec((0_usize..8, "\\PC{1,8}", "\\PC{0,12}"), 0..8)) {
        let mut parts: BTreeMap<Part, Settings> = BTreeMap::new();
        for (part, name, text) in all {
            parts.entry(Part::ALL[part]).or_default().insert(name, Setting::parse(&text));
        }
        let profile = Profile::new(parts);
        let text = serde_json::to_string(&profile).unwrap();
        prop_assert_eq!(serde_json::from_str::<Profile>(&text).unwrap(), profile);
    }
}
