//! What proves that a delivery comes from where the deliveries of a gatekeeper come from: a signature over its bytes.

use super::deliveries::Sent;
use crate::secrets::Secret;
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use ring::hmac::{HMAC_SHA256, Key, verify};
use sha2::{Digest, Sha256};
use signalbox_domain::{
    Fault,
    gatekeepers::{Kind, TOLERANCE},
};
use std::fmt::Write;

/// What the secret of Standard Webhooks begins with.
const PREFIX: &str = "whsec_";
/// The longest number of a delivery.
const LONGEST_NUMBER: usize = 200;

/// Why a delivery proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unproven {
    /// It is not signed, or not with the secret.
    Signature,
    /// It was signed too long ago, or in the future.
    Timestamp,
    /// It is signed, and says not which delivery it is.
    Number,
}

/// What the sender of a delivery calls it, once it is proven that it is theirs.
pub(super) fn prove(kind: Kind, secret: &Secret, sent: &Sent, now: Timestamp) -> Result<String, Unproven> {
    match kind {
        Kind::Github => {
            let signature = sent.github_signature.as_deref().and_then(|text| text.strip_prefix("sha256="));
            verified(secret.expose().as_bytes(), &[&sent.body], signature.and_then(hexadecimal))?;
            numbered(sent.github_delivery.as_deref())
        }
        Kind::Gitlab => {
            let signature = sent.gitlab_signature.as_deref().and_then(hexadecimal);
            verified(secret.expose().as_bytes(), &[&sent.body], signature)?;
            // GitLab does not number what it sends to a status check.
            Ok(Sha256::digest(&sent.body).iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            }))
        }
        Kind::Webhook => {
            let key = key_in(secret).ok_or(Unproven::Signature)?;
            let (id, at) = (sent.webhook_id.as_deref(), sent.webhook_timestamp.as_deref());
            let (Some(id), Some(at)) = (id, at) else { return Err(Unproven::Signature) };
            let mut signatures = sent.webhook_signature.as_deref().unwrap_or_default().split(' ');
            let parts = [id.as_bytes(), b".", at.as_bytes(), b".", &sent.body];
            let holds = |text: &str| {
                let signature = text.strip_prefix("v1,").and_then(|text| STANDARD.decode(text).ok());
                verified(&key, &parts, signature).is_ok()
            };
            if !signatures.any(holds) {
                return Err(Unproven::Signature);
            }
            let at = at.parse().ok().and_then(|second| Timestamp::from_second(second).ok());
            if at.is_none_or(|at| now.duration_since(at).abs() > TOLERANCE) {
                return Err(Unproven::Timestamp);
            }
            numbered(Some(id))
        }
    }
}

/// Compares in a time that does not depend on how much of a signature is right.
fn verified(key: &[u8], parts: &[&[u8]], signature: Option<Vec<u8>>) -> Result<(), Unproven> {
    let signature = signature.unwrap_or_default();
    verify(&Key::new(HMAC_SHA256, key), &parts.concat(), &signature).map_err(|_| Unproven::Signature)
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()
}

fn numbered(number: Option<&str>) -> Result<String, Unproven> {
    let is_number =
        |text: &&str| (1..=LONGEST_NUMBER).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    number.filter(is_number).map(str::to_owned).ok_or(Unproven::Number)
}

/// The bytes of a secret of Standard Webhooks.
fn key_in(secret: &Secret) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(secret.expose().strip_prefix(PREFIX)?).ok()?;
    (24..=64).contains(&bytes.len()).then_some(bytes)
}

