//! A row that cannot be read is left out of its list, and counted: it is not left out in silence. Everything else goes on, pages
//! lead on behind it, and a command that writes the row again mends the list (Q1, Q6, Q9, Q10). In the table only: rows in memory have
//! no content.

use app::{
    Checking, DowntimeCommand, DowntimeQuery, Exports, Page, PageRequest, Summed, age_of_oldest_in_checking,
    downtime_calendar, list_disputes, list_downtime, list_pre_flights, read_change, read_dispute,
    read_downtime, read_figures, read_open_disputes, read_work, request_export, sum_figures,
};
use domain::change::{Command, Status};
use domain::export::{RegisterFormat, Subject};
use domain::ids::ChangeId;
use jiff::{SignedDuration, Timestamp};

use crate::backend::Backend;
use crate::disputes::{answer, dispute, failed_run};
use crate::emulator::{Item, Table, text};
use crate::notices::{asked as command, given, typed};
use crate::pre_flights::{ask, asked};
use crate::testing::pdp_support;
use crate::work::WHATEVER;
use crate::world::{INSPECTION, World, contact, first_page, reviewer};

/// Spoils the one row in an index whose partition begins with `partition`, and its key in it with `place`.
async fn spoil(table: &Table, partition: &str, place: &str) {
    let found = table.client.scan().table_name(&table.name).send().await.unwrap().items.unwrap();
    let begins = |item: &Item, key: &str, with: &str| item[key].as_s().unwrap().starts_with(with);
    let is_it = |item: &Item| begins(item, "pk", partition) && begins(item, "sk", place);
    let mut rows = found.into_iter().filter(|item| is_it(item) && item.contains_key("summary"));
    let mut row = rows.next().unwrap();
    assert!(rows.next().is_none(), "one row");
    row.insert("summary".to_owned(), text("nonsense"));
    table.put(row).await;
}

/// How many entries a page has, and how many others cannot be read.
fn counted<T>(page: &Page<T>) -> (usize, u32) {
    (page.items.len(), page.unreadable)
}

/// Holds Q1.
#[tokio::test]
async fn a_task_that_cannot_be_read_is_left_out_of_its_lists() {
    let (world, table) = World::on_a_table().await;
    let id = world.submitted(1, &["https://one.example.org"]).await.id;
    world.submitted(1, &["https://two.example.org"]).await;
    let page = first_page(10);
    spoil(&table, &format!("TASK#technical_change.{id}"), "review").await;
    let work =
        async |actor| counted(&read_work(&world.services, &actor, &WHATEVER, &page).await.unwrap().page);
    assert_eq!((work(reviewer()).await, work(contact(1)).await), ((1, 1), (1, 1)));
    assert_eq!(work(contact(2)).await, (0, 0));
    assert!(read_change(&world.services, &reviewer(), id).await.is_ok());
    world.execute(&reviewer(), id, Command::Reject { reason: "Sent twice".to_owned() }).await;
    assert_eq!(work(reviewer()).await, (1, 0), "what ends the task takes the row out");
    table.delete().await;
}

/// Holds Q9.
#[tokio::test]
async fn an_unreadable_figure_keeps_no_other_from_being_summed() {
    let (world, table) = World::on_a_table().await;
    let id = world.submitted(1, &["https://one.example.org"]).await.id;
    world.submitted(1, &["https://two.example.org"]).await;
    spoil(&table, &format!("CHANGE#{id}"), "FIGURES#").await;
    let summed = sum_figures(&world.services, || true).await.unwrap();
    assert_eq!(summed, Summed { entries: 1, unreadable: 1, more: false });
    let read = read_figures(&world.services, &reviewer(), Some("2026-07"), None).await.unwrap();
    assert_eq!((read.items.len(), read.unreadable), (1, 0));
    world.execute(&reviewer(), id, Command::Reject { reason: "Sent twice".to_owned() }).await;
    table.delete().await;
}

