//! What an operator put right, as every history keeps it (A1).

use app::{MendedPart, Mending};
use domain::ids::{EvidenceId, ExportId, MailId, PersonId};
use domain::text::{FreeText, Name};
use jiff::Timestamp;

use super::stored::{stored_enum, stored_struct};

stored_struct! {
    MendedItem for Mending { what: MendedPart, at: Timestamp, operator: Name, why: FreeText }
}

stored_enum! {
    PartItem for MendedPart {
        State,
        Membership(PersonId),
        Notification(MailId),
        Inspection(EvidenceId),
        Export(ExportId),
        SignIn(PersonId),
        SentBefore,
    }
}
