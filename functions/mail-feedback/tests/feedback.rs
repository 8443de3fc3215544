//! Every event of SES is processed, once or repeatedly, and foreign events are ignored.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use app::mail::{Audience, Mail, Notification};
use app::{
    BounceType, DeliveryStatus, Heard, PageRequest, Party, Request, ServiceWord, Services, draft_change,
    read_mail_feedback, submit_change, try_address, try_mail,
};
use domain::actor::OrganisationRole::{PrimaryBusinessContact, PrimaryTechnicalContact};
use domain::actor::PdpRole;
use fakes::{
    Fakes, MemoryStore, Reply, complete_answers, key, member, organisation, pdp_team, staff, urls_of,
};
use jiff::SignedDuration;
use mail_feedback::{Event, Unfinished, Unheard, handle, heard};
use pollster::block_on;
use serde_json::{Value, json};

const MAIL: &str = "01930000-0000-7000-8000-00000000f001";
const CONTACT: &str = "primary-business-contact@organisation-1.example.org";

/// An event of this kind, in the shape of SES's documentation, with everything we leave unread.
fn event(kind: &str, mail: &str, name: &str, part: Value) -> Value {
    json!({
        "eventType": kind,
        name: part,
        "mail": {
            "timestamp": "2026-07-06T09:00:02.012Z",
            "source": "changes@example.org",
            "sourceArn": "arn:aws:ses:eu-west-2:000000000000:identity/example.org",
            "sendingAccountId": "000000000000",
            "messageId": "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
            "destination": [CONTACT],
            "headersTruncated": false,
            "headers": [
                { "name": "From", "value": "changes@example.org" },
                { "name": "To", "value": CONTACT },
                { "name": "Subject", "value": "PDP has received technical change TC-7Q4M0ZKD" },
                { "name": "Auto-Submitted", "value": "auto-generated" },
            ],
            "commonHeaders": {
                "from": ["changes@example.org"],
                "to": [CONTACT],
                "messageId": "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
                "subject": "PDP has received technical change TC-7Q4M0ZKD",
            },
            "tags": {
                "ses:operation": ["SendEmail"],
                "ses:configuration-set": ["technical-change-mail"],
                "ses:source-ip": ["192.0.2.10"],
                "ses:from-domain": ["example.org"],
                "ses:caller-identity": ["notify"],
                "mail-id": [mail],
                "reference": ["TC-7Q4M0ZKD"],
            },
        },
    })
}

fn send(mail: &str) -> Value {
    event("Send", mail, "send", json!({}))
}

fn bounce(mail: &str, kind: &str, sub_type: &str, address: &str) -> Value {
    let part = json!({
        "bounceType": kind,
        "bounceSubType": sub_type,
        "bouncedRecipients": [{
            "emailAddress": address, "action": "failed", "status": "5.1.1",
            "diagnosticCode": "smtp; 550 5.1.1 user unknown",
        }],
        "timestamp": "2026-07-06T09:01:02.669Z",
        "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
        "reportingMTA": "dsn; mta.example.com",
    });
    event("Bounce", mail, "bounce", part)
}

fn delivery(mail: &str) -> Value {
    let part = json!({
        "timestamp": "2026-07-06T09:00:07.442Z",
        "processingTimeMillis": 5_430,
        "recipients": [CONTACT],
        "smtpResponse": "250 2.6.0 Message received",
        "remoteMtaIp": "198.51.100.1",
        "reportingMTA": "mta.example.com",
    });
    event("Delivery", mail, "delivery", part)
}

fn complaint(mail: &str, kind: Option<&str>) -> Value {
    let mut part = json!({
        "complainedRecipients": [{ "emailAddress": CONTACT }],
        "timestamp": "2026-07-06T10:41:02.669Z",
        "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
        "userAgent": "Amazon SES Mailbox Simulator",
        "arrivalDate": "2026-07-06T10:41:02.669Z",
        "complaintSubType": null,
    });
    if let Some(kind) = kind {
        part["complaintFeedbackType"] = json!(kind);
    }
    event("Complaint", mail, "complaint", part)
}

