//! Items that cannot be read, one after the other: whatever is corrupt, every list, queue and job goes on with all others, its key is in
//! a log line, and PDP sees how many entries are missing.
//!
//! The items are not listed here. They are those that the scenarios of `reads.rs` and of the jobs leave in the table; a kind that is
//! added is corrupted as soon as a scenario leaves one, and a queue that no case reads fails the last test.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use app::{DeliveryStatus, MailFeedback as _, Notice, Party, sum_figures};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::OrganisationRole::{PrimaryBusinessContact, ServiceManager};
use domain::actor::PdpRole;
use domain::ids::MailId;
use fakes::{Play, organisation};
use jiff::SignedDuration;
use oat_probe::handle as probe;
use serde_json::Value;

use crate::alarms::Maker;
use crate::alarms::lines::Captured;
use crate::notifications::{batch, go_live_once, mailer, notifications, prepared_for_mail};
use crate::probing::{DEADLINE, Endpoints, INVOCATION};
use crate::reads::{READINGS, Reading};
use crate::scenarios::{
    ASKED, BUNDLE_ASKED, CHANGE_TEAM_ROLES, CONNECTING, DISPUTE_UPLOADING, DISPUTED, DUE, NOTE_ON_CHANGE,
    NOTE_ON_OAT, NOTE_ON_ORGANISATION, OFFICE, PRE_FLIGHT, RENAME, REQUESTED, STEP_OPEN, SUBMITTED,
    TEAM_OFFICE, UPLOADING,
};
use crate::support::{Answer, By, Call, Given, Names, Prepared, World};

type Item = HashMap<String, AttributeValue>;

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const UNREADABLE: &str = "ITEM_UNREADABLE";
const FINISHED: &str = "INVOCATION_COMPLETED";
const STAFF: By = By::Staff(PdpRole::Support);
/// Items of one kind that are tried in one world: the others are corrupt in the same way.
const OF_A_KIND: usize = 2;

fn text<'i>(item: &'i Item, name: &str) -> &'i str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

fn key(item: &Item) -> (String, String) {
    (text(item, "pk").to_owned(), text(item, "sk").to_owned())
}

/// What an item is of: its key without ids and numbers.
fn kind(item: &Item) -> (String, String) {
    let first = |name| text(item, name).split('#').next().unwrap_or_default().to_owned();
    (first("pk"), first("sk"))
}

/// As a version that is still to come would write it: its places in the indexes stay.
fn corrupt(item: &Item) -> Item {
    let mut corrupt = item.clone();
    corrupt.insert("format".to_owned(), AttributeValue::N("99".to_owned()));
    corrupt
}

/// The keys that log lines name as unreadable.
fn named(lines: &[Value]) -> BTreeSet<(String, String)> {
    let of = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    let unreadable = lines.iter().filter(|line| line["code"] == UNREADABLE);
    unreadable.map(|line| (of(line, "item.pk"), of(line, "item.sk"))).collect()
}

/// The entries of an answer that is a page, or figures; none of another.
fn entries(body: &Value) -> Option<usize> {
    let page = body.get("next").and_then(|_| body.get("items").or(body.get("attempts")));
    page.or(body.get("months")).and_then(Value::as_array).map(Vec::len)
}

fn not_shown(body: &Value) -> u64 {
    body["not_shown"].as_u64().unwrap_or_default()
}

/// Whether the call is about what this item is the state of, and about nothing else.
fn is_of_it_alone(call: &Call, names: &Names, item: &Item) -> bool {
    let (path, (pk, sk)) = (call.route().1, key(item));
    let of = names.iter().filter(|(name, id)| path.contains(&format!("{{{name}}}")) && pk.contains(*id));
    sk == "STATE" && of.count() > 0
}

