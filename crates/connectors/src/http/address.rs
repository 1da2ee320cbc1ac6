//! Which addresses a server may be asked at that somebody typed in: the public ones. Everything else is inside some
//! network, this machine's own included, and has to be opened by whoever runs Signalbox.

use signalbox_service::network::{plain, shares};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// On the open internet.
    Public,
    /// Inside a network or on this machine: a name that the configuration allows may be there.
    Inside,
    /// Nothing that a name should ever stand for: link-local with the metadata of clouds, multicast, unspecified, reserved
    /// and transitional. Only the address itself can be allowed.
    Never,
}

/// A block of IPv4 addresses: where it begins, how many bits all of them share, where they are.
const V4: &[(Ipv4Addr, u32, Zone)] = &[
    (Ipv4Addr::new(10, 0, 0, 0), 8, Zone::Inside),
    (Ipv4Addr::new(172, 16, 0, 0), 12, Zone::Inside),
    (Ipv4Addr::new(192, 168, 0, 0), 16, Zone::Inside),
    (Ipv4Addr::new(127, 0, 0, 0), 8, Zone::Inside),
    // One cloud tells its metadata inside the range of carriers.
    (Ipv4Addr::new(100, 100, 100, 200), 32, Zone::Never),
    (Ipv4Addr::new(100, 64, 0, 0), 10, Zone::Inside),
    (Ipv4Addr::new(0, 0, 0, 0), 8, Zone::Never),
    (Ipv4Addr::new(169, 254, 0, 0), 16, Zone::Never),
    // Another has its own at a public address.
    (Ipv4Addr::new(168, 63, 129, 16), 32, Zone::Never),
    (Ipv4Addr::new(192, 0, 0, 0), 24, Zone::Never),
    (Ipv4Addr::new(192, 0, 2, 0), 24, Zone::Never),
    (Ipv4Addr::new(192, 88, 99, 0), 24, Zone::Never),
    (Ipv4Addr::new(198, 18, 0, 0), 15, Zone::Never),
    (Ipv4Addr::new(198, 51, 100, 0), 24, Zone::Never),
    (Ipv4Addr::new(203, 0, 113, 0), 24, Zone::Never),
    (Ipv4Addr::new(224, 0, 0, 0), 3, Zone::Never),
];

/// Blocks of IPv6 addresses. What is in none of them is public below 2000::/3, and nothing to be asked elsewhere.
const V6: &[(Ipv6Addr, u32, Zone)] = &[
    (Ipv6Addr::LOCALHOST, 128, Zone::Inside),
    // The metadata of one cloud.
    (Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254), 128, Zone::Never),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, Zone::Inside),
    // Protocol assignments, Teredo and ORCHID among them.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, Zone::Never),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, Zone::Never),
    // 6to4: an IPv4 address in disguise, and out of use.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, Zone::Never),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, Zone::Never),
    (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3, Zone::Public),
];

/// Where an address is.
pub(crate) fn zone(address: IpAddr) -> Zone {
    match plain(address) {
        IpAddr::V4(address) => {
            let inside = |&&(base, bits, _): &&(Ipv4Addr, u32, Zone)| {
                shares(32, base.to_bits().into(), address.to_bits().into(), bits)
            };
            V4.iter().find(inside).map_or(Zone::Public, |(_, _, zone)| *zone)
        }
        IpAddr::V6(address) => {
            let inside =
                |&&(base, bits, _): &&(Ipv6Addr, u32, Zone)| shares(128, base.to_bits(), address.to_bits(), bits);
            V6.iter().find(inside).map_or(Zone::Never, |(_, _, zone)| *zone)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Zone {
        zone(text.parse().unwrap())
    }

    #[test]
    fn what_is_not_public_is_known_in_every_form() {
        for inside in ["127.0.0.1", "127.255.255.255", "10.0.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "::1"]
        {
            assert_eq!(at(inside), Zone::Inside, "{inside}");
        }
        for inside in ["fc00::1", "fdff::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::10.1.2.3"] {
            assert_eq!(at(inside), Zone::Inside, "{inside}");
        }
        for never in ["0.0.0.0", "169.254.169.254", "168.63.129.16", "100.100.100.200", "224.0.0.1", "255.255.255.255"]
        {
            assert_eq!(at(never), Zone::Never, "{never}");
        }
        for never in ["::", "fe80::1", "ff02::1", "2002:7f00:1::", "2001::1", "fd00:ec2::254", "::127.0.0.1"] {
            assert_eq!(at(never), Zone::Never, "{never}");
        }
        for never in ["::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "fec0::1", "5f00::1"] {
            assert_eq!(at(never), Zone::Never, "{never}");
        }
        for public in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:9.9.9.9", "223.255.255.255"] {
            assert_eq!(at(public), Zone::Public, "{public}");
        }
    }

    proptest! {
        /// The definitions of the standard library are narrower than ours, and written by others.
        #[test]
        fn nothing_is_public_that_others_know_to_be_otherwise(bits: u32) {
            let address = Ipv4Addr::from_bits(bits);
            if address.is_private() || address.is_loopback() || address.is_link_local() || address.is_multicast()
                || address.is_unspecified() || address.is_broadcast() || address.is_documentation()
            {
                prop_assert_ne!(zone(address.into()), Zone::Public);
            }
        }

        #[test]
        fn an_address_in_disguise_is_where_it_is_without(bits: u32) {
            let address = Ipv4Addr::from_bits(bits);
            let [a, b, c, d] = address.octets();
            let nat64 = format!("64:ff9b::{a}.{b}.{c}.{d}").parse().unwrap();
            prop_assert_eq!(zone(address.to_ipv6_mapped().into()), zone(address.into()));
            prop_assert_eq!(zone(nat64), zone(address.into()));
        }

        #[test]
        fn nothing_in_a_private_block_is_public(block in 0..4_usize, bits: u32) {
            let (base, shared) = [(0x0a00_0000_u32, 8), (0xac10_0000, 12), (0xc0a8_0000, 16), (0x7f00_0000, 8)][block];
            let address = Ipv4Addr::from_bits(base | (bits >> shared));
            prop_assert_eq!(zone(address.into()), Zone::Inside);
        }

        #[test]
        fn outside_of_global_unicast_no_long_address_is_public(bits: u128) {
            let address = Ipv6Addr::from_bits(bits);
            let is_global = address.segments()[0] & 0xe000 == 0x2000;
            if address.to_ipv4_mapped().is_none() && !is_global {
                prop_assert_ne!(zone(address.into()), Zone::Public);
            }
        }
    }
}
