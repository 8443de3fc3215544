//! Why an answer could not be read as HTTP, in words (O6).
//!
//! Must not: read it.

use std::error::Error as _;

use domain::oat::observation::Ending;

/// The HTTP library's messages and their meanings. Its errors have no public kinds.
const KNOWN: [(&str, &str); 8] = [
    ("HTTP2 preface", "it is HTTP/2, and the request was HTTP/1.1"),
    ("HTTP version", "its first line does not begin with a version of HTTP"),
    ("status-code", "its first line has no status of three digits"),
    (
        "HTTP header",
        "a line of its headers is no name and value, or has a character that HTTP does not allow",
    ),
    ("content-length", "it says its length more than once, or not as a number"),
    ("transfer-encoding", "it is in pieces in a way that this version of HTTP does not have"),
    ("chunk", "its body is in pieces, and one of them does not say how long it is"),
    ("unexpected message", "it came before the request, or more than once"),
];

/// Why the answer could not be read, from `error`.
pub fn why(error: &hyper::Error) -> &'static str {
    let source = error.source().map(ToString::to_string).unwrap_or_default();
    let said = [error.to_string(), source];
    let known = KNOWN
        .iter()
        .find(|(words, _)| said.iter().any(|said| said.to_lowercase().contains(&words.to_lowercase())));
    known.map_or("it breaks the rules of HTTP", |(_, why)| why)
}

/// Why the bytes that had arrived by this ending, `start` first, were no answer; none when none had arrived, or the
/// answer was read.
pub const fn unfinished(ending: &Ending, start: &[u8]) -> Option<&'static str> {
    if start.is_empty() {
        return None;
    }
    match ending {
        Ending::TimedOut => Some("its headers did not end in time"),
        Ending::HeaderTooLarge => Some("its headers are larger than PDP reads"),
        Ending::Reset | Ending::BrokenOff { .. } => Some("the connection broke before its headers ended"),
        _ => None,
    }
}
