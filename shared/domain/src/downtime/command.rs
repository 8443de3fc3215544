//! Commands on a notice of downtime. Imperative; [`super::decide`] answers them.

use std::collections::BTreeMap;

use super::DowntimeAnswers;
use crate::endpoint::EndpointType;
use crate::ids::EndpointId;

commands! {
    /// Announce something else: until it has begun everything, afterwards another end and nature.
    Move {
        /// What the notice is to say, as typed.
        notice: DowntimeAnswers,
        live_endpoints: BTreeMap<EndpointId, EndpointType>,
    } = "move_downtime";
    /// End the downtime that is under way, before its time.
    End = "end_downtime";
    /// Take the notice back: there is no downtime, or none any more.
    Cancel = "cancel_downtime";
}
