//! The budget of calls to the table: a command at most two, a read one, a check two. On the real adapter, counting what goes
//! over the wire.

use app::{
    AppError, Budget, Claiming, DowntimeCommand, DowntimeQuery, ExportPlace, Members, Party, PreFlightOf,
    Request, Verdict, WhichChanges, WhichTasks, add_note, ask_pre_flight, chase_due, check_change,
    claim_task, confirm_change, declare_downtime, downtime_calendar, draft_change, execute_command,
    execute_downtime_command, link_evidence, link_export, list_changes, list_downtime, list_notes, look_up,
    notice_calendar, read_change, read_downtime, read_downtime_history, read_history, read_mail_feedback,
    read_me, read_review_queue, read_work, receive_evidence, register_organisation, request_upload,
    resend_stranded, review_hosts, see_change, settle_evidence, submit_change,
};
use domain::actor::OrganisationRole;
use domain::change::{Command, HostsAtReview, Status};
use domain::downtime::DowntimeAnswers;
use domain::evidence::{DeclaredType, FileFormat};
use domain::figures::With;
use domain::policy::Scale;
use domain::task::{NoteOn, Task, TaskId, TaskSubject};
use fakes::{
    FakeDownloadLinks, FakeExportLinks, FakeUploadForms, accepted_file, complete_answers, member,
    organisation, urls_of,
};

use crate::world::{World, contact, first_page, request, reviewer};

#[tokio::test]
async fn every_command_makes_at_most_one_read_and_one_transaction() {
    let (world, table) = World::on_a_table().await;
    let (business, reviewer) = (contact(1), reviewer());
    let services = &world.services;
    let within_budget = |what: &str| assert_eq!(table.take_calls(), 2, "{what}");

    let key = world.fresh_key(&business);
    let id = draft_change(services, &business, &key, complete_answers(&["https://a.example.org"]))
        .await
        .unwrap()
        .change
        .id;
    within_budget("draft");
    world
        .execute(&business, id, Command::EditDraft { answers: complete_answers(&["https://b.example.org"]) })
        .await;
    within_budget("edit");
    let key = world.fresh_key(&business);
    let asked = request(&business, id, &key);
    let file = request_upload(
        services,
        &FakeUploadForms::default(),
        asked,
        "a.pdf",
        DeclaredType(Some(FileFormat::Pdf)),
        None,
        None,
    )
    .await
    .unwrap()
    .evidence;
    within_budget("request an upload");
    receive_evidence(services, id, file).await.unwrap();
    within_budget("receive evidence");
    let verdict = Verdict::Accepted(accepted_file(services.clock.now()));
    settle_evidence(services, id, file, &verdict).await.unwrap();
    within_budget("settle evidence");
    let key = world.fresh_key(&business);
    submit_change(services, request(&business, id, &key)).await.unwrap();
    within_budget("submit");
    world.execute(&reviewer, id, Command::AskForInformation { question: "What?".to_owned() }).await;
    within_budget("ask");
    world.execute(&business, id, Command::AnswerQuestion { answer: "This".to_owned() }).await;
    within_budget("answer");
    let reason = Some("Larger".to_owned());
    world
        .execute(
            &reviewer,
            id,
            Command::Confirm {
                scale: Scale::Minor,
                reason,
                oat_required: true,
                hosts: HostsAtReview::default(),
            },
        )
        .await;
    within_budget("confirm");
    let reason = "Larger still".to_owned();
    world
        .execute(&reviewer, id, Command::Reclassify { scale: Scale::Moderate, reason, oat_required: None })
        .await;
    within_budget("reclassify");
    let key = world.fresh_key(&business);
    link_evidence(services, &FakeDownloadLinks::default(), &business, &key, id, file).await.unwrap();
    within_budget("download");
    world.execute(&business, id, Command::Withdraw { reason: None }).await;
    within_budget("withdraw");
    table.delete().await;
}

