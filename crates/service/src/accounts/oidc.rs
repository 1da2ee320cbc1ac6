//! Signing in elsewhere: OpenID Connect with the authorization code flow, a state, a nonce and PKCE, each used once.
//!
//! Whoever sets out gets a secret for their browser and a state for the provider; only the two together come back. The
//! provider's keys and addresses are read anew each time, by the one guarded way out.

use super::{Signed, SignedIn, Visitor, begin_session, digest, lapsed, same_secret, second_factor, secret, throttle};
use crate::{
    App, Ctx,
    grants::{give, keep_an_administrator},
    outgoing::{Ask, Outgoing, Unreached},
    people,
    secrets::Secret,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    AdditionalClaims, AuthType, AuthenticationFlow, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, HttpRequest, HttpResponse, IdTokenFields, IssuerUrl, JsonWebKeySet, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse,
    TokenResponse,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreResponseType,
        CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use signalbox_domain::{
    Fact, Name, Outcome, PersonRef, Problem,
    accounts::provider::{Admission, LONGEST_ENTRY, Provider, reports_several_factors},
    authz::Administer,
    people::{Grant, Party, is_mail_address},
};
use signalbox_store::{Tx, accounts as stored_accounts, grants as stored_grants, sign_in_providers as store};
use std::{collections::BTreeSet, net::IpAddr, pin::Pin};

/// How far a provider's clock may be ahead of ours.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(1);

/// Somebody who is about to leave for a provider.
#[derive(Clone, Debug)]
pub struct SetOut {
    /// Where the browser goes.
    pub address: String,
    /// What the browser keeps, to show that it was the one that set out.
    pub browser: String,
}

/// Somebody who came back and is signed in.
#[derive(Clone, Debug)]
pub struct CameBack {
    /// The session that begins.
    pub signed_in: SignedIn,
    /// Where the person wanted to go.
    pub return_to: String,
}

/// What a provider sends with a browser that comes back.
#[derive(Clone, Debug)]
pub struct Brought {
    /// The state it was given.
    pub state: String,
    /// What can be exchanged for a token.
    pub code: String,
    /// What the browser kept.
    pub browser: String,
}

/// What everybody may know of the providers: how the buttons are called.
///
/// # Errors
/// When the database cannot be read.
pub async fn offered(app: &App) -> Outcome<Vec<Provider>> {
    app.db.read(&Ctx::system("sign-in"), store::list).await
}

/// Sends somebody on their way to a provider.
///
/// # Errors
/// [`Problem::NotFound`]; a refusal when the provider cannot be reached.
pub async fn set_out(app: &App, from: &Visitor, named: String, callback: String, return_to: String) -> Outcome<SetOut> {
    let ctx = Ctx::system(&from.request);
    let provider = app.db.read(&ctx, move |tx| store::get(tx, &named)).await?;
    let metadata = discover(app, &provider).await?;
    let client = ClientOf::from_provider_metadata(metadata, ClientId::new(provider.client.clone()), None)
        .set_redirect_uri(redirect(callback)?);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (state, nonce, browser) = (secret(), secret(), secret());
    let (told_state, told_nonce) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
    let mut request = client
        .authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            move || told_state,
            move || told_nonce,
        )
        .set_pkce_challenge(challenge);
    for scope in &provider.scopes {
        request = request.add_scope(Scope::new(scope.clone()));
    }
    let (address, _, _) = request.url();
    let entry = store::Entry {
        provider: provider.id,
        browser: digest(&browser),
        nonce,
        verifier: verifier.secret().clone(),
        return_to: own_page(&return_to),
    };
    app.db
        .write(&ctx, move |tx| {
            let until = tx.now().checked_add(LONGEST_ENTRY).unwrap_or(tx.now());
            store::set_out(tx, &digest(&state), &entry, until)
        })
        .await?;
    Ok(SetOut { address: address.to_string(), browser })
}

/// A page of our own that somebody wanted to see; the first page for anything else, lest we send people elsewhere.
fn own_page(wanted: &str) -> String {
    // Browsers pass over some of what cannot be seen: what follows it may be the address of another site.
    let is_plain = !wanted.contains(|letter: char| letter == '\\' || letter.is_control());
    let is_ours = wanted.starts_with('/') && !wanted.starts_with("//") && is_plain;
    if is_ours { wanted.to_owned() } else { "/".to_owned() }
}

