//! Every notification goes out, whatever becomes of the calls of `notify` and `go-live`, and goes out twice only when nobody could
//! know that it had gone out.

use std::collections::HashMap;

use app::RETRY_AMBIGUOUS_AFTER;
use aws_lambda_events::event::dynamodb::Event;
use aws_sdk_dynamodb::types::AttributeValue;
use cloud::SesSender;
use domain::organisation::Organisation;
use fakes::{organisation, urls_of};
use jiff::SignedDuration;
use serde_json::json;
use ses_mailer::SesMailer;

use crate::matrix::{troubles, whatever_fails};
use crate::scenarios::SUBMITTED;
use crate::support::{Given, Prepared, World, sdk_at};
use fakes::killed_at;
use proxy::{Fault, Seen, Service, Span, Trouble};

/// As the local stack is deployed.
const SENDER: &str = "no-reply@technical-change.example.org";
/// How long a due-work job may take.
pub const JOB_TIME: SignedDuration = SignedDuration::from_secs(60);
/// Jobs after which somebody gives up: one a minute, for an hour.
pub const JOBS: usize = 60;
/// Between due-work jobs: a minute, after which a lease is over, and as long as a notification of unknown state waits for news.
const PAUSES: [SignedDuration; 2] = [SignedDuration::from_mins(1), RETRY_AMBIGUOUS_AFTER];

/// Who meets the notifications first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sender {
    /// `notify`, which the table's stream calls.
    Stream,
    /// `go-live`, because the stream never showed them.
    DueWork,
}

/// A change was just submitted: two notifications wait.
async fn prepared() -> Prepared {
    prepared_for_mail(SUBMITTED).await
}

/// As given, with a mail service that sends for us.
pub async fn prepared_for_mail(given: &[Given]) -> Prepared {
    let identity = sdk_at(&emulator::url()).ses();
    identity.create_email_identity().email_identity("technical-change.example.org").send().await.ok();
    Prepared::of(given).await
}

/// What this function sends with.
pub fn mailer(world: &World, function: &str) -> SesMailer {
    let client = world.sdk(function, Service::Ses).ses();
    SesMailer {
        sender: SesSender::new(client, SENDER.to_owned(), "mail".to_owned()),
        portal: "https://portal.example.org".to_owned(),
    }
}

/// The notifications in the table and their states, by id.
pub async fn notifications(world: &World) -> Vec<(String, String)> {
    let notification = |item: HashMap<String, AttributeValue>| {
        let id = item.get("pk")?.as_s().ok()?.strip_prefix("MAIL#")?.to_owned();
        let state = item.get("state")?.as_m().ok()?.keys().next()?.clone();
        Some((id, state))
    };
    let mut notifications: Vec<_> = world.table.items().await.into_iter().filter_map(notification).collect();
    notifications.sort();
    notifications
}

/// The stream's event with these notifications.
pub fn batch(notifications: &[String]) -> Event {
    let record = |(at, id): (usize, &String)| {
        json!({
            "eventID": at.to_string(),
            "eventName": "INSERT",
            "awsRegion": "eu-west-2",
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_339_800,
                "Keys": { "pk": { "S": format!("MAIL#{id}") }, "sk": { "S": "MAIL" } },
                "SequenceNumber": at.to_string(),
                "SizeBytes": 1,
                "StreamViewType": "NEW_IMAGE",
            },
        })
    };
    let records: Vec<_> = notifications.iter().enumerate().map(record).collect();
    serde_json::from_value(json!({ "Records": records })).expect("an event of the stream")
}

impl Sender {
    /// The first delivery, in which things go wrong.
    async fn deliver(self, world: &World, ids: &[String]) {
        match self {
            Self::Stream => {
                let services = world.services_of("notify");
                notify::handle(&services, &mailer(world, "notify"), batch(ids)).await;
            }
            // What it could not do is still due.
            Self::DueWork => {
                go_live_once(world).await.ok();
            }
        }
    }
}

/// One due-work job.
pub async fn go_live_once(world: &World) -> Result<go_live::Report, go_live::Unfinished> {
    let (services, mailer) = (world.services_of("go-live"), mailer(world, "go-live"));
    go_live::handle(&services, &mailer, &app::ReminderThrottle::default(), JOB_TIME).await
}

/// The due-work job of this turn; none when it failed at something.
pub async fn process_due_once(world: &World, turn: usize) -> Option<go_live::Report> {
    world.clock.advance(PAUSES[turn % PAUSES.len()]);
    go_live_once(world).await.ok()
}

/// Does due work as the schedule does, but for the times when nothing would be due, until every notification is sent.
async fn process_due(world: &World, why: &str) {
    for turn in 0..JOBS {
        if notifications(world).await.iter().all(|(_, state)| state == "sent" || state == "addressed") {
            return;
        }
        process_due_once(world, turn).await;
    }
    panic!("{why}: a notification is left: {:?}", notifications(world).await);
}

/// The tries to send this notification, each with what was noted of it afterwards, until the next.
fn sends<'s>(seen: &'s [Seen], id: &str) -> Vec<Vec<(&'s Seen, &'s str)>> {
    let mut sends: Vec<Vec<_>> = Vec::new();
    for seen in seen {
        let Some((notification, step)) = &seen.notification else { continue };
        if notification != id {
            continue;
        }
        if step == "send" {
            sends.push(Vec::new());
        }
        if let Some(send) = sends.last_mut() {
            send.push((seen, step.as_str()));
        }
    }
    sends
}

