//! The addresses that the whole Internet can reach (O9).
//!
//! Responsible for: the tables. Must not: resolve, connect, know a name.
//!
//! From the IANA special-purpose address registries (IPv4: RFC 6890 and its updates; IPv6: the same, and the registry
//! of global unicast space). A special block that is reachable everywhere (anycast of AS112, of relays) is refused as
//! well, because no endpoint lives there. An address that carries an IPv4 address (mapped, compatible, NAT64, 6to4,
//! Teredo) is refused whatever it carries, because a connection to it leads to the address inside.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block: its first address, the length of its prefix.
type V4Block = ([u8; 4], u32);
type V6Block = ([u16; 8], u32);

/// IPv4 addresses that the probe must not connect to.
const DENIED_V4: [V4Block; 21] = [
    ([0, 0, 0, 0], 8),          // this network
    ([10, 0, 0, 0], 8),         // private
    ([100, 64, 0, 0], 10),      // behind carrier-grade NAT
    ([127, 0, 0, 0], 8),        // loopback
    ([169, 254, 0, 0], 16),     // link-local, metadata of clouds
    ([172, 16, 0, 0], 12),      // private
    ([192, 0, 0, 0], 24),       // protocol assignments
    ([192, 0, 2, 0], 24),       // documentation
    ([192, 31, 196, 0], 24),    // AS112
    ([192, 52, 193, 0], 24),    // multicast tunnels (AMT)
    ([192, 88, 99, 0], 24),     // relays of 6to4
    ([192, 168, 0, 0], 16),     // private
    ([192, 175, 48, 0], 24),    // AS112
    ([198, 18, 0, 0], 15),      // benchmarking
    ([198, 51, 100, 0], 24),    // documentation
    ([203, 0, 113, 0], 24),     // documentation
    ([224, 0, 0, 0], 4),        // multicast
    ([233, 252, 0, 0], 24),     // documentation, multicast
    ([240, 0, 0, 0], 4),        // reserved
    ([255, 255, 255, 255], 32), // broadcast
    ([168, 63, 129, 16], 32),   // the platform address of a large cloud: public space, answered from inside
];

/// The only IPv6 addresses that may be connected to: global unicast.
const ALLOWED_V6: V6Block = ([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// The refused blocks among them.
const DENIED_V6: [V6Block; 6] = [
    // Protocol assignments: Teredo (2001::/32), benchmarking, AMT, AS112, ORCHID, remote identification of drones.
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    ([0x2001, 0x0db8, 0, 0, 0, 0, 0, 0], 32),      // documentation
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16),           // 6to4
    ([0x2620, 0x004f, 0x8000, 0, 0, 0, 0, 0], 48), // AS112
    ([0x3ffe, 0, 0, 0, 0, 0, 0, 0], 16),           // 6bone, returned
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),           // documentation
];

/// Whether the whole Internet can reach it, so that it gives no access to anything private.
pub fn is_globally_routable(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !DENIED_V4.iter().any(|block| holds_v4(*block, address)),
        IpAddr::V6(address) => {
            holds_v6(ALLOWED_V6, address) && !DENIED_V6.iter().any(|block| holds_v6(*block, address))
        }
    }
}

fn holds_v4((first, length): V4Block, address: Ipv4Addr) -> bool {
    (Ipv4Addr::from(first).to_bits() ^ address.to_bits()).leading_zeros() >= length
}

