//! Corrects the name or the email address of a member, and of their sign-in (Q4).
//!
//! The sign-in follows before the record is written, because only the user pool can refuse an address that is somebody else's
//! sign-in, and a refusal must have changed nothing. If the record cannot be written then, the same request again writes it.

use domain::ids::PersonId;
use domain::organisation::{
    Command, CommandKind, Contact, MemberCommand, Person, Reason, Refusal, TeamCommand, corrected,
};
use domain::refusal::Thing;

use crate::command::{Request, Snapshot, run};
use crate::error::AppError;
use crate::organisation::administer::{Administered, Making, OnRecord, RecordCommand};
use crate::organisation::ports::Identities;
use crate::organisation::record::{Party, Record};
use crate::services::Services;
use crate::work::ports::WorkList;

/// What a member is to be called, and where their emails are to go, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub name: String,
    pub email: String,
}

/// Corrects `person` in the record of `request`. One read and one transaction, and at most three calls to the sign-ins.
pub async fn correct_member<S: WorkList, I: Identities>(
    services: &Services<S>,
    identities: &I,
    request: Request<'_, Party>,
    person: PersonId,
    correction: &Correction,
) -> Result<Administered, AppError> {
    let making = Correcting { identities, on: request.on, person, correction };
    let action = OnRecord { request, kind: CommandKind::CorrectMember, endpoints: &[], making };
    run(services, request.caller(), &action).await
}

struct Correcting<'a, I> {
    identities: &'a I,
    on: Party,
    person: PersonId,
    correction: &'a Correction,
}

impl<I: Identities> Making for Correcting<'_, I> {
    const BEGINS_OUTSIDE: bool = true;

    async fn make(&self, snapshot: &Snapshot) -> Result<RecordCommand, AppError> {
        let record = snapshot.record(self.on).ok_or(Refusal::NotFound(Thing::Organisation))?;
        match &record {
            Record::Organisation(own) => self.sign_in_follows(&own.people).await?,
            Record::Pdp(team) => self.sign_in_follows(&team.people).await?,
        }
        let (person, Correction { name, email }) = (self.person, self.correction.clone());
        Ok(match record {
            Record::Organisation(_) => {
                let correct = MemberCommand::Correct { person, name, email };
                RecordCommand::Organisation(Command::Member(correct))
            }
            Record::Pdp(_) => {
                RecordCommand::Pdp(TeamCommand::Member(MemberCommand::Correct { person, name, email }))
            }
        })
    }
}

impl<I: Identities> Correcting<'_, I> {
    async fn sign_in_follows<R>(&self, people: &[Person<R>]) -> Result<(), AppError> {
        let Correction { name, email } = self.correction;
        let (member, to) = corrected(people, self.person, name, email)?;
        if member.contact() != to && !self.give(member, &to).await? {
            return Err(Reason::AddressTaken.into());
        }
        Ok(())
    }

    /// Gives the sign-in of `member` this name and address; false when another sign-in has the address.
    async fn give<R>(&self, member: &Person<R>, to: &Contact) -> Result<bool, AppError> {
        let holder = self.identities.find(&to.email).await?;
        if holder.is_some_and(|holder| holder.id != member.sign_in) {
            return Ok(false);
        }
        Ok(self.identities.rename(member.sign_in, to).await?)
    }
}
