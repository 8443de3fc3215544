//! Every fault at every call of `mail-feedback`, and killing it wherever it waits: the news comes again, and what is kept of it ends
//! as without faults: notifications settled, a delivery and a bounce each with the contact it is about, and PDP to be told of those
//! of whom nobody can be reached.

use domain::actor::{OrganisationRole, PdpRole};
use fakes::{organisation, pdp_team};
use mail_feedback::{Event, Unfinished, handle};
use serde_json::{Value, json};

use crate::matrix::{delivered, troubles, whatever_fails};
use crate::notifications::notifications;
use crate::outcome::Outcome;
use crate::scenarios::SUBMITTED;
use crate::support::{Answer, Prepared, World};
use fakes::killed_at;
use proxy::{Span, Trouble};

/// The addresses of everybody who may get a notification.
fn everybody() -> Vec<String> {
    let (own, team) = (organisation(1), pdp_team());
    let contacts =
        own.holders(OrganisationRole::PrimaryBusinessContact).map(|person| person.email.to_string());
    contacts.chain(team.holders(PdpRole::Reviewer).map(|person| person.email.to_string())).collect()
}

/// An event of SES about this notification, as far as it is read.
fn news(kind: &str, name: &str, part: &Value, notification: &str) -> Value {
    json!({
        "eventType": kind,
        name: part,
        "mail": {
            "timestamp": "2026-07-06T09:00:02.012Z",
            "messageId": "EXAMPLE7c191be45-000000",
            "destination": everybody(),
            "tags": { "mail-id": [notification] },
        },
    })
}

/// What SNS calls with: of every notification that it was delivered and bounced, to everybody. It is kept with those it was for.
pub fn event(notifications: &[String]) -> Event {
    let delivered = json!({ "timestamp": "2026-07-06T09:00:07.442Z", "recipients": everybody() });
    let bounced: Vec<_> = everybody().iter().map(|address| json!({ "emailAddress": address })).collect();
    let bounced = json!({
        "timestamp": "2026-07-06T09:01:02.669Z",
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": bounced,
    });
    let of = |notification: &String| {
        [
            news("Delivery", "delivery", &delivered, notification),
            news("Bounce", "bounce", &bounced, notification),
        ]
    };
    let record = |news: Value| json!({ "Sns": { "Message": news.to_string() } });
    let records: Vec<_> = notifications.iter().flat_map(of).map(record).collect();
    serde_json::from_value(json!({ "Records": records })).expect("an event of the topic")
}

/// One run: two notifications wait to be sent, and are heard of.
struct Case {
    world: World,
    notifications: Vec<String>,
}

impl Case {
    async fn of(prepared: &Prepared, trouble: Option<&Trouble>) -> Self {
        let world = prepared.world(trouble).await;
        let notifications: Vec<_> = notifications(&world).await.into_iter().map(|(id, _)| id).collect();
        assert_eq!(notifications.len(), 2);
        world.proxy.expect(trouble);
        Self { world, notifications }
    }

    async fn hear(&self) -> Result<(), Unfinished> {
        handle(&self.world.services_of("mail-feedback"), event(&self.notifications)).await
    }

    /// See [`delivered`].
    async fn deliver(&self, trouble: Option<&Trouble>) -> bool {
        delivered(&self.world.proxy, trouble, || async { self.hear().await.is_ok() }).await
    }

    async fn ending(&self, prepared: &Prepared) -> Outcome {
        self.world.proxy.deliver_late();
        self.world.proxy.settle();
        let items = self.world.table.items().await;
        Outcome::of(&Answer::none(), &self.world.proxy.url, &items, &prepared.known)
    }
}

/// Where a run without faults ends: both notifications are settled, something is kept with one contact of each side, and of each
/// side PDP is to be told that nobody can be reached.
async fn expected(prepared: &Prepared) -> (Case, Outcome) {
    let case = Case::of(prepared, None).await;
    case.deliver(None).await;
    let (settled, told): (Vec<_>, Vec<_>) =
        notifications(&case.world).await.into_iter().partition(|(id, _)| case.notifications.contains(id));
    assert!(settled.iter().all(|(_, state)| state == "sent"));
    assert_eq!(told.len(), 2);
    let items = case.world.table.items().await;
    let kept = items.iter().filter(|item| item["pk"].as_s().is_ok_and(|key| key.starts_with("FEEDBACK#")));
    assert_eq!(kept.count(), 2);
    let ending = case.ending(prepared).await;
    (case, ending)
}

#[tokio::test]
async fn news_of_e_mails_is_kept_whatever_fails() {
    let prepared = Prepared::of(SUBMITTED).await;
    let (case, expected) = expected(&prepared).await;
    let calls = case.world.proxy.calls();
    case.world.table.delete().await;
    whatever_fails(troubles(&calls, &[Span::Call]), (prepared, expected), |shared, trouble| async move {
        let (prepared, expected) = &*shared;
        let case = Case::of(prepared, Some(&trouble)).await;
        let met = case.deliver(Some(&trouble)).await;
        assert_eq!(case.ending(prepared).await, *expected, "{trouble:?}");
        case.world.table.delete().await;
        met
    })
    .await;
}

#[tokio::test]
async fn news_is_kept_after_a_kill_at_any_wait_when_it_comes_again() {
    let prepared = Prepared::of(SUBMITTED).await;
    let (_, expected) = expected(&prepared).await;
    for nth in 1.. {
        let case = Case::of(&prepared, None).await;
        if killed_at(nth, case.hear()).await.is_some() {
            assert!(nth > 10, "it waits for the wire");
            return;
        }
        case.world.proxy.settle();
        case.deliver(None).await;
        assert_eq!(case.ending(&prepared).await, expected, "killed at {nth}");
        case.world.table.delete().await;
    }
}
