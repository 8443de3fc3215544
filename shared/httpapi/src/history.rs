//! Rows of histories (A1): the same for every aggregate of which an event leads from one status to another.

use app::Downloaded;
use serde_json::{Value, json};

/// Makes the rows of the history of an aggregate. Its module has the `facts` of each event; what was downloaded, if anything can be,
/// is the last argument.
macro_rules! history_rows {
    ($entry:ident => $body:ident of $kind:ident, $download:pat => $downloaded:expr) => {
        impl $crate::shown::Of<&app::$entry> for api::$body {
            fn of(entry: &app::$entry) -> Self {
                match entry {
                    app::$entry::Happened(app::Recorded { version, before, after, event, name }) => Self {
                        kind: api::$kind::Happened,
                        at: event.at,
                        by: $crate::by::history_by(&event.by, name.as_ref()),
                        what: event.kind.code().to_owned(),
                        version: Some(*version),
                        before: before.map($crate::shown::Of::of),
                        after: Some((*after).into()),
                        facts: facts(&event.kind),
                    },
                    app::$entry::Refused(refused) => Self {
                        kind: api::$kind::Refused,
                        at: refused.at,
                        by: $crate::shown::Of::of(refused),
                        what: refused.command.code().to_owned(),
                        version: None,
                        before: None,
                        after: None,
                        facts: serde_json::json!({ "refusal": refused.refusal }),
                    },
                    app::$entry::Downloaded($download) => $downloaded,
                }
            }
        }
    };
}

pub(crate) use history_rows;

/// What a history says of a link that was handed out.
pub(crate) fn downloaded(of: Downloaded) -> (&'static str, Value) {
    match of {
        Downloaded::Evidence(id) => ("evidence_downloaded", json!({ "evidence": id.to_string() })),
        Downloaded::Bundle(id) => ("bundle_downloaded", json!({ "bundle": id.to_string() })),
    }
}
