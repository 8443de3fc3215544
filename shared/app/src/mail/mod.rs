//! Notifications, their recipients, and their delivery status. `posting` makes notifications from an event, `deliver` sends
//! one.

pub(crate) mod addressed;
pub(crate) mod deliver;
pub(crate) mod feedback;
pub(crate) mod kinds;
pub(crate) mod notification;
pub(crate) mod oldest_unsent;
pub(crate) mod pace;
pub(crate) mod ports;
pub(crate) mod posting;
pub(crate) mod read_feedback;
pub(crate) mod recipients;
pub(crate) mod record_event;
pub(crate) mod resend;
pub(crate) mod sent_before;
pub(crate) mod state;
mod unreachable;
mod what_waits;

pub use self::addressed::{About, Audience, Mail, MailReference, Part};
pub use self::notification::{Asked, Notification, NotificationStep, Outcome};
pub use self::state::{MailState, NextLook};
pub use crate::oat::news::{Doubtful, ExpiringCertificate, FailedTarget, OatNews};
