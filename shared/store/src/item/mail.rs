//! A letter of the outbox and its state.

use std::borrow::Cow;

use app::mail::{Asked, Audience, Letter, LetterStep, Mail, MailState};
use app::{Fault, RETRY_AMBIGUOUS_AFTER};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::answers::ChangeType;
use domain::ids::{ChangeId, MailId, OrganisationId};
use domain::policy::{Scale, Step};
use domain::reference::Reference;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::parts::{EndpointItem, borrowed, endpoints, restored, restored_endpoints};
use super::{Code, Item, Text};
use crate::keys::{DUE, Key, QUEUE, text};

/// The queue of letters that have not been sent.
pub(crate) const MAIL: &str = "mail";
/// The attribute that compare-and-set compares.
pub(crate) const STATE: &str = "state";

/// Marks outbox items, and only those, for the filter of the stream.
const KIND: &str = "kind";

/// The item of a letter that is to be sent.
pub(crate) fn write(mail: &Mail) -> Result<Item, Fault> {
    let state = MailState::Pending { failures: 0 };
    let mut item = super::write(Key::mail(mail.id), &MailItem::new(mail, &state))?;
    item.insert(KIND.to_owned(), text(MAIL));
    item.insert(QUEUE.to_owned(), text(MAIL));
    item.insert(DUE.to_owned(), AttributeValue::S(instant(mail.at)));
    Ok(item)
}

/// The letter in `item`, and its state.
pub(crate) fn read(item: Item) -> Result<(Mail, MailState), Fault> {
    super::read::<MailItem<'static>>(item).map(|item| {
        let state = item.state.into();
        let mail = Mail {
            id: item.id.0,
            audience: item.audience.into(),
            change: item.change.0,
            organisation: item.organisation.0,
            organisation_name: item.organisation_name.into_owned(),
            reference: item.reference.0,
            at: item.at.0,
            letter: item.letter.into(),
        };
        (mail, state)
    })
}

/// The state as an attribute. Equal states are equal attributes.
pub(crate) fn write_state(state: &MailState) -> Result<AttributeValue, Fault> {
    super::write_value(&StateItem::from(state))
}

/// When somebody should next look at a letter in this state; none once it is sent. A letter whose sending failed keeps
/// its place.
pub(crate) enum NextLook {
    Never,
    Unchanged,
    At(AttributeValue),
}

/// See [`NextLook`].
pub(crate) fn next_look(state: &MailState) -> NextLook {
    let at = match state {
        MailState::Sent { .. } => return NextLook::Never,
        MailState::Pending { .. } => return NextLook::Unchanged,
        MailState::Sending { until, .. } => *until,
        MailState::Ambiguous { since, .. } => {
            since.saturating_add(RETRY_AMBIGUOUS_AFTER).unwrap_or(Timestamp::MAX)
        }
    };
    NextLook::At(AttributeValue::S(instant(at)))
}

/// An instant of fixed width, so that it sorts as text.
fn instant(at: Timestamp) -> String {
    format!("{at:.3}")
}

#[derive(Debug, Serialize, Deserialize)]
struct MailItem<'a> {
    id: Text<MailId>,
    audience: AudienceItem,
    change: Text<ChangeId>,
    organisation: Text<OrganisationId>,
    organisation_name: Cow<'a, str>,
    reference: Text<Reference>,
    at: Text<Timestamp>,
    letter: LetterItem<'a>,
    state: StateItem<'a>,
}

