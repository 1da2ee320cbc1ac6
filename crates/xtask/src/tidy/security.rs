//! What the product's security rests on: memory that Rust minds, chance from one source, and few algorithms, each where it is
//! known to be used. `docs/security/measures.md` has the same list for people.

use super::Finding;
use crate::repository::Source;
use crate::rust_source::{Kind, RustSource, begins};

/// Libraries of cryptography, by the word that a path begins with, each with the files that use it.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("argon2", &["service/src/accounts/passwords.rs"]),
    ("hmac", &["service/src/accounts/second_factor.rs"]),
    // Authenticators know no other (RFC 6238), and breached passwords are published under it.
    ("sha1", &["service/src/accounts/second_factor.rs", "service/src/accounts/breached.rs"]),
    (
        "ring",
        &[
            "connectors/src/http/mod.rs",
            "service/src/gatekeepers/github.rs",
            "service/src/gatekeepers/proof.rs",
            "service/src/proofs/signer.rs",
            "service/src/secrets.rs",
            "signalbox/src/tls.rs",
            "verify/src/note.rs",
        ],
    ),
];
/// Libraries that nothing of ours uses by itself, whatever others bring along.
const OTHERS: &[&str] = &[
    "aes",
    "aes_gcm",
    "aws_lc_rs",
    "blowfish",
    "cbc",
    "chacha20",
    "chacha20poly1305",
    "cipher",
    "des",
    "ecb",
    "ed25519_dalek",
    "fastrand",
    "md4",
    "md5",
    "native_tls",
    "openssl",
    "p256",
    "p384",
    "pbkdf2",
    "rand",
    "rc4",
    "ripemd",
    "rsa",
    "scrypt",
    "sha3",
    "sodiumoxide",
];
/// What rests on *ring*: one cipher that tells when something was changed, and one signature. Beside these an App of GitHub
/// signs with RSA, as GitHub wants it, and webhooks are proven by HMAC.
#[cfg(test)]
const ALGORITHMS: &[&str] = &["CHACHA20_POLY1305", "ED25519"];
/// What *ring* has beside it.
const OTHER_ALGORITHMS: &[&str] = &[
    "AES_128_GCM",
    "AES_256_GCM",
    "SHA1_FOR_LEGACY_USE_ONLY",
    "HMAC_SHA1_FOR_LEGACY_USE_ONLY",
    "RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY",
    "RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY",
    "RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY",
    "RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY",
];
/// What gives memory or a handle up without giving it back, by the type and its function.
const LEAKS: &[(&str, &str)] = &[
    ("mem", "forget"),
    ("Box", "leak"),
    ("Box", "into_raw"),
    ("Vec", "leak"),
    ("String", "leak"),
    ("Arc", "into_raw"),
    ("Rc", "into_raw"),
    ("ManuallyDrop", "new"),
];
/// The one file that reads random bytes.
const CHANCE: &str = "store/src/db/mod.rs";
const WHY: &str = "what is not in the list was not looked at: not whether it is strong, nor whether it can be replaced";

pub(super) fn in_rust(source: &RustSource) -> Vec<Finding> {
    let Some(file) = source.path.strip_prefix("crates/").filter(|file| !file.starts_with("xtask/")) else {
        return Vec::new();
    };
    let code = source.code();
    let mut findings = Vec::new();
    let mut find = |line: usize, what: String, why: &'static str, fix: &'static str| {
        findings.push(Finding::at(&source.path, line, what, why, fix));
    };
    for position in 0..code.len() {
        let (rest, token) = (&code[position..], code[position]);
        if token.kind != Kind::Word {
            continue;
        }
        let word = token.text.as_str();
        if word == "unsafe" {
            let fix = "do it by a library that is looked at by many, behind a safe interface";
            find(token.line, "unsafe code".into(), "memory is minded by the compiler, and by nobody else", fix);
        }
        if token.test {
            continue;
        }
        if let Some((of, way)) = LEAKS.iter().find(|(of, way)| begins(rest, &[of, ":", ":", way])) {
            let fix = "let it go out of scope, or give it to whoever lives as long as it has to";
            find(token.line, format!("{of}::{way}"), "memory and handles are given back by their owner", fix);
        }
        // The first word of a path, not one of its parts.
        let is_first = position == 0 || code[position - 1].text != ":";
        if is_first && begins(rest, &[word, ":", ":"]) {
            let own = LIBRARIES.iter().find(|(library, _)| *library == word);
            if own.is_some_and(|(_, files)| !files.contains(&file)) || OTHERS.contains(&word) {
                let fix =
                    "use what is there, or add the file to LIBRARIES here and a line to docs/security/measures.md";
                find(token.line, format!("`{word}` is used here"), WHY, fix);
            }
        }
        if OTHER_ALGORITHMS.contains(&word) {
            let fix = "use one of those that are: CHACHA20_POLY1305, ED25519";
            find(token.line, format!("{word} is used"), WHY, fix);
        }
        if begins(rest, &["getrandom", ":", ":"]) && file != CHANCE {
            let fix = "take bytes from signalbox_store::db::random_bytes";
            find(token.line, "chance from another source".into(), "secrets are as good as the chance in them", fix);
        }
    }
    findings
}

