//! An OpenID provider that says whatever a story tells it to say, true or not, over real HTTP.

use data_encoding::BASE64URL_NOPAD;
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

/// The token that would open what the provider keeps of a person.
pub(super) const ACCESS: &str = "canary-of-an-access-token";

/// What it says next.
pub(super) struct Says {
    /// The claims of the id token, of which the nonce is filled in by the story.
    pub(super) claims: Value,
    /// The header of the id token.
    pub(super) header: Value,
    /// Whether it signs with the key it shows.
    pub(super) is_signed: bool,
    /// What it demands of whoever exchanges a code: the whole `Authorization` header.
    pub(super) proof: Option<String>,
    /// What was sent to exchange the last code.
    pub(super) asked: String,
    /// Who its metadata says that it is; itself when nothing is said.
    pub(super) calls_itself: Option<String>,
    /// With what its metadata says that it signs.
    pub(super) signs_with: Value,
    /// Every path that it was asked for.
    pub(super) paths: Vec<String>,
    /// The last id token.
    pub(super) token: String,
}

/// The provider, until it is dropped.
pub(super) struct Provider {
    pub(super) issuer: String,
    pub(super) says: Arc<Mutex<Says>>,
    /// The key that it does not show and signs with all the same when it is told to.
    pub(super) other_key: Value,
    goes_on: Arc<AtomicBool>,
    serving: Option<JoinHandle<()>>,
}

impl Provider {
    #[expect(clippy::disallowed_methods, reason = "it is waited for when the provider is dropped")]
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let says = Arc::new(Mutex::new(Says {
            claims: Value::Null,
            header: json!({"alg": "ES256", "kid": "k"}),
            is_signed: true,
            proof: None,
            asked: String::new(),
            calls_itself: None,
            signs_with: json!(["ES256"]),
            paths: Vec::new(),
            token: String::new(),
        }));
        let goes_on = Arc::new(AtomicBool::new(true));
        let (shared, running, own) = (Arc::clone(&says), Arc::clone(&goes_on), issuer.clone());
        let (shown, hidden) = (key(), key());
        let other_key = public(&hidden);
        let serving = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if !running.load(Ordering::SeqCst) {
                    return;
                }
                // Whoever leaves early is no trouble of ours.
                let _ = answer(stream.unwrap(), &own, &shown, &hidden, &shared);
            }
        });
        Self { issuer, says, other_key, goes_on, serving: Some(serving) }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.goes_on.store(false, Ordering::SeqCst);
        // It waits for somebody to come.
        let _ = TcpStream::connect(self.issuer.trim_start_matches("http://"));
        if let Some(serving) = self.serving.take() {
            let _ = serving.join();
        }
    }
}

fn key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap()
}

fn answer(
    stream: TcpStream,
    issuer: &str,
    shown: &EcdsaKeyPair,
    hidden: &EcdsaKeyPair,
    says: &Mutex<Says>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut first, mut length, mut proof) = (String::new(), 0, None);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        match name.to_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap_or(0),
            "authorization" => proof = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut says = says.lock().unwrap();
    let path = first.split(' ').nth(1).unwrap_or_default();
    says.paths.push(path.to_owned());
    let (status, told) = match path {
        "/.well-known/openid-configuration" => (200, configuration(issuer, &says)),
        "/jwks" => (200, json!({"keys": [public(shown)]})),
        "/other-jwks" => (200, json!({"keys": [public(hidden)]})),
        "/token" if says.proof.is_some() && says.proof != proof => (401, json!({"error": "invalid_client"})),
        "/token" => {
            says.asked = String::from_utf8_lossy(&body).into_owned();
            let key = if says.is_signed { shown } else { hidden };
            let token = signed(&says.header, &says.claims, key);
            says.token.clone_from(&token);
            (200, json!({"access_token": ACCESS, "token_type": "Bearer", "expires_in": 60, "id_token": token}))
        }
        _ => (404, json!({})),
    };
    drop(says);
    let told = told.to_string();
    let length = told.len();
    write!(
        reader.get_mut(),
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{told}"
    )
}

/// The half of a key that everybody may know (RFC 7518, 6.2).
fn public(key: &EcdsaKeyPair) -> Value {
    let point = key.public_key().as_ref();
    let half = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "k", "x": half(&point[1..33]),
        "y": half(&point[33..65])})
}

fn configuration(issuer: &str, says: &Says) -> Value {
    let name = says.calls_itself.as_deref().unwrap_or(issuer);
    json!({"issuer": name, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": says.signs_with})
}

/// The secret that a provider and this installation share, where a story has them share one.
pub(super) const SHARED: &str = "canary-of-the-client-which-is-long-enough-to-sign";

/// A signed token (RFC 7515, 7.1), or one that says it needs no signature; with the shared secret where it says so.
fn signed(header: &Value, claims: &Value, key: &EcdsaKeyPair) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let said = format!("{}.{}", part(header), part(claims));
    if header["alg"] == "none" {
        return format!("{said}.");
    }
    if header["alg"] == "HS256" {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SHARED.as_bytes()), said.as_bytes());
        return format!("{said}.{}", BASE64URL_NOPAD.encode(tag.as_ref()));
    }
    let signature = key.sign(&SystemRandom::new(), said.as_bytes()).unwrap();
    format!("{said}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
}
