//! Where a request comes from and how it got here. A proxy is believed about whom it speaks for when the configuration names
//! it; what anybody else says of that is taken away before somebody reads it.

use crate::{failure::Failure, state::Web};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use signalbox_service::{
    accounts,
    network::{household, plain},
};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};

/// What proxies say of whom they speak for.
const FORWARDED: [&str; 5] = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip", "forwarded"];

/// Under which name a proxy was asked.
pub(crate) const FORWARDED_HOST: &str = FORWARDED[2];

/// The longest address, in bytes.
const LONGEST_ADDRESS: usize = 8 << 10;
/// The most that may be said before the body, in bytes.
const LARGEST_HEAD: usize = 32 << 10;
/// For how long forged headers of one household are journalled once.
const FORGED_AGAIN_AFTER: Duration = Duration::from_secs(3600);
/// Of how many households at most.
const MOST_FORGERS: usize = 1_000;
/// How long browsers remember that a host is reached with encryption only.
const ALWAYS_ENCRYPTED: &str = "max-age=63072000; includeSubDomains";

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    /// The address of whoever asks.
    pub(crate) address: IpAddr,
    /// Whether it was encrypted on its way.
    pub(crate) is_encrypted: bool,
}

/// Middleware: finds out where a request comes from, and lets in what is neither too large, too slow nor too often.
pub(crate) async fn arrive(State(web): State<Web>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let arrival = arrival(&web, peer, request.headers());
    let mut response = admit(&web, peer, arrival, request, next).await;
    response.extensions_mut().insert(arrival);
    if arrival.is_encrypted {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ALWAYS_ENCRYPTED));
    }
    response
}

async fn admit(web: &Web, peer: Option<IpAddr>, arrival: Arrival, mut request: Request, next: Next) -> Response {
    if peer.is_some_and(|peer| !web.settings.trusts(peer)) {
        let forged = take_away(request.headers_mut());
        if !forged.is_empty() && is_news(web, arrival.address) {
            accounts::note_forged_headers(&web.app, arrival.address, &forged).await;
        }
    }
    if let Some(failure) = too_large(&request) {
        return failure.into_response();
    }
    // Without an address it is somebody with the data in their hands; what a proxy asks for itself is no one's.
    let is_counted = peer.is_some() && !web.settings.trusts(arrival.address);
    if is_counted && let Err(wait) = web.addresses.take(household(arrival.address), Instant::now()) {
        return too_often(wait).into_response();
    }
    request.extensions_mut().insert(arrival);
    tokio::time::timeout(web.settings.patience, next.run(request)).await.unwrap_or_else(|_| {
        let detail = "this took too long, to be sent or to be answered; ask for less at once";
        Failure::http(StatusCode::REQUEST_TIMEOUT, "timeout", detail).into_response()
    })
}

/// Why somebody who asks too often has to wait.
pub(crate) fn too_often(wait: Duration) -> Failure {
    let detail = format!("too many requests; try again in {} s", wait.as_secs() + 1);
    Failure::http(StatusCode::TOO_MANY_REQUESTS, "throttled", detail)
}

fn arrival(web: &Web, peer: Option<IpAddr>, headers: &HeaderMap) -> Arrival {
    let peer = plain(peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    let is_encrypted = web.settings.is_encrypted;
    if !web.settings.trusts(peer) {
        return Arrival { address: peer, is_encrypted };
    }
    // Each proxy adds whom it saw at the end: what stands before the first stranger is hearsay.
    let told: Vec<&str> = headers
        .get_all(FORWARDED[0])
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .collect();
    let mut address = peer;
    for told in told.into_iter().rev() {
        let Ok(told) = told.trim().parse() else { break };
        address = plain(told);
        if !web.settings.trusts(address) {
            break;
        }
    }
    let proto = headers.get(FORWARDED[1]).is_some_and(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https"));
    Arrival { address, is_encrypted: is_encrypted || proto }
}

/// Takes away what only a proxy may say; answers the names of what was there.
fn take_away(headers: &mut HeaderMap) -> Vec<&'static str> {
    FORWARDED.into_iter().filter(|name| headers.remove(*name).is_some()).collect()
}

/// Whether this household was not heard of for a while.
fn is_news(web: &Web, address: IpAddr) -> bool {
    let mut forgers = web.forgers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let now = Instant::now();
    forgers.retain(|_, at| now.saturating_duration_since(*at) < FORGED_AGAIN_AFTER);
    let is_news = forgers.len() < MOST_FORGERS && !forgers.contains_key(&household(address));
    if is_news {
        forgers.insert(household(address), now);
    }
    is_news
}

fn too_large(request: &Request) -> Option<Failure> {
    if request.uri().to_string().len() > LONGEST_ADDRESS {
        let detail = format!("an address has at most {LONGEST_ADDRESS} bytes");
        return Some(Failure::http(StatusCode::URI_TOO_LONG, "address-too-long", detail));
    }
    let head: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if head > LARGEST_HEAD {
        let detail = format!("all headers together have at most {LARGEST_HEAD} bytes");
        return Some(Failure::http(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "headers-too-large", detail));
    }
    None
}
