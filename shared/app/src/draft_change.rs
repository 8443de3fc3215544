//! Begins a draft (C1, C5).

use domain::actor::Actor;
use domain::answers::Answers;
use domain::change::{Refusal, draft, replay};

use crate::desk::Desk;
use crate::error::AppError;
use crate::execute_command::{Done, already_done};
use crate::ports::{Changes, Commit, CommitFault, Receipt, Recorded, RequestKey, Want};

/// Begins a draft for the actor's organisation.
///
/// # Errors
/// [`AppError::Refused`], [`AppError::KeyReused`], [`AppError::Fault`].
pub async fn draft_change<S: Changes>(
    desk: &Desk<S>,
    actor: &Actor,
    key: &RequestKey,
    answers: Answers,
) -> Result<Done, AppError> {
    let id = desk.fresh_id();
    let organisation = actor.organisation();
    let want = Want { change: id, organisation, request: Some(key), now: desk.clock.now() };
    let mut loaded = desk.store.load(want).await?;
    if let Some(done) = already_done(&mut loaded, Some(key))? {
        return Ok(done);
    }
    let has_live_endpoints = loaded.organisation.is_some_and(|own| !own.live_endpoints.is_empty());
    let event = draft(id, answers, has_live_endpoints, actor, &desk.context())?;
    let change = replay([&event]).ok_or(Refusal::NotFound)?;
    let receipt = Receipt { fingerprint: key.fingerprint, change: id, evidence: None };
    let commit = Commit {
        read_version: None,
        events: vec![Recorded { version: change.version, before: None, after: change.status(), event }],
        mails: Vec::new(),
        reserve: Vec::new(),
        free: Vec::new(),
        release: Vec::new(),
        register: Vec::new(),
        downtime: Vec::new(),
        organisation: None,
        needs_live_endpoints: true,
        request: Some((key.clone(), receipt)),
        change,
    };
    match desk.store.commit(&commit).await {
        Ok(()) => Ok(Done { change: commit.change, evidence: None, repeated: false }),
        Err(CommitFault::NoLiveEndpoints) => Err(Refusal::NoLiveEndpoints.into()),
        Err(CommitFault::Fault(fault)) => Err(fault.into()),
        // The same request, racing with itself: the other one has done it. Or somebody else's transaction was in the way.
        Err(other) => {
            let mut loaded = desk.store.load(want).await?;
            Ok(already_done(&mut loaded, Some(key))?.ok_or_else(|| other.unexpected("begin a draft"))?)
        }
    }
}
