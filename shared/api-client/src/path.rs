//! Addresses: paths with their values filled in, and queries.

use std::fmt::Display;

use domain::change::material::Environment;
use domain::policy::Step;
use newtype_uuid::{TypedUuid, TypedUuidKind};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What needs no escape anywhere in an address (RFC 3986, 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What can stand between two slashes of a path.
pub(crate) trait Segment {
    /// As it is written there.
    fn segment(&self) -> String;
}

impl<K: TypedUuidKind> Segment for TypedUuid<K> {
    fn segment(&self) -> String {
        self.to_string()
    }
}

impl Segment for u32 {
    fn segment(&self) -> String {
        self.to_string()
    }
}

impl Segment for &str {
    fn segment(&self) -> String {
        (*self).to_owned()
    }
}

impl Segment for Step {
    fn segment(&self) -> String {
        self.code().to_owned()
    }
}

impl Segment for Environment {
    fn segment(&self) -> String {
        self.code().to_owned()
    }
}

/// The path of `template` with these values in the places of their names.
pub(crate) fn path(template: &str, values: &[(&str, String)]) -> String {
    values.iter().fold(template.to_owned(), |path, (name, value)| {
        path.replace(&format!("{{{name}}}"), &escaped(value).to_string())
    })
}

/// `path` with a query, unless there is nothing to ask.
pub(crate) fn with_query(path: &str, pairs: &[(&str, String)]) -> String {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

fn escaped(text: &str) -> impl Display + '_ {
    utf8_percent_encode(text, ESCAPED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_leave_its_place() {
        let values = [("id", "../x?y={reference}#".to_owned()), ("reference", "SR-7Q4M0ZKD".to_owned())];
        let made = path("/technical-changes/{id}/support-requests/{reference}/answer", &values);
        assert_eq!(
            made,
            "/technical-changes/..%2Fx%3Fy%3D%7Breference%7D%23/support-requests/SR-7Q4M0ZKD/answer"
        );
        assert_eq!(with_query("/a", &[("cursor", "a b&c".to_owned())]), "/a?cursor=a%20b%26c");
        assert_eq!(with_query("/a", &[]), "/a");
    }
}