/// A confirmation depends on who else has the hosts of the new endpoints: the change is read once more, and each host once.
#[tokio::test]
async fn a_confirmation_reads_the_change_and_each_host_besides() {
    let (world, table) = World::on_a_table().await;
    let urls = ["https://a.example.org/1", "https://a.example.org/2", "https://b.example.org"];
    let id = world.submitted(1, &urls).await.id;
    table.take_calls();
    let hosts = review_hosts(&world.services, &reviewer(), id).await.unwrap();
    assert_eq!((hosts.len(), table.take_calls()), (2, 3), "looking at them");
    let (reviewer, key) = (reviewer(), world.fresh_key(&reviewer()));
    let hosts = HostsAtReview::default();
    let confirm = Command::Confirm {
        scale: Scale::Minimal,
        reason: Some("Small".to_owned()),
        oat_required: true,
        hosts,
    };
    confirm_change(&world.services, request(&reviewer, id, &key), confirm).await.unwrap();
    assert_eq!(table.take_calls(), 5);
    table.delete().await;
}

#[tokio::test]
async fn a_refused_command_makes_one_read_and_one_write() {
    let (world, table) = World::on_a_table().await;
    let id = world.draft(1, &[]).await.id;
    table.take_calls();
    let reviewer = reviewer();
    let key = world.fresh_key(&reviewer);
    let reject = |_: &_| Command::Reject { reason: "No".to_owned() };
    let refused = execute_command(&world.services, request(&reviewer, id, &key), reject).await;
    assert!(matches!(refused, Err(AppError::Refused(_))));
    assert_eq!(table.take_calls(), 2);
    table.delete().await;
}

#[tokio::test]
async fn a_refusal_before_anything_exists_makes_one_read_and_write() {
    let (world, table) = World::on_a_table().await;
    let (actor, services) = (member(1, OrganisationRole::SecurityLead), &world.services);
    let refused = |what: &str| assert_eq!(table.take_calls(), 2, "{what}");
    let key = world.fresh_key(&actor);
    draft_change(services, &actor, &key, complete_answers(&[])).await.unwrap_err();
    refused("a draft");
    ask_pre_flight(services, &actor, &key, &PreFlightOf::VouchingScheme).await.unwrap_err();
    refused("a pre-flight");
    let manager = member(1, OrganisationRole::ServiceManager);
    ask_pre_flight(services, &manager, &world.fresh_key(&manager), &PreFlightOf::VouchingScheme)
        .await
        .unwrap_err();
    refused("a pre-flight of nothing");
    let nowhere = ExportPlace { id: services.fresh_id(), change: None };
    link_export(services, &FakeExportLinks::default(), &actor, &key, nowhere).await.unwrap_err();
    refused("a link to an export of the register");
    register_organisation(services, &actor, &key, "Harbour").await.unwrap_err();
    refused("an organisation");
    table.delete().await;
}

#[tokio::test]
async fn a_repeated_request_makes_one_read() {
    let (world, table) = World::on_a_table().await;
    let business = contact(1);
    let draft = world.draft(1, &["https://a.example.org"]).await;
    let key = world.fresh_key(&business);
    submit_change(&world.services, request(&business, draft.id, &key)).await.unwrap();
    table.take_calls();
    assert!(submit_change(&world.services, request(&business, draft.id, &key)).await.unwrap().repeated);
    assert_eq!(table.take_calls(), 1);
    let key = world.fresh_key(&business);
    for _ in 0..2 {
        draft_change(&world.services, &business, &key, complete_answers(&[])).await.unwrap();
        assert_eq!(table.take_calls(), 2, "a repeated draft reads the one that was made");
    }
    table.delete().await;
}

