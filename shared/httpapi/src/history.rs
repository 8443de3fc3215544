//! Rows of histories (A1): the same for every aggregate of which an event leads from one status to another.

use api::HistoryByBody;
use app::{Downloaded, MendedPart, Mending, UnknownEntry};
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
                    app::$entry::Mended(mending) => Self {
                        kind: api::$kind::Mended,
                        at: mending.at,
                        by: $crate::history::operator(mending),
                        what: mending.what.code().to_owned(),
                        version: None,
                        before: None,
                        after: None,
                        facts: $crate::history::mended(mending),
                    },
                    app::$entry::Unknown(unknown) => Self {
                        kind: api::$kind::Unknown,
                        at: unknown.at,
                        by: $crate::shown::Of::of(unknown),
                        what: $crate::history::UNKNOWN.to_owned(),
                        version: $crate::history::version_of(unknown),
                        before: None,
                        after: None,
                        facts: serde_json::json!({}),
                    },
                }
            }
        }
    };
}

pub(crate) use history_rows;

/// What a history says of an entry that this version of the service cannot read.
pub(crate) const UNKNOWN: &str = "recorded_by_newer_version";

/// The version that such an entry led to, if it is an event.
pub(crate) fn version_of(unknown: &UnknownEntry) -> Option<u64> {
    Some(unknown.version).filter(|_| unknown.is_event)
}

/// What a history says of a link that was handed out.
pub(crate) fn downloaded(of: Downloaded) -> (&'static str, Value) {
    match of {
        Downloaded::Evidence(id) => ("evidence_downloaded", json!({ "evidence": id.to_string() })),
        Downloaded::Bundle(id) => ("bundle_downloaded", json!({ "bundle": id.to_string() })),
    }
}

/// The operator who put something right: a name alone, because operators have no account.
pub(crate) fn operator(mending: &Mending) -> HistoryByBody {
    let name = Some(mending.operator.as_str().to_owned());
    HistoryByBody { person: None, name, role: None, roles: None, process: None }
}

/// What a history says of what an operator put right.
pub(crate) fn mended(mending: &Mending) -> Value {
    let mut facts = json!({ "reason": mending.why.as_str() });
    if let Some(with) = &mending.with {
        facts["with"] = json!(with.as_str());
    }
    let (name, id) = match mending.what {
        MendedPart::State | MendedPart::SentBefore => return facts,
        MendedPart::Membership(id) | MendedPart::SignIn(id) => ("person", id.to_string()),
        MendedPart::Notification(id) => ("notification", id.to_string()),
        MendedPart::Inspection(id) => ("evidence", id.to_string()),
        MendedPart::Export(id) => ("bundle", id.to_string()),
        MendedPart::Deleted(deleted) => {
            if let Some(reference) = deleted.reference {
                facts["reference"] = json!(reference.to_string());
            }
            for (name, count) in [
                ("entries", deleted.entries),
                ("notifications", deleted.notifications),
                ("others", deleted.others),
            ] {
                facts[name] = json!(count);
            }
            ("deleted", deleted.what.code().to_owned())
        }
    };
    facts[name] = json!(id);
    facts
}

#[cfg(test)]
mod tests {
    use app::{Deleted, DeletedThing, HistoryEntry};
    use domain::reference::{AnyReference, Reference};
    use domain::text::{FreeText, Name};

    use super::*;
    use crate::shown::Of;

    /// Holds A1.
    #[test]
    fn what_an_operator_put_right_says_who_and_why() {
        let text = |text: &str| text.to_owned();
        let mail = "0198eeee-0000-7000-8000-000000000001";
        let mending = Mending {
            what: MendedPart::Notification(mail.parse().unwrap()),
            at: "2026-11-02T09:00:00Z".parse().unwrap(),
            operator: Name::restore(text("Olu Operator")),
            with: None,
            why: FreeText::restore(text("Nobody had the role.")),
        };
        let body = api::HistoryEntryBody::of(&HistoryEntry::Mended(mending));
        assert_eq!((body.kind, body.what.as_str()), (api::EntryKind::Mended, "notification_resent"));
        let by = body.by.unwrap();
        assert_eq!((by.name.as_deref(), by.person, by.role), (Some("Olu Operator"), None, None));
        assert_eq!(body.facts, json!({ "reason": "Nobody had the role.", "notification": mail }));
        assert_eq!((body.version, body.before, body.after), (None, None, None));
    }

    /// Holds A1, A2.
    #[test]
    fn what_was_deleted_names_two_who_did_it_and_nobody_else() {
        let deleted = Deleted {
            what: DeletedThing::Change("0198eeee-0000-7000-8000-000000000001".parse().unwrap()),
            reference: Some(AnyReference::Change(Reference::from_bits(0))),
            entries: 12,
            notifications: 7,
            others: 20,
        };
        let mending = Mending {
            what: MendedPart::Deleted(deleted),
            at: "2034-11-02T09:00:00Z".parse().unwrap(),
            operator: Name::restore("Olu Operator".to_owned()),
            with: Some(Name::restore("Wyn Witness".to_owned())),
            why: FreeText::restore("The yearly deletion.".to_owned()),
        };
        let facts = json!({
            "reason": "The yearly deletion.", "with": "Wyn Witness", "deleted": "technical_change",
            "reference": "TC-00000000", "entries": 12, "notifications": 7, "others": 20,
        });
        assert_eq!(mended(&mending), facts);
        assert_eq!(mending.what.code(), "deleted_after_retention");
    }
}