/// Signs in whoever comes back from a provider.
///
/// # Errors
/// [`Problem::Unauthenticated`] for everything that does not fit: the journal has the reason, the answer has not.
pub async fn come_back(
    app: &App,
    from: &Visitor,
    named: String,
    callback: String,
    brought: Brought,
) -> Outcome<CameBack> {
    let ctx = Ctx::system(&from.request);
    let state = digest(&brought.state);
    let (provider, entry) = app
        .db
        .write(&ctx, move |tx| {
            let provider = store::get(tx, &named)?;
            let entry = store::come_back(tx, &state)?;
            let entry = entry.filter(|entry| entry.provider == provider.id);
            Ok((provider, entry))
        })
        .await?;
    let Some(entry) = entry else { return refuse(app, from, &provider, "state").await };
    if !same_secret(digest(&brought.browser).as_bytes(), entry.browser.as_bytes()) {
        return refuse(app, from, &provider, "browser").await;
    }
    let told = match exchange(app, &provider, &entry, callback, brought.code).await {
        Ok(told) => told,
        Err(cause) => return refuse(app, from, &provider, cause).await,
    };
    let (from, return_to) = (from.clone(), entry.return_to);
    let signed_in = app
        .db
        .write(&ctx, move |tx| {
            let soon = tx.now().checked_add(CLOCKS_DIFFER).unwrap_or(tx.now());
            if told.not_before.is_some_and(|at| at > soon) {
                return note(tx, &provider, from.address, "token").map(|()| Err(refusal()));
            }
            let Some(person) = admit(tx, &provider, &told)? else {
                return note(tx, &provider, from.address, "unknown").map(|()| Err(refusal()));
            };
            follow_groups(tx, &provider, &told, &person)?;
            if let Some(lapsed) = lapsed(tx, person.id)? {
                return note(tx, &provider, from.address, "lapsed").map(|()| Err(lapsed));
            }
            let has_one = second_factor::has_one(tx, person.id)?;
            let showing = provider.second_factor.showing(told.several_factors, has_one);
            let signed_in = begin_session(tx, &person, &from, "provider", showing)?;
            Ok(Ok(as_proved(tx, signed_in, told.proved_at)?))
        })
        .await??;
    Ok(CameBack { signed_in, return_to })
}

/// A session counts as confirmed since the person proved to the provider who they are, not since they came from there.
fn as_proved(tx: &mut Tx<'_>, signed_in: SignedIn, proved_at: Option<Timestamp>) -> Outcome<SignedIn> {
    let (Some(at), Some(session)) = (proved_at.filter(|at| *at < tx.now()), signed_in.signed.session) else {
        return Ok(signed_in);
    };
    stored_accounts::proved_at(tx, session, at)?;
    Ok(SignedIn { signed: Signed { authenticated_at: Some(at), ..signed_in.signed }, ..signed_in })
}

fn refusal() -> Problem {
    let told = "the provider did not vouch for somebody who may come in here; try again, or ask an administrator";
    Problem::Unauthenticated(told.to_owned())
}

async fn refuse<T>(app: &App, from: &Visitor, provider: &Provider, cause: &'static str) -> Outcome<T> {
    let (provider, address) = (provider.clone(), from.address);
    app.db.write(&Ctx::system(&from.request), move |tx| note(tx, &provider, address, cause)).await?;
    Err(refusal())
}

/// Notes that somebody did not get in by a provider, and why.
fn note(tx: &mut Tx<'_>, provider: &Provider, address: IpAddr, cause: &str) -> Outcome<()> {
    let fact = Fact::of("sign_in_provider.refused", provider.id, people::root(tx)?).named(&provider.name);
    let fact = fact.change("address", None::<IpAddr>, address).change("cause", None::<&str>, cause);
    throttle::note_refused(tx, address, fact)
}

/// What a provider said of somebody, as far as it was checked.
#[derive(Clone, Debug)]
struct Vouched {
    subject: String,
    /// Only one that the provider has checked.
    email: Option<String>,
    name: Option<String>,
    groups: BTreeSet<String>,
    /// When the person proved who they are.
    proved_at: Option<Timestamp>,
    /// Whether it says that it asked for several factors.
    several_factors: bool,
    /// When its word begins to hold.
    not_before: Option<Timestamp>,
}

