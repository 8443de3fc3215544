//! The form of a technical change: each answer is described here, once.
//!
//! From the list come the draft and the submission (`answers`), the fields of problems and the stored size here; in the other
//! crates the stored items, the JSON, and what emails repeat. A new answer begins here; the compiler names the other places.
//!
//! Must not: hold a rule that connects answers or counts entries of a list; those are in `answers`.

// The closed lists that choices are made from.
pub use crate::change::answers::ChangeType;
pub use crate::policy::Scale;

/// Hands every answer, in the order of the form, to the macro `$make` after the tokens `$with`.
///
/// An answer is written `name { need kind(details), "words" } emails;`, and the comment above it is the text of the API's document.
///
/// - The need is `required`, `optional`, or `any` for a list: `answers` has the rules of lists. Submissions from before have no new
///   answer, so a new one is `optional`, or needs a new format (`docs/data-model.md`).
/// - The kind is one of
///   - `choice(List)`: one value of a closed list;
///   - `yes_no`;
///   - `text(up to limit, like "example")`: free text of so many characters, by the name of the policy's limit. The document shows
///     the example, which may be left out;
///   - `endpoints`: endpoints as typed;
///   - `live_endpoints`: ids of the organisation's live endpoints.
/// - The words tell a person what to do when a required answer is missing.
/// - Both sides see every answer in the service. `in_emails` says that emails about the review repeat it to both; `not_in_emails`
///   that they do not.
#[macro_export]
macro_rules! for_each_answer {
    ($make:path $(, $with:tt)*) => {
        $make! {
            $($with)*

            /// The type of change.
            change_type { required choice(ChangeType), "Select the type of change you are making" } in_emails;

            /// The reason for the request, free text.
            reason {
                required text(up to text_characters, like "We are moving our find service to a new platform"),
                "Enter the reason for your request"
            } not_in_emails;

            /// Whether the organisation asks for operational acceptance testing (OAT).
            oat_requested {
                required yes_no,
                "Select yes if you are requesting operational acceptance testing (OAT), or no"
            } in_emails;

            /// The scale the organisation suggests.
            suggested_scale {
                required choice(Scale),
                "Select the scale of change. If you are unsure, select your best assessment"
            } in_emails;

            /// New endpoints, up to 9 in one submission. A draft may hold more; its check says so.
            new_endpoints { any endpoints } in_emails;

            /// Ids of the live endpoints that are affected.
            affected_endpoints { any live_endpoints } not_in_emails;

            /// Whether the change needs downtime.
            needs_downtime { required yes_no, "Select yes if the change needs downtime, or no" } in_emails;
        }
    };
}

/// As [`for_each_answer!`](crate::for_each_answer), with the answers alone that emails repeat.
#[macro_export]
macro_rules! for_each_answer_in_emails {
    ($make:path) => { $crate::for_each_answer! { $crate::for_each_answer_in_emails, $make, {} } };
    ($make:path {$($kept:tt)*}) => { $make! { $($kept)* } };
    ($make:path {$($kept:tt)*} $(#[$doc:meta])* $name:ident $about:tt in_emails; $($rest:tt)*) => {
        $crate::for_each_answer_in_emails! { $make {$($kept)* $(#[$doc])* $name $about in_emails;} $($rest)* }
    };
    ($make:path {$($kept:tt)*} $(#[$doc:meta])* $name:ident $about:tt not_in_emails; $($rest:tt)*) => {
        $crate::for_each_answer_in_emails! { $make {$($kept)*} $($rest)* }
    };
}

/// The type of an answer in a draft, where anything may be missing or wrong.
#[macro_export]
macro_rules! answer_in_draft {
    ($need:ident choice($list:ident) $(, $words:literal)?) => { Option<$crate::change::form::$list> };
    ($need:ident yes_no $(, $words:literal)?) => { Option<bool> };
    ($need:ident text $details:tt $(, $words:literal)?) => { String };
    (any endpoints) => { Vec<$crate::change::answers::EndpointAnswer> };
    (any live_endpoints) => { Vec<$crate::ids::EndpointId> };
}

/// The type of an answer in a submission, which is complete and correct.
#[macro_export]
macro_rules! answer_in_submission {
    (optional $($kind:tt)+) => { Option<$crate::answer_in_submission!(required $($kind)+)> };
    (required choice($list:ident) $(, $words:literal)?) => { $crate::change::form::$list };
    (required yes_no $(, $words:literal)?) => { bool };
    (required text $details:tt $(, $words:literal)?) => { $crate::text::FreeText };
    (any endpoints) => { Vec<$crate::endpoint::ProposedEndpoint> };
    (any live_endpoints) => { std::collections::BTreeSet<$crate::ids::EndpointId> };
}