#[tokio::test]
async fn every_read_makes_one_call() {
    let (world, table) = World::on_a_table().await;
    let (business, reviewer) = (contact(1), reviewer());
    let services = &world.services;
    let page = first_page(2);
    let mut id = None;
    for url in ["https://a.example.org", "https://b.example.org", "https://c.example.org"] {
        id = Some(world.submitted(1, &[url]).await.id);
    }
    let id = id.unwrap();
    table.take_calls();
    let one_call = |what: &str| assert_eq!(table.take_calls(), 1, "{what}");
    read_change(services, &business, id).await.unwrap();
    one_call("a change");
    let reference = world.load(id).await.unwrap().reference().unwrap().to_string();
    table.take_calls();
    for written in [reference.as_str(), reference.split_once('-').unwrap().1] {
        look_up(services, &business, written).await.unwrap();
        one_call("what a reference names");
    }
    read_history(services, &business, id, &page).await.unwrap();
    one_call("a history");
    see_change(services, &business, id).await.unwrap();
    one_call("a change with the request for its OAT, and the people of its organisation");
    see_change(services, &reviewer, id).await.unwrap();
    assert_eq!(table.take_calls(), 2, "the same for PDP, and whose people they are");
    // Of the three, none waits for the organisation: a page of two is empty, so the rest is read too.
    for (waits_for, calls) in [(None, 1), (Some(With::Pdp), 1), (Some(With::Organisation), 2)] {
        let which = WhichChanges { waits_for, ..WhichChanges::default() };
        list_changes(services, &business, &which, &page).await.unwrap();
        assert_eq!(table.take_calls(), calls, "a list of what waits for {waits_for:?}");
    }
    for whose in [None, Some(organisation(1).id)] {
        let which = WhichChanges { organisation: whose, status: Some(Status::InReview), waits_for: None };
        list_changes(services, &reviewer, &which, &page).await.unwrap();
        one_call("a list by status");
    }
    read_review_queue(services, &reviewer, &page).await.unwrap();
    one_call("the queue");
    read_me(services, &business).await.unwrap();
    one_call("oneself");
    world.store().standing(organisation(1).people[0].sign_in).await.unwrap();
    one_call("who signs in");
    read_mail_feedback(services, &reviewer, Party::Pdp, &page).await.unwrap();
    one_call("the delivery status of emails");
    for actor in [&reviewer, &business] {
        read_work(services, actor, &WhichTasks::default(), &page).await.unwrap();
        assert_eq!(table.take_calls(), 2, "the work list, and what of it waits still");
    }
    list_notes(services, &reviewer, NoteOn::Change(id), &page).await.unwrap();
    assert_eq!(table.take_calls(), 2, "whether it exists, and the notes about it");
    let (task, key) = (TaskId::of(TaskSubject::Change(id), &Task::Review), world.fresh_key(&reviewer));
    claim_task(services, &reviewer, &key, &task, Claiming::Release).await.unwrap();
    one_call("a claim that is not there");
    let claiming = Claiming::Claim { take_over: false };
    claim_task(services, &reviewer, &key, &task, claiming).await.unwrap();
    assert_eq!(table.take_calls(), 2, "a claim");
    let key = world.fresh_key(&reviewer);
    add_note(services, &reviewer, &key, NoteOn::Change(id), "Called them").await.unwrap();
    assert_eq!(table.take_calls(), 2, "a note");
    table.delete().await;
}

#[tokio::test]
async fn a_list_with_changes_in_their_oat_takes_2_calls() {
    let (world, table) = World::on_a_table().await;
    for url in ["https://a.example.org/find", "https://b.example.org/find"] {
        world.change_to_test(url).await;
    }
    table.take_calls();
    let which = WhichChanges::default();
    let rows = list_changes(&world.services, &contact(1), &which, &first_page(10)).await.unwrap();
    assert_eq!((rows.items.len(), table.take_calls()), (2, 2), "the rows, and what of their OAT waits");
    table.delete().await;
}

#[tokio::test]
async fn an_email_takes_4_calls_to_send_3_to_keep_and_a_run_1_more() {
    let (world, table) = World::on_a_table().await;
    world.submitted(1, &["https://a.example.org"]).await;
    let mut without_contacts = organisation(1);
    without_contacts.people.clear();
    let budget = Budget { notifications: 10, until: jiff::Timestamp::MAX };
    world.store().inner.put_organisation(&without_contacts, &urls_of(&without_contacts)).await.unwrap();
    table.take_calls();
    // One notification goes to PDP. The other has no recipient: its next state and the notification that says so are one transaction.
    let resent = resend_stranded(&world.services, &world.fakes.mailer, budget).await.unwrap();
    assert_eq!(resent.tried.len(), 2);
    assert_eq!(table.take_calls(), 1 + 4 + 3);
    table.delete().await;
}

