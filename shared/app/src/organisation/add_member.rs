//! Adds a person to an organisation, or without a role to PDP's team, and invites them if they have no sign-in yet (P2, P3).
//!
//! A person is invited only after every check that can be made beforehand. If the last condition then fails (someone else was
//! faster), a sign-in without membership remains. It can do nothing, and the next try finds it.

use std::collections::BTreeSet;

use domain::actor::{OrganisationRole, PdpRole};
use domain::organisation::{
    Command, CommandKind, Contact, MemberCommand, Reason, Refusal, TeamCommand, admit,
};
use domain::refusal::Thing;

use crate::command::{Request, Snapshot, run};
use crate::error::AppError;
use crate::organisation::administer::{Administered, Making, OnRecord, RecordCommand};
use crate::organisation::joining::Joining;
use crate::organisation::members::Members;
use crate::organisation::ports::Identities;
use crate::organisation::record::{Party, Record};
use crate::services::Services;
use crate::work::ports::WorkList;

/// Who should become a member, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    pub name: String,
    /// Where emails go; what they sign in with.
    pub email: String,
    /// The roles they get: of the side that they join.
    pub roles: NewcomerRoles,
}

/// Roles of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewcomerRoles {
    Organisation(BTreeSet<OrganisationRole>),
    Pdp(BTreeSet<PdpRole>),
}

/// Adds a person to the record of `request`. A read, one look at who has the address, one transaction, and a few calls to the
/// sign-ins.
pub async fn add_member<S: WorkList + Members, I: Identities>(
    services: &Services<S>,
    identities: &I,
    request: Request<'_, Party>,
    newcomer: &Newcomer,
) -> Result<Administered, AppError> {
    let joining = Joining::new(services, identities, request.on);
    let making = Adding { joining: &joining, on: request.on, newcomer };
    let action = OnRecord { request, kind: CommandKind::AddMember, endpoints: &[], making };
    joining.finish(run(services, request.caller(), &action).await?).await
}

/// Makes the command to add a person.
struct Adding<'a, S, I> {
    joining: &'a Joining<'a, S, I>,
    on: Party,
    newcomer: &'a Newcomer,
}

impl<S: Members, I: Identities> Making for Adding<'_, S, I> {
    const BEGINS_OUTSIDE: bool = true;

    async fn make(&self, snapshot: &Snapshot) -> Result<RecordCommand, AppError> {
        let record = snapshot.record(self.on).ok_or(Refusal::NotFound(Thing::Organisation))?;
        let (person, sign_in) = self.joining.who_joins(&admissible(&record, self.newcomer)?).await?;
        let Newcomer { name, email, roles } = self.newcomer.clone();
        Ok(match roles {
            NewcomerRoles::Organisation(roles) => {
                let add = MemberCommand::Add { person, sign_in, name, email, roles };
                RecordCommand::Organisation(Command::Member(add))
            }
            NewcomerRoles::Pdp(roles) => {
                let add = MemberCommand::Add { person, sign_in, name, email, roles };
                RecordCommand::Pdp(TeamCommand::Member(add))
            }
        })
    }
}

fn admissible(record: &Record, newcomer: &Newcomer) -> Result<Contact, Refusal> {
    let Newcomer { name, email, roles } = newcomer;
    let (name, email) = match (record, roles) {
        (Record::Organisation(own), NewcomerRoles::Organisation(roles)) => {
            admit(&own.people, name, email, roles)?
        }
        // Nobody is invited who would not be added: a role takes a second administrator.
        (Record::Pdp(_), NewcomerRoles::Pdp(roles)) if !roles.is_empty() => {
            return Err(Reason::SecondAdministratorNeeded.into());
        }
        (Record::Pdp(team), NewcomerRoles::Pdp(roles)) => admit(&team.people, name, email, roles)?,
        // Roles of one side in the record of the other.
        _ => return Err(Refusal::NotFound(Thing::Organisation)),
    };
    Ok(Contact { name, email })
}
