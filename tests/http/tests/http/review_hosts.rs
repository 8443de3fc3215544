//! Hosts of new endpoints that others have too: shown to PDP, accepted by a reviewer's word, and never told to an organisation
//! (O9, C3).

use api::{AnswersBody, ReviewBody};
use api_client::{ETag, Paging};
use domain::change::Status;
use domain::endpoint::EndpointType;
use domain::policy::Scale;
use domain::register::EndpointState;
use serde_json::json;

use crate::support::{Api, Caller, Made, Wait, answers, endpoints};

const RIVAL: &str = "organisation-2.example.org";

/// A change in review that proposes a path on a host of another organisation, and one on a host of nobody's.
fn on_a_rivals_host(api: &Api) -> Made {
    let (contact, made) = (api.client(Caller::BUSINESS), api.change_in(Status::Draft));
    let new_endpoints = endpoints(&[
        (EndpointType::Find, &format!("https://{RIVAL}/mine")),
        (EndpointType::View, "https://nobody.example.org/view"),
    ]);
    contact.edit_draft(made.id, &made.etag, &AnswersBody { new_endpoints, ..answers() }).wait();
    let submitted = contact.submit_change(made.id, &ETag::any()).wait();
    Made { etag: ETag::of(submitted.version), ..made }
}

/// Confirms, and accepts these hosts.
fn confirm(accepted: Option<&[&str]>) -> ReviewBody {
    let hosts_accepted = accepted.map(|hosts| hosts.iter().map(ToString::to_string).collect());
    ReviewBody { hosts_accepted, ..ReviewBody::confirm(Scale::Minor, true) }
}

/// Holds O9.
#[test]
fn pdp_sees_who_else_has_a_host_before_it_confirms() {
    let api = Api::new();
    let made = on_a_rivals_host(&api);
    let hosts = api.client(Caller::REVIEWER).read_hosts(made.id).wait();
    let [nobodys, rivals] = &hosts.hosts[..] else { panic!("{hosts:?}") };
    assert_eq!((nobodys.host.as_str(), nobodys.registered_to_others), ("nobody.example.org", false));
    assert_eq!((rivals.host.as_str(), rivals.registered_to_others), (RIVAL, true));
    let theirs = &rivals.endpoints_of_others;
    assert_eq!(theirs.len(), 3);
    let rival = fakes::organisation(2).id;
    assert!(theirs.iter().all(|entry| entry.organisation == rival && entry.state == EndpointState::Live));
    assert!(!rivals.more);
}

/// Holds O9.
#[test]
fn a_host_of_others_is_accepted_by_name() {
    let api = Api::new();
    let (reviewer, made) = (api.client(Caller::REVIEWER), on_a_rivals_host(&api));
    let review = |body: &ReviewBody| reviewer.review_change(made.id, &made.etag, body);
    for accepted in [None, Some(&[][..]), Some(&["nobody.example.org"])] {
        let refused = review(&confirm(accepted)).invalid(&[("hosts_accepted", "hosts_of_others")]);
        assert!(refused.fields()[0].message.contains(RIVAL), "{refused:?}");
    }
    review(&confirm(Some(&[RIVAL, "else.example.org"])))
        .invalid(&[("hosts_accepted[1]", "host_not_proposed")]);
    let hosts_accepted = Some(vec![RIVAL.to_owned()]);
    review(&ReviewBody { hosts_accepted, ..ReviewBody::reject("No") })
        .invalid(&[("hosts_accepted", "not_expected")]);
    assert_eq!(review(&confirm(Some(&[RIVAL]))).wait().status, Status::Confirmed);
}

/// Holds O9.
#[test]
fn the_reviewers_word_is_kept_and_no_organisation_sees_others() {
    let api = Api::new();
    let (contact, reviewer) = (api.client(Caller::BUSINESS), api.client(Caller::REVIEWER));
    let made = on_a_rivals_host(&api);
    reviewer.review_change(made.id, &made.etag, &confirm(None)).refused(422, "invalid");
    reviewer.review_change(made.id, &made.etag, &confirm(Some(&[RIVAL]))).wait();
    let history = |caller| {
        let read = api.client(caller).read_history(made.id, &Paging::first(100)).wait().body;
        read.items.into_iter().find(|entry| entry.what == "change_confirmed").expect("confirmed")
    };
    assert_eq!(history(Caller::REVIEWER).facts["hosts_accepted"], json!([RIVAL]));
    assert_eq!(history(Caller::BUSINESS).facts.get("hosts_accepted"), None);
    let change = json!(contact.read_change(made.id).wait().body);
    let history = json!(contact.read_history(made.id, &Paging::first(100)).wait().body);
    for seen in [change.to_string(), history.to_string()] {
        assert!(!seen.contains("hosts_of_others") && !seen.contains("hosts_accepted"), "{seen}");
        assert!(!seen.contains(&fakes::organisation(2).id.to_string()), "{seen}");
    }
    contact.read_hosts(made.id).refused(403, "role_required");
    for mail in api.fakes.store.mails() {
        assert!(!format!("{mail:?}").contains("hosts_accepted"));
    }
}

#[test]
fn a_change_on_hosts_of_its_own_is_confirmed_as_before() {
    let api = Api::new();
    let (reviewer, made) = (api.client(Caller::REVIEWER), api.change_in(Status::InReview));
    let hosts = reviewer.read_hosts(made.id).wait().body.hosts;
    assert!(hosts.iter().all(|host| !host.registered_to_others));
    reviewer.review_change(made.id, &made.etag, &confirm(None)).wait();
}
