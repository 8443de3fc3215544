//! Requests operational acceptance testing, for the first time or anew after it was closed (O1, O2).

use domain::actor::Actor;
use domain::oat::{Command, OatAnswers, Refusal, request};
use domain::reference::OatReference;

use crate::administer::TRIES;
use crate::desk::Desk;
use crate::error::AppError;
use crate::execute_oat_command::{
    OatDone, OnOat, Probing, RefusedOn, already_done, carry_out, keep_refusal, load, lost_twice, write,
};
use crate::oat_commit::Besides;
use crate::oat_requests::{LoadedOat, OatRequests};
use crate::oat_subject::{OatSubject, view_of};
use crate::ports::RequestKey;

/// Requests OAT of `subject`. One read and one transaction; one read more when a change without Find endpoints is to be tested.
///
/// # Errors
/// As [`crate::execute_oat_command`]. To anybody but its organisation and PDP a subject does not exist (P1).
pub async fn request_oat<S: OatRequests>(
    desk: &Desk<S>,
    actor: &Actor,
    key: Option<&RequestKey>,
    subject: OatSubject,
    answers: &OatAnswers,
) -> Result<OatDone, AppError> {
    let on = OnOat { actor, id: subject.id(), seen: None, key };
    for _ in 0..TRIES {
        let mut loaded = load(desk, &on).await?;
        if let Some(done) = already_done(&mut loaded, key)? {
            return Ok(done);
        }
        let done = match loaded.oat {
            Some(_) => {
                let command = Command::RequestAnew { answers: *answers };
                carry_out(desk, &on, &loaded, &command, Probing::default()).await?
            }
            None => first(desk, &on, &loaded, answers).await?,
        };
        if let Some(done) = done {
            return Ok(done);
        }
    }
    lost_twice(desk, &on).await
}

/// The first request; none when someone else was faster.
async fn first<S: OatRequests>(
    desk: &Desk<S>,
    on: &OnOat<'_>,
    loaded: &LoadedOat,
    answers: &OatAnswers,
) -> Result<Option<OatDone>, AppError> {
    let view = view_of(desk, loaded, true).await?.ok_or(Refusal::NotFound)?;
    let reference = OatReference::from_bits(desk.ids.bits());
    match request(reference, answers, on.actor, &view, &desk.context()) {
        Ok(event) => {
            let besides = Besides { key: on.key, ..Besides::default() };
            write(desk, loaded, &[event], besides).await
        }
        Err(refusal) => {
            let place = RefusedOn { organisation: view.organisation, version: 0, command: None };
            keep_refusal(desk, on, place, refusal).await
        }
    }
}
