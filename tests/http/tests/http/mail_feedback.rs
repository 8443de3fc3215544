//! What became of emails, as PDP sees it.

use app::mail::MailReference;
use app::{BounceType, Fate, MailFeedback, Notice, Party, ServiceWord};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::ids::MailId;
use domain::reference::Reference;
use fakes::{member, organisation, staff};
use pollster::block_on;
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller};

fn path() -> String {
    format!("/organisations/{}/mail-feedback", organisation(1).id)
}

fn note(api: &Api, contacts: Party, person: &Actor, fate: Fate) {
    let at = app::Clock::now(&api.fakes.clock);
    let reference = MailReference::Change(Reference::from_bits(7));
    let notice = Notice { fate, at, mail: MailId::nil(), reference };
    block_on(api.fakes.store.note(contacts, person.person().unwrap(), &notice)).unwrap();
}

fn bounced() -> Fate {
    Fate::Bounced { bounce: BounceType::Permanent, word: ServiceWord::parse("General") }
}

#[test]
fn pdp_sees_the_last_of_each_kind_for_each_contact() {
    let api = Api::new();
    let own = Party::Organisation(organisation(1).id);
    let contact = member(1, OrganisationRole::PrimaryBusinessContact);
    note(&api, own, &contact, Fate::Delivered);
    note(&api, own, &contact, bounced());
    note(&api, own, &contact, Fate::Complained { word: None });
    let answer = api.send(Call::get(path()).by(Caller::REVIEWER)).expect(200);
    let notice = |bounce_type: Value, reason: Value| {
        json!({
            "at": "2026-07-06T09:00:00Z",
            "reference": Reference::from_bits(7).to_string(),
            "bounce_type": bounce_type,
            "reason": reason,
        })
    };
    let expected = json!({
        "items": [{
            "person": contact.person().unwrap().to_string(),
            "delivered": notice(Value::Null, Value::Null),
            "bounced": notice(json!("permanent"), json!("General")),
            "complained": notice(Value::Null, Value::Null),
            "rejected": null,
        }],
        "next": null,
    });
    assert_eq!(answer.body, expected);
}

#[test]
fn it_comes_in_pages() {
    let api = Api::new();
    for role in OrganisationRole::ALL {
        note(&api, Party::Organisation(organisation(1).id), &member(1, *role), bounced());
    }
    let page = |query: &str| api.send(Call::get(path() + query).by(Caller::REVIEWER)).expect(200);
    let first = page("?limit=3");
    assert_eq!(first.body["items"].as_array().unwrap().len(), 3);
    let cursor: String = first.text("/next").bytes().map(|byte| format!("%{byte:02X}")).collect();
    let rest = page(&format!("?limit=3&cursor={cursor}"));
    assert_eq!(rest.body["items"].as_array().unwrap().len(), 2);
    assert_eq!(rest.body["next"], Value::Null);
}

#[test]
fn pdp_s_own_people_have_a_list_of_their_own() {
    let api = Api::new();
    let reviewer = staff(PdpRole::Reviewer);
    note(&api, Party::Pdp, &reviewer, bounced());
    let own = api.send(Call::get("/pdp-team/mail-feedback").by(Caller::REVIEWER)).expect(200);
    assert_eq!(own.text("/items/0/person"), reviewer.person().unwrap().to_string());
    let of_organisation = api.send(Call::get(path()).by(Caller::REVIEWER)).expect(200);
    assert_eq!(of_organisation.body["items"], json!([]));
}

#[test]
fn what_names_no_organisation_is_not_there() {
    let api = Api::new();
    let call = Call::get("/organisations/everyone/mail-feedback").by(Caller::REVIEWER);
    api.send(call).expect_problem(404, "not_found");
}