/// Claims beside those every token has.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Rest(Map<String, Value>);
impl AdditionalClaims for Rest {}

type Tokens = StandardTokenResponse<
    IdTokenFields<
        Rest,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type ClientOf<A, D, I, R, T, U> = Client<
    Rest,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    A,
    D,
    I,
    R,
    T,
    U,
>;

fn redirect(callback: String) -> Outcome<RedirectUrl> {
    RedirectUrl::new(callback).map_err(|error| Problem::Internal(format!("the address to come back to: {error}")))
}

async fn discover(app: &App, provider: &Provider) -> Outcome<CoreProviderMetadata> {
    let issuer = IssuerUrl::new(provider.issuer.clone())
        .map_err(|error| Problem::refused("issuer", format!("{} is no address: {error}", provider.issuer)))?;
    CoreProviderMetadata::discover_async(issuer, &way(&app.outgoing)).await.map_err(|error| {
        tracing::warn!(provider = %provider.key, error = %chain(&error), "a sign-in provider cannot be used");
        let told = format!("{} cannot be used just now; sign in another way, or try again", provider.name);
        Problem::refused("provider", told)
    })
}

/// An error and what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// An answer that is under way, as the protocol's library wants it.
type Answering = Pin<Box<dyn Future<Output = Result<HttpResponse, Unreached>> + Send>>;

/// The one guarded way out, as the protocol's library asks for it.
fn way(outgoing: &Outgoing) -> impl Fn(HttpRequest) -> Answering + Send + Sync + use<> {
    let outgoing = outgoing.clone();
    move |request: HttpRequest| {
        let outgoing = outgoing.clone();
        Box::pin(async move {
            let url = request.uri().to_string();
            let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
            let kind = header("content-type").unwrap_or("application/x-www-form-urlencoded").to_owned();
            let accept = header("accept").unwrap_or("application/json").to_owned();
            let ask = if request.method().as_str() == "POST" {
                Ask::post(url, &kind, request.body().clone())
            } else {
                Ask::get(url)
            };
            let ask = match header("authorization") {
                Some(proof) => ask.with("authorization", proof.to_owned()),
                None => ask,
            };
            let told = outgoing.ask(ask.with("accept", accept)).await?;
            let mut response = HttpResponse::new(told.body);
            let none = || Unreached::NoAddress(format!("an answer with the status {}, which is none", told.status));
            *response.status_mut() = told.status.try_into().map_err(|_| none())?;
            Ok(response)
        })
    }
}

/// The secret that a provider shares with this installation, if they share one.
async fn shared_with(app: &App, provider: &Provider) -> Outcome<Option<Secret>> {
    let (keys, id) = (app.keys.clone(), provider.id);
    app.db.read(&Ctx::system("sign-in"), move |tx| keys.reveal(tx, id, store::SECRET)).await
}

