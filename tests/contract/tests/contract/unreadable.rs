//! A row that cannot be read fails what is read of its list, as a lasting fault: it is not left out in silence. Everything else goes
//! on, and a command that writes the row again mends the list (Q1, Q6, Q9, Q10). In the table only: rows in memory have no content.

use app::{
    AppError, DowntimeCommand, DowntimeQuery, Fault, list_disputes, list_downtime, list_pre_flights,
    read_change, read_dispute, read_downtime, read_figures, read_open_disputes, read_work, sum_figures,
};
use domain::change::Command;

use crate::disputes::{answer, dispute, failed_run};
use crate::emulator::{Item, Table, text};
use crate::notices::{asked as command, given, typed};
use crate::pre_flights::{ask, asked};
use crate::testing::pdp_support;
use crate::work::WHATEVER;
use crate::world::{World, contact, first_page, reviewer};

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

/// That it cannot be read, and that trying again does not help.
fn is_unreadable<T>(read: Result<T, AppError>) -> bool {
    matches!(read, Err(AppError::Fault(Fault { retryable: false, .. })))
}

/// Holds Q1.
#[tokio::test]
async fn a_task_that_cannot_be_read_fails_its_lists_alone() {
    let (world, table) = World::on_a_table().await;
    let id = world.submitted(1, &["https://one.example.org"]).await.id;
    let page = first_page(10);
    spoil(&table, &format!("TASK#technical_change.{id}"), "review").await;
    let work = async |actor| read_work(&world.services, &actor, &WHATEVER, &page).await;
    assert!(is_unreadable(work(reviewer()).await) && is_unreadable(work(contact(1)).await));
    assert!(work(contact(2)).await.is_ok());
    assert!(read_change(&world.services, &reviewer(), id).await.is_ok());
    world.execute(&reviewer(), id, Command::Reject { reason: "Sent twice".to_owned() }).await;
    assert!(work(reviewer()).await.is_ok(), "what ends the task takes the row out");
    table.delete().await;
}

/// Holds Q9.
#[tokio::test]
async fn a_figure_that_cannot_be_read_fails_the_summing_alone() {
    let (world, table) = World::on_a_table().await;
    let id = world.submitted(1, &["https://one.example.org"]).await.id;
    spoil(&table, &format!("CHANGE#{id}"), "FIGURES#").await;
    assert!(sum_figures(&world.services, || true).await.is_err_and(|fault| !fault.retryable));
    assert!(read_figures(&world.services, &reviewer(), Some("2026-07"), None).await.is_ok());
    world.execute(&reviewer(), id, Command::Reject { reason: "Sent twice".to_owned() }).await;
    table.delete().await;
}

/// Holds Q6.
#[tokio::test]
async fn a_notice_that_cannot_be_read_fails_its_lists_alone() {
    let (world, table) = World::on_a_table().await;
    let notice = given(&world, 1, 20, (10, 12)).await;
    given(&world, 2, 20, (10, 12)).await;
    spoil(&table, &format!("ORG#{}", notice.organisation), "DOWNTIME#").await;
    let (all, page) = (DowntimeQuery::default(), first_page(10));
    let list = async |actor| list_downtime(&world.services, &actor, &all, &page).await;
    assert!(is_unreadable(list(reviewer()).await) && is_unreadable(list(contact(1)).await));
    assert!(list(contact(2)).await.is_ok());
    assert!(read_downtime(&world.services, &contact(1), notice.id).await.is_ok());
    let moved = command(&world, &notice, DowntimeCommand::Move(typed(1, 21, (10, 12)))).await;
    assert!(moved.is_ok() && list(reviewer()).await.is_ok(), "it is written again");
    table.delete().await;
}

/// Holds Q10.
#[tokio::test]
async fn a_pre_flight_that_cannot_be_read_fails_its_list_alone() {
    let (world, table) = World::on_a_table().await;
    let (one, other) = (asked(&world, 1), asked(&world, 2));
    ask(&world, &one).await.unwrap();
    ask(&world, &other).await.unwrap();
    spoil(&table, &format!("PREFLIGHT#{}", one.id), "STATE").await;
    let page = first_page(10);
    let list = async |actor| list_pre_flights(&world.services, &actor, None, &page).await;
    assert!(is_unreadable(list(contact(1)).await));
    assert!(list(contact(2)).await.is_ok());
    assert!(app::read_pre_flight(&world.services, &contact(1), one.id).await.is_ok());
    table.delete().await;
}

/// Holds Q10.
#[tokio::test]
async fn a_dispute_that_cannot_be_read_fails_its_lists_alone() {
    let (world, table) = World::on_a_table().await;
    let of = failed_run(&world).await;
    let opened = dispute(&world, of).await.unwrap();
    spoil(&table, &format!("DISPUTE#{}", opened.id), "STATE").await;
    let page = first_page(10);
    let open = async || read_open_disputes(&world.services, &pdp_support(), &page).await;
    let list = async |actor| list_disputes(&world.services, &actor, None, &page).await;
    assert!(is_unreadable(open().await) && is_unreadable(list(contact(3)).await));
    assert!(list(contact(2)).await.is_ok());
    assert!(read_dispute(&world.services, &pdp_support(), opened.id).await.is_ok());
    answer(&world, opened.id).await.unwrap();
    assert!(open().await.is_ok() && list(contact(3)).await.is_ok(), "it is written again");
    table.delete().await;
}
