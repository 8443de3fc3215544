//! Roles at PDP, which two administrators give: one proposes, another approves (Q4).

use std::collections::BTreeSet;

use domain::actor::{Actor, PdpRole};
use domain::ids::{PersonId, ProposalId, SignInId};
use domain::organisation::{CommandKind, RoleProposal, TeamCommand, TypedWhom, Whom, decide_team};
use domain::refusal::{Refusal, Thing};

use crate::command::{Request, Snapshot, run};
use crate::error::AppError;
use crate::organisation::administer::{Administered, Making, OnRecord, RecordCommand, administer};
use crate::organisation::joining::Joining;
use crate::organisation::members::Members;
use crate::organisation::ports::Identities;
use crate::organisation::record::{Party, Record};
use crate::services::Services;
use crate::work::ports::WorkList;

/// Proposes that somebody gets these roles. One read and one transaction.
pub async fn propose_roles<S: WorkList>(
    services: &Services<S>,
    request: Request<'_, Party>,
    whom: TypedWhom,
    roles: BTreeSet<PdpRole>,
) -> Result<Administered, AppError> {
    let propose = TeamCommand::Propose { id: services.fresh_id(), whom, roles };
    administer(services, request, &RecordCommand::Pdp(propose)).await
}

/// Approves a proposal: the member gets the roles, or the newcomer joins with them and is invited.
pub async fn approve_roles<S: WorkList + Members, I: Identities>(
    services: &Services<S>,
    identities: &I,
    request: Request<'_, Party>,
    id: ProposalId,
) -> Result<Administered, AppError> {
    let joining = Joining::new(services, identities, Party::Pdp);
    let making = Approving { services, joining: &joining, actor: request.actor, id };
    let action = OnRecord { request, kind: CommandKind::ApproveRoles, endpoints: &[], making };
    joining.finish(run(services, request.caller(), &action).await?).await
}

struct Approving<'a, S, I> {
    services: &'a Services<S>,
    joining: &'a Joining<'a, S, I>,
    actor: &'a Actor,
    id: ProposalId,
}

impl<S: Members, I: Identities> Making for Approving<'_, S, I> {
    const BEGINS_OUTSIDE: bool = true;

    async fn make(&self, snapshot: &Snapshot) -> Result<RecordCommand, AppError> {
        let id = self.id;
        let Some(Record::Pdp(team)) = snapshot.record(Party::Pdp) else {
            return Err(Refusal::NotFound(Thing::Organisation).into());
        };
        // Nobody is invited who would not join. Whoever it is, they are new: so any ids do for that question.
        let anybody: (PersonId, SignInId) = (self.services.fresh_id(), self.services.fresh_id());
        let asked = TeamCommand::Approve { id, joins: Some(anybody) };
        decide_team(&team, asked, self.actor, self.services.clock.now())?;
        let joins = match team.proposals.iter().find(|proposal| proposal.id == id) {
            Some(RoleProposal { whom: Whom::Newcomer(contact), .. }) => {
                Some(self.joining.who_joins(contact).await?)
            }
            _ => None,
        };
        Ok(RecordCommand::Pdp(TeamCommand::Approve { id, joins }))
    }
}