/// Lists that are empty where they are read in `reads.rs`, with an entry.
const FULLER: [Reading; 4] = [
    (
        &[Given::All(SUBMITTED), Given::Done(NOTE_ON_CHANGE)],
        &[Call::get(STAFF, "/technical-changes/{id}/notes")],
    ),
    (&[Given::All(REQUESTED), Given::Done(NOTE_ON_OAT)], &[Call::get(STAFF, "/oat-requests/{id}/notes")]),
    (
        &[Given::All(OFFICE), Given::Done(RENAME), Given::Done(NOTE_ON_ORGANISATION)],
        &[
            Call::get(STAFF, "/organisations/{id}/history"),
            Call::get(STAFF, "/organisations/{id}/notes"),
            Call::get(STAFF, "/organisations/{id}/mail-feedback"),
        ],
    ),
    (
        &[Given::All(TEAM_OFFICE), Given::Done(CHANGE_TEAM_ROLES)],
        &[Call::get(STAFF, "/pdp-team/history"), Call::get(STAFF, "/pdp-team/mail-feedback")],
    ),
];

/// An email reached somebody of each party, and what happened is in the figures.
async fn fill(world: &World) {
    let (store, now) = (&world.services.store, world.services.clock.now());
    let notice = Notice {
        status: DeliveryStatus::Delivered,
        at: now,
        mail: MailId::from_u64_pair(1, 1),
        reference: None,
    };
    let (of_one, of_pdp) = (fakes::member(1, PrimaryBusinessContact), fakes::staff(PdpRole::Support));
    for (party, actor) in [(Party::Organisation(organisation(1).id), of_one), (Party::Pdp, of_pdp)] {
        store.note(party, actor.person().expect("a person"), &notice).await.expect("it is noted");
    }
    sum_figures(&world.services, || true).await.expect("they are summed");
}

/// How each call is answered, by its place.
async fn answers(world: &World, calls: &[Call], names: &Names) -> Vec<(u16, Value)> {
    let mut answers = Vec::new();
    for call in calls {
        let answer = world.send(call, names, None).await;
        answers.push((answer.status, answer.body));
    }
    answers
}

/// Holds that what is missing of an answer is what `item` is of, and that PDP sees how much it is. Whether some is.
fn is_short(
    call: &Call,
    before: &Value,
    (status, body): &(u16, Value),
    (item, names): (&Item, &Names),
    named: &BTreeSet<(String, String)>,
) -> bool {
    let why = || format!("{} by {:?}, with {:?} corrupt: {body:#}", call.path, call.by, key(item));
    let Some(whole) = entries(before) else { return false };
    if *status == 500 && is_of_it_alone(call, names, item) {
        assert!(named.contains(&key(item)), "{}", why());
        return false;
    }
    assert_eq!(*status, 200, "{}", why());
    let shown = entries(body).unwrap_or_else(|| panic!("{}", why()));
    let missing = u64::try_from(whole - shown).expect("few");
    if missing > 0 {
        assert!(named.contains(&key(item)), "{}", why());
    }
    match call.by {
        // A notice is shown without an endpoint that cannot be read; that is an entry too.
        By::Staff(_) => {
            assert!(not_shown(body) == missing || (missing, not_shown(body)) == (0, 1), "{}", why())
        }
        _ => assert!(body.get("not_shown").is_none(), "{}", why()),
    }
    missing > 0
}

#[tokio::test]
async fn every_list_shows_the_rest_and_counts_what_is_missing() {
    let (mut lists, mut short) = (BTreeSet::new(), BTreeSet::new());
    for (given, calls) in READINGS.into_iter().chain(FULLER) {
        let prepared = Prepared::of(given).await;
        let (world, names) = (prepared.world(None).await, &prepared.names);
        fill(&world).await;
        let before = answers(&world, calls, names).await;
        let of_lists = calls.iter().zip(&before).filter(|(_, (_, body))| entries(body).is_some());
        lists.extend(of_lists.map(|(call, _)| call.route().1));
        let mut tried: BTreeMap<_, usize> = BTreeMap::new();
        for item in &world.table.items().await {
            let tried = tried.entry(kind(item)).or_default();
            *tried += 1;
            if *tried > OF_A_KIND {
                continue;
            }
            world.table.put(corrupt(item)).await;
            let mut captured = Captured::begin();
            let answers = answers(&world, calls, names).await;
            let named = named(&captured.contents());
            for ((call, before), answer) in calls.iter().zip(&before).zip(&answers) {
                if is_short(call, &before.1, answer, (item, names), &named) {
                    short.insert(call.route().1);
                }
            }
            world.table.put(item.clone()).await;
        }
        world.table.delete().await;
    }
    assert_eq!(short, lists, "an item of every list was corrupt");
}

