//! Why PDP can no longer grant a support request (S3, G3).

use jiff::civil::Date;

use super::Status;
use crate::calendar::spoken;

/// Why a request cannot be granted any more. In words that follow “because”.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotGrantable {
    #[error("the endpoints of the change are live already")]
    Live,
    /// Nothing more happens with the change.
    #[error("the change {status}")]
    Ended { status: Status },
    /// The change needs no integration testing any more (V4).
    #[error("the change does not need integration testing any more")]
    NotTested,
    /// Integration testing has begun (S3).
    #[error("integration testing was arranged for {}, and that time has come", spoken(*on))]
    Tested { on: Date },
}
