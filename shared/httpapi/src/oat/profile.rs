//! The find profile by which a result came about (Q10).

use api::FindProfileBody;
use domain::oat::ProfileMark;

/// The profile of this `mark`, compared with the `present` one where that is known.
pub(crate) fn find_profile_body(mark: &ProfileMark, present: Option<&ProfileMark>) -> FindProfileBody {
    FindProfileBody {
        label: mark.label.to_string(),
        digest: hex::encode(mark.digest),
        request_has_changed_since: mark.has_changed_since(present),
    }
}