fn reject(mail: &str) -> Value {
    event("Reject", mail, "reject", json!({ "reason": "Bad content" }))
}

fn rendering_failure(mail: &str) -> Value {
    let part =
        json!({ "errorMessage": "Attribute 'x' is not present in the rendering data.", "templateName": "T" });
    event("Rendering Failure", mail, "failure", part)
}

fn hear(event: &Value) -> Result<app::MailEvent, Unheard> {
    heard(&event.to_string())
}

fn status(event: &Value) -> (DeliveryStatus, String, Vec<String>) {
    match hear(event).unwrap().heard {
        Heard::Became { status, at, addresses } => (status, at.to_string(), addresses),
        Heard::Sent => panic!("nothing happened to it yet"),
    }
}

#[test]
fn a_sending_names_its_notification_its_message_and_its_time() {
    let event = hear(&send(MAIL)).unwrap();
    assert_eq!(event.mail.to_string(), MAIL);
    assert_eq!(event.message_id, "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000");
    assert_eq!(event.taken_at.to_string(), "2026-07-06T09:00:02.012Z");
    assert_eq!(event.heard, Heard::Sent);
}

#[test]
fn every_kind_is_heard_with_its_time_and_its_addresses() {
    let word = |word| ServiceWord::parse(word);
    let to = || vec![CONTACT.to_owned()];
    assert_eq!(
        status(&delivery(MAIL)),
        (DeliveryStatus::Delivered, "2026-07-06T09:00:07.442Z".to_owned(), to())
    );
    let types = [
        ("Permanent", BounceType::Permanent),
        ("Transient", BounceType::Transient),
        ("Undetermined", BounceType::Undetermined),
        ("Novel", BounceType::Undetermined),
    ];
    for (name, bounce_type) in types {
        let bounced = DeliveryStatus::Bounced { bounce: bounce_type, word: word("MailboxFull") };
        let found = status(&bounce(MAIL, name, "MailboxFull", CONTACT));
        assert_eq!(found, (bounced, "2026-07-06T09:01:02.669Z".to_owned(), to()));
    }
    let complained = |word| DeliveryStatus::Complained { word };
    assert_eq!(status(&complaint(MAIL, Some("abuse"))).0, complained(word("abuse")));
    assert_eq!(status(&complaint(MAIL, None)).0, complained(None));
    for refused in [reject(MAIL), rendering_failure(MAIL)] {
        assert_eq!(status(&refused), (DeliveryStatus::Rejected, "2026-07-06T09:00:02.012Z".to_owned(), to()));
    }
}

#[test]
fn an_address_is_found_inside_what_a_mail_server_reports() {
    for reported in [CONTACT, &format!("Example Contact <{CONTACT}>"), &format!(" <{CONTACT}> ")] {
        assert_eq!(status(&bounce(MAIL, "Permanent", "General", reported)).2, [CONTACT]);
    }
}

