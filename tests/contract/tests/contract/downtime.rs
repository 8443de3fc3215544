//! What the probe has to know of an organisation: its live Find endpoints (O3), and what it declared of downtime (O11).

use app::{CommitFault, ProbeTargets};
use domain::change::{Change, Command};
use domain::downtime::{DowntimeAnswers, DowntimeWindow};
use domain::endpoint::EndpointType;
use domain::ids::{DowntimeId, EndpointId, OrganisationId};
use domain::oat::Target;
use fakes::{organisation, urls_of};
use jiff::Timestamp;

use crate::backend::Backend;
use crate::world::{World, contact, reviewer};

fn at(written: &str) -> Timestamp {
    written.parse().unwrap()
}

/// Notice that the first endpoint of organisation 1 or 2 is out of service for these hours of a day in August.
fn notice(id: u128, number: u8, day: u8, hours: (u8, u8)) -> Command {
    let live = organisation(number).live_endpoints;
    let time = |hour| Some(format!("2026-08-{day:02}T{hour:02}:00").parse().unwrap());
    let notice = DowntimeAnswers {
        start: time(hours.0),
        end: time(hours.1),
        nature: format!("Notice {id}"),
        affected_endpoints: live.keys().copied().take(1).collect(),
        short_notice_reason: String::new(),
    };
    let (id, needed_after_all) = (DowntimeId::from_u128(id), Some(true));
    Command::RecordDowntime { id, notice, needed_after_all, live_endpoints: live }
}

fn cancel(id: u128) -> Command {
    Command::CancelDowntime { id: DowntimeId::from_u128(id) }
}

async fn targets<S: Backend>(world: &World<S>, number: u8, now: &str) -> ProbeTargets {
    world.store().inner.probe_targets(organisation(number).id, at(now)).await.unwrap()
}

/// What the notices in force at `now` or later say they are for.
async fn declared<S: Backend>(world: &World<S>, number: u8, now: &str) -> Vec<String> {
    let windows = targets(world, number, now).await.downtime;
    windows.into_iter().map(|window| window.nature.to_string()).collect()
}

/// A change with three notices: the second ends first.
async fn with_notices<S: Backend>(world: &World<S>, number: u8) -> Change {
    let url = format!("https://new-{number}.example.org/find");
    let id = world.submitted(number, &[&url]).await.id;
    world.execute(&contact(number), id, notice(1, number, 20, (10, 12))).await;
    world.execute(&contact(number), id, notice(2, number, 19, (10, 12))).await;
    world.execute(&contact(number), id, notice(3, number, 20, (9, 13))).await
}

/// Holds O11.
pub async fn downtime_is_known_by_its_end_until_it_ends<S: Backend>(world: &World<S>) {
    let change = with_notices(world, 1).await;
    assert_eq!(declared(world, 1, "2026-07-06T09:00:00Z").await, ["Notice 2", "Notice 1", "Notice 3"]);
    let windows: Vec<DowntimeWindow> = targets(world, 1, "2026-08-19T10:59:59.999Z").await.downtime;
    let mut known: Vec<_> = change.downtime.into_iter().map(|notice| notice.window).collect();
    known.swap(0, 1);
    assert_eq!(windows, known, "whole, as the change has them");
    assert_eq!(declared(world, 1, "2026-08-19T11:00:00Z").await, ["Notice 1", "Notice 3"]);
    assert_eq!(declared(world, 1, "2026-08-20T11:30:00Z").await, ["Notice 3"]);
    assert_eq!(declared(world, 1, "2026-08-20T12:00:00Z").await, Vec::<String>::new());
    assert_eq!(declared(world, 2, "2026-07-06T09:00:00Z").await, Vec::<String>::new());
}

pub async fn downtime_that_was_taken_back_is_not_known_any_more<S: Backend>(world: &World<S>) {
    let change = with_notices(world, 1).await;
    world.execute(&contact(1), change.id, cancel(1)).await;
    assert_eq!(declared(world, 1, "2026-07-06T09:00:00Z").await, ["Notice 2", "Notice 3"]);
}

/// Holds O11.
pub async fn a_change_that_ends_takes_its_downtime_along<S: Backend>(world: &World<S>) {
    let (one, two) = (with_notices(world, 1).await, with_notices(world, 2).await);
    world.execute(&contact(1), one.id, Command::Withdraw { reason: None }).await;
    assert_eq!(declared(world, 1, "2026-07-06T09:00:00Z").await, Vec::<String>::new());
    assert_eq!(declared(world, 2, "2026-07-06T09:00:00Z").await.len(), 3);
    world.execute(&reviewer(), two.id, Command::Reject { reason: "Not like this".to_owned() }).await;
    assert_eq!(declared(world, 2, "2026-07-06T09:00:00Z").await, Vec::<String>::new());
}

pub async fn a_lost_update_declares_nothing<S: Backend>(world: &World<S>) {
    let change = world.submitted(1, &["https://new.example.org/find"]).await;
    let lost = world.commit_of(&change, notice(1, 1, 20, (10, 12)), &contact(1));
    let declares = lost.effects.iter().filter(|effect| matches!(effect, app::Effect::Downtime(_)));
    assert_eq!(declares.count(), 1);
    world.execute(&contact(1), change.id, notice(2, 1, 20, (10, 12))).await;
    assert!(matches!(world.commit(&lost).await, Err(CommitFault::VersionConflict)));
    assert_eq!(declared(world, 1, "2026-07-06T09:00:00Z").await, ["Notice 2"]);
}

pub async fn live_find_endpoints_are_told_in_their_order_and_no_others<S: Backend>(world: &World<S>) {
    let mut own = organisation(1);
    let mut urls = urls_of(&own);
    for part in 1..=2_u64 {
        let id = EndpointId::from_u64_pair(0x0198_0000_0000_7000, (1 << 63) | part);
        let url = format!("https://find-{part}.example.org/find");
        own.live_endpoints.insert(id, EndpointType::Find);
        urls.insert(id, fakes::endpoint(EndpointType::Find, &url).unwrap().url);
    }
    world.store().inner.seed_organisation(&own, &urls).await.unwrap();
    with_notices(world, 1).await;
    let finds = own.live_endpoints.iter().filter(|(_, kind)| **kind == EndpointType::Find);
    let mut expected: Vec<_> = finds.map(|(id, _)| Target { endpoint: *id, url: urls[id].clone() }).collect();
    assert_eq!(
        targets(world, 1, "2026-07-06T09:00:00Z").await.live_finds,
        expected,
        "what is proposed is not"
    );
    let gone = expected.remove(1);
    world.retire(1, gone.endpoint).await.unwrap();
    let found = targets(world, 1, "2030-01-01T00:00:00Z").await;
    assert_eq!(found, ProbeTargets { live_finds: expected, downtime: Vec::new() });
    let nobody = world.store().inner.probe_targets(OrganisationId::nil(), at("2026-07-06T09:00:00Z")).await;
    assert_eq!(nobody.unwrap(), ProbeTargets::default());
}
