//! Requests operational acceptance testing, for the first time or anew after it was closed (O1, O2).

use domain::actor::Actor;
use domain::ids::OrganisationId;
use domain::oat::{Command, OatAnswers, Refusal, permit_request, request};
use domain::reference::OatReference;
use domain::tried::Deed;

use crate::command::contention::{TRIES, before_try};
use crate::command::order::{CONFLICT, admit};
use crate::command::receipt::RequestKey;
use crate::command::refused::{self, Place};
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::oat::commit::Besides;
use crate::oat::execute::{OatDone, OnOat, Probing, Written, carry_out, load, write};
use crate::oat::ports::{LoadedOat, OatRequests};
use crate::oat::subject::{OatSubject, view_of};

/// Requests OAT of `subject`. One read and one transaction; one read more when a change without Find endpoints is to be tested.
///
/// # Errors
/// As [`crate::oat::execute`]. To anybody but its organisation and PDP a subject does not exist (P1).
pub async fn request_oat<S: OatRequests>(
    desk: &Desk<S>,
    actor: &Actor,
    key: Option<&RequestKey>,
    subject: OatSubject,
    answers: &OatAnswers,
) -> Result<OatDone, AppError> {
    let on = OnOat { actor, id: subject.id(), seen: None, key };
    for number in 0..TRIES {
        before_try(desk, number).await;
        let loaded = load(desk, &on).await?;
        let written = match loaded.oat {
            Some(_) => {
                let command = Command::RequestAnew { answers: *answers };
                carry_out(desk, &on, &loaded, &command, Probing::default()).await?
            }
            None => first(desk, &on, &loaded, answers).await?,
        };
        if let Written::Done(done) = written {
            return Ok(*done);
        }
    }
    lost_every_race(desk, &on).await
}

/// The first request.
async fn first<S: OatRequests>(
    desk: &Desk<S>,
    on: &OnOat<'_>,
    loaded: &LoadedOat,
    answers: &OatAnswers,
) -> Result<Written, AppError> {
    let organisation = owner(loaded).ok_or(Refusal::NotFound)?;
    match admit(permit_request(organisation, on.actor), loaded.receipt, on.key) {
        Ok(None) => {}
        // What the receipt names is gone, which nothing ever is.
        Ok(Some(_)) => return Err(Refusal::NotFound.into()),
        Err(no) => return refuse(desk, on, organisation, no.into()).await,
    }
    let view = view_of(desk, loaded, true).await?.ok_or(Refusal::NotFound)?;
    let reference = OatReference::from_bits(desk.ids.bits());
    match request(reference, answers, on.actor, &view, &desk.context()) {
        Ok(event) => {
            let besides = Besides { key: on.key, name: on.actor.name(), ..Besides::default() };
            write(desk, loaded, &[event], besides).await
        }
        Err(refusal) => refuse(desk, on, organisation, refusal.into()).await,
    }
}

/// Whose the change or the initial connection is.
fn owner(loaded: &LoadedOat) -> Option<OrganisationId> {
    let of_change = loaded.change.as_ref().map(|change| change.organisation);
    of_change.or_else(|| loaded.organisation.as_ref().map(|own| own.id))
}

/// What a request that lost every race answers: what another try of it did, or that the change or the organisation was too busy.
async fn lost_every_race<S: OatRequests>(desk: &Desk<S>, on: &OnOat<'_>) -> Result<OatDone, AppError> {
    let loaded = load(desk, on).await?;
    let organisation = owner(&loaded).ok_or(Refusal::NotFound)?;
    match (admit(permit_request(organisation, on.actor), loaded.receipt, on.key), loaded.oat) {
        (Ok(Some(_)), Some(oat)) => Ok(OatDone { oat, repeated: true }),
        (Ok(_), _) => {
            let place = Place::of_first_oat(on.id, organisation);
            refused::keep(desk, on.actor, place, Deed::RequestOat, CONFLICT).await?;
            Err(Fault::retryable("request OAT", "somebody else was always first").into())
        }
        (Err(no), _) => refuse(desk, on, organisation, no.into()).await,
    }
}

/// Keeps the refused attempt in the history (A1), and refuses.
async fn refuse<S: OatRequests, T>(
    desk: &Desk<S>,
    on: &OnOat<'_>,
    organisation: OrganisationId,
    error: AppError,
) -> Result<T, AppError> {
    let place = Place::of_first_oat(on.id, organisation);
    refused::refuse(desk, on.actor, place, Deed::RequestOat, error).await
}
