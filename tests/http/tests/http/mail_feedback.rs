//! The delivery status of emails, as PDP sees it.

use api::{Code, ContactFeedbackBody, MailNoticeBody};
use api_client::Paging;
use app::mail::MailReference;
use app::{BounceType, DeliveryStatus, MailFeedback, Notice, Party, ServiceWord};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::ids::MailId;
use domain::reference::Reference;
use fakes::{member, organisation, staff};
use pollster::block_on;

use crate::support::{Api, Call, Caller, Wait, pages};

fn note(api: &Api, contacts: Party, person: &Actor, status: DeliveryStatus) {
    let at = app::Clock::now(&api.fakes.clock);
    let reference = Some(MailReference::Change(Reference::from_bits(7)));
    let notice = Notice { status, at, mail: MailId::nil(), reference };
    block_on(api.fakes.store.note(contacts, person.person().unwrap(), &notice)).unwrap();
}

fn bounced() -> DeliveryStatus {
    DeliveryStatus::Bounced { bounce: BounceType::Permanent, word: ServiceWord::parse("General") }
}

#[test]
fn pdp_sees_the_last_of_each_kind_for_each_contact() {
    let api = Api::new();
    let own = Party::Organisation(organisation(1).id);
    let contact = member(1, OrganisationRole::PrimaryBusinessContact);
    note(&api, own, &contact, DeliveryStatus::Delivered);
    note(&api, own, &contact, bounced());
    note(&api, own, &contact, DeliveryStatus::Complained { word: None });
    let feedback =
        api.client(Caller::REVIEWER).read_mail_feedback(organisation(1).id, &Paging::default()).wait();
    let notice = MailNoticeBody {
        at: "2026-07-06T09:00:00Z".parse().unwrap(),
        reference: Some(Reference::from_bits(7).to_string()),
        bounce_type: None,
        reason: None,
    };
    let expected = ContactFeedbackBody {
        person: contact.person().unwrap(),
        delivered: Some(notice.clone()),
        bounced: Some(MailNoticeBody {
            bounce_type: Some(Code(BounceType::Permanent)),
            reason: Some("General".to_owned()),
            ..notice.clone()
        }),
        complained: Some(notice),
        rejected: None,
    };
    assert_eq!((&feedback.items[..], &feedback.next), (&[expected][..], &None));
}

#[test]
fn it_comes_in_pages() {
    let api = Api::new();
    for role in OrganisationRole::ALL {
        note(&api, Party::Organisation(organisation(1).id), &member(1, *role), bounced());
    }
    let reviewer = api.client(Caller::REVIEWER);
    assert_eq!(reviewer.read_mail_feedback(organisation(1).id, &Paging::first(3)).wait().items.len(), 3);
    let all = pages(3, |page| reviewer.read_mail_feedback(organisation(1).id, &page));
    assert_eq!(all.len(), 5);
}

#[test]
fn pdp_s_own_people_have_a_list_of_their_own() {
    let api = Api::new();
    let client = api.client(Caller::REVIEWER);
    let reviewer = staff(PdpRole::Reviewer);
    note(&api, Party::Pdp, &reviewer, bounced());
    let own = client.read_own_mail_feedback(&Paging::default()).wait();
    assert_eq!(Some(own.items[0].person), reviewer.person());
    assert_eq!(client.read_mail_feedback(organisation(1).id, &Paging::default()).wait().items, []);
}

#[test]
fn what_names_no_organisation_is_not_there() {
    let api = Api::new();
    let call = Call::get("/organisations/everyone/mail-feedback").by(Caller::REVIEWER);
    api.send(call).expect_problem(404, "not_found");
}
