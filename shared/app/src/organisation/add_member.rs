//! Adds a person to an organisation or to PDP's team, and invites them if they have no sign-in yet (P2, P3).
//!
//! Nobody is invited before all that can be known says that they can be added. Should the last condition fail then (someone
//! else was faster), a sign-in without membership is left: it can do nothing, and the next try finds it.

use std::collections::BTreeSet;

use domain::actor::{OrganisationRole, PdpRole};
use domain::email::EmailAddress;
use domain::organisation::{Command, CommandKind, MemberCommand, Refusal, admit};
use domain::text::Name;

use crate::command::contention::{TRIES, before_try};
use crate::command::order::No;
use crate::desk::Desk;
use crate::error::AppError;
use crate::organisation::administer::{
    Administered, RecordCommand, RecordRequest, admitted, carry_out, is_current, load, lost_every_race,
    refuse, take_record,
};
use crate::organisation::records::{Identities, Organisations, Record};

/// Who should become a member, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// How to address them.
    pub name: String,
    /// Where emails go; what they sign in with.
    pub email: String,
    /// The roles they get: of the side that they join.
    pub roles: NewcomerRoles,
}

/// Roles of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewcomerRoles {
    /// Of an organisation.
    Organisation(BTreeSet<OrganisationRole>),
    /// Of PDP.
    Pdp(BTreeSet<PdpRole>),
}

/// Adds a person to the record of `request`. One read and one transaction, and at most three calls to the sign-ins.
///
/// # Errors
/// As [`crate::organisation::administer`].
pub async fn add_member<S: Organisations, I: Identities>(
    desk: &Desk<S>,
    identities: &I,
    request: RecordRequest<'_>,
    newcomer: &Newcomer,
) -> Result<Administered, AppError> {
    let kind = CommandKind::AddMember;
    for number in 0..TRIES {
        before_try(desk, number).await;
        let mut loaded = load(desk, &request, None).await?;
        let record = take_record(&mut loaded)?;
        if let Some(receipt) = admitted(desk, &record, kind, &request, loaded.receipt).await? {
            return Ok(Administered { record, person: receipt.person, repeated: true });
        }
        if !is_current(&record, &request) {
            return refuse(desk, &record, kind, &request, No::Stale).await;
        }
        let (name, email) = match admissible(&record, newcomer) {
            Ok(admissible) => admissible,
            Err(refusal) => return refuse(desk, &record, kind, &request, No::Refused(refusal)).await,
        };
        let person = identities.find_or_invite(&email, &name).await?;
        let (name, email) = (newcomer.name.clone(), newcomer.email.clone());
        let command = match newcomer.roles.clone() {
            NewcomerRoles::Organisation(roles) => {
                let add = MemberCommand::Add { person, name, email, roles };
                RecordCommand::Organisation(Command::Member(add))
            }
            NewcomerRoles::Pdp(roles) => {
                RecordCommand::Pdp(MemberCommand::Add { person, name, email, roles })
            }
        };
        if let Some(done) = carry_out(desk, record, &loaded, command, &request).await? {
            return Ok(done);
        }
    }
    lost_every_race(desk, &request, kind).await
}

fn admissible(record: &Record, newcomer: &Newcomer) -> Result<(Name, EmailAddress), Refusal> {
    let Newcomer { name, email, roles } = newcomer;
    match (record, roles) {
        (Record::Organisation(own), NewcomerRoles::Organisation(roles)) => {
            admit(&own.people, name, email, roles)
        }
        (Record::Pdp(team), NewcomerRoles::Pdp(roles)) => admit(&team.people, name, email, roles),
        // Roles of one side in the record of the other.
        _ => Err(Refusal::NotFound),
    }
}