/// A job, over what is given and so many hours later, and the queues that it works off.
struct Job {
    given: &'static [Given],
    hours: i64,
    run: Run,
    queues: &'static [&'static str],
}

#[derive(Clone, Copy)]
enum Run {
    DueWork,
    ProbeBatch,
    Exports,
}

const ON_ITS_DATE: &[Given] = &[Given::All(CONNECTING), Given::Probed { answer: 202, days: 0 }];
const TRIED: &[Given] = &[Given::All(STEP_OPEN), Given::Done(PRE_FLIGHT)];

const CHECKING: &[Given] = &[Given::All(UPLOADING), Given::Checking];
const DISPUTE_CHECKING: &[Given] = &[Given::All(DISPUTE_UPLOADING), Given::DisputeFileChecking];
const EXPORTS: &[Given] = &[Given::All(BUNDLE_ASKED)];

const JOBS: [Job; 9] = [
    Job { given: DUE, hours: 0, run: Run::DueWork, queues: &["golive", "mail", "figures"] },
    Job { given: ON_ITS_DATE, hours: 15 * 24, run: Run::DueWork, queues: &["oat-golive"] },
    Job { given: SUBMITTED, hours: 8 * 24, run: Run::DueWork, queues: &["review", "mail", "figures"] },
    Job { given: ASKED, hours: 7 * 24, run: Run::DueWork, queues: &["chase"] },
    Job { given: REQUESTED, hours: 0, run: Run::ProbeBatch, queues: &["probe"] },
    Job { given: TRIED, hours: 0, run: Run::ProbeBatch, queues: &["pre-flight"] },
    Job { given: CHECKING, hours: 0, run: Run::DueWork, queues: &["checking"] },
    Job { given: DISPUTE_CHECKING, hours: 0, run: Run::DueWork, queues: &["checking"] },
    Job { given: EXPORTS, hours: 0, run: Run::Exports, queues: &["export"] },
];

/// What shows the other queues: lists of the API, which the first test reads.
const LISTED: [&str; 10] = [
    "work",
    "organisations",
    "disputes",
    "downtime",
    "downtime-cancelled",
    "oat-failed",
    "oat-passed",
    "oat-ended",
    "CHANGES",
    "endpoints",
];

/// An item that cannot be read, beside this one: another id, and otherwise the same places in the indexes.
fn beside(item: &Item) -> Option<Item> {
    let pk = text(item, "pk");
    let id =
        (0..pk.len()).find_map(|at| pk.get(at..at + 36).filter(|id| uuid::Uuid::parse_str(id).is_ok()))?;
    let (other, end) = id.split_at(id.len() - 1);
    let other = format!("{other}{}", if end == "0" { "1" } else { "0" });
    let mut beside = corrupt(item);
    for value in beside.values_mut() {
        if let AttributeValue::S(text) = value {
            *text = text.replace(id, &other);
        }
    }
    Some(beside)
}

/// Runs the job; the counts of its last line, and the keys that it named.
async fn run(world: &World, job: &Job) -> (serde_json::Map<String, Value>, BTreeSet<(String, String)>) {
    world.clock.advance(HOUR * i32::try_from(job.hours).expect("a few weeks"));
    let mut captured = Captured::begin();
    match job.run {
        Run::DueWork => drop(go_live_once(world).await),
        Run::ProbeBatch => {
            let endpoints = Endpoints::doing(&Play::Answer(202), 1);
            drop(probe(&world.services_of("oat-probe"), &endpoints, INVOCATION, DEADLINE).await);
        }
        Run::Exports => {
            export::handle(&world.services_of("export"), &Maker::Makes, export::Incoming::default()).await;
        }
    }
    let lines = captured.contents();
    let last = lines.iter().find(|line| line["code"] == FINISHED).expect("it ended");
    (last.as_object().expect("a line").clone(), named(&lines))
}

