//! Makes an organisation known.

use domain::actor::Actor;
use domain::ids::OrganisationId;
use domain::organisation::{Refusal, register, replay};

use crate::administer::{Administered, already_done};
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::ports::RequestKey;
use crate::records::{
    Organisations, Party, Record, RecordCommit, RecordCommitFault, RecordEvent, RecordReceipt, WantRecord,
};

/// Makes an organisation of this name known, as yet without people and endpoints.
///
/// # Errors
/// [`AppError::RecordRefused`], [`AppError::KeyReused`], [`AppError::Fault`].
pub async fn register_organisation<S: Organisations>(
    desk: &Desk<S>,
    actor: &Actor,
    key: &RequestKey,
    name: &str,
) -> Result<Administered, AppError> {
    let id = desk.fresh_id();
    if let Some(done) = done_before(desk, id, key).await? {
        return Ok(done);
    }
    let event = register(id, name, actor, desk.clock.now())?;
    let organisation = replay([&event]).ok_or(Refusal::NotFound)?;
    let receipt = RecordReceipt { fingerprint: key.fingerprint, organisation: Some(id), person: None };
    let commit = RecordCommit {
        read_version: None,
        events: vec![(organisation.version, RecordEvent::Organisation(event))],
        record: Record::Organisation(organisation),
        memberships: Vec::new(),
        proposed: Vec::new(),
        retired: Vec::new(),
        request: Some((key.clone(), receipt)),
    };
    match desk.store.commit_record(&commit).await {
        Ok(()) => Ok(Administered { record: commit.record, person: None, repeated: false }),
        Err(RecordCommitFault::Fault(fault)) => Err(fault.into()),
        // The same request, racing with itself: the other one has done it.
        Err(other) => match done_before(desk, id, key).await? {
            Some(done) => Ok(done),
            None => Err(Fault::retryable("register an organisation", other).into()),
        },
    }
}

/// What an earlier try of the same request made. It has another id; so this reads once more.
async fn done_before<S: Organisations>(
    desk: &Desk<S>,
    id: OrganisationId,
    key: &RequestKey,
) -> Result<Option<Administered>, AppError> {
    let want = |id, request| WantRecord {
        party: Party::Organisation(id),
        endpoint: None,
        request,
        now: desk.clock.now(),
    };
    let mut loaded = desk.store.load_record(want(id, Some(key))).await?;
    let Some(receipt) = loaded.receipt else { return Ok(None) };
    if let Some(made) = receipt.organisation.filter(|_| receipt.fingerprint == key.fingerprint) {
        loaded.record = desk.store.load_record(want(made, None)).await?.record;
    }
    already_done(&mut loaded, Some(key))
}
