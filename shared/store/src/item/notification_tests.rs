//! The written form of the content of notifications, under version control, as in `tests`.

use app::mail::{About, Audience, Mail, MailState, Notification, NotificationStep, Part};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::{OrganisationRole, PdpRole};
use domain::change::steps::StepStateKind;
use domain::ids::MailId;
use domain::policy::Step;
use domain::reference::{OatReference, Reference};

use super::mail;
use super::tests::{id, now, shown};

/// A notification to the service managers, about a change.
pub(super) fn a_mail(notification: Notification) -> Mail {
    let audiences = vec![Audience::Organisation(OrganisationRole::ServiceManager)];
    Mail {
        id: id::<domain::ids::MailKind>(5) as MailId,
        parts: vec![Part { audiences, notification }],
        reader: None,
        copy_of: None,
        address: None,
        about: About::Change { id: id(1), reference: Reference::from_bits(1) },
        organisation: Some(id(2)),
        organisation_name: "Organisation 1".into(),
        policy: 1,
        at: now(),
    }
}

fn written(notification: Notification) -> String {
    let mail = Mail {
        id: id::<domain::ids::MailKind>(5) as MailId,
        about: About::Change { id: id(1), reference: Reference::from_bits(1) },
        ..a_mail(notification)
    };
    let item = mail::write(&mail).unwrap();
    let shown = shown(super::Item::from([("letter".to_owned(), item["letter"].clone())]));
    assert_eq!(mail::read(item).unwrap(), (mail, MailState::Pending { failures: 0 }));
    shown
}

#[test]
fn an_email_about_an_oat_request_names_that_and_no_change() {
    let mail = Mail {
        id: id::<domain::ids::MailKind>(5) as MailId,
        about: About::Oat { id: id(1), reference: OatReference::from_bits(1) },
        ..a_mail(Notification::ChangeCompleted)
    };
    let mut item = mail::write(&mail).unwrap();
    assert_eq!(item["oat"].as_s().unwrap(), &id::<domain::ids::OatKind>(1).to_string());
    assert_eq!(item["reference"].as_s().unwrap(), "OAT-10000000");
    assert!(!item.contains_key("change"));
    assert_eq!(mail::read(item.clone()).unwrap(), (mail, MailState::Pending { failures: 0 }));
    // What it is about and its reference say different things.
    item.insert("reference".to_owned(), crate::table::keys::text("TC-10000000"));
    assert!(mail::read(item).is_err());
}

fn opened(state: StepStateKind) -> Notification {
    let step = NotificationStep {
        step: Step::ServiceAcceptance,
        by: OrganisationRole::ServiceManager.into(),
        approved_by: Some(PdpRole::Reviewer),
        needs: "Evidence".into(),
        state,
    };
    Notification::StepOpened { step, goes_live: false, waits_for_material: false, live_since: None }
}

/// Its written form is that of the items in `released`.
#[test]
fn every_notification_is_read_as_it_was_written() {
    for (name, notification) in fakes::notifications::all() {
        let item = mail::write(&notification).unwrap();
        assert_eq!(mail::read(item).unwrap(), (notification, MailState::Pending { failures: 0 }), "{name}");
    }
}

#[test]
fn a_step_of_a_notification_keeps_the_code_of_its_state() {
    for state in StepStateKind::ALL {
        assert!(written(opened(*state)).contains(&format!("\"state\": \"{}\"", state.code())));
    }
    // A code that a later version may write is not taken for another state.
    let mut item = mail::write(&a_mail(opened(StepStateKind::ToDo))).unwrap();
    let Some(AttributeValue::M(notification)) = item.get_mut("letter") else { panic!("no notification") };
    let Some(AttributeValue::M(opened)) = notification.get_mut("step_opened") else {
        panic!("another notification")
    };
    let Some(AttributeValue::M(step)) = opened.get_mut("step") else { panic!("no step") };
    step.insert("state".to_owned(), crate::table::keys::text("lost"));
    assert!(mail::read(item).is_err());
}

#[test]
fn an_email_of_several_things_to_several_is_read_as_written() {
    let managers = Audience::Organisation(OrganisationRole::TestManager);
    let mut mail = Mail {
        reader: Some(id(4)),
        copy_of: Some(id(6)),
        policy: 2,
        ..a_mail(Notification::ChangeCompleted)
    };
    mail.parts[0].audiences.push(managers);
    mail.parts.push(Part { audiences: vec![managers], notification: Notification::TestEndpointsNeeded });
    let mut item = mail::write(&mail).unwrap();
    item.remove("letter");
    insta::assert_snapshot!(shown(item));
    let item = mail::write(&mail).unwrap();
    assert_eq!(mail::read(item).unwrap(), (mail.clone(), MailState::Pending { failures: 0 }));
    mail.parts.clear();
    assert!(mail::write(&mail).is_err(), "it says nothing");
}
