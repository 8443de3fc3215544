//! `Retry-After` of an answer (RFC 9110, 10.2.3): seconds, or an HTTP date in any of its three forms.

use jiff::fmt::{rfc2822, strtime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// When the answer received at `received` asks to be tried again; none when it says nothing that can be read. Never before
/// `received`, and as far ahead as it says: bounds are the caller's.
pub fn retry_after(header: &str, received: Timestamp) -> Option<Timestamp> {
    let written = header.trim();
    if !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are a very long time.
        let seconds = written.parse().unwrap_or(i64::MAX);
        return Some(received.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX));
    }
    http_date(written).map(|at| at.max(received))
}

fn http_date(written: &str) -> Option<Timestamp> {
    let preferred = || rfc2822::DateTimeParser::new().parse_timestamp(written).ok();
    let obsolete = |format: &str| {
        let shown = strtime::parse(format, written).ok()?.to_datetime().ok()?;
        shown.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    };
    preferred().or_else(|| obsolete("%A, %d-%b-%y %H:%M:%S GMT")).or_else(|| obsolete("%a %b %e %H:%M:%S %Y"))
}