/// Whether the compiler's word about memory holds for every crate, and the libraries that are built.
pub(super) fn in_manifests(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let manifests = sources.iter().filter(|source| source.path.ends_with("Cargo.toml"));
    for manifest in manifests {
        let is_root = manifest.path == "Cargo.toml";
        let wanted =
            if is_root { "[workspace.lints.rust]\nunsafe_code = \"forbid\"" } else { "[lints]\nworkspace = true" };
        if !manifest.text.contains(wanted) {
            findings.push(Finding::in_file(
                &manifest.path,
                "unsafe code is not forbidden",
                "memory is minded by the compiler, and by nobody else",
                if is_root {
                    "[workspace.lints.rust] begins with unsafe_code = \"forbid\""
                } else {
                    "[lints] workspace = true"
                },
            ));
        }
    }
    for lock in sources.iter().filter(|source| source.path == "Cargo.lock") {
        for library in ["native-tls", "openssl", "openssl-sys", "aws-lc-rs", "rust-crypto", "rc4", "des", "md4", "ecb"]
        {
            if lock.text.contains(&format!("name = \"{library}\"\n")) {
                let fix = "turn off the feature that brings it in";
                findings.push(Finding::in_file(&lock.path, format!("{library} is built in"), WHY, fix));
            }
        }
    }
    findings
}