/// The fault of a secret that its sender cannot sign with, or that can be guessed.
pub(super) fn secret_fault(kind: Kind, secret: &Secret) -> Option<Fault> {
    let text = secret.expose();
    match kind {
        Kind::Webhook if key_in(secret).is_some() => None,
        Kind::Webhook => {
            let told = format!("a secret of Standard Webhooks is {PREFIX} and 24 to 64 bytes in base64");
            Some(Fault::new("/secret", "text", told))
        }
        Kind::Github | Kind::Gitlab
            if (16..=500).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) =>
        {
            None
        }
        Kind::Github | Kind::Gitlab => {
            Some(Fault::new("/secret", "text", "a secret has 16 to 500 visible characters, which nobody guesses"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification of Standard Webhooks.
    fn example() -> (Secret, Sent, Timestamp) {
        let sent = Sent {
            webhook_id: Some("msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned()),
            webhook_timestamp: Some("1614265330".to_owned()),
            webhook_signature: Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".to_owned()),
            body: br#"{"test": 2432232314}"#.to_vec(),
            ..Sent::default()
        };
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        (secret, sent, Timestamp::from_second(1_614_265_330).unwrap())
    }

    #[test]
    fn a_webhook_is_proven_as_the_specification_says_and_for_five_minutes() {
        let (secret, sent, now) = example();
        let proven = |sent: &Sent, now| prove(Kind::Webhook, &secret, sent, now);
        assert_eq!(proven(&sent, now).as_deref(), Ok("msg_p5jXN8AQM9LWM0D4loKWxJek"));
        assert!(proven(&sent, now + TOLERANCE).is_ok());
        for late in [now + TOLERANCE * 2, now - TOLERANCE * 2] {
            assert_eq!(proven(&sent, late), Err(Unproven::Timestamp));
        }
        let two = format!("v1,AAAA {} v2,x", sent.webhook_signature.clone().unwrap());
        assert!(proven(&Sent { webhook_signature: Some(two), ..sent.clone() }, now).is_ok());
        for wrong in [
            Sent { body: b"{}".to_vec(), ..sent.clone() },
            Sent { webhook_id: Some("other".to_owned()), ..sent.clone() },
            Sent { webhook_timestamp: Some("1614265331".to_owned()), ..sent.clone() },
            Sent { webhook_signature: None, ..sent.clone() },
            Sent { webhook_signature: Some("v1,".to_owned()), ..sent.clone() },
            Sent { webhook_id: None, ..sent.clone() },
        ] {
            assert_eq!(proven(&wrong, now), Err(Unproven::Signature));
        }
    }

    #[test]
    fn github_signs_in_hexadecimal_after_the_name_of_the_hash() {
        // The example of GitHub's own documentation.
        let secret = Secret::new("It's a Secret to Everybody");
        let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        let sent = Sent {
            github_signature: Some(signature.to_owned()),
            github_delivery: Some("72d3162e-cc78-11e3-81ab-4c9367dc0958".to_owned()),
            body: b"Hello, World!".to_vec(),
            ..Sent::default()
        };
        let now = Timestamp::UNIX_EPOCH;
        let proven = |sent: &Sent| prove(Kind::Github, &secret, sent, now);
        assert!(proven(&sent).is_ok());
        assert_eq!(proven(&Sent { github_delivery: None, ..sent.clone() }), Err(Unproven::Number));
        for wrong in [&signature[7..], "sha256=", "sha256=00", "sha1=757107"] {
            let sent = Sent { github_signature: Some(wrong.to_owned()), ..sent.clone() };
            assert_eq!(proven(&sent), Err(Unproven::Signature), "{wrong}");
        }
        let gitlab = Sent { gitlab_signature: Some(signature[7..].to_owned()), ..sent };
        assert_eq!(prove(Kind::Gitlab, &secret, &gitlab, now).unwrap().len(), 64);
    }

    #[test]
    fn a_secret_is_long_enough() {
        let fault = |kind, text: &str| secret_fault(kind, &Secret::new(text)).is_some();
        assert!(fault(Kind::Github, "short") && !fault(Kind::Github, "0123456789abcdef"));
        assert!(fault(Kind::Webhook, "0123456789abcdef") && fault(Kind::Webhook, "whsec_MfKQ"));
        assert!(!fault(Kind::Webhook, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    }
}