/// Exchanges a code for what the provider says of the person, and checks every word of it.
async fn exchange(
    app: &App,
    provider: &Provider,
    entry: &store::Entry,
    callback: String,
    code: String,
) -> Result<Vouched, &'static str> {
    let metadata = discover(app, provider).await.map_err(|_| "provider")?;
    let keys = metadata.jwks().keys().iter().filter(|key| is_strong(key, app.smallest_rsa_key)).cloned().collect();
    let metadata = metadata.set_jwks(JsonWebKeySet::new(keys));
    let methods = metadata.token_endpoint_auth_methods_supported().cloned();
    let signed_by = metadata.id_token_signing_alg_values_supported().clone();
    let mut client = ClientOf::from_provider_metadata(metadata, ClientId::new(provider.client.clone()), None)
        .set_redirect_uri(redirect(callback).map_err(|_| "callback")?);
    if let Some(secret) = shared_with(app, provider).await.map_err(|_| "secret")? {
        // Without a word about it a provider takes the header (OpenID Connect Discovery 1.0, 3).
        let takes_header = methods.is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        client = client
            .set_client_secret(ClientSecret::new(secret.expose().to_owned()))
            .set_auth_type(if takes_header { AuthType::BasicAuth } else { AuthType::RequestBody });
    }
    let request = client.exchange_code(AuthorizationCode::new(code)).map_err(|_| "provider")?;
    let answer = request
        .set_pkce_verifier(PkceCodeVerifier::new(entry.verifier.clone()))
        .request_async(&way(&app.outgoing))
        .await
        .map_err(|error| {
            tracing::warn!(provider = %provider.key, error = %chain(&error), "a code was not exchanged");
            "code"
        })?;
    let token = answer.id_token().ok_or("no_token")?;
    // Only what the provider signs with a key that nobody else has: a secret that is shared could sign for either.
    let verifier = client.id_token_verifier().set_allowed_algs(signed_by.into_iter().filter(is_asymmetric));
    let claims = token.claims(&verifier, &Nonce::new(entry.nonce.clone())).map_err(|error| {
        tracing::warn!(provider = %provider.key, error = %chain(&error), "an id token does not hold");
        "token"
    })?;
    let Rest(rest) = claims.additional_claims();
    let used: Vec<String> =
        claims.auth_method_refs().into_iter().flatten().map(|used| used.as_str().to_owned()).collect();
    let class = claims.auth_context_ref().map(|class| class.as_str());
    // RFC 7519, 4.1.5: seconds since 1970, with or without a fraction.
    let not_before = match rest.get("nbf") {
        None => None,
        Some(at) => Some(at.as_f64().and_then(second).ok_or("token")?),
    };
    let is_checked = claims.email_verified() == Some(true);
    let email = claims.email().map(|email| email.as_str().trim().to_lowercase());
    Ok(Vouched {
        subject: claims.subject().as_str().to_owned(),
        email: email.filter(|email| is_checked && is_mail_address(email)),
        name: claims.name().and_then(|name| name.get(None)).map(|name| name.as_str().to_owned()),
        groups: provider.groups_claim.as_ref().and_then(|claim| rest.get(claim)).map(groups).unwrap_or_default(),
        several_factors: reports_several_factors(&used, class),
        not_before,
        proved_at: claims.auth_time().and_then(|at| Timestamp::from_second(at.timestamp()).ok()),
    })
}

/// An instant as tokens write it, rounded up to a second.
fn second(since_1970: f64) -> Option<Timestamp> {
    let whole = format!("{:.0}", since_1970.ceil()).parse().ok()?;
    Timestamp::from_second(whole).ok()
}

/// The smallest RSA key that is believed unless the configuration asks for more, in bits (NIST SP 800-131A): 112 bits of
/// security, where 3,072 have 128 (NIST SP 800-57, 5.6.1). Elliptic curves are strong enough, all of those there are.
pub const SMALLEST_RSA_KEY: usize = 2048;

/// Whether what a key signed may be believed. An RSA key tells its modulus `n` (RFC 7518, 6.3.1).
fn is_strong(key: &CoreJsonWebKey, smallest: usize) -> bool {
    let told = serde_json::to_value(key).unwrap_or_default();
    let Some(modulus) = told["n"].as_str() else { return told["kty"] != "RSA" };
    let bytes = URL_SAFE_NO_PAD.decode(modulus.trim_end_matches('=')).unwrap_or_default();
    let leading = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let first = bytes.get(leading).copied().unwrap_or_default();
    (bytes.len() - leading) * 8 >= smallest + first.leading_zeros() as usize
}

fn is_asymmetric(algorithm: &CoreJwsSigningAlgorithm) -> bool {
    use CoreJwsSigningAlgorithm as By;
    !matches!(algorithm, By::None | By::HmacSha256 | By::HmacSha384 | By::HmacSha512)
}

/// The groups of a claim: a list of names, or one.
fn groups(claim: &Value) -> BTreeSet<String> {
    match claim {
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(name) => BTreeSet::from([name.clone()]),
        _ => BTreeSet::new(),
    }
}

/// Who somebody is here: whom the provider knows already, else whoever has the checked mail address, else somebody new where
/// everybody may come in. A person may come in by several providers and stays one person; but a provider is believed about
/// addresses of its own domains only, so that none passes for another's people. Whoever comes new from elsewhere has no mail
/// address here: it would be theirs before whoever it belongs to arrived.
fn admit(tx: &mut Tx<'_>, provider: &Provider, told: &Vouched) -> Outcome<Option<PersonRef>> {
    let mut person = store::person_of(tx, provider.id, &told.subject)?;
    if person.is_none()
        && let Some(email) = &told.email
    {
        let speaks = provider.speaks_for(email);
        if speaks {
            person = store::person_with_email(tx, email)?;
        }
        let is_taken = signalbox_store::people::with_email(tx, email)?.is_some();
        if person.is_none() && !is_taken && provider.admission == Admission::Everybody {
            let name = told.name.clone().and_then(|name| Name::parse(&name).ok());
            let name = name.or_else(|| Name::parse(email).ok());
            if let Some(name) = name {
                let email = speaks.then(|| email.clone());
                let new = people::New { name, email, service: false, locale: None, zone: None };
                let made = people::create_in(tx, people::By::Administration, &new, None)?;
                person = Some(PersonRef { id: made.id, name: made.name });
            }
        }
    }
    if let Some(person) = &person {
        store::keep_identity(tx, provider.id, &told.subject, person.id)?;
    }
    Ok(person)
}

