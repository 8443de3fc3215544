//! Ids as callers write them: in the one spelling that the document shows.

use std::str::FromStr;

use serde::Deserializer;

use crate::misfit::written;

/// The length of an id: 32 digits in five groups. A UUID without hyphens or in braces is no other name of the same thing.
const LENGTH: usize = 36;

/// The id that is written so, if it is one.
pub(crate) fn read_id<T: FromStr>(text: &str) -> Option<T> {
    if text.len() == LENGTH { text.parse().ok() } else { None }
}

/// Reads an id in a body; `what` says of what, as the end of "This must be …".
///
/// # Errors
/// When it is none.
pub fn id<'de, D: Deserializer<'de>, T: FromStr>(deserializer: D, what: &'static str) -> Result<T, D::Error> {
    written(deserializer, what, read_id)
}

#[cfg(test)]
mod tests {
    use domain::ids::ChangeId;

    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = "0190a0b0-0000-7000-8000-000000000001";
        assert!(read_id::<ChangeId>(id).is_some());
        let plain = id.replace('-', "");
        for other in
            [plain.as_str(), &format!("{{{id}}}"), &format!("urn:uuid:{id}"), "", &format!(" {plain}   ")]
        {
            assert_eq!(read_id::<ChangeId>(other), None, "{other}");
        }
    }
}