#[tokio::test]
async fn every_job_does_the_rest_of_its_queues_and_fails() {
    for job in JOBS {
        let prepared = prepared_for_mail(job.given).await;
        let (whole, named) = run(&prepared.world(None).await, &job).await;
        assert_eq!((&whole["failed"], named.len()), (&Value::from(0), 0), "{whole:?}");
        let is_in = |item: &&Item| job.queues.contains(&text(item, "queue"));
        let broken: Vec<_> = prepared.items.iter().filter(is_in).filter_map(beside).collect();
        let queues: BTreeSet<_> = broken.iter().map(|item| text(item, "queue")).collect();
        assert_eq!(queues, job.queues.iter().copied().collect(), "something waits in each");
        let mut prepared = prepared;
        prepared.items.extend(broken.iter().cloned());
        let (counts, named) = run(&prepared.world(None).await, &job).await;
        let keys: BTreeSet<_> = broken.iter().map(key).collect();
        assert_eq!(named, keys, "{:?}", job.queues);
        assert_eq!(counts["failed"], Value::from(broken.len()), "{:?}: {counts:?}", job.queues);
        let counted =
            ["live", "connected", "reminded", "chased", "counted", "runs", "attempts", "pre_flights"];
        for count in counted.into_iter().chain(["exports", "oldest_in_checking_seconds"]) {
            assert_eq!(counts.get(count), whole.get(count), "{count} of {:?}", job.queues);
        }
    }
}

#[tokio::test]
async fn notifications_go_out_beside_one_that_cannot_be_read() {
    let mut prepared = prepared_for_mail(SUBMITTED).await;
    let broken = prepared.items.iter().find(|item| text(item, "queue") == "mail").and_then(beside);
    let broken = broken.expect("a notification");
    prepared.items.push(broken.clone());
    let world = prepared.world(None).await;
    let ids: Vec<_> = notifications(&world).await.into_iter().map(|(id, _)| id).collect();
    let mut captured = Captured::begin();
    notify::handle(&world.services_of("notify"), &mailer(&world, "notify"), batch(&ids)).await;
    assert_eq!(named(&captured.contents()), BTreeSet::from([key(&broken)]));
    let broken = text(&broken, "pk").trim_start_matches("MAIL#").to_owned();
    for (id, state) in notifications(&world).await {
        let goes_out = state == "sent" || state == "addressed";
        assert!(goes_out || id == broken || !ids.contains(&id), "{id} is {state}");
    }
    world.table.delete().await;
}

#[tokio::test]
async fn every_queue_is_worked_off_or_listed_here() {
    let given = READINGS.iter().map(|(given, _)| *given).chain(JOBS.iter().map(|job| job.given));
    let cases: BTreeSet<_> = JOBS.iter().flat_map(|job| job.queues).chain(&LISTED).copied().collect();
    for given in given {
        for item in Prepared::of(given).await.items {
            let queue = text(&item, "queue");
            let begins = queue.split('#').next().unwrap_or_default();
            let begins = if begins.starts_with("endpoints-") { "endpoints" } else { begins };
            assert!(queue.is_empty() || cases.contains(begins), "no case corrupts a row of {queue}");
        }
    }
}

#[tokio::test]
async fn a_call_about_the_corrupt_item_alone_is_a_fault() {
    let prepared = Prepared::of(SUBMITTED).await;
    let world = prepared.world(None).await;
    let state = |item: &&Item| text(item, "pk").starts_with("CHANGE#") && text(item, "sk") == "STATE";
    let change = prepared.items.iter().find(state).expect("the change");
    world.table.put(corrupt(change)).await;
    let mut captured = Captured::begin();
    let answer = world.send(&Call::get(STAFF, "/technical-changes/{id}"), &prepared.names, None).await;
    assert_eq!(answer.status, 500);
    assert_eq!(named(&captured.contents()), BTreeSet::from([key(change)]));
    world.table.delete().await;
}