/// Holds Q9.
#[tokio::test]
async fn the_entries_of_a_month_that_cannot_be_read_wait_alone() {
    let (world, table) = World::on_a_table().await;
    let july = world.submitted(1, &["https://one.example.org"]).await.id;
    assert_eq!(sum_figures(&world.services, || true).await.unwrap().entries, 1);
    let mut month = table.item("FIGURES", "MONTH#2026-07").await;
    let kept = month.insert("counts".to_owned(), text("nonsense")).unwrap();
    table.put(month.clone()).await;
    world.execute(&reviewer(), july, Command::Reject { reason: "Sent twice".to_owned() }).await;
    world.fakes.clock.advance(SignedDuration::from_hours(24 * 31));
    world.submitted(1, &["https://two.example.org"]).await;
    let summed = sum_figures(&world.services, || true).await.unwrap();
    assert_eq!(summed, Summed { entries: 1, unreadable: 1, more: false });
    let read = async || read_figures(&world.services, &reviewer(), Some("2026-07"), Some("2026-08")).await;
    let read = async || read().await.map(|read| (read.items.len(), read.unreadable)).unwrap();
    assert_eq!(read().await, (1, 1));
    month.insert("counts".to_owned(), kept);
    table.put(month).await;
    assert_eq!(sum_figures(&world.services, || true).await.unwrap().entries, 1);
    assert_eq!(read().await, (2, 0));
    table.delete().await;
}

/// Puts 95 more entries like the one that waits at the change, of other changes: more than are summed at once.
async fn crowd(table: &Table, change: ChangeId, how: impl Fn(&mut Item)) {
    let found = table.client.scan().table_name(&table.name).send().await.unwrap().items.unwrap();
    let waits = |item: &&Item| {
        item.get("queue") == Some(&text("figures")) && item["pk"] == text(format!("CHANGE#{change}"))
    };
    let entry = found.iter().find(waits).unwrap();
    for number in 0..95 {
        let other = ChangeId::from_u64_pair(7, number);
        let mut more = entry.clone();
        more.insert("pk".to_owned(), text(format!("CHANGE#{other}")));
        let place = entry["due"].as_s().unwrap().replace(&change.to_string(), &other.to_string());
        more.insert("due".to_owned(), text(place));
        how(&mut more);
        table.put(more).await;
    }
}

/// Holds Q9.
#[tokio::test]
async fn entries_behind_very_many_that_wait_are_summed() {
    for month_is_spoilt in [true, false] {
        let (world, table) = World::on_a_table().await;
        let july = world.submitted(1, &["https://one.example.org"]).await.id;
        assert_eq!(sum_figures(&world.services, || true).await.unwrap().entries, 1);
        world.execute(&reviewer(), july, Command::Reject { reason: "Sent twice".to_owned() }).await;
        if month_is_spoilt {
            let mut month = table.item("FIGURES", "MONTH#2026-07").await;
            month.insert("counts".to_owned(), text("nonsense"));
            table.put(month).await;
            crowd(&table, july, |_| {}).await;
        } else {
            crowd(&table, july, |entry| _ = entry.insert("summary".to_owned(), text("nonsense"))).await;
        }
        world.fakes.clock.advance(SignedDuration::from_hours(24 * 31));
        world.submitted(1, &["https://two.example.org"]).await;
        let summed = sum_figures(&world.services, || true).await.unwrap();
        let expected = if month_is_spoilt { (1, 1) } else { (2, 95) };
        assert_eq!((summed.entries, summed.unreadable), expected);
        table.delete().await;
    }
}

