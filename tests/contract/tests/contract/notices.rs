//! Notices of downtime without a change (Q6): their states and histories, what calendars find of them, and what the probe has to
//! know (O11).

use app::{
    AppError, CommitFault, DowntimeCommand, DowntimeEntry, DowntimeQuery, Entry, History, PageFault,
    PageRequest, ReadRequest, Request, WhichDowntime, declare_downtime, execute_downtime_command,
    list_downtime,
};
use domain::change::Command;
use domain::downtime::{DeclaredDowntime, DowntimeAnswers, Notice, Status, replay};
use domain::ids::DowntimeId;
use fakes::organisation;
use jiff::{SignedDuration, Timestamp};

use crate::backend::Backend;
use crate::world::{World, all_pages, contact, first_page, reviewer};

fn at(written: &str) -> Timestamp {
    written.parse().unwrap()
}

/// Downtime of the first endpoint of an organisation on a day in August, for these hours.
pub fn typed(number: u8, day: u8, hours: (u8, u8)) -> DowntimeAnswers {
    let time = |hour| Some(format!("2026-08-{day:02}T{hour:02}:00").parse().unwrap());
    DowntimeAnswers {
        start: time(hours.0),
        end: time(hours.1),
        nature: format!("On the {day}th"),
        affected_endpoints: organisation(number).live_endpoints.into_keys().take(1).collect(),
        short_notice_reason: "In case it is short".to_owned(),
    }
}

pub async fn given<S: Backend>(world: &World<S>, number: u8, day: u8, hours: (u8, u8)) -> Notice {
    let actor = contact(number);
    let key = world.fresh_key(&actor);
    declare_downtime(&world.services, &actor, &key, &typed(number, day, hours)).await.unwrap()
}

pub async fn asked<S: Backend>(
    world: &World<S>,
    notice: &Notice,
    command: DowntimeCommand,
) -> Result<Notice, AppError> {
    let (actor, key) = (contact(1), world.fresh_key(&contact(1)));
    let request = Request { actor: &actor, on: notice.id, seen: None, key: Some(&key) };
    execute_downtime_command(&world.services, request, &command).await
}

async fn read<S: Backend>(world: &World<S>, id: DowntimeId) -> Option<Notice> {
    let wanted = ReadRequest { downtime: Some(id), ..ReadRequest::at(world.services.clock.now()) };
    world.store().inner.read(wanted).await.unwrap().downtime
}

/// What the notices in force at `now` or later say they are for, as the probe knows them.
async fn known<S: Backend>(world: &World<S>, now: &str) -> Vec<(String, String)> {
    let own = organisation(1).id;
    let windows = world.store().inner.probe_targets(own, at(now)).await.unwrap().downtime;
    windows.into_iter().map(|window| (window.nature.to_string(), window.end.to_string())).collect()
}

const FROM: &str = "2026-07-06T09:00:00Z";

async fn listed<S: Backend>(world: &World<S>, which: WhichDowntime, size: u32) -> Vec<DeclaredDowntime> {
    all_pages(size, async |page| world.store().inner.declared_downtime(&which, &page).await).await
}

fn everybodys() -> WhichDowntime {
    WhichDowntime { organisation: None, cancelled_since: None, from: at(FROM), to: None }
}

fn names(found: &[DeclaredDowntime]) -> Vec<&str> {
    found.iter().map(|declared| declared.window.nature.as_str()).collect()
}

