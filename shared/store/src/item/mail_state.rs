//! The state of a notification on its way, as it is written.

use app::Fault;
use app::mail::MailState;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use super::stored::{Stored, stored_enum};

/// The attribute that compare-and-set compares.
pub(crate) const STATE: &str = "state";

/// The state as an attribute. Equal states are equal attributes.
pub(crate) fn write_state(state: &MailState) -> Result<AttributeValue, Fault> {
    super::write_value(&state.item())
}

stored_enum! {
    StateItem for MailState {
        Pending { failures: u32 },
        Sending { failures: u32, until: Timestamp },
        Sent { at: Timestamp, message_id: String },
        Ambiguous { failures: u32, since: Timestamp },
        Failed { failures: u32, at: Timestamp },
        NoRecipient { failures: u32, since: Timestamp, looked: Timestamp },
        Addressed { at: Timestamp },
        Over { at: Timestamp },
    }
}