/// Holds Q6.
#[tokio::test]
async fn a_notice_that_cannot_be_read_is_left_out_of_its_lists() {
    let (world, table) = World::on_a_table().await;
    let notice = given(&world, 1, 20, (10, 12)).await;
    given(&world, 2, 20, (10, 12)).await;
    spoil(&table, &format!("ORG#{}", notice.organisation), "DOWNTIME#").await;
    let (all, page) = (DowntimeQuery::default(), first_page(10));
    let list = async |actor| counted(&list_downtime(&world.services, &actor, &all, &page).await.unwrap());
    assert_eq!((list(reviewer()).await, list(contact(1)).await), ((1, 1), (0, 1)));
    assert_eq!(list(contact(2)).await, (1, 0));
    let file = async |actor| {
        let file = downtime_calendar(&world.services, &actor, &all).await.unwrap();
        (file.notices.len(), file.unreadable)
    };
    assert_eq!((file(reviewer()).await, file(contact(1)).await), ((1, 1), (0, 1)), "a file says so to both");
    assert_eq!(file(contact(2)).await, (1, 0));
    assert!(given(&world, 1, 22, (10, 12)).await.version > 0, "others can be given");
    assert!(read_downtime(&world.services, &contact(1), notice.id).await.is_ok());
    let moved = command(&world, &notice, DowntimeCommand::Move(typed(1, 21, (10, 12)))).await;
    assert!(moved.is_ok());
    assert_eq!(list(reviewer()).await, (3, 0), "it is written again");
    table.delete().await;
}

/// Holds Q10.
#[tokio::test]
async fn a_pre_flight_that_cannot_be_read_is_left_out_of_its_list() {
    let (world, table) = World::on_a_table().await;
    let (one, other) = (asked(&world, 1), asked(&world, 2));
    ask(&world, &one).await.unwrap();
    ask(&world, &other).await.unwrap();
    spoil(&table, &format!("PREFLIGHT#{}", one.id), "STATE").await;
    let page = first_page(10);
    let list = async |actor| counted(&list_pre_flights(&world.services, &actor, None, &page).await.unwrap());
    assert_eq!((list(contact(1)).await, list(contact(2)).await), ((0, 1), (1, 0)));
    assert!(app::read_pre_flight(&world.services, &contact(1), one.id).await.is_ok());
    table.delete().await;
}

/// Holds Q10.
#[tokio::test]
async fn a_dispute_that_cannot_be_read_is_left_out_of_its_lists() {
    let (world, table) = World::on_a_table().await;
    let of = failed_run(&world).await;
    let opened = dispute(&world, of).await.unwrap();
    spoil(&table, &format!("DISPUTE#{}", opened.id), "STATE").await;
    let page = first_page(10);
    let open = async || counted(&read_open_disputes(&world.services, &pdp_support(), &page).await.unwrap());
    let list = async |actor| counted(&list_disputes(&world.services, &actor, None, &page).await.unwrap());
    assert_eq!((open().await, list(contact(3)).await, list(contact(2)).await), ((0, 1), (0, 1), (0, 0)));
    assert!(read_dispute(&world.services, &pdp_support(), opened.id).await.is_ok());
    answer(&world, opened.id).await.unwrap();
    assert_eq!((open().await, list(contact(3)).await), ((0, 0), (1, 0)), "it is written again");
    table.delete().await;
}

/// Puts a copy of the one row of a queue, of something that has no such key, due before it.
async fn misplace(table: &Table, queue: &str, pk: &str) {
    let found = table.client.scan().table_name(&table.name).send().await.unwrap().items.unwrap();
    let is_in = |item: &Item| item.get("queue").is_some_and(|of| of.as_s().unwrap() == queue);
    let mut rows = found.into_iter().filter(is_in);
    let mut row = rows.next().unwrap();
    assert!(rows.next().is_none(), "one row");
    row.insert("pk".to_owned(), text(pk));
    let before = row["due"].as_s().unwrap().replace('Z', "");
    row.insert("due".to_owned(), text(&before[..before.len() - 1]));
    table.put(row).await;
}