impl<'a> MailItem<'a> {
    fn new(mail: &'a Mail, state: &'a MailState) -> Self {
        Self {
            id: Text(mail.id),
            audience: mail.audience.into(),
            change: Text(mail.change),
            organisation: Text(mail.organisation),
            organisation_name: Cow::Borrowed(&mail.organisation_name),
            reference: Text(mail.reference),
            at: Text(mail.at),
            letter: (&mail.letter).into(),
            state: state.into(),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AudienceItem {
    Organisation(Code<OrganisationRole>),
    Pdp(Code<PdpRole>),
}

impl From<Audience> for AudienceItem {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::Organisation(role) => Self::Organisation(Code(role)),
            Audience::Pdp(role) => Self::Pdp(Code(role)),
        }
    }
}

impl From<AudienceItem> for Audience {
    fn from(item: AudienceItem) -> Self {
        match item {
            AudienceItem::Organisation(role) => Self::Organisation(role.0),
            AudienceItem::Pdp(role) => Self::Pdp(role.0),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StateItem<'a> {
    Pending { failures: u32 },
    Sending { failures: u32, until: Text<Timestamp> },
    Sent { at: Text<Timestamp>, message_id: Cow<'a, str> },
    Ambiguous { failures: u32, since: Text<Timestamp> },
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
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct AskedItem<'a> {
    change_type: Code<ChangeType>,
    suggested_scale: Code<Scale>,
    oat_requested: bool,
    new_endpoints: Vec<EndpointItem<'a>>,
    needs_downtime: bool,
}

impl<'a> From<&'a Asked> for AskedItem<'a> {
    fn from(asked: &'a Asked) -> Self {
        Self {
            change_type: Code(asked.change_type),
            suggested_scale: Code(asked.suggested_scale),
            oat_requested: asked.oat_requested,
            new_endpoints: endpoints(&asked.new_endpoints),
            needs_downtime: asked.needs_downtime,
        }
    }
}

impl From<AskedItem<'_>> for Asked {
    fn from(item: AskedItem<'_>) -> Self {
        Self {
            change_type: item.change_type.0,
            suggested_scale: item.suggested_scale.0,
            oat_requested: item.oat_requested,
            new_endpoints: restored_endpoints(item.new_endpoints),
            needs_downtime: item.needs_downtime,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct LetterStepItem<'a> {
    step: Code<Step>,
    by: Code<Role>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approved_by: Option<Code<PdpRole>>,
    needs: Cow<'a, str>,
    state: Cow<'a, str>,
}

impl<'a> From<&'a LetterStep> for LetterStepItem<'a> {
    fn from(step: &'a LetterStep) -> Self {
        Self {
            step: Code(step.step),
            by: Code(step.by),
            approved_by: step.approved_by.map(Code),
            needs: Cow::Borrowed(&step.needs),
            state: Cow::Borrowed(&step.state),
        }
    }
}

impl From<LetterStepItem<'_>> for LetterStep {
    fn from(item: LetterStepItem<'_>) -> Self {
        Self {
            step: item.step.0,
            by: item.by.0,
            approved_by: item.approved_by.map(|role| role.0),
            needs: item.needs.into_owned(),
            state: item.state.into_owned(),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LetterItem<'a> {
    ChangeSubmitted {
        asked: AskedItem<'a>,
        due: Text<Date>,
    },
    ReviewNeeded {
        asked: AskedItem<'a>,
        reason: Cow<'a, str>,
        due: Text<Date>,
    },
    InformationRequested {
        asked: AskedItem<'a>,
        question: Cow<'a, str>,
    },
    InformationSupplied {
        question: Cow<'a, str>,
        answer: Cow<'a, str>,
        due: Text<Date>,
    },
    ChangeRejected {
        asked: AskedItem<'a>,
        reason: Cow<'a, str>,
    },
    ReviewOutcome {
        asked: AskedItem<'a>,
        from: Code<Scale>,
        scale: Code<Scale>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<Cow<'a, str>>,
        oat_required: bool,
        reclassified: bool,
        steps: Vec<LetterStepItem<'a>>,
    },
    ChangeWithdrawn {
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<Cow<'a, str>>,
    },
}

impl<'a> From<&'a Letter> for LetterItem<'a> {
    fn from(letter: &'a Letter) -> Self {
        match letter {
            Letter::ChangeSubmitted { asked, due } => {
                Self::ChangeSubmitted { asked: asked.into(), due: Text(*due) }
            }
            Letter::ReviewNeeded { asked, reason, due } => {
                Self::ReviewNeeded { asked: asked.into(), reason: borrowed(reason), due: Text(*due) }
            }
            Letter::InformationRequested { asked, question } => {
                Self::InformationRequested { asked: asked.into(), question: borrowed(question) }
            }
            Letter::InformationSupplied { question, answer, due } => Self::InformationSupplied {
                question: borrowed(question),
                answer: borrowed(answer),
                due: Text(*due),
            },
            Letter::ChangeRejected { asked, reason } => {
                Self::ChangeRejected { asked: asked.into(), reason: borrowed(reason) }
            }
            Letter::ReviewOutcome { asked, from, scale, reason, oat_required, reclassified, steps } => {
                Self::ReviewOutcome {
                    asked: asked.into(),
                    from: Code(*from),
                    scale: Code(*scale),
                    reason: reason.as_ref().map(borrowed),
                    oat_required: *oat_required,
                    reclassified: *reclassified,
                    steps: steps.iter().map(LetterStepItem::from).collect(),
                }
            }
            Letter::ChangeWithdrawn { reason } => {
                Self::ChangeWithdrawn { reason: reason.as_ref().map(borrowed) }
            }
        }
    }
}

impl From<LetterItem<'_>> for Letter {
    fn from(item: LetterItem<'_>) -> Self {
        match item {
            LetterItem::ChangeSubmitted { asked, due } => {
                Self::ChangeSubmitted { asked: asked.into(), due: due.0 }
            }
            LetterItem::ReviewNeeded { asked, reason, due } => {
                Self::ReviewNeeded { asked: asked.into(), reason: restored(reason), due: due.0 }
            }
            LetterItem::InformationRequested { asked, question } => {
                Self::InformationRequested { asked: asked.into(), question: restored(question) }
            }
            LetterItem::InformationSupplied { question, answer, due } => Self::InformationSupplied {
                question: restored(question),
                answer: restored(answer),
                due: due.0,
            },
            LetterItem::ChangeRejected { asked, reason } => {
                Self::ChangeRejected { asked: asked.into(), reason: restored(reason) }
            }
            LetterItem::ReviewOutcome { asked, from, scale, reason, oat_required, reclassified, steps } => {
                Self::ReviewOutcome {
                    asked: asked.into(),
                    from: from.0,
                    scale: scale.0,
                    reason: reason.map(restored),
                    oat_required,
                    reclassified,
                    steps: steps.into_iter().map(LetterStep::from).collect(),
                }
            }
            LetterItem::ChangeWithdrawn { reason } => Self::ChangeWithdrawn { reason: reason.map(restored) },
        }
    }
}
