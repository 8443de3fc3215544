//! Parts that several items hold: who did something, answers, submissions, endpoints, accepted files.

use std::borrow::Cow;

use domain::actor::{By, Process, Role};
use domain::change::answers::{Answers, EndpointAnswer, Submission};
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::evidence::{AcceptedFile, FileFormat, KeptVersion, PdfFlag};
use domain::ids::PersonId;
use domain::text::Name;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::stored::{Stored, stored_struct};
use super::{Code, Text};

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ByItem {
    Person { id: Text<PersonId>, role: Code<Role> },
    Reader { id: Text<PersonId> },
    System(Code<Process>),
}

impl From<By> for ByItem {
    fn from(by: By) -> Self {
        match by {
            By::Person { person, role } => Self::Person { id: Text(person), role: Code(role) },
            By::Reader { person } => Self::Reader { id: Text(person) },
            By::System(process) => Self::System(Code(process)),
        }
    }
}

impl From<ByItem> for By {
    fn from(item: ByItem) -> Self {
        match item {
            ByItem::Person { id, role } => Self::Person { person: id.0, role: role.0 },
            ByItem::Reader { id } => Self::Reader { person: id.0 },
            ByItem::System(process) => Self::System(process.0),
        }
    }
}

/// A name beside who did something, as written.
pub(crate) fn written(name: Option<&Name>) -> Option<Cow<'_, str>> {
    name.map(|name| Cow::Borrowed(name.as_str()))
}

/// The same, taken back.
pub(crate) fn restored(name: Option<Cow<'_, str>>) -> Option<Name> {
    name.map(|name| Name::restore(name.into_owned()))
}

impl Stored for By {
    type Item<'a> = ByItem;
    fn item(&self) -> ByItem {
        (*self).into()
    }
    fn restore(item: ByItem) -> Self {
        item.into()
    }
}

/// Makes the items of the answers, as typed and as submitted.
macro_rules! stored_answers {
    ($($(#[$doc:meta])* $name:ident {$($about:tt)*} $emails:ident;)+) => {
        stored_struct!(AnswersItem for Answers { $($name: domain::answer_in_draft!($($about)*)),+ });
        stored_struct!(SubmissionItem for Submission { $($name: domain::answer_in_submission!($($about)*)),+ });
    };
}

domain::for_each_answer!(stored_answers);

// An endpoint as typed: its type may be missing, its URL may be anything.
stored_struct!(TypedEndpointItem for EndpointAnswer { url: String, endpoint_type: Option<EndpointType> });

stored_struct!(EndpointItem for ProposedEndpoint { endpoint_type: EndpointType, url: EndpointUrl });

stored_struct! {
    AcceptedItem for AcceptedFile {
        format: FileFormat, bytes: u64, sha256: [u8; 32], flags: Vec<PdfFlag>, at: Timestamp,
        version: Option<KeptVersion>
    }
}
