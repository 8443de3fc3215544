//! That everything went live, and once: by the histories, the register and the records of the organisations.
//!
//! Must not: know any stored form.

use std::collections::BTreeMap;

use ::store::DynamoStore;
use anyhow::{Context, Result, ensure};
use app::{Changes, HistoryEntry, Members, OatEntry, OatRequests, PageRequest, Register};
use domain::change::EventKind;
use domain::endpoint::EndpointType;
use domain::ids::{ChangeId, OrganisationId};
use domain::oat;
use domain::register::EndpointState;

use super::fill::Due;

/// Endpoints of a change.
const ENDPOINTS: usize = 2;
const PAGE: u32 = 100;

/// Each change and each connection went live once, and its organisation has so many live endpoints as it had and got.
///
/// # Errors
/// Something is not so, or cannot be read.
pub async fn all_live_once(table: &DynamoStore, due: &Due) -> Result<()> {
    let mut expected = BTreeMap::<OrganisationId, usize>::new();
    for (organisation, change) in &due.changes {
        let times = times_live(table, *change).await?;
        ensure!(times == 1, "change {change} went live {times} times");
        *expected.entry(*organisation).or_insert(EndpointType::ALL.len()) += ENDPOINTS;
    }
    for (organisation, request) in &due.connections {
        let page = table.oat_history(*request, &PageRequest { size: PAGE, cursor: None }).await?.page;
        let times = page.items.iter().filter(is_connection).count();
        ensure!(times == 1, "connection {request} went live {times} times");
        expected.insert(*organisation, 1);
    }
    for (id, expected) in expected {
        let record = table.organisation(id).await?.context("no such organisation")?;
        let live = record.live_endpoints.len();
        ensure!(live == expected, "organisation {id} has {live} live endpoints in place of {expected}");
        let listed = registered(table, id).await?;
        ensure!(listed == expected, "{listed} endpoints of organisation {id} are live in the register");
    }
    Ok(())
}

async fn times_live(table: &DynamoStore, change: ChangeId) -> Result<usize> {
    let went_live = |entry: &&HistoryEntry| {
        matches!(entry, HistoryEntry::Happened(recorded)
            if matches!(recorded.event.kind, EventKind::EndpointsWentLive { .. }))
    };
    let page = table.history(change, &PageRequest { size: PAGE, cursor: None }).await?.page;
    Ok(page.items.iter().filter(went_live).count())
}

fn is_connection(entry: &&OatEntry) -> bool {
    matches!(entry, OatEntry::Happened(recorded)
        if matches!(recorded.event.kind, oat::EventKind::SchemeWentLive { .. }))
}

async fn registered(table: &DynamoStore, id: OrganisationId) -> Result<usize> {
    let (mut count, mut page) = (0, PageRequest { size: PAGE, cursor: None });
    loop {
        let found = table.endpoints_of(id, Some(EndpointState::Live), &page).await?;
        count += found.items.len();
        match found.next {
            Some(cursor) => page.cursor = Some(cursor),
            None => return Ok(count),
        }
    }
}
