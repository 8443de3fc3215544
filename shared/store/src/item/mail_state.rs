//! Where a letter is on its way, as it is written.

use std::borrow::Cow;

use app::Fault;
use app::mail::MailState;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Text;

/// The attribute that compare-and-set compares.
pub(crate) const STATE: &str = "state";

/// The state as an attribute. Equal states are equal attributes.
pub(crate) fn write_state(state: &MailState) -> Result<AttributeValue, Fault> {
    super::write_value(&StateItem::from(state))
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StateItem<'a> {
    Pending { failures: u32 },
    Sending { failures: u32, until: Text<Timestamp> },
    Sent { at: Text<Timestamp>, message_id: Cow<'a, str> },
    Ambiguous { failures: u32, since: Text<Timestamp> },
    Failed { failures: u32, at: Text<Timestamp> },
    NoRecipient { failures: u32, since: Text<Timestamp>, looked: Text<Timestamp> },
    Addressed { at: Text<Timestamp> },
}

impl<'a> From<&'a MailState> for StateItem<'a> {
    fn from(state: &'a MailState) -> Self {
        match state {
            MailState::Pending { failures } => Self::Pending { failures: *failures },
            MailState::Sending { failures, until } => {
                Self::Sending { failures: *failures, until: Text(*until) }
            }
            MailState::Sent { at, message_id } => {
                Self::Sent { at: Text(*at), message_id: Cow::Borrowed(message_id) }
            }
            MailState::Ambiguous { failures, since } => {
                Self::Ambiguous { failures: *failures, since: Text(*since) }
            }
            MailState::Failed { failures, at } => Self::Failed { failures: *failures, at: Text(*at) },
            MailState::NoRecipient { failures, since, looked } => {
                Self::NoRecipient { failures: *failures, since: Text(*since), looked: Text(*looked) }
            }
            MailState::Addressed { at } => Self::Addressed { at: Text(*at) },
        }
    }
}

impl From<StateItem<'_>> for MailState {
    fn from(item: StateItem<'_>) -> Self {
        match item {
            StateItem::Pending { failures } => Self::Pending { failures },
            StateItem::Sending { failures, until } => Self::Sending { failures, until: until.0 },
            StateItem::Sent { at, message_id } => {
                Self::Sent { at: at.0, message_id: message_id.into_owned() }
            }
            StateItem::Ambiguous { failures, since } => Self::Ambiguous { failures, since: since.0 },
            StateItem::Failed { failures, at } => Self::Failed { failures, at: at.0 },
            StateItem::NoRecipient { failures, since, looked } => {
                Self::NoRecipient { failures, since: since.0, looked: looked.0 }
            }
            StateItem::Addressed { at } => Self::Addressed { at: at.0 },
        }
    }
}
