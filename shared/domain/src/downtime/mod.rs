//! Planned downtime (D2, Q6): what a notice says and the rules about it, which notices of a change follow too; and the notice
//! that an organisation gives without a change — [`declare`], [`decide`], [`apply`], [`replay`].
//!
//! Only [`apply`] changes a [`Notice`]; only [`declare`] and [`decide`] make events.

mod apply;
mod authorise;
mod command;
mod decide;
mod declared;
mod event;
mod reason;
mod rules;
mod window;

use jiff::Timestamp;

pub use self::apply::{apply, replay};
pub use self::authorise::MAY_DECLARE;
pub use self::authorise::{authorise, authorise_declaring};
pub use self::command::{Command, CommandKind};
pub use self::decide::{decide, declare};
pub use self::declared::DeclaredDowntime;
pub use self::event::{Event, EventKind};
pub use self::reason::Reason;
pub(crate) use self::rules::{Known, cancel, end_now, move_to, read};
pub use self::window::{DowntimeAnswers, DowntimeState, DowntimeWindow};
use crate::actor::By;
pub use crate::change::{Context, Version};
use crate::ids::{DowntimeId, OrganisationId};
pub use crate::refusal::Refusal;
use crate::text::Name;

/// A notice of planned downtime that an organisation gave without a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: DowntimeId,
    pub organisation: OrganisationId,
    /// What the organisation was called when it gave notice.
    pub organisation_name: Name,
    /// How many events it has had.
    pub version: Version,
    pub declared_at: Timestamp,
    pub declared_by: By,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    pub status: Status,
    pub window: DowntimeWindow,
}

codes! {
    /// What was decided about a notice. Whether the downtime has begun or is over is a matter of the time.
    Status {
        InForce = "in_force", "is in force";
        /// It was ended before its time.
        Ended = "ended", "was ended";
        Cancelled = "cancelled", "was cancelled";
    }
}