#[tokio::test]
async fn an_export_of_no_known_key_keeps_no_other_from_being_made() {
    let (world, table) = World::on_a_table().await;
    let reviewer = reviewer();
    let subject = Subject::Register(RegisterFormat::Csv);
    let asked = request_export(&world.services, &reviewer, &world.fresh_key(&reviewer), subject).await;
    misplace(&table, "export", "EXPORTED#1").await;
    let due = world.store().inner.due_exports(world.services.clock.now(), 10).await.unwrap();
    assert_eq!((due.items[0].id, due.items.len(), due.unreadable), (asked.unwrap().id, 1, 1));
    table.delete().await;
}

/// Holds E3.
#[tokio::test]
async fn a_file_of_no_known_key_hides_no_other_that_is_checked() {
    let (world, table) = World::on_a_table().await;
    let (draft, id) = (world.draft(1, &["https://one.example.org"]).await, world.fresh_evidence());
    let upload = Command::RequestUpload { id, file_name: "a.pdf".to_owned(), declared: None, step: None };
    world.execute(&contact(1), draft.id, upload).await;
    world.execute(&INSPECTION, draft.id, Command::ReceiveEvidence { id }).await;
    misplace(&table, "checking", "CHANGED#1").await;
    let minute = SignedDuration::from_mins(1);
    world.fakes.clock.advance(minute);
    let found = age_of_oldest_in_checking(&world.services, Timestamp::MAX).await.unwrap();
    assert_eq!(found, Checking { oldest: minute, unreadable: 1 });
    table.delete().await;
}

/// Spoils the place in the index by queue of rows, or what they say, as `how` does.
async fn spoil_rows(table: &Table, queue: &str, how: impl Fn(usize, &mut Item)) {
    let found = table.client.scan().table_name(&table.name).send().await.unwrap().items.unwrap();
    let is_in = |item: &Item| item.get("queue").is_some_and(|of| of.as_s().unwrap() == queue);
    let mut rows: Vec<_> = found.into_iter().filter(is_in).collect();
    rows.sort_by_key(|row| row["due"].as_s().unwrap().clone());
    for (at, row) in rows.iter_mut().enumerate() {
        how(at, row);
        table.put(row.clone()).await;
    }
}

/// Every page of everybody's drafts, of this size: how many entries, and how many that cannot be read.
async fn pages_of_drafts<S: Backend>(world: &World<S>, size: u32) -> Vec<(usize, u32)> {
    let (mut pages, mut request) = (Vec::new(), PageRequest { size, cursor: None });
    loop {
        let page = world.store().inner.in_status(Status::Draft, None, &request).await.unwrap();
        pages.push(counted(&page));
        match page.next {
            Some(next) => request.cursor = Some(next),
            None => return pages,
        }
    }
}

#[tokio::test]
async fn pages_lead_on_behind_what_cannot_be_read() {
    let (world, table) = World::on_a_table().await;
    for number in 0..6 {
        world.draft(1, &[&format!("https://find-{number}.example.org")]).await;
    }
    let queue = "CHANGES#draft";
    let whole = |pages: Vec<(usize, u32)>| {
        pages.into_iter().fold((0, 0), |(items, spoilt), page| (items + page.0, spoilt + page.1))
    };
    // What three of them say cannot be read: a page of two has only such.
    spoil_rows(&table, queue, |at, row| {
        if (2..5).contains(&at) {
            row.insert("summary".to_owned(), text("nonsense"));
        }
    })
    .await;
    assert_eq!(pages_of_drafts(&world, 2).await, [(1, 1), (0, 2), (2, 0)], "the newest first");
    // Nor can their places: no page begins there.
    spoil_rows(&table, queue, |at, row| {
        if (2..5).contains(&at) {
            let place = row["due"].as_s().unwrap().clone();
            row.insert("due".to_owned(), text(format!("{place}!")));
        }
    })
    .await;
    for size in 1..7 {
        assert_eq!(whole(pages_of_drafts(&world, size).await), (3, 3), "pages of {size}");
    }
    table.delete().await;
}
