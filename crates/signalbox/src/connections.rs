//! How many connections there are at once, in all and from one household, so that nobody takes them all.

use axum_server::accept::Accept;
use signalbox_service::network::{Network, household, plain};
use std::{
    collections::HashMap,
    future::{Ready, ready},
    io,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};
use tokio::net::TcpStream;
use tower_service::Service;

/// How many connections may be open.
#[derive(Clone, Debug)]
pub(crate) struct Most {
    /// In all; 0 for any number.
    pub(crate) together: u32,
    /// From one household; 0 for any number. A proxy of ours brings many people.
    pub(crate) of_address: u32,
    /// The proxies.
    pub(crate) proxies: Vec<Network>,
}

/// The connections that are open.
#[derive(Debug, Default)]
struct Open {
    together: u32,
    of: HashMap<IpAddr, u32>,
}

/// Lets in so many connections and no more.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    most: Arc<Most>,
    open: Arc<Mutex<Open>>,
}

impl Door {
    /// Nobody is in yet.
    pub(crate) fn new(most: Most) -> Self {
        Self { most: Arc::new(most), open: Arc::default() }
    }

    /// A place for a connection from there, which is given back when it is dropped; `None` when there is none left.
    fn enter(&self, from: IpAddr) -> Option<Place> {
        let from = plain(from);
        let household = (!self.most.proxies.iter().any(|proxy| proxy.holds(from))).then(|| household(from));
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let has_room = |most: u32, there: u32| most == 0 || there < most;
        let theirs = household.map_or(0, |household| open.of.get(&household).copied().unwrap_or_default());
        if !has_room(self.most.together, open.together) || !has_room(self.most.of_address, theirs) {
            return None;
        }
        open.together += 1;
        if let Some(household) = household {
            *open.of.entry(household).or_default() += 1;
        }
        Some(Place { open: self.open.clone(), household })
    }
}

/// A place among the connections.
#[derive(Debug)]
pub(crate) struct Place {
    open: Arc<Mutex<Open>>,
    household: Option<IpAddr>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.together = open.together.saturating_sub(1);
        if let Some(household) = self.household {
            let left = open.of.get(&household).copied().unwrap_or_default().saturating_sub(1);
            if left == 0 {
                open.of.remove(&household);
            } else {
                open.of.insert(household, left);
            }
        }
    }
}

impl<S> Accept<TcpStream, S> for Door {
    type Stream = TcpStream;
    type Service = Seated<S>;
    type Future = Ready<io::Result<(TcpStream, Seated<S>)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        // The end of an answer does not wait until its beginning was acknowledged.
        let place = stream.set_nodelay(true).and_then(|()| stream.peer_addr()).map(|peer| self.enter(peer.ip()));
        ready(match place {
            Ok(Some(place)) => Ok((stream, Seated { service, _place: Arc::new(place) })),
            Ok(None) => Err(io::Error::other("there are as many connections as there may be")),
            Err(error) => Err(error),
        })
    }
}

/// What serves a connection, and its place, which is given back with the last request on it.
#[derive(Clone, Debug)]
pub(crate) struct Seated<S> {
    service: S,
    _place: Arc<Place>,
}

impl<S: Service<R>, R> Service<R> for Seated<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: R) -> S::Future {
        self.service.call(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_given_back_and_nobody_takes_all_of_them() {
        let door = Door::new(Most { together: 4, of_address: 2, proxies: vec![Network::parse("10.0.0.0/8").unwrap()] });
        let enter = |from: &str| door.enter(from.parse().unwrap());
        let (one, other) = (enter("192.0.2.1").unwrap(), enter("192.0.2.1").unwrap());
        assert!(enter("192.0.2.1").is_none() && enter("::ffff:192.0.2.1").is_none(), "both of theirs are taken");
        drop(one);
        let again = enter("192.0.2.1").unwrap();
        // A proxy speaks for many.
        let proxied = [enter("10.1.1.1").unwrap(), enter("10.1.1.1").unwrap()];
        assert!(enter("10.1.1.1").is_none() && enter("198.51.100.1").is_none(), "all four are taken");
        drop((other, again, proxied));
        assert!(door.open.lock().unwrap().of.is_empty());
        assert_eq!(door.open.lock().unwrap().together, 0);
        // An IPv6 household has many addresses.
        let door = Door::new(Most { together: 0, of_address: 1, proxies: Vec::new() });
        let first = door.enter("2001:db8:1:2::1".parse().unwrap());
        assert!(first.is_some() && door.enter("2001:db8:1:2::ffff".parse().unwrap()).is_none());
        assert!(door.enter("2001:db8:1:3::1".parse().unwrap()).is_some());
    }
}
