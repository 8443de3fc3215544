//! Gathers the facts about the subject under test, at the moment of a decision on a request for OAT.

use domain::change::{Change, Context};
use domain::endpoint::EndpointType;
use domain::ids::{ChangeId, OatId, OrganisationId};
use domain::oat::{Status, SubjectView, id_of_change, id_of_organisation};
use domain::organisation::Organisation;
use domain::policy::Policy;
use jiff::Timestamp;
use newtype_uuid::GenericUuid;

use crate::command::{ReadRequest, Snapshot};
use crate::error::Fault;
use crate::oat::ports::{OatRequests, ProbeTargets};
use crate::services::Services;

/// What is to be tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OatSubject {
    Change(ChangeId),
    InitialConnection(OrganisationId),
}

impl OatSubject {
    /// The id of the request for its OAT.
    pub fn id(self) -> OatId {
        match self {
            Self::Change(id) => id_of_change(id),
            Self::InitialConnection(id) => id_of_organisation(id),
        }
    }
}

/// To be read of a request for OAT: itself, and what may be tested, which has the same UUID.
pub fn what_is_tested(id: OatId, now: Timestamp) -> ReadRequest<'static> {
    let tested = id.into_untyped_uuid();
    ReadRequest {
        oat: Some(id),
        change: Some(ChangeId::from_untyped_uuid(tested)),
        organisation: Some(OrganisationId::from_untyped_uuid(tested)),
        ..ReadRequest::at(now)
    }
}

/// What was read of what is tested; none when there is nothing. Only a decision about `targets` reads more: the live Find endpoints,
/// when a change adds none or is live itself (O3, V4), and the downtime declared for them (O11).
pub(crate) async fn view_of<S: OatRequests>(
    services: &Services<S>,
    snapshot: &Snapshot,
    targets: bool,
) -> Result<Option<SubjectView>, Fault> {
    match &snapshot.change {
        Some(change) if targets && (change.live_at.is_some() || !adds_find(change)) => {
            let ctx = services.context();
            let targets = services.store.probe_targets(change.organisation, ctx.now).await?;
            Ok(Some(of_change(change, targets, &ctx)))
        }
        _ => Ok(view_without_targets(services, snapshot)),
    }
}

/// The same, for a decision that is not about targets.
pub(crate) fn view_without_targets<S>(services: &Services<S>, snapshot: &Snapshot) -> Option<SubjectView> {
    let ctx = services.context();
    if let Some(change) = &snapshot.change {
        return Some(of_change(change, ProbeTargets::default(), &ctx));
    }
    let ctx = Context { policy: policy_of(snapshot, &ctx), ..ctx };
    snapshot.organisation.as_ref().map(|organisation| of_organisation(organisation, &ctx))
}

fn of_change(change: &Change, targets: ProbeTargets, ctx: &Context<'_>) -> SubjectView {
    let name = change.submitted.as_ref().map_or("", |submitted| &submitted.organisation_name);
    SubjectView::of_change(change, name, targets.live_finds, ctx).with_downtime(&targets.downtime, ctx.now)
}

/// The policy of an initial connection: the one its OAT was requested under, and the one in force when that can be requested again.
fn policy_of(snapshot: &Snapshot, ctx: &Context<'_>) -> &'static Policy {
    match &snapshot.oat {
        Some(oat) if oat.status() != Status::Closed => Policy::version(oat.policy),
        _ => ctx.policy,
    }
}

fn of_organisation(organisation: &Organisation, ctx: &Context<'_>) -> SubjectView {
    let scheme = organisation.vouching.as_ref();
    SubjectView::of_initial_connection(organisation.id, organisation.name.as_str(), scheme, ctx)
}

fn adds_find(change: &Change) -> bool {
    change.new_endpoints().iter().any(|(_, endpoint)| endpoint.endpoint_type == EndpointType::Find)
}
