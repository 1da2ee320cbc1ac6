//! Passkeys, with a device made here: it answers what it is asked, or lies as told.

use crate::harness::{ADMINISTRATOR, Answer, App, Client, PASSWORD, Request};
use data_encoding::BASE64URL_NOPAD;
use jiff::SignedDuration;
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

const HOST: &str = "signalbox.example.org";
const ORIGIN: &str = "http://signalbox.example.org";

/// A device with one key (WebAuthn Level 3, 6.1 and 6.5).
struct Device {
    key: EcdsaKeyPair,
    name: [u8; 16],
    owner: String,
    /// What it says about itself, for lies.
    origin: &'static str,
    site: &'static str,
    flags: u8,
    counter: u32,
}

const PRESENT_AND_VERIFIED: u8 = 0b101;
const WITH_KEY: u8 = 0b0100_0000;

fn text(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

impl Device {
    fn new(number: u8) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
        Self {
            key,
            name: [number; 16],
            owner: String::new(),
            origin: ORIGIN,
            site: HOST,
            flags: PRESENT_AND_VERIFIED,
            counter: 0,
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false})
            .to_string()
            .into_bytes()
    }

    fn said(&self, flags: u8) -> Vec<u8> {
        let site = digest(&SHA256, self.site.as_bytes());
        [site.as_ref(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// Makes its key known.
    fn made(&mut self, asked: &Value) -> Value {
        let options = &asked["options"];
        self.owner = options["user"]["id"].as_str().unwrap().to_owned();
        let point = self.key.public_key().as_ref();
        // A COSE key (RFC 9053, 7.1): EC2, ES256, P-256, and the two halves of the point after its first byte.
        let head = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        let key = [&head[..], &point[1..33], &[0x22, 0x58, 0x20], &point[33..65]].concat();
        let said = [&self.said(self.flags | WITH_KEY)[..], &[0; 16], &[0, 16], &self.name, &key].concat();
        let length = u8::try_from(said.len()).unwrap();
        let attested = [
            &[0xa3, 0x63][..],
            b"fmt",
            &[0x64],
            b"none",
            &[0x67],
            b"attStmt",
            &[0xa0, 0x68],
            b"authData",
            &[0x58, length],
            &said,
        ]
        .concat();
        let client = self.client_data("webauthn.create", options);
        json!({"id": text(&self.name), "rawId": text(&self.name), "type": "public-key", "clientExtensionResults": {},
            "response": {"attestationObject": text(&attested), "clientDataJSON": text(&client), "transports": ["internal"]}})
    }

    /// Answers what it is asked.
    fn answer(&mut self, asked: &Value) -> Value {
        self.counter += 1;
        let (said, client) = (self.said(self.flags), self.client_data("webauthn.get", &asked["options"]));
        let signed = [&said[..], digest(&SHA256, &client).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        let credential = json!({"id": text(&self.name), "rawId": text(&self.name), "type": "public-key",
            "clientExtensionResults": {}, "authenticatorAttachment": "platform",
            "response": {"authenticatorData": text(&said), "clientDataJSON": text(&client),
                "signature": text(signature.as_ref()), "userHandle": self.owner}});
        json!({"challenge": asked["challenge"], "credential": credential})
    }
}

fn begin(browser: &Client) -> Value {
    browser.post("/account/passkeys/options", json!({})).created()
}

fn add(browser: &Client, device: &mut Device) -> Value {
    let asked = begin(browser);
    let credential = device.made(&asked);
    let sent = json!({"name": "Laptop", "challenge": asked["challenge"], "credential": credential});
    browser.post("/account/passkeys", sent).created()
}

fn asked(app: &App) -> Value {
    app.anonymous().with("host", HOST).post("/session/passkey/options", json!({})).created()
}

fn enter(app: &App, answer: Value) -> Answer {
    app.anonymous().with("host", HOST).post("/session/passkey", answer)
}

fn owner(app: &App) -> Client {
    app.signed_in(ADMINISTRATOR, PASSWORD).with("host", HOST)
}

fn ada(app: &App) -> Client {
    app.person_with_password("Ada", "ada@example.org");
    app.signed_in("ada@example.org", PASSWORD).with("host", HOST)
}

fn causes(app: &App) -> Vec<String> {
    let events = app.events_since(0);
    let failed = events.iter().filter(|event| event["kind"] == "person.sign_in_failed");
    let changes = failed.flat_map(|event| event["changes"].as_array().unwrap());
    changes.filter(|one| one["field"] == "cause").map(|one| one["after"].as_str().unwrap().to_owned()).collect()
}

both_databases!(a_passkey_signs_in_by_itself_and_confirms, |app| {
    let (browser, mut device) = (owner(app), Device::new(7));
    let begun = begin(&browser);
    let options = &begun["options"];
    assert_eq!(options["rp"]["id"], HOST);
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["user"]["name"], ADMINISTRATOR);
    let made = add(&browser, &mut device);
    assert_eq!(made["name"], "Laptop");
    assert_eq!(begin(&browser)["options"]["excludeCredentials"][0]["id"], text(&device.name));

    let entered = enter(app, device.answer(&asked(app)));
    assert!(entered.header("set-cookie").unwrap().contains("__Host-signalbox="));
    assert_eq!(entered.created()["person"]["email"], ADMINISTRATOR);
    let known = browser.get("/account/passkeys").ok();
    assert!(known["items"][0]["last_used_at"].is_string(), "{known}");
    let events = app.events_since(0);
    let last = events.iter().rfind(|event| event["kind"] == "person.signed_in").unwrap();
    assert!(last["changes"].to_string().contains("\"passkey\""), "{last}");

    // In place of the password where it is asked again.
    app.clock.advance(SignedDuration::from_mins(11));
    let remove = Request::new("DELETE", &format!("/account/passkeys/{}", made["id"].as_str().unwrap()));
    assert_eq!(browser.send(remove.clone()).refused(403).reasons(), ["confirm"]);
    assert_eq!(browser.post("/account/passkeys/options", json!({})).refused(403).reasons(), ["confirm"]);
    let confirmed = browser.post("/session/confirmation/passkey", device.answer(&asked(app)));
    let browser = app.anonymous().in_session_of(&confirmed).with("host", HOST);
    browser.send(remove.clone()).ok();
    browser.send(remove).refused(404);
    enter(app, device.answer(&asked(app))).refused(401);
    assert_eq!(causes(app), ["passkey_unknown"]);
});

both_databases!(an_answer_that_does_not_hold_lets_nobody_in, |app| {
    let (browser, mut device) = (owner(app), Device::new(7));
    add(&browser, &mut device);

    let question = asked(app);
    let answer = device.answer(&question);
    enter(app, answer.clone()).created();
    // Once only, and in time.
    enter(app, answer.clone()).refused(401);
    let late = asked(app);
    app.clock.advance(SignedDuration::from_mins(6));
    enter(app, device.answer(&late)).refused(401);
    // A question of one's own making, with a key that is right.
    let mut own = asked(app);
    own["options"]["challenge"] = text(&[1; 32]).into();
    enter(app, device.answer(&own)).refused(401);
    // The signature of something else.
    let mut bent = device.answer(&asked(app));
    bent["credential"]["response"]["signature"] = answer["credential"]["response"]["signature"].clone();
    enter(app, bent).refused(401);
    // A page that only looks like ours had it answered.
    device.origin = "http://signalbox.example.com";
    enter(app, device.answer(&asked(app))).refused(401);
    device.origin = ORIGIN;
    device.site = "example.org";
    enter(app, device.answer(&asked(app))).refused(401);
    device.site = HOST;
    // Nobody was asked for a finger or a PIN.
    device.flags = 0b001;
    enter(app, device.answer(&asked(app))).refused(401);
    device.flags = PRESENT_AND_VERIFIED;
    // A copy of the device, which was used less often.
    device.counter = 0;
    enter(app, device.answer(&asked(app))).refused(401);
    device.counter = 100;
    // For somebody else's account.
    let mine = std::mem::replace(&mut device.owner, text(&[9; 16]));
    enter(app, device.answer(&asked(app))).refused(401);
    device.owner = mine;
    // Another device with no key here; and what is no answer at all.
    enter(app, Device { owner: device.owner.clone(), ..Device::new(8) }.answer(&asked(app))).refused(401);
    let nonsense = json!({"challenge": asked(app)["challenge"], "credential": {"id": "x"}});
    assert_eq!(enter(app, nonsense).refused(422).pointers(), ["/credential"]);
    assert_eq!(
        causes(app),
        [
            "passkey_challenge",
            "passkey_challenge",
            "passkey",
            "passkey",
            "passkey",
            "passkey",
            "passkey",
            "passkey",
            "passkey_of_another",
            "passkey_unknown"
        ]
    );
    enter(app, device.answer(&asked(app))).created();
});

both_databases!(a_passkey_is_added_by_its_owner_for_a_place_with_a_name, |app| {
    let (browser, mut device) = (owner(app), Device::new(7));
    let send = |browser: &Client, asked: &Value, credential: Value| {
        browser.post(
            "/account/passkeys",
            json!({"name": "Key", "challenge": asked["challenge"], "credential": credential}),
        )
    };
    // A number is no name.
    let nameless = app.signed_in(ADMINISTRATOR, PASSWORD);
    assert_eq!(nameless.post("/account/passkeys/options", json!({})).refused(409).reasons(), ["no_name"]);
    // Tokens change nothing about how one signs in.
    let token = app.administrator().with("host", HOST);
    assert_eq!(token.post("/account/passkeys/options", json!({})).refused(409).reasons(), ["token"]);

    let first = begin(&browser);
    let made = device.made(&first);
    // Nobody may answer for somebody else.
    let other = ada(app);
    assert_eq!(send(&other, &first, made.clone()).refused(422).pointers(), ["/credential"]);
    // It was asked once.
    send(&browser, &first, made).refused(422);
    let without_a_finger = begin(&browser);
    device.flags = 0b001;
    let made = device.made(&without_a_finger);
    send(&browser, &without_a_finger, made).refused(422);
    device.flags = PRESENT_AND_VERIFIED;
    add(&browser, &mut device);
    let again = begin(&browser);
    let made = device.made(&again);
    assert_eq!(send(&browser, &again, made).refused(422).faults(), ["/credential passkey"]);
    let hers = begin(&other);
    let owner = device.owner.clone();
    let made = device.made(&hers);
    assert_eq!(send(&other, &hers, made).refused(422).faults(), ["/credential taken"]);
    device.owner = owner;
    // It is not for confirming somebody else either.
    let ours = device.answer(&asked(app));
    assert_eq!(other.post("/session/confirmation/passkey", ours).refused(403).reasons(), ["wrong_passkey"]);
    // What is kept lets nobody in.
    let kept = app.contents().concat();
    assert!(!kept.contains(first["challenge"].as_str().unwrap()));
});

both_databases!(an_administrator_forgets_the_passkeys_of_somebody_who_lost_the_device, |app| {
    let ada = ada(app);
    let id = ada.get("/session").ok()["person"]["id"].as_str().unwrap().to_owned();
    let mut device = Device::new(7);
    add(&ada, &mut device);
    let boss = owner(app);
    assert_eq!(boss.get(&format!("/people/{id}/access")).ok()["passkeys"][0]["name"], "Laptop");
    boss.send(Request::new("DELETE", &format!("/people/{id}/second-factor"))).ok();
    ada.get("/session").refused(401);
    enter(app, device.answer(&asked(app))).refused(401);
});
