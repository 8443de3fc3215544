//! Sends the invitation of a member again, who has never signed in, or whose sign-in the user pool has lost (Q4).

use domain::ids::PersonId;
use domain::organisation::{Command, CommandKind, MemberCommand, Reason, Refusal, SignInState, TeamCommand};
use domain::refusal::Thing;

use crate::command::{Request, Snapshot, run};
use crate::error::AppError;
use crate::organisation::administer::{Administered, Making, OnRecord, RecordCommand};
use crate::organisation::ports::Identities;
use crate::organisation::record::{Party, Record};
use crate::organisation::sign_ins::start_afresh;
use crate::services::Services;
use crate::work::ports::WorkList;

/// Invites `person` of the record of `request` again. One read and one transaction, and a few calls to the sign-ins.
pub async fn invite_again<S: WorkList, I: Identities>(
    services: &Services<S>,
    identities: &I,
    request: Request<'_, Party>,
    person: PersonId,
) -> Result<Administered, AppError> {
    let making = Inviting { services, identities, on: request.on, person };
    let action = OnRecord { request, kind: CommandKind::InviteAgain, endpoints: &[], making };
    run(services, request.caller(), &action).await
}

struct Inviting<'a, S, I> {
    services: &'a Services<S>,
    identities: &'a I,
    on: Party,
    person: PersonId,
}

impl<S: Send + Sync, I: Identities> Making for Inviting<'_, S, I> {
    const BEGINS_OUTSIDE: bool = true;

    async fn make(&self, snapshot: &Snapshot) -> Result<RecordCommand, AppError> {
        let record = snapshot.record(self.on).ok_or(Refusal::NotFound(Thing::Organisation))?;
        let member = record.member(self.person);
        let (sign_in, contact) = member.ok_or(Reason::MemberNotFound)?;
        let found = self.identities.sign_in(sign_in).await?;
        let state = SignInState::at(found.as_ref(), self.services.clock.now());
        let sign_in = match state {
            SignInState::SignedIn => sign_in,
            SignInState::Missing => self.identities.invite(&contact).await?,
            // A member's sign-in is closed only by hand, or if something was interrupted.
            SignInState::Closed => {
                start_afresh(self.services, self.identities, sign_in, &contact.email).await?;
                sign_in
            }
            SignInState::Invited | SignInState::InvitationExpired => {
                self.identities.invite_again(&contact.email).await?;
                sign_in
            }
        };
        let person = self.person;
        Ok(match record {
            Record::Organisation(_) => {
                let invite = MemberCommand::InviteAgain { person, state, sign_in };
                RecordCommand::Organisation(Command::Member(invite))
            }
            Record::Pdp(_) => {
                let invite = MemberCommand::InviteAgain { person, state, sign_in };
                RecordCommand::Pdp(TeamCommand::Member(invite))
            }
        })
    }
}
