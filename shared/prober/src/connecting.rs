//! Connecting to one of several addresses.
//!
//! Responsible for: making sure that the other end is exactly the vetted address (O9). Must not: resolve a name.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use domain::oat::observation::{Ending, OwnFault};
use tokio::net::TcpStream;
use tokio::time::timeout_at;

/// The time for one address, and the number of addresses tried.
const PATIENCE: Duration = Duration::from_secs(5);
const MOST_TRIED: usize = 4;

/// Linux's errors when it has no such family of addresses at all.
const NO_FAMILY: i32 = 97;

/// Linux's errors when there are too many open files in the system or the process, or no memory or buffers.
const EXHAUSTED: [i32; 4] = [23, 24, 12, 105];

/// Connects to the first of these addresses that accepts. Returns the last one tried and, when none accepts, how the
/// first failed.
pub async fn connect(
    addresses: impl Iterator<Item = SocketAddr>,
    deadline: Instant,
) -> (Option<SocketAddr>, Result<TcpStream, Ending>) {
    let mut failed = Vec::new();
    for address in addresses.take(MOST_TRIED) {
        let until = deadline.min(Instant::now() + PATIENCE);
        let ending = match timeout_at(until.into(), TcpStream::connect(address)).await {
            // Whatever is in between, it must be the vetted address.
            Ok(Ok(stream)) if stream.peer_addr().is_ok_and(|peer| peer == address) => {
                // The request is small, so waiting for more data gains nothing.
                let _ = stream.set_nodelay(true);
                return (Some(address), Ok(stream));
            }
            Ok(Ok(_)) => Ending::ConnectionFailed,
            Ok(Err(error)) => ending(&error),
            Err(_) => Ending::ConnectTimedOut,
        };
        failed.push((address, ending));
        if Instant::now() >= deadline {
            break;
        }
    }
    let (address, ending) = why(failed);
    (address, Err(ending))
}

/// Why none of these accepted: the first failure that was not on our side.
fn why(mut failed: Vec<(SocketAddr, Ending)>) -> (Option<SocketAddr>, Ending) {
    let no_network = Ending::OwnFault(OwnFault::NoNetwork);
    if !failed.is_empty() && failed.iter().all(|(address, ending)| address.is_ipv6() && *ending == no_network)
    {
        return (failed.first().map(|(address, _)| *address), Ending::OwnFault(OwnFault::IpVersion));
    }
    // A missing route to one address says nothing while another can be tried.
    let theirs = failed.iter().position(|(_, ending)| !matches!(ending, Ending::OwnFault(_)));
    let told = theirs.unwrap_or(failed.len().saturating_sub(1));
    if told < failed.len() {
        let (address, ending) = failed.swap_remove(told);
        return (Some(address), ending);
    }
    (None, Ending::NameNotFound)
}

fn ending(error: &io::Error) -> Ending {
    match error.kind() {
        ErrorKind::ConnectionRefused => Ending::ConnectionRefused,
        ErrorKind::TimedOut => Ending::ConnectTimedOut,
        // Said by our own side, before anything is sent.
        ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable
        | ErrorKind::PermissionDenied => Ending::OwnFault(OwnFault::NoNetwork),
        _ if error.raw_os_error() == Some(NO_FAMILY) => Ending::OwnFault(OwnFault::NoNetwork),
        _ if error.raw_os_error().is_some_and(|number| EXHAUSTED.contains(&number)) => {
            Ending::OwnFault(OwnFault::Internal)
        }
        _ => Ending::ConnectionFailed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_our_own_side_lacks_is_a_fault_of_ours() {
        let network = Ending::OwnFault(OwnFault::NoNetwork);
        for kind in [ErrorKind::NetworkUnreachable, ErrorKind::AddrNotAvailable, ErrorKind::PermissionDenied]
        {
            assert_eq!(ending(&kind.into()), network, "{kind}");
        }
        assert_eq!(ending(&io::Error::from_raw_os_error(NO_FAMILY)), network);
        for number in EXHAUSTED {
            let error = io::Error::from_raw_os_error(number);
            assert_eq!(ending(&error), Ending::OwnFault(OwnFault::Internal), "{error}");
        }
        assert_eq!(ending(&ErrorKind::HostUnreachable.into()), Ending::ConnectionFailed);
        assert_eq!(ending(&ErrorKind::ConnectionReset.into()), Ending::ConnectionFailed);
    }

    /// Holds O7.
    #[test]
    fn a_name_with_only_ipv6_differs_from_a_network_that_is_down() {
        let v4: SocketAddr = "93.184.216.34:443".parse().expect("an address");
        let v6: SocketAddr = "[2606:4700::1111]:443".parse().expect("an address");
        let no_network = || Ending::OwnFault(OwnFault::NoNetwork);
        let ip_version = Ending::OwnFault(OwnFault::IpVersion);
        for (failed, expected) in [
            (vec![(v6, no_network())], (Some(v6), ip_version.clone())),
            (vec![(v6, no_network()), (v6, no_network())], (Some(v6), ip_version)),
            (vec![(v4, no_network())], (Some(v4), no_network())),
            (vec![(v4, no_network()), (v6, no_network())], (Some(v6), no_network())),
            // A failure on their side counts, whatever happened at the other addresses.
            (
                vec![(v4, Ending::ConnectionRefused), (v6, no_network())],
                (Some(v4), Ending::ConnectionRefused),
            ),
            (vec![(v6, no_network()), (v6, Ending::ConnectTimedOut)], (Some(v6), Ending::ConnectTimedOut)),
            (vec![], (None, Ending::NameNotFound)),
        ] {
            assert_eq!(why(failed.clone()), expected, "{failed:?}");
        }
    }
}
