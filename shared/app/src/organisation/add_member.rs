//! Adds a person to an organisation or to PDP's team, and invites them if they have no sign-in yet (P2, P3).
//!
//! A person is invited only after every check that can be made beforehand. If the last condition then fails (someone else was
//! faster), a sign-in without membership remains. It can do nothing, and the next try finds it.

use domain::refusal::Thing;
use std::collections::BTreeSet;

use domain::actor::{OrganisationRole, PdpRole};
use domain::email::EmailAddress;
use domain::organisation::{Command, CommandKind, MemberCommand, Refusal, admit};
use domain::text::Name;

use crate::command::{CommandStore, Request, Snapshot, run};
use crate::error::AppError;
use crate::organisation::administer::{Administered, Making, OnRecord, RecordCommand};
use crate::organisation::ports::Identities;
use crate::organisation::record::{Party, Record};
use crate::services::Services;

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

/// Adds a person to the record of `request`. One read and one transaction, and at most three calls to the sign-ins.
pub async fn add_member<S: CommandStore, I: Identities>(
    services: &Services<S>,
    identities: &I,
    request: Request<'_, Party>,
    newcomer: &Newcomer,
) -> Result<Administered, AppError> {
    let making = Inviting { identities, on: request.on, newcomer };
    let action = OnRecord { request, kind: CommandKind::AddMember, endpoints: &[], making };
    run(services, request.caller(), &action).await
}

/// Makes the command to add a person, who is invited if they have no sign-in yet.
struct Inviting<'a, I> {
    identities: &'a I,
    on: Party,
    newcomer: &'a Newcomer,
}

impl<I: Identities> Making for Inviting<'_, I> {
    const BEGINS_OUTSIDE: bool = true;

    async fn make(&self, snapshot: &Snapshot) -> Result<RecordCommand, AppError> {
        let record = snapshot.record(self.on).ok_or(Refusal::NotFound(Thing::Organisation))?;
        let (name, email) = admissible(&record, self.newcomer)?;
        let person = self.identities.find_or_invite(&email, &name).await?;
        let (name, email) = (self.newcomer.name.clone(), self.newcomer.email.clone());
        Ok(match self.newcomer.roles.clone() {
            NewcomerRoles::Organisation(roles) => {
                let add = MemberCommand::Add { person, name, email, roles };
                RecordCommand::Organisation(Command::Member(add))
            }
            NewcomerRoles::Pdp(roles) => {
                RecordCommand::Pdp(MemberCommand::Add { person, name, email, roles })
            }
        })
    }
}

fn admissible(record: &Record, newcomer: &Newcomer) -> Result<(Name, EmailAddress), Refusal> {
    let Newcomer { name, email, roles } = newcomer;
    match (record, roles) {
        (Record::Organisation(own), NewcomerRoles::Organisation(roles)) => {
            admit(&own.people, name, email, roles)
        }
        (Record::Pdp(team), NewcomerRoles::Pdp(roles)) => admit(&team.people, name, email, roles),
        // Roles of one side in the record of the other.
        _ => Err(Refusal::NotFound(Thing::Organisation)),
    }
}
