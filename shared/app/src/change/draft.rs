//! Begins a draft (C1, C5).

use domain::actor::{Actor, By};
use domain::change::answers::Answers;
use domain::change::{Change, Refusal, draft, permit_draft, replay};
use domain::ids::{ChangeId, OrganisationId};
use domain::tried::Deed;

use crate::change::execute::Done;
use crate::change::ports::{Changes, Commit, CommitFault, Recorded, Want};
use crate::command::contention::{TRIES, before_try};
use crate::command::order::{CONFLICT, admit};
use crate::command::receipt::{Receipt, RequestKey};
use crate::command::refused::{keep_at_home, refuse_at_home};
use crate::desk::Desk;
use crate::error::{AppError, Fault};

/// Begins a draft for the actor's organisation.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::KeyReused`] (kept in the history of the actor's organisation), [`AppError::Fault`].
pub async fn draft_change<S: Changes>(
    desk: &Desk<S>,
    actor: &Actor,
    key: &RequestKey,
    answers: Answers,
) -> Result<Done, AppError> {
    let drafter = match permit_draft(actor) {
        Ok(drafter) => drafter,
        Err(refusal) => return refuse_at_home(desk, actor, None, Deed::DraftChange, refusal.into()).await,
    };
    let id = desk.fresh_id();
    for number in 0..TRIES {
        before_try(desk, number).await;
        if let Some(done) = try_once(desk, actor, drafter, id, key, &answers).await? {
            return Ok(done);
        }
    }
    keep_at_home(desk, actor, None, Deed::DraftChange, CONFLICT).await?;
    Err(Fault::retryable("begin a draft", "somebody else was always first").into())
}

/// One try; none when someone else was faster: the same request, racing with itself, or somebody whose transaction was in the way.
async fn try_once<S: Changes>(
    desk: &Desk<S>,
    actor: &Actor,
    (organisation, by): (OrganisationId, By),
    id: ChangeId,
    key: &RequestKey,
    answers: &Answers,
) -> Result<Option<Done>, AppError> {
    let now = desk.clock.now();
    let want = Want { change: id, organisation: Some(organisation), request: Some(key), now };
    let loaded = desk.store.load(want).await?;
    let version = loaded.organisation.as_ref().map(|own| own.version);
    match admit::<_, Refusal>(Ok(by), loaded.receipt, Some(key)) {
        Ok(None) => {}
        Ok(Some(_)) => match own(loaded.change, organisation) {
            Some(change) => return Ok(Some(Done { change, evidence: None, repeated: true })),
            None => {
                return refuse_at_home(desk, actor, version, Deed::DraftChange, AppError::KeyReused).await;
            }
        },
        Err(no) => return refuse_at_home(desk, actor, version, Deed::DraftChange, no.into()).await,
    }
    let has_live_endpoints = loaded.organisation.is_some_and(|own| !own.connected_endpoints().is_empty());
    let event = match draft(id, answers.clone(), has_live_endpoints, actor, &desk.context()) {
        Ok(event) => event,
        Err(refusal) => return refuse_at_home(desk, actor, version, Deed::DraftChange, refusal.into()).await,
    };
    let change = replay([&event]).ok_or(Refusal::NotFound)?;
    let receipt = Receipt { change: Some(id), ..Receipt::of(key) };
    let (after, name) = (change.status(), actor.name().cloned());
    let commit = Commit {
        read_version: None,
        events: vec![Recorded { version: change.version, before: None, after, event, name }],
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
        Ok(()) => Ok(Some(Done { change: commit.change, evidence: None, repeated: false })),
        Err(CommitFault::NoLiveEndpoints) => {
            refuse_at_home(desk, actor, version, Deed::DraftChange, Refusal::NoLiveEndpoints.into()).await
        }
        Err(CommitFault::VersionConflict | CommitFault::RequestRepeated) => Ok(None),
        Err(other) => Err(other.unexpected("begin a draft").into()),
    }
}

/// What the receipt names, if it is the organisation's: a receipt that does not say for whom it was made may name something of
/// another (P1).
fn own(change: Option<Change>, organisation: OrganisationId) -> Option<Change> {
    change.filter(|change| change.organisation == organisation)
}
