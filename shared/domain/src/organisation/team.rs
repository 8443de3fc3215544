//! PDP's team: only its people, and only administrators change them.
//!
//! Somebody there must always be able to administer: the last administrator can neither be removed nor lose the role. The
//! guidance does not say so; without it a slip would lock everybody out until someone with rights on the table repairs it.

use jiff::Timestamp;

use super::decide::acting_as;
use super::{Event, MemberCommand, MemberEvent, PdpTeam, Refusal, members};
use crate::actor::{Actor, By, PdpRole};
use crate::aggregate::{Aggregate, Trail};

/// Decides `command` on PDP's team. An empty trail means that it is already so.
pub fn decide_team(
    team: &PdpTeam,
    command: MemberCommand<PdpRole>,
    actor: &Actor,
    now: Timestamp,
) -> Result<Trail<PdpTeam>, Refusal> {
    let by = authorise_team(actor)?;
    let mut trail = Trail::at(team.clone());
    for kind in members::decide(&team.people, command)? {
        trail.push(Event { at: now, by, kind });
    }
    Ok(trail)
}

/// Who may change PDP's team; answers in which role the actor acts.
pub fn authorise_team(actor: &Actor) -> Result<By, Refusal> {
    acting_as(actor, PdpRole::Administrator)
}

/// There is always a team: nothing begins it.
impl Aggregate for PdpTeam {
    type Kind = MemberEvent<PdpRole>;
    type Status = ();

    fn begin(_: &Event<Self::Kind>) -> Option<Self> {
        None
    }

    fn apply(&mut self, event: &Event<Self::Kind>) {
        apply_team(self, event);
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn status(&self) {}
}

/// Changes `team` as `event` says.
pub fn apply_team(team: &mut PdpTeam, event: &Event<MemberEvent<PdpRole>>) {
    team.version += 1;
    members::apply(&mut team.people, &event.kind);
}
