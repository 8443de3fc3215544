//! Disputes the result of a run or of a pre-flight (Q10).

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::dispute::{
    Disputable, Dispute, DisputedResult, DisputesOfResult, Opening, Reason, Refusal, ResultId,
    authorise_opening, open,
};
use domain::ids::{DisputeId, EndpointId, OatId, OrganisationId};
use domain::oat::Target;
use domain::reference::SupportReference;
use domain::refusal::Thing;
use domain::tried::{Deed, Tried};
use jiff::Timestamp;

use crate::command::{
    Action, Caller, Decided, Place, ReadRequest, Receipt, RequestKey, Snapshot, State, run,
};
use crate::dispute::commit::commit_of;
use crate::error::{AppError, Fault};
use crate::oat::ports::OatRequests;
use crate::organisation::record::Party;
use crate::page::{PageFault, PageRequest};
use crate::pre_flight::state::PreFlight;
use crate::services::Services;

/// Attempts that are looked through at once.
const PAGE: u32 = 100;

/// Disputes `of`: all of it, or what was seen at these endpoints. One read and one transaction; one read more when endpoints are named
/// of a run that another one followed, because only its attempts know them.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::KeyReused`] (kept in the history of the request for OAT; of a pre-flight in that of the
/// actor's organisation), [`AppError::Fault`].
pub async fn open_dispute<S: OatRequests>(
    services: &Services<S>,
    actor: &Actor,
    key: &RequestKey,
    of: ResultId,
    endpoints: &[EndpointId],
    text: &str,
) -> Result<Dispute, AppError> {
    let caller = Caller { actor, key: Some(key) };
    let id = services.fresh_id();
    run(services, caller, &OpenDispute { id, actor, of, endpoints, text }).await
}

struct OpenDispute<'a> {
    id: DisputeId,
    actor: &'a Actor,
    of: ResultId,
    endpoints: &'a [EndpointId],
    text: &'a str,
}

impl<S: OatRequests> Action<S> for OpenDispute<'_> {
    type Command = ();
    type Done = Dispute;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        let read = ReadRequest::at(now).with_record(Party::of(self.actor));
        let read = ReadRequest { disputes: Some(self.of), ..read };
        match self.of {
            ResultId::Run { oat, .. } => ReadRequest { oat: Some(oat), ..read },
            ResultId::PreFlight { id } => ReadRequest { pre_flight: Some(id), ..read },
        }
    }

    fn command(&self, snapshot: &Snapshot) -> Result<(), AppError> {
        self.owner(snapshot)?;
        Ok(())
    }

    fn tried(&self, (): &()) -> Tried {
        Deed::OpenDispute.into()
    }

    /// A pre-flight has no history.
    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        let of_oat = snapshot.oat.as_ref().map(Place::of_oat);
        of_oat.or_else(|| Place::at_home(self.actor, snapshot))
    }

    fn authorise(&self, snapshot: &Snapshot, (): &()) -> Result<(), AppError> {
        authorise_opening(self.owner(snapshot)?, self.thing(), self.actor)?;
        Ok(())
    }

    /// What an earlier try of the same request opened, if it is the organisation's; one read more.
    async fn repeated(
        &self,
        services: &Services<S>,
        _: Snapshot,
        receipt: Receipt,
    ) -> Result<Dispute, AppError> {
        let read = ReadRequest { dispute: receipt.dispute, ..ReadRequest::at(services.clock.now()) };
        let opened = services.store.read(read).await?.dispute;
        let own = opened.filter(|opened| self.actor.may_see(opened.organisation));
        Ok(own.ok_or(Refusal::NotFound(Thing::Dispute))?)
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        (): (),
    ) -> Result<Decided<Dispute>, AppError> {
        let of = self.disputable(services, snapshot).await?;
        let before = snapshot.disputes.clone();
        let read = before.as_ref().map(|before| before.version);
        let opening = Opening {
            id: self.id,
            // A reference that is taken is made again with the next try.
            reference: SupportReference::from_bits(services.ids.bits()),
            organisation_name: snapshot.organisation.as_ref().map_or("", |own| own.name.as_str()),
            endpoints: self.endpoints,
            text: self.text,
        };
        let before = before.unwrap_or_else(|| DisputesOfResult::none(self.of));
        let (first, after) = open(opening, of, before, self.actor, &services.context())?;
        let trail = Trail::begin(first).ok_or(Refusal::NotFound(Thing::Dispute))?;
        let mut commit = commit_of(services, &trail, self.actor.name());
        // Of two who dispute a result at once, the second finds the first here.
        commit.put(read, State::Disputes(after));
        let receipt = Receipt { dispute: Some(self.id), ..Receipt::default() };
        Ok(Decided::Write(Box::new(commit), receipt, trail.into_after()))
    }
}

impl OpenDispute<'_> {
    const fn thing(&self) -> Thing {
        match self.of {
            ResultId::Run { .. } => Thing::Oat,
            ResultId::PreFlight { .. } => Thing::PreFlight,
        }
    }

    /// Whose the result is.
    fn owner(&self, snapshot: &Snapshot) -> Result<OrganisationId, Refusal> {
        let of_oat = snapshot.oat.as_ref().map(|oat| oat.organisation);
        let of_pre_flight = || snapshot.pre_flight.as_ref().map(|pre_flight| pre_flight.organisation);
        of_oat.or_else(of_pre_flight).ok_or(Refusal::NotFound(self.thing()))
    }

    async fn disputable<S: OatRequests>(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
    ) -> Result<Disputable, AppError> {
        match (self.of, &snapshot.oat, &snapshot.pre_flight) {
            (ResultId::Run { number, .. }, Some(oat), _) => {
                let mut of = Disputable::of_run(oat, number)?;
                if of.targets.is_empty() && !self.endpoints.is_empty() {
                    of.targets = tested(services, oat.id, number).await?;
                }
                Ok(of)
            }
            (ResultId::PreFlight { .. }, _, Some(pre_flight)) => Ok(of_pre_flight(pre_flight)?),
            _ => Err(Refusal::NotFound(self.thing()).into()),
        }
    }
}

/// The result of a pre-flight.
fn of_pre_flight(pre_flight: &PreFlight) -> Result<Disputable, Reason> {
    if pre_flight.done.is_none() {
        return Err(Reason::NotEnded);
    }
    Ok(Disputable {
        result: DisputedResult::PreFlight { id: pre_flight.id, reference: pre_flight.reference },
        organisation: pre_flight.organisation,
        targets: pre_flight.targets.clone(),
        profile: pre_flight.profile().cloned(),
    })
}

/// The endpoints at which attempts of a run were made.
async fn tested<S: OatRequests>(
    services: &Services<S>,
    id: OatId,
    number: u32,
) -> Result<Vec<Target>, Fault> {
    let mut targets = Vec::new();
    let mut page = PageRequest { size: PAGE, cursor: None };
    loop {
        let found = services.store.probe_attempts(id, number, &page).await.map_err(PageFault::of_queue)?;
        targets.extend(
            found
                .items
                .into_iter()
                .map(|attempt| Target { endpoint: attempt.endpoint, url: attempt.observation.url }),
        );
        targets.dedup();
        page.cursor = found.next;
        if page.cursor.is_none() {
            return Ok(targets);
        }
    }
}