/// Gives and takes what the person's groups make of them; what they were given otherwise stays.
fn follow_groups(tx: &mut Tx<'_>, provider: &Provider, told: &Vouched, person: &PersonRef) -> Outcome<()> {
    let wanted = provider.given_to(&told.groups);
    let mut given = store::given_by(tx, provider.id, person.id)?;
    given.retain(|grant| {
        let stays = wanted.iter().any(|one| (one.role, one.portfolio) == (grant.role, grant.portfolio));
        !stays
    });
    for grant in given {
        let permit = tx.permit::<Administer>("grant", grant.id, grant.portfolio)?;
        let view = stored_grants::view(tx, grant.portfolio, &grant.id.to_string())?;
        keep_an_administrator(tx, |tx| stored_grants::delete(tx, &permit))?;
        tx.record(&[crate::grants::taken(&view)])?;
    }
    for mapping in wanted {
        let grant = Grant {
            id: tx.new_id(),
            to: Party::Person(person.id),
            role: mapping.role,
            portfolio: mapping.portfolio,
            until: None,
        };
        if !stored_grants::is_given(tx, &grant)? {
            give(tx, &grant)?;
            store::given_for_group(tx, grant.id, provider.id)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nobody_is_sent_to_a_page_that_is_not_ours() {
        for page in ["/", "/releases?q=a", "/releases/R-1/people"] {
            assert_eq!(own_page(page), page);
        }
        for page in [
            "",
            "https://example.org",
            "//example.org",
            "/\\example.org",
            "/a\r\nb",
            "/\t/example.org",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_page(page), "/", "{page:?}");
        }
    }

    #[test]
    fn a_short_rsa_key_is_not_believed() {
        let key = |bytes: &[u8]| -> CoreJsonWebKey {
            let n = URL_SAFE_NO_PAD.encode(bytes);
            serde_json::from_value(json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "k", "n": n, "e": "AQAB"}))
                .unwrap()
        };
        for (bytes, strong) in
            [(vec![0xff; 256], true), (vec![0xff; 512], true), (vec![0xff; 128], false), (vec![0xff; 255], false)]
        {
            assert_eq!(is_strong(&key(&bytes), SMALLEST_RSA_KEY), strong, "{} bytes", bytes.len());
        }
        // Whoever wants 128 bits of security asks for 3,072.
        for (bytes, strong) in [(vec![0xff; 384], true), (vec![0xff; 383], false), (vec![0xff; 256], false)] {
            assert_eq!(is_strong(&key(&bytes), 3072), strong, "{} bytes", bytes.len());
        }
        // What stands before the number makes it no longer.
        assert!(!is_strong(&key(&[vec![0; 128], vec![0xff; 128]].concat()), SMALLEST_RSA_KEY));
        assert!(!is_strong(&key(&[vec![0x7f], vec![0xff; 255]].concat()), SMALLEST_RSA_KEY), "2047 bits");
        let curve = json!({"kty": "EC", "crv": "P-256", "kid": "k",
            "x": URL_SAFE_NO_PAD.encode([1; 32]), "y": URL_SAFE_NO_PAD.encode([1; 32])});
        assert!(is_strong(&serde_json::from_value(curve).unwrap(), 3072));
    }

    #[test]
    fn groups_are_read_from_a_list_or_a_name() {
        assert_eq!(groups(&json!(["a", 1, "b"])), BTreeSet::from(["a".to_owned(), "b".to_owned()]));
        assert_eq!(groups(&json!("a")), BTreeSet::from(["a".to_owned()]));
        assert_eq!(groups(&json!({"a": true})), BTreeSet::new());
    }
}
