//! What is known of what is tested, at the moment of a decision on a request for OAT.

use domain::change::{Change, Context};
use domain::endpoint::EndpointType;
use domain::ids::{ChangeId, OatId, OrganisationId};
use domain::oat::{Status, SubjectView, id_of_change, id_of_organisation};
use domain::organisation::Organisation;
use domain::policy::Policy;

use crate::desk::Desk;
use crate::error::Fault;
use crate::oat::ports::{LoadedOat, OatRequests, ProbeGround};

/// What is to be tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OatSubject {
    /// A technical change.
    Change(ChangeId),
    /// The initial connection of an organisation.
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

/// What is tested under `id`, as it was read; none when there is nothing. Only a decision about `targets` reads more: the live
/// Find endpoints, when a change adds none or is live itself (O3, V4), and the downtime declared for them (O11).
pub(crate) async fn view_of<S: OatRequests>(
    desk: &Desk<S>,
    loaded: &LoadedOat,
    targets: bool,
) -> Result<Option<SubjectView>, Fault> {
    let ctx = desk.context();
    if let Some(change) = &loaded.change {
        let ground = match targets && (change.live_at.is_some() || !adds_find(change)) {
            true => desk.store.probe_ground(change.organisation, ctx.now).await?,
            false => ProbeGround::default(),
        };
        return Ok(Some(of_change(change, ground, &ctx)));
    }
    let ctx = Context { policy: policy_of(loaded, &ctx), ..ctx };
    Ok(loaded.organisation.as_ref().map(|organisation| of_organisation(organisation, &ctx)))
}

fn of_change(change: &Change, ground: ProbeGround, ctx: &Context<'_>) -> SubjectView {
    let name = change.submitted.as_ref().map_or("", |submitted| &submitted.organisation_name);
    SubjectView::of_change(change, name, ground.live_finds, ctx).with_downtime(&ground.downtime, ctx.now)
}

/// The policy of an initial connection: the one its OAT was requested under, and the one in force when that can be requested anew.
fn policy_of(loaded: &LoadedOat, ctx: &Context<'_>) -> &'static Policy {
    match &loaded.oat {
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