fn took_effect(seen: &Seen) -> bool {
    seen.status.is_some_and(|status| status < 300)
}

/// Whether a notification was taken and nobody could know: the answer was lost, or could not be noted, or its sender was killed.
fn is_doubtful(send: &[(&Seen, &str)], killed: bool) -> bool {
    let noted = |(seen, step): &(&Seen, &str)| {
        *step == "sent" && took_effect(seen) && seen.fault != Some(Fault::VeryLate)
    };
    let lost = send[0].0.fault.is_some_and(Fault::leaves_doubt);
    let not_noted = send[1..].iter().any(|(seen, _)| seen.fault.is_some());
    !send.iter().any(noted) && (lost || not_noted || killed)
}

/// Fails unless each notification is sent, and the mail service took it once, or once more for each doubt.
async fn check(world: &World, why: &str, killed: bool) {
    world.proxy.deliver_late();
    world.proxy.settle();
    let seen = world.proxy.seen();
    for (id, state) in notifications(world).await {
        let sends = sends(&seen, &id);
        let taken: Vec<_> = sends.iter().filter(|send| took_effect(send[0].0)).collect();
        let doubtful = taken.iter().filter(|send| is_doubtful(send, killed)).count();
        assert_eq!(state, "sent", "{why}");
        assert!(!taken.is_empty(), "{why}: a notification was lost");
        let times = taken.len();
        assert!(
            times <= 1 + doubtful,
            "{why}: a notification went out {times} times, {doubtful} in doubt: {sends:#?}"
        );
    }
}

/// One run; answers whether the trouble was met.
async fn goes_out(prepared: &Prepared, sender: Sender, trouble: &Trouble) -> bool {
    let world = prepared.world(Some(trouble)).await;
    let ids: Vec<_> = notifications(&world).await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), 2);
    let why = format!("{sender:?}, {trouble:?}");
    world.proxy.expect(Some(trouble));
    sender.deliver(&world, &ids).await;
    let met = world.proxy.mend();
    if trouble.fault == Fault::Late {
        world.proxy.deliver_late();
    }
    process_due(&world, &why).await;
    check(&world, &why, false).await;
    world.table.delete().await;
    met
}

async fn goes_out_whatever_happens(sender: Sender, span: Span) {
    let prepared = prepared().await;
    let world = prepared.world(None).await;
    let ids: Vec<_> = notifications(&world).await.into_iter().map(|(id, _)| id).collect();
    world.proxy.expect(None);
    sender.deliver(&world, &ids).await;
    let calls = world.proxy.calls();
    assert_eq!(calls.iter().filter(|call| call.operation == "SendEmail").count(), 2);
    check(&world, "without faults", false).await;
    whatever_fails(troubles(&calls, &[span]), prepared, move |prepared, trouble| async move {
        goes_out(&prepared, sender, &trouble).await
    })
    .await;
}

#[tokio::test]
async fn notifications_go_out_when_one_try_of_a_call_fails() {
    goes_out_whatever_happens(Sender::Stream, Span::Once).await;
}

#[tokio::test]
async fn notifications_go_out_when_a_call_fails() {
    goes_out_whatever_happens(Sender::Stream, Span::Call).await;
}

#[tokio::test]
async fn stranded_emails_go_out_if_everything_fails_from_a_call_on() {
    goes_out_whatever_happens(Sender::DueWork, Span::Outage).await;
}

#[tokio::test]
async fn pdp_is_told_when_nobody_is_to_get_a_notification() {
    let prepared = prepared().await;
    for sender in [Sender::Stream, Sender::DueWork] {
        let world = prepared.world(None).await;
        let nobody = Organisation { people: Vec::new(), ..organisation(1) };
        world.services.store.put_organisation(&nobody, &urls_of(&nobody)).await.expect("it is put");
        let ids: Vec<_> = notifications(&world).await.into_iter().map(|(id, _)| id).collect();
        sender.deliver(&world, &ids).await;
        assert!(notifications(&world).await.len() > ids.len(), "{sender:?}: a notification to PDP");
        world.table.delete().await;
    }
}

async fn goes_out_after_every_death(sender: Sender) {
    let prepared = prepared().await;
    for nth in 1.. {
        let world = prepared.world(None).await;
        let ids: Vec<_> = notifications(&world).await.into_iter().map(|(id, _)| id).collect();
        world.proxy.expect(None);
        if killed_at(nth, sender.deliver(&world, &ids)).await.is_some() {
            assert!(nth > 10, "it waits for the wire");
            return;
        }
        world.proxy.settle();
        let why = format!("{sender:?}, killed at {nth}");
        process_due(&world, &why).await;
        check(&world, &why, true).await;
        world.table.delete().await;
    }
}

#[tokio::test]
async fn notifications_go_out_if_their_sender_is_killed_at_any_wait() {
    goes_out_after_every_death(Sender::Stream).await;
}

#[tokio::test]
async fn stranded_emails_go_out_if_a_sender_is_killed_at_any_wait() {
    goes_out_after_every_death(Sender::DueWork).await;
}
