//! Roles at PDP that wait for a second administrator.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Contact, PdpTeam};
use crate::actor::PdpRole;
use crate::ids::{PersonId, ProposalId};

/// Proposals that wait at once, at most: our own bound, so that the record stays one item.
pub const MAX_PROPOSALS: usize = 50;

/// Who should get roles, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedWhom {
    Member(PersonId),
    /// Somebody who is no member yet.
    Newcomer {
        name: String,
        email: String,
    },
}

/// Who should get roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    Member(PersonId),
    /// Somebody who joins with them.
    Newcomer(Contact),
}

/// Roles that one administrator proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleProposal {
    pub id: ProposalId,
    /// The administrator, who cannot approve it as well.
    pub by: PersonId,
    pub at: Timestamp,
    pub whom: Whom,
    /// The roles that they get beside those that they hold; never none.
    pub roles: BTreeSet<PdpRole>,
}

impl RoleProposal {
    /// Whether it is about this member.
    pub fn is_about(&self, person: PersonId) -> bool {
        matches!(self.whom, Whom::Member(member) if member == person)
    }

    /// Whether there is still something in it to approve: who made it administers, and who should get the roles is there and
    /// has not got them.
    pub(super) fn stands(&self, team: &PdpTeam) -> bool {
        let by_administrator = team.holders(PdpRole::Administrator).any(|one| one.id == self.by);
        by_administrator
            && match &self.whom {
                Whom::Newcomer(_) => true,
                Whom::Member(id) => {
                    team.people.iter().any(|member| member.id == *id && !self.roles.is_subset(&member.roles))
                }
            }
    }
}
