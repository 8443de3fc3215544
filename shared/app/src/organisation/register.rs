//! Makes an organisation known.

use domain::actor::Actor;
use domain::ids::OrganisationId;
use domain::organisation::{CommandKind, Refusal, permit_team, register, replay};

use crate::command::contention::{TRIES, before_try};
use crate::command::order::{CONFLICT, No, admit};
use crate::command::receipt::{Receipt, RequestKey};
use crate::command::refused::{self, Place};
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::organisation::administer::{Administered, RecordRequest, load, refuse};
use crate::organisation::records::{
    Organisations, Party, Record, RecordCommit, RecordCommitFault, RecordEvent,
};

/// Makes an organisation of this name known, as yet without people and endpoints.
///
/// # Errors
/// [`AppError::RecordRefused`] and [`AppError::KeyReused`] (kept in the history of PDP's team, because the organisation has none
/// yet), [`AppError::Fault`].
pub async fn register_organisation<S: Organisations>(
    desk: &Desk<S>,
    actor: &Actor,
    key: &RequestKey,
    name: &str,
) -> Result<Administered, AppError> {
    let id = desk.fresh_id();
    let request = RecordRequest { actor, party: Party::Pdp, seen: None, key: Some(key) };
    for number in 0..TRIES {
        before_try(desk, number).await;
        if let Some(done) = try_once(desk, id, &request, key, name).await? {
            return Ok(done);
        }
    }
    let team = load(desk, &request, None).await?.record.ok_or(Refusal::NotFound)?;
    refused::keep(desk, actor, Place::of_record(&team), CommandKind::RegisterOrganisation, CONFLICT).await?;
    Err(Fault::retryable("register an organisation", "somebody else was always first").into())
}

/// One try; none when someone else was faster: the same request, racing with itself.
async fn try_once<S: Organisations>(
    desk: &Desk<S>,
    id: OrganisationId,
    request: &RecordRequest<'_>,
    key: &RequestKey,
    name: &str,
) -> Result<Option<Administered>, AppError> {
    let loaded = load(desk, request, None).await?;
    let team = loaded.record.ok_or(Refusal::NotFound)?;
    let kind = CommandKind::RegisterOrganisation;
    match admit(permit_team(request.actor), loaded.receipt, Some(key)) {
        Ok(None) => {}
        Ok(Some(receipt)) => {
            let made = receipt.organisation.map(Party::Organisation).ok_or(Refusal::NotFound)?;
            let made = load(desk, &RecordRequest { party: made, key: None, ..*request }, None).await?;
            let record = made.record.ok_or(Refusal::NotFound)?;
            return Ok(Some(Administered { record, person: None, repeated: true }));
        }
        Err(no) => return refuse(desk, &team, kind, request, no).await,
    }
    let event = match register(id, name, request.actor, desk.clock.now()) {
        Ok(event) => event,
        Err(refusal) => return refuse(desk, &team, kind, request, No::Refused(refusal)).await,
    };
    let organisation = replay([&event]).ok_or(Refusal::NotFound)?;
    let receipt = Receipt { organisation: Some(id), ..Receipt::of(key) };
    let commit = RecordCommit {
        read_version: None,
        events: vec![(organisation.version, RecordEvent::Organisation(event))],
        name: request.actor.name().cloned(),
        record: Record::Organisation(organisation),
        memberships: Vec::new(),
        proposed: Vec::new(),
        retired: Vec::new(),
        request: Some((key.clone(), receipt)),
    };
    match desk.store.commit_record(&commit).await {
        Ok(()) => Ok(Some(Administered { record: commit.record, person: None, repeated: false })),
        Err(RecordCommitFault::VersionConflict | RecordCommitFault::RequestRepeated) => Ok(None),
        Err(RecordCommitFault::Fault(fault)) => Err(fault.into()),
        Err(other) => Err(Fault::lasting("register an organisation", other).into()),
    }
}
