//! Everything that a command reads, in one call.

use app::{Fault, ReadRequest, Snapshot};
use domain::change::MissingPart;

use crate::DynamoStore;
use crate::item::read_past::Past;
use crate::item::{self, Item, task};
use crate::table::keys::Key;
use crate::table::kinds::{Kind, is_endpoint, kind_of};

impl DynamoStore {
    pub(super) async fn read_snapshot(&self, request: ReadRequest<'_>) -> Result<Snapshot, Fault> {
        let keys = keys(&request);
        let mut snapshot = Snapshot { team: request.team.then(Default::default), ..Snapshot::default() };
        if keys.is_empty() {
            return Ok(snapshot);
        }
        let is_of_task = |item: &Item| kind_of(item) == Some(Kind::Task);
        let (of_task, others): (Vec<_>, Vec<_>) = self.get_all(keys).await?.into_iter().partition(is_of_task);
        let (claims, tasks): (Vec<_>, Vec<_>) = of_task.into_iter().partition(task::is_claim);
        let tasks = tasks.into_iter().filter(task::waits);
        let tasks = tasks.map(|item| self.read_item(item, task::read)).collect::<Result<_, _>>()?;
        let claims = claims.into_iter().map(|item| self.read_item(item, task::read_kept_claim));
        snapshot.task = task::kept(tasks, claims.collect::<Result<_, _>>()?).pop();
        let mut past = Past::default();
        for found in others {
            let part = missing_part(&found).filter(|_| request.may_lack);
            let read = self.read_item(found, |found| add(&mut snapshot, found, &request, &mut past));
            match (read, part) {
                (Err(_), Some(part)) => _ = snapshot.missing.insert(part),
                (read, _) => read?,
            }
        }
        snapshot.read_past = past.carried();
        snapshot.endpoints.sort_by_key(|entry| entry.id);
        Ok(snapshot)
    }
}

/// What a change is shown without when this item cannot be read; none of what it cannot be shown without.
fn missing_part(item: &Item) -> Option<MissingPart> {
    match kind_of(item)? {
        Kind::Organisation if is_endpoint(item) => Some(MissingPart::Endpoints),
        Kind::Organisation | Kind::Pdp => Some(MissingPart::People),
        Kind::Oat => Some(MissingPart::Oat),
        _ => None,
    }
}

/// What `request` asks for. Each key once.
pub(crate) fn keys(request: &ReadRequest<'_>) -> Vec<Key> {
    let mut endpoints = request.endpoints.to_vec();
    endpoints.sort();
    endpoints.dedup();
    let of_organisation = |id| {
        let entries = endpoints.iter().map(move |endpoint| Key::endpoint(id, *endpoint));
        [Key::organisation(id)].into_iter().chain(entries)
    };
    let mut keys: Vec<Key> = request.change.map(Key::change).into_iter().collect();
    keys.extend(request.oat.map(Key::oat));
    keys.extend(request.organisation.into_iter().flat_map(of_organisation));
    keys.extend(request.team.then(Key::pdp));
    keys.extend(request.export.map(Key::export));
    keys.extend(request.pre_flight.map(Key::pre_flight));
    keys.extend(request.downtime.map(Key::notice));
    keys.extend(request.profile.then(Key::find_profile));
    keys.extend(request.dispute.map(Key::dispute));
    keys.extend(request.disputes.map(Key::disputes_of));
    keys.extend(request.task.into_iter().flat_map(|id| [Key::task(id), Key::claim(id)]));
    keys.extend(request.note.map(|(on, id)| Key::note(on, id)));
    keys.extend(request.under_way.map(Key::exports_under_way));
    keys.extend(request.counts.iter().map(Key::count));
    keys.extend(request.request.map(Key::request));
    keys
}

/// Adds what was found under one of the keys; `past` has by then what is not known of items that commands write again.
pub(crate) fn add(
    snapshot: &mut Snapshot,
    found: Item,
    request: &ReadRequest<'_>,
    past: &mut Past,
) -> Result<(), Fault> {
    match kind_of(&found) {
        Some(Kind::Change) => snapshot.change = Some(item::change::read(found, past)?),
        Some(Kind::Oat) => snapshot.oat = Some(item::oat::state::read(found, past)?),
        Some(Kind::Organisation) if is_endpoint(&found) => {
            snapshot.endpoints.push(item::register::read_keeping(found, past)?);
        }
        Some(Kind::Organisation) => {
            snapshot.organisation = Some(item::organisation::read_keeping(found, past)?)
        }
        Some(Kind::Pdp) => snapshot.team = Some(item::organisation::read_team_keeping(found, past)?),
        Some(Kind::Export) => snapshot.export = item::export::read(found, request.now)?,
        Some(Kind::PreFlight) => snapshot.pre_flight = Some(item::pre_flight::read(found)?),
        Some(Kind::Notice) => snapshot.downtime = Some(item::downtime::read_notice(found, past)?),
        Some(Kind::Dispute) => snapshot.dispute = Some(item::dispute::read(found, past)?),
        Some(Kind::Disputes) => snapshot.disputes = Some(item::dispute::read_of_result(found, past)?),
        Some(Kind::FindProfile) => snapshot.profile = Some(item::oat::profile::read(found)?),
        Some(Kind::Receipt) => snapshot.receipt = item::receipt::read(found, request.request, request.now)?,
        Some(Kind::Note) => snapshot.note = Some(item::note::read(found)?),
        Some(Kind::Quota) => add_quota(snapshot, found, request, past)?,
        // A task and its claim are two items, which are read together.
        Some(Kind::Task) | None => {}
    }
    Ok(())
}

fn add_quota(
    snapshot: &mut Snapshot,
    found: Item,
    request: &ReadRequest<'_>,
    past: &mut Past,
) -> Result<(), Fault> {
    match request.counts.iter().find(|count| Key::count(count).is_of(&found)) {
        Some(count) => snapshot.counts.push(item::quota::read(found, *count)?),
        None => snapshot.under_way = Some(item::quota::read_under_way(found, past)?),
    }
    Ok(())
}