fn holds_v6((first, length): V6Block, address: Ipv6Addr) -> bool {
    (Ipv6Addr::from(first).to_bits() ^ address.to_bits()).leading_zeros() >= length
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first and the last address of each refused block, and the free addresses just outside.
    const CASES: &[(&str, bool)] = &[
        ("0.0.0.0", false),
        ("0.255.255.255", false),
        ("1.0.0.0", true),
        ("9.255.255.255", true),
        ("10.0.0.0", false),
        ("10.255.255.255", false),
        ("11.0.0.0", true),
        ("100.63.255.255", true),
        ("100.64.0.0", false),
        ("100.127.255.255", false),
        ("100.128.0.0", true),
        ("126.255.255.255", true),
        ("127.0.0.0", false),
        ("127.0.0.1", false),
        ("127.255.255.255", false),
        ("128.0.0.0", true),
        ("168.63.129.15", true),
        ("168.63.129.16", false),
        ("168.63.129.17", true),
        ("169.253.255.255", true),
        ("169.254.0.0", false),
        ("169.254.169.254", false),
        ("169.254.255.255", false),
        ("169.255.0.0", true),
        ("172.15.255.255", true),
        ("172.16.0.0", false),
        ("172.31.255.255", false),
        ("172.32.0.0", true),
        ("191.255.255.255", true),
        ("192.0.0.0", false),
        ("192.0.0.9", false),
        ("192.0.0.170", false),
        ("192.0.0.255", false),
        ("192.0.1.0", true),
        ("192.0.2.0", false),
        ("192.0.2.255", false),
        ("192.0.3.0", true),
        ("192.31.195.255", true),
        ("192.31.196.0", false),
        ("192.31.196.255", false),
        ("192.31.197.0", true),
        ("192.52.193.0", false),
        ("192.52.194.0", true),
        ("192.88.98.255", true),
        ("192.88.99.0", false),
        ("192.88.99.255", false),
        ("192.88.100.0", true),
        ("192.167.255.255", true),
        ("192.168.0.0", false),
        ("192.168.255.255", false),
        ("192.169.0.0", true),
        ("192.175.48.0", false),
        ("192.175.49.0", true),
        ("198.17.255.255", true),
        ("198.18.0.0", false),
        ("198.19.255.255", false),
        ("198.20.0.0", true),
        ("198.51.100.0", false),
        ("198.51.101.0", true),
        ("203.0.112.255", true),
        ("203.0.113.0", false),
        ("203.0.113.255", false),
        ("203.0.114.0", true),
        ("223.255.255.255", true),
        ("224.0.0.0", false),
        ("233.252.0.1", false),
        ("239.255.255.255", false),
        ("240.0.0.0", false),
        ("255.255.255.255", false),
        ("::", false),
        ("::1", false),
        ("::8.8.8.8", false),
        ("::ffff:8.8.8.8", false),
        ("::ffff:127.0.0.1", false),
        ("::ffff:0:127.0.0.1", false),
        ("64:ff9b::8.8.8.8", false),
        ("64:ff9b::7f00:1", false),
        ("64:ff9b:1::7f00:1", false),
        ("100::", false),
        ("100:0:0:1::", false),
        ("1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false),
        ("2000::", true),
        ("2001::", false),
        ("2001:0:7f00:1::", false),
        ("2001:2::1", false),
        ("2001:3::1", false),
        ("2001:4:112::1", false),
        ("2001:10::1", false),
        ("2001:20::1", false),
        ("2001:30::1", false),
        ("2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", false),
        ("2001:200::", true),
        ("2001:4860:4860::8888", true),
        ("2001:db7:ffff::1", true),
        ("2001:db8::", false),
        ("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", false),
        ("2001:db9::", true),
        ("2001:ffff::1", true),
        ("2002::", false),
        ("2002:7f00:1::", false),
        ("2002:ffff:ffff::", false),
        ("2003::", true),
        ("2606:4700::1111", true),
        ("2620:4f:7fff::", true),
        ("2620:4f:8000::", false),
        ("2620:4f:8001::", true),
        ("3ffd::", true),
        ("3ffe::1", false),
        ("3fff::", false),
        ("3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", false),
        ("3fff:1000::", true),
        ("4000::", false),
        ("5f00::1", false),
        ("fc00::", false),
        ("fd00::2", false),
        ("fd00:ec2::254", false),
        ("fe80::1", false),
        ("fec0::1", false),
        ("ff02::1", false),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false),
    ];

    /// Holds O9.
    #[test]
    fn every_special_block_is_refused_from_first_address_to_last() {
        let wrong: Vec<_> = CASES
            .iter()
            .filter(|(address, expected)| {
                is_globally_routable(address.parse().expect("an address")) != *expected
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
