//! What an operator put right, as every history keeps it (A1).

use app::{Deleted, DeletedThing, MendedPart, Mending};
use domain::ids::{ChangeId, DowntimeId, EvidenceId, ExportId, MailId, OatId, PersonId, PreFlightId};
use domain::reference::AnyReference;
use domain::text::{FreeText, Name};
use jiff::Timestamp;

use super::stored::{stored_enum, stored_struct};

stored_struct! {
    MendedItem for Mending {
        what: MendedPart, at: Timestamp, operator: Name, with: Option<Name>, why: FreeText
    }
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
        Deleted(Deleted),
    }
}

stored_struct! {
    DeletedItem for Deleted {
        what: DeletedThing, reference: Option<AnyReference>, entries: u32, notifications: u32, others: u32
    }
}

stored_enum! {
    ThingItem for DeletedThing {
        Change(ChangeId),
        InitialConnection(OatId),
        Notice(DowntimeId),
        PreFlight(PreFlightId),
        Remains,
    }
}