#[test]
fn what_is_not_for_us_is_let_go() {
    let mut untagged = send(MAIL);
    untagged["mail"]["tags"].as_object_mut().unwrap().remove("mail-id");
    let mut without_tags = send(MAIL);
    without_tags["mail"].as_object_mut().unwrap().remove("tags");
    let why = |message: &str| heard(message).unwrap_err().expected();
    assert_eq!(why("Successfully validated SNS topic for Amazon SES event publishing."), Some("no_event"));
    assert_eq!(why("{}"), Some("no_event"));
    assert_eq!(why(r#"{"notificationType":"Bounce"}"#), Some("no_event"));
    assert_eq!(why(&untagged.to_string()), Some("no_notification"));
    assert_eq!(why(&without_tags.to_string()), Some("no_notification"));
    assert_eq!(why(&send("not-an-id").to_string()), Some("no_notification"));
    assert_eq!(why(&event("Open", MAIL, "open", json!({})).to_string()), Some("other_kind"));
}

#[test]
fn an_event_that_lacks_what_it_should_have_is_not_let_go() {
    for (mut event, name, field) in [
        (bounce(MAIL, "Permanent", "General", CONTACT), "bounce", "timestamp"),
        (bounce(MAIL, "Permanent", "General", CONTACT), "bounce", "bouncedRecipients"),
        (complaint(MAIL, None), "complaint", "complainedRecipients"),
        (delivery(MAIL), "delivery", "recipients"),
        (send(MAIL), "mail", "messageId"),
        (send(MAIL), "mail", "timestamp"),
    ] {
        event[name].as_object_mut().unwrap().remove(field);
        let unheard = hear(&event).unwrap_err();
        assert!(matches!(unheard, Unheard::Malformed(_)), "{name}.{field}: {unheard:?}");
        assert_eq!(unheard.expected(), None);
    }
    let mut late = send(MAIL);
    late["mail"]["timestamp"] = json!("soon");
    assert!(matches!(hear(&late), Err(Unheard::Malformed(_))));
}

/// A notification whose sending is ambiguous.
fn world() -> (Fakes, Services<MemoryStore>, String) {
    let fakes = Fakes::seeded();
    let services = fakes.services();
    let contact = member(1, PrimaryBusinessContact);
    let (first, second) = (key(&contact, "draft", 1).unwrap(), key(&contact, "submit", 2).unwrap());
    let answers = complete_answers(&["https://find.example.org/new"]);
    let change = block_on(draft_change(&services, &contact, &first, answers)).unwrap().change.id;
    let request = Request { actor: &contact, on: change, seen: None, key: Some(&second) };
    block_on(submit_change(&services, request)).unwrap();
    let mail = fakes.store.mails()[0].0.id;
    fakes.mailer.reply([Reply::TakenWithoutAnswer]);
    block_on(try_mail(&services, &fakes.mailer, mail)).delivery.unwrap();
    assert_eq!(fakes.store.mails()[0].1.code(), "ambiguous");
    (fakes, services, mail.to_string())
}

/// As SNS calls, with these messages.
fn called(messages: &[String]) -> Event {
    let record = |message: &String| {
        json!({
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": "arn:aws:sns:eu-west-2:000000000000:mail-feedback:01930000",
            "Sns": {
                "Type": "Notification",
                "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
                "TopicArn": "arn:aws:sns:eu-west-2:000000000000:mail-feedback",
                "Subject": "Amazon SES Email Event Notification",
                "Message": message,
                "Timestamp": "2026-07-06T09:00:03.000Z",
                "MessageAttributes": {},
            },
        })
    };
    let records: Vec<_> = messages.iter().map(record).collect();
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

fn call(services: &Services<MemoryStore>, events: &[Value]) -> Result<(), Unfinished> {
    let messages: Vec<_> = events.iter().map(Value::to_string).collect();
    block_on(handle(services, called(&messages)))
}

fn kept(services: &Services<MemoryStore>) -> Vec<&'static str> {
    let page = PageRequest { size: 10, cursor: None };
    let contacts = Party::Organisation(organisation(1).id);
    let read = block_on(read_mail_feedback(services, &staff(PdpRole::Support), contacts, &page)).unwrap();
    read.items.into_iter().flat_map(|feedback| feedback.notices).map(|notice| notice.status.code()).collect()
}

#[test]
fn news_in_any_order_settles_the_email_and_stays_with_people() {
    let order = |events: &[usize]| {
        let (fakes, services, mail) = world();
        let all = [
            send(&mail),
            delivery(&mail),
            bounce(&mail, "Transient", "MailboxFull", CONTACT),
            complaint(&mail, Some("abuse")),
            reject(&mail),
        ];
        for event in events {
            call(&services, &[all[*event].clone()]).unwrap();
        }
        assert_eq!(fakes.store.mails()[0].1.code(), "sent");
        assert_eq!(kept(&services), ["bounced", "complained", "delivered", "rejected"]);
    };
    order(&[0, 1, 2, 3, 4]);
    order(&[4, 3, 2, 1, 0]);
    order(&[2, 2, 4, 0, 3, 1, 0, 2, 4]);
}

#[test]
fn the_event_of_the_repository_can_be_heard() {
    let text = include_str!("../../../tests/events/mail-feedback.json");
    let event: Event = serde_json::from_str(text).unwrap();
    assert!(matches!(heard(&event.records[0].sns.message).unwrap().heard, Heard::Became { .. }));
    let (_, services, _) = world();
    block_on(handle(&services, event)).unwrap();
    assert_eq!(kept(&services), [""; 0], "about a notification that is not here");
}

#[test]
fn what_is_not_for_us_holds_nothing_up() {
    let (fakes, services, mail) = world();
    let messages =
        ["Successfully validated SNS topic".to_owned(), send(MAIL).to_string(), send(&mail).to_string()];
    block_on(handle(&services, called(&messages))).unwrap();
    assert_eq!(fakes.store.mails()[0].1.code(), "sent");
}

#[test]
fn what_cannot_be_understood_fails_so_that_it_is_set_aside() {
    let (_, services, mail) = world();
    let mut broken = delivery(&mail);
    broken["delivery"] = json!(null);
    assert!(matches!(call(&services, &[broken]), Err(Unfinished::Malformed(_))));
}

/// What PDP was told because nobody can be reached.
fn told(fakes: &Fakes) -> Vec<Mail> {
    let mails = fakes.store.mails().into_iter().map(|(mail, _)| mail);
    mails.filter(|mail| mail.code() == "nobody_can_be_reached").collect()
}

fn bounced_at(mail: &str, address: &str, at: &str) -> Value {
    let mut event = bounce(mail, "Permanent", "OnAccountSuppressionList", address);
    event["bounce"]["timestamp"] = json!(at);
    event
}

/// Holds Q4.
#[test]
fn pdp_is_told_once_that_nobody_can_be_reached() {
    let (fakes, services, mail) = world();
    call(&services, &[bounce(&mail, "Transient", "MailboxFull", CONTACT)]).unwrap();
    assert!(told(&fakes).is_empty(), "it may work again");
    let event = bounced_at(&mail, CONTACT, "2026-07-06T09:01:02.669Z");
    call(&services, &[event.clone(), event.clone()]).unwrap();
    call(&services, &[bounced_at(&mail, CONTACT, "2026-07-06T09:01:07Z")]).unwrap();
    let [one] = &told(&fakes)[..] else { panic!("told once") };
    assert_eq!(one.audiences(), [Audience::Pdp(PdpRole::Administrator)]);
    let Some(Notification::NobodyCanBeReached { person, roles }) = one.notifications().next() else {
        panic!("{one:?}")
    };
    assert_eq!(person, &organisation(1).people[0].name);
    assert_eq!(roles, &[PrimaryBusinessContact.into()].into());
    assert_eq!(one.about, fakes.store.mails()[0].0.about, "it says which email came back");
}

/// Holds Q4.
#[test]
fn an_address_that_fails_again_is_told_again() {
    let (fakes, services, mail) = world();
    let before = bounced_at(&mail, CONTACT, "2026-07-06T09:01:00Z");
    call(&services, std::slice::from_ref(&before)).unwrap();
    fakes.clock.advance(SignedDuration::from_mins(5));
    let actor = staff(PdpRole::Administrator);
    let on = Party::Organisation(organisation(1).id);
    let request = Request { actor: &actor, on, seen: None, key: None };
    block_on(try_address(&services, &fakes.suppressions, request, organisation(1).people[0].id)).unwrap();
    assert_eq!(kept(&services), [""; 0]);
    call(&services, &[before]).unwrap();
    assert_eq!((kept(&services).len(), told(&fakes).len()), (0, 1), "it is forgotten");
    call(&services, &[bounced_at(&mail, CONTACT, "2026-07-06T09:06:00Z")]).unwrap();
    assert_eq!(told(&fakes).len(), 2);
}

/// Holds Q4.
#[test]
fn nobody_is_told_while_another_holder_can_be_reached() {
    let (fakes, services, mail) = world();
    let mut own = organisation(1);
    own.people[1].roles.insert(PrimaryBusinessContact);
    fakes.store.put_organisation(&own, &urls_of(&own));
    call(&services, &[bounced_at(&mail, CONTACT, "2026-07-06T09:01:00Z")]).unwrap();
    assert!(told(&fakes).is_empty());
    let other = own.people[1].email.to_string();
    call(&services, &[bounced_at(&mail, &other, "2026-07-06T09:02:00Z")]).unwrap();
    let [one] = &told(&fakes)[..] else { panic!("told once") };
    let Some(Notification::NobodyCanBeReached { person, roles }) = one.notifications().next() else {
        panic!("{one:?}")
    };
    let both = [PrimaryBusinessContact.into(), PrimaryTechnicalContact.into()];
    assert_eq!((person, roles), (&own.people[1].name, &both.into()));
    // A delivery afterwards shows that it works: then the other one is not the last.
    let mut delivered = delivery(&mail);
    delivered["delivery"]["recipients"] = json!([other]);
    delivered["delivery"]["timestamp"] = json!("2026-07-06T09:03:00Z");
    call(&services, &[delivered, bounced_at(&mail, CONTACT, "2026-07-06T09:04:00Z")]).unwrap();
    assert_eq!(told(&fakes).len(), 1);
}

/// Holds Q4.
#[test]
fn support_is_told_too_when_no_administrator_can_be_reached() {
    let (fakes, services, _) = world();
    let mail = fakes.store.mails()[1].0.id.to_string();
    let administrator = pdp_team().holders(PdpRole::Administrator).next().unwrap().email.to_string();
    call(&services, &[bounced_at(&mail, &administrator, "2026-07-06T09:01:00Z")]).unwrap();
    let [one] = &told(&fakes)[..] else { panic!("told once") };
    assert_eq!(one.audiences(), [Audience::Pdp(PdpRole::Support), Audience::Pdp(PdpRole::Administrator)]);
}

/// What says the most to an organisation: PDP's decisions, and what takes its endpoints live, holds them or stops them.
#[test]
fn outcomes_and_dates_are_known_from_everything_else() {
    let says = |(_, mail): &(&str, Mail)| {
        let parts: Vec<_> =
            mail.notifications().map(|part| (part.code(), part.says_outcome_or_date())).collect();
        parts
    };
    let all: BTreeSet<_> = fakes::notifications::all().iter().flat_map(says).collect();
    let mut codes: Vec<_> = all.iter().map(|(code, _)| *code).collect();
    codes.dedup();
    assert_eq!(codes.len(), all.len(), "each kind says one or does not, whatever its facts");
    let outcomes: Vec<_> = all.iter().filter(|(_, is)| *is).map(|(code, _)| *code).collect();
    let expected = [
        "change_completed",
        "change_rejected",
        "connection_date_needed",
        "decision_taken_back",
        "dispute_answered",
        "endpoint_restored",
        "endpoint_suspended",
        "going_live_held",
        "going_live_released",
        "information_requested",
        "integration_testing_arranged",
        "oat_closed",
        "oat_date_answered",
        "oat_date_needed",
        "oat_date_superseded",
        "oat_failed",
        "oat_pass_withdrawn",
        "oat_passed",
        "review_outcome",
        "scale_changed_in_review",
        "scheme_went_live",
        "step_approved",
        "step_reopened",
        "step_returned",
        "support_request_answered",
        "went_live",
        "withdrawn_as_idle",
    ];
    assert_eq!(outcomes, expected);
}
