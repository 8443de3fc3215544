//! Requests for OAT and pre-flights as the table has them: how many calls they take, what other parts of the system see of them, and
//! what is not understood.

use std::collections::BTreeSet;

use app::{
    CommandStore, OatQueue, OatRequests, OatSubject, PreFlight, PreFlightDone, PreFlightOf, PreFlights,
    ReadRequest, Request, Verdict, ask_pre_flight, execute_dispute_command, execute_oat_command,
    link_evidence, list_disputes, list_oats, open_dispute, probe_due, probe_pre_flights,
    promote_due_connections, read_dispute, read_dispute_history, read_oat, read_oat_history, read_oat_queue,
    read_open_disputes, read_pre_flight, read_run, read_runs, receive_evidence, request_dispute_upload,
    request_oat, settle_evidence,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::Process;
use domain::change::Command as ChangeCommand;
use domain::dispute::{self, ResultId, Ruling};
use domain::evidence::DeclaredType;
use domain::ids::PreFlightId;
use domain::oat::{Command, OatRequest, SubjectView};
use domain::organisation::Organisation;
use domain::reference::PreFlightReference;
use fakes::{FakeDownloadLinks, FakeProbe, FakeUploadForms, accepted_file, find_profile};
use store::DynamoStore;

use crate::emulator::{Item, text};
use crate::pre_flights::asking;
use crate::testing::{
    PROBE, connection_date, good_answers, joint, lease, oat_of, pdp_support, saw, service_manager, under,
};
use crate::world::{World, first_page};

/// A request for the OAT of the initial connection of organisation 3, with as many endpoints as a scheme can have.
async fn large(world: &World<DynamoStore>) -> (Organisation, SubjectView, OatRequest) {
    let urls: Vec<String> = (1..=9).map(|n| format!("https://find-{n}.example.org/find")).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let own = world.connecting(3, &urls).await;
    let view = world.view_of_connection(&own);
    let oat = world.requested(&view, 3, 1).await;
    (own, view, oat)
}

fn pre_flight(world: &World<DynamoStore>, view: &SubjectView) -> PreFlight {
    PreFlight {
        id: PreFlightId::from_u64_pair(1, 1),
        reference: Some(PreFlightReference::from_bits(9)),
        organisation: view.organisation,
        asked_at: world.services.clock.now(),
        asked_by: domain::actor::By::System(Process::OperationalAcceptanceTesting),
        targets: view.targets.clone(),
        done: None,
    }
}

#[tokio::test]
async fn every_call_of_the_port_is_one_to_the_table() {
    let (world, table) = World::on_a_table().await;
    let change = world.change_to_test("https://new.example.org/find").await;
    let (own, view, oat) = large(&world).await;
    table.take_calls();
    let one_call = |what: &str| assert_eq!(table.take_calls(), 1, "{what}");
    let (store, now, page) = (&world.store().inner, world.services.clock.now(), first_page(5));
    world.load_oat(oat.id).await;
    one_call("what a command needs");
    let held = lease(1, now);
    assert!(world.takes_lease(oat.id, &held, now).await);
    one_call("the lease");
    store.probe_targets(own.id, now).await.unwrap();
    one_call("live endpoints and downtime");
    let attempts = (0..9).map(|at| saw(&view, at, 1, 503, now)).collect();
    let pass = under(held, world.probe_batch(&oat, &view, attempts));
    world.commit(&pass).await.unwrap();
    one_call("a probe batch over nine endpoints");
    store.probe_attempts(oat.id, 1, &page).await.unwrap();
    one_call("attempts");
    store.oat_history(oat.id, &page).await.unwrap();
    one_call("a history");
    store.oats_of_organisation(own.id, &page).await.unwrap();
    one_call("a list");
    store.oats_in(OatQueue::Probe, Some(now), &page).await.unwrap();
    one_call("a queue");
    let of_change = world.view_of_change(&change);
    let requested = world.requested(&of_change, 1, 2).await;
    one_call("a request");
    let pass = world.probe_batch(&requested, &of_change, vec![saw(&of_change, 0, 1, 202, now)]);
    let pass_oat = ChangeCommand::PassOat { connection_date: connection_date(), undecided: false };
    let joint = joint(pass, world.commit_of(&change, pass_oat, &PROBE));
    world.commit(&joint).await.unwrap();
    one_call("a pass and what it means for the change");
    let one = pre_flight(&world, &view);
    let key = world.fresh_key(&service_manager(3));
    store.commit(&asking(&one, &key)).await.unwrap();
    one_call("asking for a pre-flight");
    let endpoints: Vec<_> = view.targets.iter().map(|target| target.endpoint).collect();
    let want = ReadRequest {
        pre_flight: Some(one.id),
        organisation: Some(own.id),
        change: Some(change.id),
        endpoints: &endpoints,
        request: Some(&key),
        ..ReadRequest::at(now)
    };
    assert_eq!(store.read(want).await.unwrap().endpoints.len(), 9);
    one_call("what a pre-flight needs");
    store.due_pre_flights(now, &page).await.unwrap();
    one_call("pre-flights that are due");
    assert!(store.take_pre_flight_lease(one.id, &held, now).await.unwrap());
    one_call("the lease of a pre-flight");
    let done = Some(PreFlightDone { at: now, seen: Vec::new() });
    assert!(store.finish_pre_flight(&PreFlight { done, ..one.clone() }, &held).await.unwrap());
    one_call("the result of a pre-flight");
    store.pre_flights_of(own.id, &page).await.unwrap();
    one_call("a list of pre-flights");
    for what in ["the find profile", "the find profile again"] {
        store.keep_find_profile(&find_profile(1)).await.unwrap();
        one_call(what);
    }
    table.delete().await;
}

#[tokio::test]
async fn a_dispute_keeps_to_the_budget_of_calls() {
    let (world, table) = World::on_a_table().await;
    let (_, view, _) = large(&world).await;
    let (services, manager, support) = (&world.services, service_manager(3), pdp_support());
    let one = pre_flight(&world, &view);
    let store = &world.store().inner;
    store.commit(&asking(&one, &world.fresh_key(&manager))).await.unwrap();
    let held = lease(1, services.clock.now());
    assert!(store.take_pre_flight_lease(one.id, &held, services.clock.now()).await.unwrap());
    let done = Some(PreFlightDone { at: services.clock.now(), seen: Vec::new() });
    assert!(store.finish_pre_flight(&PreFlight { done, ..one.clone() }, &held).await.unwrap());
    table.take_calls();
    let calls = |most: u32, what: &str| assert_eq!(table.take_calls(), most, "{what}");
    let (key, of) = (world.fresh_key(&manager), ResultId::PreFlight { id: one.id });
    let named = [view.targets[0].endpoint];
    let id = open_dispute(services, &manager, &key, of, &named, "It answered").await.unwrap().id;
    calls(2, "opening");
    let forms = FakeUploadForms::default();
    let key = world.fresh_key(&manager);
    let request = Request { actor: &manager, on: id, seen: None, key: Some(&key) };
    let file =
        request_dispute_upload(services, &forms, request, "log.png", DeclaredType(None), None).await.unwrap();
    calls(2, "an upload form");
    receive_evidence(services, id, file.evidence).await.unwrap();
    calls(2, "an arrival");
    let verdict = Verdict::Accepted(accepted_file(services.clock.now()));
    settle_evidence(services, id, file.evidence, &verdict).await.unwrap();
    calls(2, "a verdict");
    let (links, key) = (FakeDownloadLinks::default(), world.fresh_key(&support));
    link_evidence(services, &links, &support, &key, id, file.evidence).await.unwrap();
    calls(2, "a link");
    let key = world.fresh_key(&support);
    let request = Request { actor: &support, on: id, seen: None, key: Some(&key) };
    let answer = dispute::Command::Answer { ruling: Some(Ruling::Stands), text: "It stands".to_owned() };
    execute_dispute_command(services, request, &answer).await.unwrap();
    calls(2, "the answer");
    let page = first_page(5);
    read_dispute(services, &manager, id).await.unwrap();
    calls(1, "a dispute");
    read_dispute(services, &support, id).await.unwrap();
    calls(2, "a dispute and the people of its organisation, to PDP");
    read_dispute_history(services, &manager, id, &page).await.unwrap();
    calls(1, "its history");
    list_disputes(services, &manager, None, &page).await.unwrap();
    calls(1, "a list");
    read_open_disputes(services, &support, &page).await.unwrap();
    calls(1, "the queue");
    let items = table.client.scan().table_name(&table.name).send().await.unwrap().items.unwrap();
    let place = |item: &Item| format!("{} {}", item["pk"].as_s().unwrap(), item["sk"].as_s().unwrap());
    let places: BTreeSet<String> = items.iter().map(place).collect();
    for expected in [
        format!("DISPUTE#{id} STATE"),
        format!("DISPUTE#{id} HISTORY#0000000001"),
        format!("DISPUTED#{} STATE", one.id),
    ] {
        assert!(places.contains(&expected), "{expected} in {places:?}");
    }
    table.delete().await;
}

#[tokio::test]
async fn items_of_oat_are_where_the_data_model_says() {
    let (world, table) = World::on_a_table().await;
    let (_, view, oat) = large(&world).await;
    let now = world.services.clock.now();
    let store = &world.store().inner;
    assert!(world.takes_lease(oat.id, &lease(1, now), now).await);
    let commit = world.probe_batch(&oat, &view, vec![saw(&view, 0, 1, 503, now)]);
    world.commit(&under(lease(1, now), commit)).await.unwrap();
    let one = pre_flight(&world, &view);
    store.commit(&asking(&one, &world.fresh_key(&service_manager(3)))).await.unwrap();
    let items = table.client.scan().table_name(&table.name).send().await.unwrap().items.unwrap();
    let place = |item: &Item| format!("{} {}", item["pk"].as_s().unwrap(), item["sk"].as_s().unwrap());
    let places: BTreeSet<String> = items.iter().map(place).collect();
    let (id, endpoint) = (oat.id, view.targets[0].endpoint);
    for expected in [
        format!("OAT#{id} STATE"),
        format!("OAT#{id} HISTORY#0000000001"),
        format!("OAT#{id} HISTORY#0000000002"),
        format!("OAT#{id} RUN#0001#{endpoint}#0001"),
        format!("OAT#{id} LEASE"),
        format!("REFERENCE#{} REFERENCE", oat.reference),
        format!("PREFLIGHT#{} STATE", one.id),
        format!("REFERENCE#{} REFERENCE", one.reference.unwrap()),
    ] {
        assert!(places.contains(&expected), "{expected} in {places:?}");
    }
    assert!(items.iter().all(|item| !item.contains_key("kind")), "nothing of it is for the streams");
    let expiring = items.iter().filter(|item| item.contains_key("expires_at")).map(place);
    let may_expire = |place: &String| place.ends_with(" RECEIPT") || place.starts_with("QUOTA#");
    assert!(expiring.collect::<Vec<_>>().iter().all(may_expire));
    let body = &items.iter().find(|item| place(item).contains("RUN#")).unwrap()["observation"];
    let body = &body.as_m().unwrap()["response"].as_m().unwrap()["body_start"];
    assert!(matches!(body, AttributeValue::B(_)), "bodies are bytes, whatever they say: {body:?}");
    table.delete().await;
}

#[tokio::test]
async fn a_pre_flight_that_is_done_has_left_the_queue() {
    let (world, table) = World::on_a_table().await;
    let (_, view, _) = large(&world).await;
    let (store, now) = (&world.store().inner, world.services.clock.now());
    let one = pre_flight(&world, &view);
    store.commit(&asking(&one, &world.fresh_key(&service_manager(3)))).await.unwrap();
    let state = async || table.item(&format!("PREFLIGHT#{}", one.id), "STATE").await;
    let waiting = state().await;
    assert_eq!(waiting["queue"], text("pre-flight"));
    assert_eq!(waiting["due"], text(format!("2026-07-06T09:00:00.000Z#{}", one.id)));
    let held = lease(1, now);
    assert!(store.take_pre_flight_lease(one.id, &held, now).await.unwrap());
    let done = Some(PreFlightDone { at: now, seen: Vec::new() });
    assert!(store.finish_pre_flight(&PreFlight { done, ..one.clone() }, &held).await.unwrap());
    let done = state().await;
    assert!(["queue", "due"].iter().all(|name| !done.contains_key(*name)));
    let given_back = table.item(&format!("PREFLIGHT#{}", one.id), "LEASE").await;
    assert!(["holder", "until"].iter().all(|name| !given_back.contains_key(*name)), "and not deleted");
    table.delete().await;
}

#[tokio::test]
async fn a_format_of_oat_that_is_not_known_is_not_read() {
    let (world, table) = World::on_a_table().await;
    let (_, view, oat) = large(&world).await;
    let now = world.services.clock.now();
    let commit = world.probe_batch(&oat, &view, vec![saw(&view, 0, 1, 503, now)]);
    world.commit(&commit).await.unwrap();
    let pk = format!("OAT#{}", oat.id);
    let attempt = format!("RUN#0001#{}#0001", view.targets[0].endpoint);
    for sk in ["STATE", "HISTORY#0000000001", &attempt] {
        let whole = table.item(&pk, sk).await;
        for format in [Some(AttributeValue::N("3".to_owned())), None] {
            let mut other = whole.clone();
            other.remove("format");
            other.extend(format.map(|format| ("format".to_owned(), format)));
            table.put(other).await;
            let store = &world.store().inner;
            let (page, want) = (first_page(9), app::what_is_tested(oat.id, now));
            let state = store.read(want).await.map_err(|fault| fault.retryable);
            assert_eq!(state.err(), (sk == "STATE").then_some(false), "{sk}");
            let history = store.oat_history(oat.id, &page).await.unwrap();
            assert_eq!(history.page.unreadable, u32::from(sk.starts_with("HISTORY#")), "{sk}");
            assert_eq!(history.organisation, Some(oat.organisation), "{sk}");
            let attempts = store.probe_attempts(oat.id, 1, &page).await.unwrap();
            assert_eq!(attempts.unreadable, u32::from(sk == attempt), "{sk}");
        }
        table.put(whole).await;
    }
    assert_eq!(world.load_oat(oat.id).await.oat, Some(oat_of(&commit)));
    table.delete().await;
}

#[tokio::test]
async fn downtime_that_was_taken_back_is_overwritten_and_not_deleted() {
    let (world, table) = World::on_a_table().await;
    let id = world.submitted(1, &["https://a.example.org"]).await.id;
    let live = fakes::organisation(1).live_endpoints;
    let notice = domain::downtime::DowntimeAnswers {
        start: Some("2026-08-20T10:00".parse().unwrap()),
        end: Some("2026-08-20T12:00".parse().unwrap()),
        nature: "The database moves".to_owned(),
        affected_endpoints: live.keys().copied().take(1).collect(),
        short_notice_reason: String::new(),
    };
    let (downtime, actor) = (domain::ids::DowntimeId::from_u64_pair(1, 1), crate::world::contact(1));
    let needed_after_all = Some(true);
    let record =
        ChangeCommand::RecordDowntime { id: downtime, notice, needed_after_all, live_endpoints: live };
    world.execute(&actor, id, record).await;
    let pk = format!("ORG#{}", fakes::organisation(1).id);
    let sk = format!("DOWNTIME#2026-08-20T11:00:00.000Z#{downtime}");
    assert_eq!(table.item(&pk, &sk).await["in_force"], AttributeValue::Bool(true));
    world.execute(&actor, id, ChangeCommand::CancelDowntime { id: downtime }).await;
    assert_eq!(table.item(&pk, &sk).await["in_force"], AttributeValue::Bool(false));
    table.delete().await;
}

#[tokio::test]
async fn every_use_case_of_oat_is_within_the_budget() {
    let (world, table) = World::on_a_table().await;
    let (services, page, manager) = (&world.services, first_page(5), service_manager(1));
    let change = world.change_to_test("https://new.example.org/find").await;
    let id = domain::oat::id_of_change(change.id);
    table.take_calls();
    let takes = |calls: u32, what: &str| assert_eq!(table.take_calls(), calls, "{what}");
    let key = world.fresh_key(&manager);
    let (subject, answers) = (OatSubject::Change(change.id), good_answers());
    request_oat(services, &manager, Some(&key), subject, &answers).await.unwrap();
    takes(2, "a request");
    assert!(request_oat(services, &manager, Some(&key), subject, &answers).await.unwrap().repeated);
    takes(1, "the same request again");
    let probe = FakeProbe::default();
    probe_due(services, &probe, 1, || true).await.unwrap();
    takes(4, "a probe batch: queue, lease, what is known, what was seen");
    probe_due(services, &probe, 1, || true).await.unwrap();
    takes(1, "a pass with nothing to do");
    let on = |key| Request { actor: &manager, on: id, seen: None, key };
    let key = world.fresh_key(&manager);
    let ask = Command::AskForDate { date: Some("2026-07-30".parse().unwrap()), reason: "Later".to_owned() };
    execute_oat_command(services, on(Some(&key)), &ask).await.unwrap();
    takes(2, "a command");
    let refused =
        execute_oat_command(services, on(None), &Command::AskForRetest { fixed: String::new() }).await;
    assert!(refused.is_err());
    takes(2, "a refused command");
    read_oat(services, &manager, id).await.unwrap();
    takes(1, "a request is read");
    read_oat(services, &pdp_support(), id).await.unwrap();
    takes(2, "a request and the people of its organisation are read, to PDP");
    read_runs(services, &manager, id).await.unwrap();
    takes(1, "its runs are read");
    read_oat_history(services, &manager, id, &page).await.unwrap();
    takes(1, "a history");
    list_oats(services, &manager, None, &page).await.unwrap();
    takes(1, "a list");
    read_oat_queue(services, &pdp_support(), OatQueue::Passed, &page).await.unwrap();
    takes(1, "a queue");
    read_run(services, &manager, id, 1, &page).await.unwrap();
    takes(2, "a run, whose attempts do not say whose they are");
    promote_due_connections(services, || true).await.unwrap();
    takes(1, "a due-work job with nothing to do");
    let key = world.fresh_key(&manager);
    let asked = ask_pre_flight(services, &manager, &key, &PreFlightOf::Change(change.id)).await.unwrap();
    takes(2, "a pre-flight");
    probe_pre_flights(services, &probe, 1, || true).await.unwrap();
    takes(4, "pre-flights: queue, lease, what was asked for, what was seen");
    read_pre_flight(services, &manager, asked.id).await.unwrap();
    takes(1, "a pre-flight is read");
    table.delete().await;
}
