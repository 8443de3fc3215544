//! Requests for OAT: the port. One call to the table per method.

use app::{
    Fault, HistoryPage, OatEntry, OatQueue, OatRequests, OatSummary, Page, PageFault, PageRequest,
    ProbeLease, ProbeTargets, Snapshot, what_is_tested,
};
use domain::endpoint::EndpointType;
use domain::ids::{OatId, OrganisationId};
use domain::oat::{ProfileMark, RecordedAttempt, Target};
use domain::register::EndpointState;
use jiff::Timestamp;

use crate::DynamoStore;
use crate::command::read;
use crate::item::oat::{attempt, lease, profile, summary};
use crate::item::read_past::Past;
use crate::item::{self, Instant, Item, history};
use crate::table::cancelled::Guard;
use crate::table::fault;
use crate::table::index::in_index;
use crate::table::keys::{
    DOWNTIME, DUE, ENDPOINT, Key, ORG_KEY, ORG_SORT, QUEUE, SK, oats_key, run_prefix, text,
};
use crate::table::page::List;
use crate::table::transaction::{Condition, Transaction};

impl OatRequests for DynamoStore {
    async fn read_oats(&self, ids: &[OatId], now: Timestamp) -> Result<Vec<Result<Snapshot, Fault>>, Fault> {
        let requests: Vec<_> = ids.iter().map(|id| what_is_tested(*id, now)).collect();
        let keys: Vec<_> = requests.iter().map(read::keys).collect();
        let mut snapshots: Vec<_> = ids.iter().map(|_| (Ok(Snapshot::default()), Past::default())).collect();
        for found in self.get_many(keys.concat()).await? {
            let own = |keys: &Vec<Key>| keys.iter().any(|key| key.is_of(&found));
            let place = keys.iter().position(own);
            if let Some(((snapshot, past), request)) =
                place.and_then(|at| snapshots.get_mut(at).zip(requests.get(at)))
            {
                let read =
                    |found| snapshot.as_mut().map_or(Ok(()), |known| read::add(known, found, request, past));
                if let Err(fault) = self.read_item(found, read) {
                    *snapshot = Err(fault);
                }
            }
        }
        let whole = |(snapshot, past): (Result<Snapshot, Fault>, Past)| {
            snapshot.map(|snapshot| Snapshot { read_past: past.carried(), ..snapshot })
        };
        Ok(snapshots.into_iter().map(whole).collect())
    }

    async fn oat_history(
        &self,
        id: OatId,
        request: &PageRequest,
    ) -> Result<HistoryPage<OatEntry>, PageFault> {
        let partition = Key::oat(id).pk;
        self.history_page(("oat-history", id), partition, request, history::read_without_downloads).await
    }

    async fn probe_attempts(
        &self,
        id: OatId,
        run: u32,
        request: &PageRequest,
    ) -> Result<Page<RecordedAttempt>, PageFault> {
        let (partition, prefix) = (Key::oat(id).pk, run_prefix(run));
        let list = List::of_partition("probe-attempts", format!("{id}#{run}"), &partition, &prefix);
        self.page(&list, self.partition_query(&partition, &prefix), request, attempt::read).await
    }

    async fn oats_of_organisation(
        &self,
        organisation: OrganisationId,
        request: &PageRequest,
    ) -> Result<Page<OatSummary>, PageFault> {
        let owner = oats_key(organisation);
        let list = list_in("oats", organisation.to_string(), (ORG_KEY, &owner), ORG_SORT);
        let query = self.owner_query(&owner).scan_index_forward(false);
        self.page(&list, query, request, summary::read).await
    }

    async fn oats_in(
        &self,
        queue: OatQueue,
        until: Option<Timestamp>,
        request: &PageRequest,
    ) -> Result<Page<OatSummary>, PageFault> {
        let queue = summary::queue(queue);
        let list = list_in("oat-queue", queue.to_owned(), (QUEUE, queue), DUE);
        let before = until.map(|until| item::summary::after(Instant(until)));
        let query = self.queue_query(queue, before);
        self.page(&list, query, request, summary::read).await
    }

    async fn take_probe_leases(
        &self,
        ids: &[OatId],
        taken: &ProbeLease,
        now: Timestamp,
    ) -> Result<Vec<OatId>, Fault> {
        let mut left = ids.to_vec();
        while !left.is_empty() {
            let mut transaction = Transaction::new(&self.table);
            for id in &left {
                let lease = lease::write(Key::oat_lease(*id), taken)?;
                transaction.put(Guard::Lease, lease, lease::may_be_taken(taken, now))?;
            }
            let Some(lost) = transaction.run_for_leases(&self.client).await? else { break };
            let mut lost = lost.into_iter();
            left.retain(|_| !lost.next().unwrap_or(false));
        }
        Ok(left)
    }

    async fn keep_find_profile(&self, present: &ProfileMark) -> Result<(), Fault> {
        let is_another = Condition {
            expression: "attribute_not_exists(pk) OR #digest <> :digest OR #label <> :label",
            names: &[("#digest", profile::DIGEST), ("#label", profile::LABEL)],
            values: vec![(":digest", text(hex::encode(present.digest))), (":label", text(&present.label))],
        };
        let put = self.client.put_item().table_name(&self.table).set_item(Some(profile::write(present)?));
        fault::held(is_another.on_put(put).send().await, "keep the find profile").map(drop)
    }

    async fn probe_targets(
        &self,
        organisation: OrganisationId,
        now: Timestamp,
    ) -> Result<ProbeTargets, Fault> {
        // Notices of downtime and endpoints are neighbours.
        let query = self.declared_query(organisation, now, ENDPOINT);
        let mut targets = ProbeTargets::default();
        let mut start = None;
        loop {
            let call = query.clone().set_exclusive_start_key(start);
            let answer = call.send().await.map_err(|error| fault::of_call("read where to probe", error))?;
            for found in answer.items.unwrap_or_default() {
                self.read_item(found, |found| add(&mut targets, found, now))?;
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(targets);
            }
        }
    }
}

/// Adds an entry of the register, or a notice of downtime.
fn add(targets: &mut ProbeTargets, found: Item, now: Timestamp) -> Result<(), Fault> {
    let is_notice = found.get(SK).and_then(|sk| sk.as_s().ok()).is_some_and(|sk| sk.starts_with(DOWNTIME));
    if is_notice {
        let declared = item::downtime::read(found)?;
        if declared.in_force && declared.window.end > now {
            targets.downtime.push(declared.window);
        }
        return Ok(());
    }
    let entry = item::register::read(found)?;
    if entry.state == EndpointState::Live && entry.endpoint.endpoint_type == EndpointType::Find {
        targets.live_finds.push(Target { endpoint: entry.id, url: entry.endpoint.url });
    }
    Ok(())
}

/// A list of requests in an index.
fn list_in<'a>(kind: &str, of: String, (index, owner): (&'a str, &'a str), sort: &'static str) -> List<'a> {
    List::new(kind, of, sort, move |place| {
        Some(in_index(Key::oat(summary::oat_at(&place)?), [(index, owner.to_owned()), (sort, place)]))
    })
}
