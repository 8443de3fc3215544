//! An outbox with two notifications, its deliveries, and the passing minutes.

use std::collections::BTreeMap;

use app::mail::{Mail, MailState};
use app::{
    Budget, Clock, Heard, MailEvent, Noted, Request, Resent, Services, draft_change, record_mail_event,
    resend_stranded, submit_change,
};
use aws_lambda_events::event::dynamodb::Event;
use domain::actor::OrganisationRole::PrimaryBusinessContact;
use domain::ids::MailId;
use fakes::{Fakes, MemoryStore, complete_answers, key, member};
use jiff::{SignedDuration, Timestamp};
use notify::handle;
use pollster::block_on;
use serde_json::json;

/// Everything, in memory.
pub struct World {
    pub fakes: Fakes,
    pub services: Services<MemoryStore>,
}

/// No limits.
pub const ALL: Budget = Budget { notifications: 100, until: Timestamp::MAX };

impl World {
    /// A change was submitted: two notifications are in the outbox, to the contacts and to PDP's reviewers.
    pub fn new() -> Self {
        let fakes = Fakes::seeded();
        let services = fakes.services();
        let contact = member(1, PrimaryBusinessContact);
        let (first, second) = (key(&contact, "draft", 1).unwrap(), key(&contact, "submit", 2).unwrap());
        let answers = complete_answers(&["https://find.example.org/new"]);
        let change = block_on(draft_change(&services, &contact, &first, answers)).unwrap().change.id;
        let request = Request { actor: &contact, on: change, seen: None, key: Some(&second) };
        block_on(submit_change(&services, request)).unwrap();
        Self { fakes, services }
    }

    /// The notification at this place of the outbox.
    pub fn mail(&self, place: usize) -> (Mail, MailState) {
        self.fakes.store.mails()[place].clone()
    }

    /// The codes of the notifications' states, in the order they were written.
    pub fn states(&self) -> Vec<&'static str> {
        self.fakes.store.mails().iter().map(|(_, state)| state.code()).collect()
    }

    /// The stream's event with every notification of the outbox; their sequence numbers are 0, 1, …
    pub fn batch(&self) -> Event {
        let record = |(at, (mail, _)): (usize, (Mail, MailState))| {
            json!({
                "eventID": at.to_string(),
                "eventName": "INSERT",
                "awsRegion": "eu-west-2",
                "eventSource": "aws:dynamodb",
                "dynamodb": {
                    "ApproximateCreationDateTime": 1_795_339_800,
                    "Keys": { "pk": { "S": format!("MAIL#{}", mail.id) }, "sk": { "S": "MAIL" } },
                    "SequenceNumber": at.to_string(),
                    "SizeBytes": 1,
                    "StreamViewType": "NEW_IMAGE",
                },
            })
        };
        let records: Vec<_> = self.fakes.store.mails().into_iter().enumerate().map(record).collect();
        serde_json::from_value(json!({ "Records": records })).unwrap()
    }

    /// Delivers the records that the stream names; returns those to retry.
    pub fn deliver(&self) -> Vec<String> {
        let response = block_on(handle(&self.services, &self.fakes.mailer, self.batch()));
        response.batch_item_failures.into_iter().filter_map(|failure| failure.item_identifier).collect()
    }

    /// Sends what is due.
    pub fn resend(&self, budget: Budget) -> Resent {
        block_on(resend_stranded(&self.services, &self.fakes.mailer, budget)).unwrap()
    }

    pub fn pass(&self, time: SignedDuration) {
        self.fakes.clock.advance(time);
    }

    /// How often each notification went out.
    pub fn sent(&self) -> BTreeMap<MailId, usize> {
        let mut count: BTreeMap<_, _> =
            self.fakes.store.mails().iter().map(|(mail, _)| (mail.id, 0)).collect();
        for sent in self.fakes.mailer.sent() {
            *count.entry(sent.mail.id).or_default() += 1;
        }
        count
    }

    /// The mail service's event that it accepted the sent email at this place.
    pub fn send_event(&self, place: usize) -> MailEvent {
        MailEvent {
            mail: self.fakes.mailer.sent()[place].mail.id,
            message_id: format!("message-{}", place + 1),
            taken_at: self.fakes.clock.now(),
            heard: Heard::Sent,
        }
    }

    pub fn hear(&self, event: &MailEvent) -> Noted {
        block_on(record_mail_event(&self.services, event)).unwrap()
    }

    /// Half an hour passes, and due notifications are sent every minute. The mail service's event of a sending arrives within
    /// a minute, or never.
    pub fn go_on(&self, news: News) {
        let mut heard = 0;
        for _ in 0..30 {
            self.pass(SignedDuration::from_mins(1));
            let sent = self.fakes.mailer.sent().len();
            if news == News::Heard {
                (heard..sent).for_each(|place| _ = self.hear(&self.send_event(place)));
            }
            heard = sent;
            self.resend(ALL);
        }
    }
}

/// Whether the mail service's event of a sending arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    Heard,
    Lost,
}
