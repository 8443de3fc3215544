//! Requests operational acceptance testing, for the first time or again after it was closed (O1, O2).

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::ids::OrganisationId;
use domain::oat::{Command, CommandKind, OatAnswers, Refusal, authorise, authorise_request, decide, request};
use domain::reference::OatReference;
use domain::refusal::Thing;
use domain::tried::{Deed, Tried};
use jiff::Timestamp;

use crate::command::{Action, Caller, Decided, Place, ReadRequest, Receipt, RequestKey, Snapshot, run};
use crate::error::AppError;
use crate::oat::execute::{OatDone, decided};
use crate::oat::ports::OatRequests;
use crate::oat::subject::{OatSubject, view_of, what_is_tested};
use crate::services::Services;

/// Requests OAT of `subject`. One read and one transaction; one read more when a change without Find endpoints is to be tested.
///
/// # Errors
/// As [`crate::execute_oat_command`]. To anybody but its organisation and PDP a subject does not exist (P1).
pub async fn request_oat<S: OatRequests>(
    services: &Services<S>,
    actor: &Actor,
    key: Option<&RequestKey>,
    subject: OatSubject,
    answers: &OatAnswers,
) -> Result<OatDone, AppError> {
    run(services, Caller { actor, key }, &RequestOat { actor, subject, answers }).await
}

struct RequestOat<'a> {
    actor: &'a Actor,
    subject: OatSubject,
    answers: &'a OatAnswers,
}

impl<S: OatRequests> Action<S> for RequestOat<'_> {
    /// Whether it is the first request for what is tested.
    type Command = bool;
    type Done = OatDone;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        what_is_tested(self.subject.id(), now)
    }

    fn command(&self, snapshot: &Snapshot) -> Result<bool, AppError> {
        owner(snapshot)?;
        Ok(snapshot.oat.is_none())
    }

    fn tried(&self, is_first: &bool) -> Tried {
        if *is_first { Deed::RequestOat.into() } else { CommandKind::RequestAnew.into() }
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        let of_first = |owner| Place::of_first_oat(self.subject.id(), owner);
        snapshot.oat.as_ref().map(Place::of_oat).or_else(|| owner(snapshot).ok().map(of_first))
    }

    fn authorise(&self, snapshot: &Snapshot, _: &bool) -> Result<(), AppError> {
        match &snapshot.oat {
            Some(oat) => authorise(oat, CommandKind::RequestAnew, self.actor)?,
            None => authorise_request(owner(snapshot)?, self.actor)?,
        };
        Ok(())
    }

    async fn repeated(&self, _: &Services<S>, snapshot: Snapshot, _: Receipt) -> Result<OatDone, AppError> {
        Ok(OatDone { oat: snapshot.oat.ok_or(Refusal::NotFound(Thing::Oat))?, repeated: true })
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        _: bool,
    ) -> Result<Decided<OatDone>, AppError> {
        let view = view_of(services, snapshot, true).await?.ok_or(Refusal::NotFound(Thing::Oat))?;
        let ctx = services.context();
        let trail = match &snapshot.oat {
            Some(oat) => {
                let command = Command::RequestAnew { answers: *self.answers };
                decide(oat, command, self.actor, &view, &ctx)?
            }
            None => {
                let reference = OatReference::from_bits(services.ids.bits());
                let first = request(reference, self.answers, self.actor, &view, &ctx)?;
                Trail::begin(first).ok_or(Refusal::NotFound(Thing::Oat))?
            }
        };
        decided(services, snapshot, trail, self.actor.name(), Vec::new())
    }
}

/// Whose the change or the initial connection is.
fn owner(snapshot: &Snapshot) -> Result<OrganisationId, Refusal> {
    let of_change = snapshot.change.as_ref().map(|change| change.organisation);
    of_change
        .or_else(|| snapshot.organisation.as_ref().map(|own| own.id))
        .ok_or(Refusal::NotFound(Thing::Oat))
}
