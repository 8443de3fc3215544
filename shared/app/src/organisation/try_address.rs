//! Lets emails go to a member's address again that one came back from (Q4).

use domain::ids::PersonId;
use domain::organisation::{Command, CommandKind, MemberCommand, Reason, Refusal, TeamCommand};
use domain::refusal::Thing;

use crate::command::{Request, Snapshot, run};
use crate::error::AppError;
use crate::mail::ports::Suppressions;
use crate::organisation::administer::{Administered, Making, OnRecord, RecordCommand};
use crate::organisation::record::{Party, Record};
use crate::services::Services;
use crate::work::ports::WorkList;

/// Forgets what came back from the address of `person`, and sends it an email that says so. One read and one transaction, after
/// the mail service has forgotten it too.
pub async fn try_address<S: WorkList, P: Suppressions>(
    services: &Services<S>,
    suppressions: &P,
    request: Request<'_, Party>,
    person: PersonId,
) -> Result<Administered, AppError> {
    let making = Trying { suppressions, on: request.on, person };
    let action = OnRecord { request, kind: CommandKind::TryAddress, endpoints: &[], making };
    run(services, request.caller(), &action).await
}

struct Trying<'a, P> {
    suppressions: &'a P,
    on: Party,
    person: PersonId,
}

impl<P: Suppressions> Making for Trying<'_, P> {
    const BEGINS_OUTSIDE: bool = true;

    async fn make(&self, snapshot: &Snapshot) -> Result<RecordCommand, AppError> {
        let record = snapshot.record(self.on).ok_or(Refusal::NotFound(Thing::Organisation))?;
        let (_, contact) = record.member(self.person).ok_or(Reason::MemberNotFound)?;
        self.suppressions.lift(&contact.email).await?;
        let person = self.person;
        Ok(match record {
            Record::Organisation(_) => {
                RecordCommand::Organisation(Command::Member(MemberCommand::TryAddress { person }))
            }
            Record::Pdp(_) => RecordCommand::Pdp(TeamCommand::Member(MemberCommand::TryAddress { person })),
        })
    }
}