/// Whether advisories are asked for, and none is passed over without a reason and an end. What they say is not asked here:
/// tidy needs no network.
pub(super) fn of_advisories(deny: &str, makefile: &str) -> Vec<Finding> {
    const WHY: &str = "a library that is known to be vulnerable stays in until somebody looks";
    let mut findings = Vec::new();
    let section =
        deny.split_once("[advisories]\n").map_or("", |(_, after)| after.split("\n[").next().unwrap_or_default());
    let begins = section.split_once("ignore = [").map(|(_, after)| after);
    if begins.is_none() || !section.contains("yanked = \"deny\"") {
        let fix = "[advisories] with yanked = \"deny\" and an ignore list";
        findings.push(Finding::in_file("deny.toml", "advisories are not minded", WHY, fix));
    }
    let ignored = begins.unwrap_or_default().split(']').next().unwrap_or_default();
    for entry in ignored.lines().map(str::trim).filter(|entry| entry.contains("RUSTSEC-") || entry.contains("GHSA-")) {
        let reason = entry.split_once("reason = \"").map_or("", |(_, reason)| reason);
        if !reason.contains("; until 20") {
            let fix = "{ id = \"…\", reason = \"why it does no harm here; until 2026-12-31\" }";
            findings.push(Finding::in_file("deny.toml", format!("{entry} without a reason and an end"), WHY, fix));
        }
    }
    let recipe = |name: &str| -> String {
        let lines = makefile.lines().skip_while(|line| !line.starts_with(&format!("{name}:"))).skip(1);
        lines.take_while(|line| line.starts_with('\t')).collect::<Vec<_>>().join("\n")
    };
    let asks = ["cargo deny check advisories", "npm --prefix ui audit --omit=dev"];
    if !asks.iter().all(|ask| recipe("advisories").contains(ask)) || !recipe("check").contains("$(MAKE) advisories") {
        let fix = "make advisories asks cargo deny and npm, and make check makes it";
        findings.push(Finding::in_file("Makefile", "advisories are not asked for", WHY, fix));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository;

    fn found(path: &str, text: &str) -> Vec<String> {
        let source = Source { path: format!("crates/{path}"), text: text.into() };
        in_rust(&RustSource::read(&source)).into_iter().map(|finding| finding.what).collect()
    }

    /// Everything of the repository that these rules are about, and what they find in it.
    fn repository() -> (usize, Vec<Finding>) {
        let sources = repository::sources().unwrap();
        let rust = sources.iter().filter(|source| source.path.ends_with(".rs"));
        let mut findings: Vec<Finding> = rust.clone().flat_map(|source| in_rust(&RustSource::read(source))).collect();
        findings.extend(in_manifests(&sources));
        (rust.count(), findings)
    }

    #[test]
    fn the_repository_keeps_to_what_its_security_rests_on() {
        let (files, findings) = repository();
        assert!(files > 300 && findings.is_empty(), "{findings:#?}");
        // Each library is used where the list says, so that the list is no longer than what there is.
        for (library, files) in LIBRARIES {
            for file in *files {
                let text = std::fs::read_to_string(repository::root().join("crates").join(file)).unwrap();
                assert!(
                    text.contains(&format!("{library}::")) || text.contains(&format!("{library},")),
                    "{library} in {file}"
                );
            }
        }
        let ring = ["service/src/secrets.rs", "service/src/proofs/signer.rs"];
        let ring =
            ring.map(|file| std::fs::read_to_string(repository::root().join("crates").join(file)).unwrap()).concat();
        assert!(ALGORITHMS.iter().all(|algorithm| ring.contains(algorithm)), "they are what it rests on");
    }

    #[test]
    fn unsafe_code_is_found_in_tests_too_and_forbidden_by_every_manifest() {
        assert_eq!(found("web/src/x.rs", "fn f() { unsafe { g() } }"), ["unsafe code"]);
        assert_eq!(found("web/tests/x.rs", "unsafe impl Send for A {}"), ["unsafe code"]);
        assert_eq!(found("web/src/x.rs", "// unsafe\nfn f() -> &'static str { \"unsafe\" }"), [""; 0]);
        let manifest = |path: &str, text: &str| in_manifests(&[Source { path: path.into(), text: text.into() }]).len();
        assert_eq!(manifest("Cargo.toml", "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"), 0);
        assert_eq!(manifest("Cargo.toml", "[workspace.lints.rust]\nunsafe_code = \"warn\"\n"), 1);
        assert_eq!(manifest("crates/web/Cargo.toml", "[lints]\nworkspace = true\n"), 0);
        assert_eq!(manifest("crates/web/Cargo.toml", "[dependencies]\n"), 1);
    }

    #[test]
    fn what_is_never_given_back_is_found() {
        let text = "fn f() { std::mem::forget(a); Box::leak(b); ManuallyDrop::new(c); }";
        assert_eq!(found("web/src/x.rs", text), ["mem::forget", "Box::leak", "ManuallyDrop::new"]);
        assert_eq!(found("web/src/x.rs", "fn f() { drop(a); forget(b); }"), [""; 0]);
    }

    #[test]
    fn cryptography_is_found_where_nobody_looks_for_it() {
        assert_eq!(
            found("web/src/x.rs", "use ring::aead::AES_128_GCM;"),
            ["`ring` is used here", "AES_128_GCM is used"]
        );
        assert_eq!(found("service/src/secrets.rs", "use ring::aead::CHACHA20_POLY1305;"), [""; 0]);
        assert_eq!(found("service/src/secrets.rs", "use ring::aead::AES_256_GCM;"), ["AES_256_GCM is used"]);
        assert_eq!(
            found("service/src/x.rs", "use sha1::Sha1;\nuse md5::Md5;"),
            ["`sha1` is used here", "`md5` is used here"]
        );
        assert_eq!(found("service/src/x.rs", "use aes::cipher::Key;"), ["`aes` is used here"]);
        assert_eq!(
            found("service/src/x.rs", "use sha2::Sha256;\nuse rustls::crypto::ring::default_provider;"),
            [""; 0]
        );
        let lock = Source { path: "Cargo.lock".into(), text: "name = \"openssl-sys\"\n".into() };
        assert_eq!(in_manifests(&[lock]).len(), 1);
    }

    #[test]
    fn chance_has_one_source() {
        assert_eq!(found("service/src/x.rs", "fn f() { rand::random() }"), ["`rand` is used here"]);
        assert_eq!(found("service/src/x.rs", "fn f() { getrandom::fill(&mut a) }"), ["chance from another source"]);
        assert_eq!(found(CHANCE, "fn f() { getrandom::fill(&mut a) }"), [""; 0]);
    }

    #[test]
    fn advisories_are_asked_for_and_none_is_passed_over_without_a_reason_and_an_end() {
        let of = |file: &str| std::fs::read_to_string(repository::root().join(file)).unwrap();
        let (deny, makefile) = (of("deny.toml"), of("Makefile"));
        assert_eq!(of_advisories(&deny, &makefile), []);
        let passed_over = |entry: &str| {
            let deny = deny.replace("ignore = []", &format!("ignore = [\n  {entry},\n]"));
            of_advisories(&deny, &makefile).len()
        };
        assert_eq!(passed_over("\"RUSTSEC-2026-0001\""), 1);
        assert_eq!(passed_over("{ id = \"RUSTSEC-2026-0001\", reason = \"no harm\" }"), 1);
        assert_eq!(passed_over("{ id = \"RUSTSEC-2026-0001\", reason = \"not reached; until 2026-12-31\" }"), 0);
        assert_eq!(of_advisories(&deny.replace("yanked = \"deny\"", ""), &makefile).len(), 1);
        assert_eq!(of_advisories(&deny, &makefile.replace("; $(MAKE) advisories", "")).len(), 1);
        assert_eq!(of_advisories(&deny, &makefile.replace("cargo deny check advisories", "")).len(), 1);
    }
}
