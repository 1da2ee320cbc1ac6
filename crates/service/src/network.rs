//! Addresses that belong together.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// IPv4 addresses as seen from IPv6: mapped ones, and those behind NAT64.
const IN_V6: [Ipv6Addr; 2] =
    [Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0)];

/// Some addresses that begin alike, such as `10.1.0.0/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u32,
}

impl Network {
    /// Reads `10.1.0.0/16`, `2001:db8::/32` or a single address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (base, bits) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = base.trim_start_matches('[').trim_end_matches(']').parse().ok()?;
        let width = width(base);
        let bits = bits.map_or(Some(width), |bits| bits.parse().ok())?;
        (bits <= width).then_some(Self { base, bits })
    }

    /// Whether an address is one of them.
    #[must_use]
    pub fn holds(self, address: IpAddr) -> bool {
        let address = plain(address);
        let width = width(self.base);
        width == self::width(address) && shares(width, number(self.base), number(address), self.bits)
    }
}

/// The address that is meant: IPv4 that is written as IPv6 is IPv4.
#[must_use]
pub fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(long) if IN_V6.iter().any(|base| shares(128, base.to_bits(), long.to_bits(), 96)) => {
            let [.., a, b, c, d] = long.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, c, d))
        }
        other => other,
    }
}

/// An address as whoever sits there cannot change it: IPv6 gives everybody 2^64 of them.
#[must_use]
pub fn household(address: IpAddr) -> IpAddr {
    match plain(address) {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    }
}

/// Whether two addresses of so many bits begin with the same ones.
#[must_use]
pub fn shares(width: u32, one: u128, other: u128, bits: u32) -> bool {
    bits == 0 || (one ^ other) >> (width - bits) == 0
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_bits().into(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_what_begins_alike() {
        let holds = |network: &str, address: &str| Network::parse(network).unwrap().holds(address.parse().unwrap());
        assert!(holds("10.1.0.0/16", "10.1.255.3"));
        assert!(holds("10.1.0.0/16", "::ffff:10.1.0.3"));
        assert!(!holds("10.1.0.0/16", "10.2.0.0"));
        assert!(holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "2606::1"));
        assert!(holds("[::1]", "::1") && holds("fd00::/8", "fd12::1"));
        for none in ["10.0.0.0/33", "fd00::/129", "ten/8", "10.0.0.0/", "10.0.0"] {
            assert_eq!(Network::parse(none), None, "{none}");
        }
    }

    #[test]
    fn addresses_of_one_household_are_one() {
        let household = |text: &str| household(text.parse().unwrap()).to_string();
        assert_eq!(household("2001:db8:1:2:3:4:5:6"), household("2001:db8:1:2:ffff::1"));
        assert_ne!(household("2001:db8:1:2::1"), household("2001:db8:1:3::1"));
        assert_eq!(household("::ffff:192.0.2.7"), "192.0.2.7");
        assert_ne!(household("192.0.2.7"), household("192.0.2.8"));
    }
}
