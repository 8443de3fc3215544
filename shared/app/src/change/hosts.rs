//! The hosts of new endpoints at which other organisations have endpoints too: shown to PDP before it confirms a change, and
//! accepted by a reviewer's word (O9). No organisation learns of them (C3).

use domain::refusal::Thing;
use std::collections::BTreeSet;

use domain::actor::{Actor, PdpRole};
use domain::change::{Change, Command, HostsAtReview, Refusal, Status};
use domain::ids::{ChangeId, OrganisationId};
use domain::register::RegisteredEndpoint;

use crate::change::execute::{Done, execute_command};
use crate::command::{CommandStore, ReadRequest, Request};
use crate::error::{AppError, Fault};
use crate::organisation::endpoints::Register;
use crate::page::{PageFault, PageRequest};
use crate::services::Services;

/// Endpoints that are read at once.
const PAGE: u32 = 100;
/// Endpoints of others that are shown of one host. Suppliers have hosts with hundreds; a few tell what it is.
const SHOWN: usize = 20;

/// A host of new endpoints, and who else has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedHost {
    pub host: String,
    /// Endpoints of other organisations at it, live or going to be: the first ones.
    pub of_others: Vec<RegisteredEndpoint>,
    pub more: bool,
}

/// The hosts of the new endpoints of a change, in the order of their names. One read, and one for each host. Everyone at PDP may
/// (P1).
///
/// # Errors
/// [`AppError::Refused`] to others, and when there is no such change; [`AppError::Fault`].
pub async fn review_hosts<S: CommandStore + Register>(
    services: &Services<S>,
    actor: &Actor,
    id: ChangeId,
) -> Result<Vec<ReviewedHost>, AppError> {
    let change = load(services, id).await?.filter(|change| actor.may_see(change.organisation));
    let change = change.ok_or(Refusal::NotFound(Thing::Change))?;
    Refusal::unless_staff(actor, PdpRole::Reviewer)?;
    let mut hosts = Vec::new();
    for host in hosts_of(&change) {
        let mut of_others = of_others(&services.store, host, change.organisation, SHOWN + 1).await?;
        let more = of_others.len() > SHOWN;
        of_others.truncate(SHOWN);
        hosts.push(ReviewedHost { host: host.to_owned(), of_others, more });
    }
    Ok(hosts)
}

/// Carries out a [`Command::Confirm`], which depends on who else has the hosts of the new endpoints. A read and one for each host
/// besides those of a command.
pub async fn confirm_change<S: CommandStore + Register>(
    services: &Services<S>,
    request: Request<'_, ChangeId>,
    command: Command,
) -> Result<Done, AppError> {
    // Nobody else may confirm, and nothing else can be confirmed: the command says so, whatever the hosts.
    let change = match request.actor {
        Actor::Staff { .. } => load(services, request.on).await?,
        _ => None,
    };
    let mut shared = BTreeSet::new();
    if let Some(change) = change.filter(|change| change.status() == Status::InReview) {
        for host in hosts_of(&change) {
            if !of_others(&services.store, host, change.organisation, 1).await?.is_empty() {
                shared.insert(host.to_owned());
            }
        }
    }
    execute_command(services, request, |_| knowing(command.clone(), &shared)).await
}

fn knowing(command: Command, shared: &BTreeSet<String>) -> Command {
    match command {
        Command::Confirm { scale, reason, oat_required, hosts } => {
            let hosts = HostsAtReview { of_others: shared.clone(), ..hosts };
            Command::Confirm { scale, reason, oat_required, hosts }
        }
        other => other,
    }
}

async fn load<S: CommandStore>(services: &Services<S>, change: ChangeId) -> Result<Option<Change>, Fault> {
    let read = ReadRequest { change: Some(change), ..ReadRequest::at(services.clock.now()) };
    Ok(services.store.read(read).await?.change)
}

fn hosts_of(change: &Change) -> BTreeSet<&str> {
    let submitted = change.submitted.iter();
    submitted.flat_map(|made| &made.submission.new_endpoints).map(|endpoint| endpoint.url.host()).collect()
}

/// Endpoints at `host` that are not this organisation's; at most `max`.
async fn of_others<S: Register>(
    store: &S,
    host: &str,
    own: OrganisationId,
    max: usize,
) -> Result<Vec<RegisteredEndpoint>, AppError> {
    let mut found = Vec::new();
    let mut wanted = Some(PageRequest { size: PAGE, cursor: None });
    while let Some(request) = wanted.take() {
        let page = store.endpoints_at(host, &request).await.map_err(PageFault::of_queue)?;
        found.extend(page.items.into_iter().filter(|entry| entry.organisation != own));
        if found.len() < max {
            wanted = page.next.map(|cursor| PageRequest { size: PAGE, cursor: Some(cursor) });
        }
    }
    found.truncate(max);
    Ok(found)
}
