//! Connecting to one of several addresses.
//!
//! Responsible for: that the other end is the very address that was asked for (O9). Must not: resolve a name.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use domain::oat::observation::{Ending, OwnFault};
use tokio::net::TcpStream;
use tokio::time::timeout_at;

/// How long one address has, and how many are tried.
const PATIENCE: Duration = Duration::from_secs(5);
const MOST_TRIED: usize = 4;

/// What Linux says when there are too many open files in the system or the process, or no memory or buffers.
const EXHAUSTED: [i32; 4] = [23, 24, 12, 105];

/// Connects to the first of these addresses that takes a connection, and tells which was tried last, or, when none did, how the
/// first failed.
pub async fn connect(
    addresses: impl Iterator<Item = SocketAddr>,
    deadline: Instant,
) -> (Option<SocketAddr>, Result<TcpStream, Ending>) {
    let mut failed = None;
    for address in addresses.take(MOST_TRIED) {
        let until = deadline.min(Instant::now() + PATIENCE);
        let ending = match timeout_at(until.into(), TcpStream::connect(address)).await {
            // Whatever stands between: it must be the address that was vetted.
            Ok(Ok(stream)) if stream.peer_addr().is_ok_and(|peer| peer == address) => {
                // One small request: nothing is gained by waiting for more.
                let _ = stream.set_nodelay(true);
                return (Some(address), Ok(stream));
            }
            Ok(Ok(_)) => Ending::ConnectionFailed,
            Ok(Err(error)) => ending(&error),
            Err(_) => Ending::ConnectTimedOut,
        };
        // No route of ours to one address says nothing while another can be tried.
        match &failed {
            None | Some((_, Ending::OwnFault(_))) => failed = Some((address, ending)),
            Some(_) => {}
        }
        if Instant::now() >= deadline {
            break;
        }
    }
    match failed {
        Some((address, ending)) => (Some(address), Err(ending)),
        None => (None, Err(Ending::NameNotFound)),
    }
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
        for number in EXHAUSTED {
            let error = io::Error::from_raw_os_error(number);
            assert_eq!(ending(&error), Ending::OwnFault(OwnFault::Internal), "{error}");
        }
        assert_eq!(ending(&ErrorKind::HostUnreachable.into()), Ending::ConnectionFailed);
        assert_eq!(ending(&ErrorKind::ConnectionReset.into()), Ending::ConnectionFailed);
    }
}