/// Holds Q6.
pub async fn a_notice_is_read_back_with_its_history<S: Backend>(world: &World<S>) {
    let notice = given(world, 1, 20, (10, 12)).await;
    assert_eq!(read(world, notice.id).await, Some(notice.clone()));
    let moved = asked(world, &notice, DowntimeCommand::Move(typed(1, 21, (9, 13)))).await.unwrap();
    world.fakes.clock.advance(at("2026-08-21T10:00:00Z").duration_since(world.services.clock.now()));
    let refused = asked(world, &notice, DowntimeCommand::Move(typed(1, 22, (9, 13)))).await;
    assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
    let ended = asked(world, &moved, DowntimeCommand::End).await.unwrap();
    assert_eq!((ended.version, ended.status), (3, Status::Ended));
    assert_eq!(read(world, notice.id).await, Some(ended.clone()));
    let store = &world.store().inner;
    let read = async |page: PageRequest| store.notice_history(notice.id, &page).await.map(|found| found.page);
    let entries: Vec<DowntimeEntry> = all_pages(2, read).await;
    let events: Vec<_> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Happened(recorded) => Some(recorded.event.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(replay(&events), Some(ended));
    let tried: Vec<_> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Refused(refused) => Some((refused.on, refused.command.code(), refused.refusal.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(tried, [(History::Downtime(notice.id), "move_downtime", "invalid")]);
    let whose = store.notice_history(notice.id, &first_page(10)).await.unwrap().organisation;
    assert_eq!(whose, Some(organisation(1).id));
    let none = store.notice_history(DowntimeId::from_u64_pair(9, 9), &first_page(10)).await.unwrap();
    assert_eq!((none.organisation, none.page.items.len()), (None, 0));
}

/// Holds Q6.
pub async fn a_repeated_declaration_finds_its_notice<S: Backend>(world: &World<S>) {
    let (actor, key) = (contact(1), world.fresh_key(&contact(1)));
    let give = async || declare_downtime(&world.services, &actor, &key, &typed(1, 20, (10, 12))).await;
    let first = give().await.unwrap();
    assert_eq!(give().await.unwrap(), first);
    assert_eq!(known(world, FROM).await.len(), 1);
    let other = crate::world::other_body(&key);
    let reused = declare_downtime(&world.services, &actor, &other, &typed(1, 21, (10, 12))).await;
    assert!(matches!(reused, Err(AppError::KeyReused)), "{reused:?}");
}

/// Holds Q6.
pub async fn a_lost_update_of_a_notice_writes_nothing<S: Backend>(world: &World<S>) {
    let notice = given(world, 1, 20, (10, 12)).await;
    asked(world, &notice, DowntimeCommand::Move(typed(1, 21, (10, 12)))).await.unwrap();
    let stale = world.store().commits().pop().unwrap();
    asked(world, &notice, DowntimeCommand::Move(typed(1, 22, (10, 12)))).await.unwrap();
    let before = known(world, FROM).await;
    let mut again = stale;
    again.receipt = None;
    assert!(matches!(world.commit(&again).await, Err(CommitFault::VersionConflict)));
    assert_eq!(known(world, FROM).await, before);
}

/// Holds O11, Q6.
pub async fn the_probe_knows_of_every_change_of_a_notice<S: Backend>(world: &World<S>) {
    let notice = given(world, 1, 20, (10, 12)).await;
    let entry = |day: u8, end: &str| (format!("On the {day}th"), end.to_owned());
    assert_eq!(known(world, FROM).await, [entry(20, "2026-08-20T11:00:00Z")]);
    let longer = asked(world, &notice, DowntimeCommand::Move(typed(1, 20, (10, 15)))).await.unwrap();
    assert_eq!(known(world, FROM).await, [entry(20, "2026-08-20T14:00:00Z")]);
    // Back to where it was: the former copy is in force again, and the longer one is not.
    let back = asked(world, &longer, DowntimeCommand::Move(typed(1, 20, (10, 12)))).await.unwrap();
    assert_eq!(known(world, FROM).await, [entry(20, "2026-08-20T11:00:00Z")]);
    world.fakes.clock.advance(at("2026-08-20T09:30:00Z").duration_since(world.services.clock.now()));
    let second = given(world, 1, 20, (11, 14)).await;
    asked(world, &back, DowntimeCommand::End).await.unwrap();
    assert_eq!(known(world, "2026-08-20T09:30:00Z").await, [entry(20, "2026-08-20T13:00:00Z")]);
    asked(world, &second, DowntimeCommand::Cancel).await.unwrap();
    assert_eq!(known(world, "2026-08-20T09:30:00Z").await, []);
}

/// Holds Q6.
pub async fn calendars_list_what_is_coming_by_its_end<S: Backend>(world: &World<S>) {
    for (number, day) in [(1, 20), (2, 19), (1, 22), (2, 21), (1, 18)] {
        given(world, number, day, (10, 12)).await;
    }
    // With a change, too.
    let change = world.submitted(1, &["https://new.example.org/find"]).await;
    let record = Command::RecordDowntime {
        id: DowntimeId::from_u64_pair(1, 7),
        notice: typed(1, 23, (10, 12)),
        needed_after_all: Some(true),
        live_endpoints: organisation(1).live_endpoints,
    };
    world.execute(&contact(1), change.id, record).await;
    let all = ["On the 18th", "On the 19th", "On the 20th", "On the 21th", "On the 22th", "On the 23th"];
    for size in 1..=7 {
        assert_eq!(names(&listed(world, everybodys(), size).await), all, "in pages of {size}");
    }
    let found = listed(world, everybodys(), 10).await;
    let with_change = &found[5];
    assert_eq!((with_change.change, with_change.reference), (Some(change.id), change.reference()));
    assert_eq!(found[0].organisation_name.as_deref(), Some("Organisation 1"));
    let own = WhichDowntime { organisation: Some(organisation(1).id), ..everybodys() };
    assert_eq!(names(&listed(world, own, 2).await), [all[0], all[2], all[4], all[5]]);
    let later = WhichDowntime { from: at("2026-08-20T11:00:00Z"), ..everybodys() };
    assert_eq!(names(&listed(world, later, 2).await), all[3..], "what ends at an instant is over then");
    let between = WhichDowntime { to: Some(at("2026-08-21T09:00:00Z")), ..everybodys() };
    assert_eq!(
        names(&listed(world, between, 2).await),
        all[..3],
        "what begins at an instant is not before it"
    );
    let both = WhichDowntime { organisation: Some(organisation(2).id), ..between };
    assert_eq!(names(&listed(world, both, 1).await), [all[1]]);
}

/// Holds Q6.
pub async fn what_is_cancelled_or_moved_leaves_the_list<S: Backend>(world: &World<S>) {
    let moved = given(world, 1, 20, (10, 12)).await;
    let cancelled = given(world, 1, 21, (10, 12)).await;
    asked(world, &moved, DowntimeCommand::Move(typed(1, 25, (10, 12)))).await.unwrap();
    world.fakes.clock.advance(SignedDuration::from_hours(24));
    let when = world.services.clock.now();
    asked(world, &cancelled, DowntimeCommand::Cancel).await.unwrap();
    assert_eq!(names(&listed(world, everybodys(), 10).await), ["On the 25th"]);
    let since = |since| WhichDowntime { cancelled_since: Some(since), ..everybodys() };
    let found = listed(world, since(when), 10).await;
    assert_eq!((names(&found), found[0].cancelled_at), (vec!["On the 21th"], Some(when)));
    let later = when + SignedDuration::from_millis(1);
    assert_eq!(names(&listed(world, since(later), 10).await), Vec::<&str>::new());
    let own = WhichDowntime { organisation: Some(organisation(1).id), ..since(when) };
    assert_eq!(listed(world, own, 10).await, found);
    let other = WhichDowntime { organisation: Some(organisation(2).id), ..since(when) };
    assert_eq!(listed(world, other, 10).await, []);
    let outside = WhichDowntime { to: Some(at("2026-08-21T09:00:00Z")), ..since(when) };
    assert_eq!(listed(world, outside, 10).await, []);
}

/// Holds Q6.
pub async fn notices_of_a_change_that_ends_are_cancelled_with_it<S: Backend>(world: &World<S>) {
    let change = world.submitted(1, &["https://new.example.org/find"]).await;
    let record = Command::RecordDowntime {
        id: DowntimeId::from_u64_pair(1, 7),
        notice: typed(1, 23, (10, 12)),
        needed_after_all: Some(true),
        live_endpoints: organisation(1).live_endpoints,
    };
    world.execute(&contact(1), change.id, record).await;
    world.execute(&reviewer(), change.id, Command::Reject { reason: "Not like this".to_owned() }).await;
    assert_eq!(listed(world, everybodys(), 10).await, []);
    let since = WhichDowntime { cancelled_since: Some(at(FROM)), ..everybodys() };
    let found = listed(world, since, 10).await;
    assert_eq!((names(&found), found[0].sequence), (vec!["On the 23th"], 1));
}

/// Holds Q6.
pub async fn open_notices_are_counted_without_those_of_changes<S: Backend>(world: &World<S>) {
    let own = organisation(1).id;
    let open = async |now| world.store().inner.open_notices(own, at(now)).await.unwrap();
    assert_eq!(open(FROM).await, 0);
    given(world, 2, 20, (10, 12)).await;
    let first = given(world, 1, 20, (10, 12)).await;
    given(world, 1, 21, (10, 12)).await;
    let change = world.submitted(1, &["https://new.example.org/find"]).await;
    let record = Command::RecordDowntime {
        id: DowntimeId::from_u64_pair(1, 7),
        notice: typed(1, 23, (10, 12)),
        needed_after_all: Some(true),
        live_endpoints: organisation(1).live_endpoints,
    };
    world.execute(&contact(1), change.id, record).await;
    assert_eq!(open(FROM).await, 2);
    assert_eq!(open("2026-08-20T11:00:00Z").await, 1);
    asked(world, &first, DowntimeCommand::Move(typed(1, 24, (10, 12)))).await.unwrap();
    assert_eq!(open(FROM).await, 2, "a former end does not count");
    asked(world, &first, DowntimeCommand::Cancel).await.unwrap();
    assert_eq!(open(FROM).await, 1);
}

/// Holds Q6.
pub async fn a_list_shows_the_endpoints_as_the_register_has_them<S: Backend>(world: &World<S>) {
    given(world, 1, 20, (10, 12)).await;
    given(world, 2, 21, (10, 12)).await;
    let query = DowntimeQuery::default();
    let found = list_downtime(&world.services, &reviewer(), &query, &first_page(10)).await.unwrap().items;
    for (seen, number) in found.iter().zip([1, 2]) {
        let own = organisation(number);
        let first = own.live_endpoints.keys().next().copied();
        assert_eq!(seen.endpoints.iter().map(|entry| entry.id).collect::<Vec<_>>(), Vec::from_iter(first));
        assert_eq!(seen.endpoints[0].organisation, own.id);
    }
    assert_eq!(found.len(), 2);
    assert_eq!(world.store().inner.endpoints_named(&[]).await.unwrap().items, []);
}

pub async fn a_cursor_leads_into_no_other_calendar<S: Backend>(world: &World<S>) {
    for day in [18, 19, 20] {
        given(world, 1, day, (10, 12)).await;
    }
    let store = &world.store().inner;
    let page = store.declared_downtime(&everybodys(), &first_page(1)).await.unwrap();
    let next = PageRequest { size: 1, cursor: page.next };
    assert_eq!(store.declared_downtime(&everybodys(), &next).await.unwrap().items.len(), 1);
    let own = WhichDowntime { organisation: Some(organisation(1).id), ..everybodys() };
    let cancelled = WhichDowntime { cancelled_since: Some(at(FROM)), ..everybodys() };
    for other in [own, cancelled] {
        let refused = store.declared_downtime(&other, &next).await;
        assert!(matches!(refused, Err(PageFault::BadCursor)), "{other:?}");
    }
}