/// Holds Q3.
#[tokio::test]
async fn a_reminder_takes_2_calls_and_moving_a_task_1() {
    let (world, table) = World::on_a_table().await;
    for (number, url) in
        [(1, "https://a.example.org"), (1, "https://b.example.org"), (2, "https://c.example.org")]
    {
        let change = world.submitted(number, &[url]).await;
        let question = Command::AskForInformation { question: "Which hosts?".to_owned() };
        world.execute(&reviewer(), change.id, question).await;
    }
    let chase = async || chase_due(&world.services, || true).await.unwrap().done.len();
    table.take_calls();
    assert_eq!((chase().await, table.take_calls()), (0, 1), "nothing is due");
    world.fakes.clock.advance(jiff::SignedDuration::from_hours(7 * 24));
    // The queue, and what is in it; of each organisation its record, and the email of its contact; each task moves.
    assert_eq!((chase().await, table.take_calls()), (3, 2 + 2 * 2 + 3));
    assert_eq!((chase().await, table.take_calls()), (0, 1));
    table.delete().await;
}

#[tokio::test]
async fn a_check_makes_two_reads() {
    let (world, table) = World::on_a_table().await;
    let draft = world.draft(1, &["https://a.example.org"]).await;
    table.take_calls();
    check_change(&world.services, &contact(1), draft.id).await.unwrap();
    assert_eq!(table.take_calls(), 2);
    table.delete().await;
}

/// Giving notice counts the open ones besides; a list reads the endpoints that it shows.
#[tokio::test]
async fn every_use_case_of_downtime_is_within_the_budget() {
    let (world, table) = World::on_a_table().await;
    let (services, business) = (&world.services, contact(1));
    let takes = |calls: u32, what: &str| assert_eq!(table.take_calls(), calls, "{what}");
    let typed = |day: u8| DowntimeAnswers {
        start: Some(format!("2026-08-{day}T10:00").parse().unwrap()),
        end: Some(format!("2026-08-{day}T12:00").parse().unwrap()),
        nature: "The database moves".to_owned(),
        affected_endpoints: organisation(1).live_endpoints.into_keys().collect(),
        short_notice_reason: String::new(),
    };
    let key = world.fresh_key(&business);
    let id = declare_downtime(services, &business, &key, &typed(20)).await.unwrap().id;
    takes(3, "give notice");
    let request = Request { actor: &business, on: id, seen: None, key: None };
    let to = DowntimeCommand::Move(typed(21));
    execute_downtime_command(services, request, &to).await.unwrap();
    takes(2, "move");
    execute_downtime_command(services, request, &DowntimeCommand::Cancel).await.unwrap();
    takes(2, "cancel");
    let key = world.fresh_key(&business);
    let id = declare_downtime(services, &business, &key, &typed(22)).await.unwrap().id;
    takes(3, "give notice");
    read_downtime(services, &business, id).await.unwrap();
    takes(1, "read");
    read_downtime_history(services, &business, id, &first_page(5)).await.unwrap();
    takes(1, "read the history");
    let all = DowntimeQuery::default();
    for actor in [&business, &reviewer()] {
        let found = list_downtime(services, actor, &all, &first_page(25)).await.unwrap();
        assert_eq!(found.items[0].endpoints.len(), 3);
        takes(2, "list");
        downtime_calendar(services, actor, &all).await.unwrap();
        takes(3, "a calendar: what is in force, what was cancelled, the endpoints");
    }
    notice_calendar(services, &business, id).await.unwrap();
    takes(2, "one notice as a calendar");
    table.delete().await;
}