/// What is lacking of the thing at `path` that is read with each item corrupt: by the kind of the item, to the member of its organisation
/// and to PDP. Without its own item of one of the kinds in `needed` it cannot be shown at all.
async fn lacking(
    world: &World,
    names: &Names,
    (member, path): (By, &'static str),
    needed: &[&str],
) -> BTreeMap<String, BTreeSet<(String, String)>> {
    let call = |by| Call::get(by, path);
    let mut lacking: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for item in &world.table.items().await {
        world.table.put(corrupt(item)).await;
        let mut parts = [const { String::new() }; 2];
        for (by, parts) in [member, STAFF].into_iter().zip(&mut parts) {
            let mut captured = Captured::begin();
            let Answer { status, body, .. } = world.send(&call(by), names, None).await;
            let (named, missing) = (named(&captured.contents()), body["cannot_be_shown"].to_string());
            let (partition, place) = kind(item);
            let is_own = text(item, "pk").contains(&names["id"]);
            let is_needed = is_own && needed.contains(&format!("{partition} {place}").as_str());
            assert_eq!(status, if is_needed { 500 } else { 200 }, "{path} {:?}", key(item));
            assert_eq!(
                missing != "null" || is_needed,
                named.contains(&key(item)),
                "{:?}: {missing}",
                key(item)
            );
            *parts = missing;
        }
        if parts.iter().any(|parts| parts != "null") {
            let [business, staff] = parts;
            lacking.entry(kind(item).0 + " " + &kind(item).1).or_default().insert((business, staff));
        }
        world.table.put(item.clone()).await;
    }
    lacking
}

const PEOPLE: &str = r#"["people"]"#;
/// To its organisation PDP's people are not named.
const PEOPLE_OF_BOTH: [(&str, &str, &str); 2] =
    [("ORG STATE", PEOPLE, PEOPLE), ("PDP STATE", "null", PEOPLE)];

/// As [`lacking`] finds it.
fn expected(cases: &[(&str, &str, &str)]) -> BTreeMap<String, BTreeSet<(String, String)>> {
    let case = |(item, business, staff): &(&str, &str, &str)| {
        ((*item).to_owned(), BTreeSet::from([((*business).to_owned(), (*staff).to_owned())]))
    };
    cases.iter().map(case).collect()
}

#[tokio::test]
async fn a_change_is_shown_without_what_is_kept_beside_it() {
    const CHANGE: (By, &str) = (By::BUSINESS, "/technical-changes/{id}");
    let (oat, endpoints) = (r#"["oat"]"#, r#"["endpoints"]"#);
    let prepared = Prepared::of(REQUESTED).await;
    let world = prepared.world(None).await;
    let tested = lacking(&world, &prepared.names, CHANGE, &["CHANGE STATE"]).await;
    assert_eq!(tested, expected(&[&PEOPLE_OF_BOTH[..], &[("OAT STATE", oat, oat)]].concat()));
    world.table.delete().await;
    let prepared = prepared_for_mail(DUE).await;
    let world = prepared.world(None).await;
    go_live_once(&world).await.expect("it goes live");
    let live = lacking(&world, &prepared.names, CHANGE, &["CHANGE STATE"]).await;
    assert_eq!(live, expected(&[&PEOPLE_OF_BOTH[..], &[("ORG ENDPOINT", endpoints, endpoints)]].concat()));
    world.table.delete().await;
}

#[tokio::test]
async fn a_test_and_a_dispute_are_shown_without_names() {
    let of_change: [&str; 2] = ["OAT STATE", "CHANGE STATE"];
    // What is tested at an initial connection is the organisation.
    let of_organisation: [&str; 2] = ["OAT STATE", "ORG STATE"];
    let newcomer = By::Newcomer(ServiceManager);
    for (given, member, path, needed, expects) in [
        (REQUESTED, By::BUSINESS, "/oat-requests/{id}", &of_change[..], &PEOPLE_OF_BOTH[..]),
        (CONNECTING, newcomer, "/oat-requests/{id}", &of_organisation, &PEOPLE_OF_BOTH[1..]),
        (DISPUTED, By::BUSINESS, "/disputes/{id}", &["DISPUTE STATE"], &PEOPLE_OF_BOTH),
    ] {
        let prepared = Prepared::of(given).await;
        let world = prepared.world(None).await;
        assert_eq!(
            lacking(&world, &prepared.names, (member, path), needed).await,
            expected(expects),
            "{path}"
        );
        world.table.delete().await;
    }
}
