//! Lists: order, pages, cursors, limits, unknown parameters.

use api::{AnswersBody, InformationBody, OrganisationNameBody, ReviewBody, SummaryBody};
use api_client::{ETag, Paging, WhichChanges, WhichOrganisations};
use domain::change::Status;
use domain::endpoint::EndpointType;
use domain::ids::ChangeId;
use domain::policy::Scale;
use jiff::civil::date;
use rstest::rstest;
use serde_json::json;

use crate::support::{Api, Call, Caller, Wait, answers, endpoints, pages};

fn ids(items: &[SummaryBody]) -> Vec<ChangeId> {
    items.iter().map(|item| item.id).collect()
}

/// A change in review whose one endpoint is nobody else's.
fn submit(api: &Api, number: usize) -> ChangeId {
    let url = format!("https://find.example.org/{number}");
    let minimal = AnswersBody {
        suggested_scale: Some(Scale::Minimal.into()),
        new_endpoints: endpoints(&[(EndpointType::Find, &url)]),
        ..answers()
    };
    let id = api.draft(&minimal).id;
    api.client(Caller::BUSINESS).submit_change(id, &ETag::any()).wait();
    id
}

#[test]
fn changes_are_listed_newest_first_in_pages() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let mut newest_first: Vec<_> = (0..5).map(|_| api.draft(&AnswersBody::default()).id).collect();
    newest_first.reverse();
    for limit in [1, 2, 5, 100] {
        let list = |page| contact.list_changes(&WhichChanges { page, ..WhichChanges::default() });
        assert_eq!(ids(&pages(limit, list)), newest_first);
    }
}

#[test]
fn a_page_has_25_entries_when_nobody_says_otherwise() {
    let api = Api::new();
    for _ in 0..26 {
        api.draft(&AnswersBody::default());
    }
    let page = api.client(Caller::BUSINESS).list_changes(&WhichChanges::default()).wait();
    assert_eq!(page.items.len(), 25);
    assert!(page.next.is_some());
}

/// Holds V1.
#[test]
fn the_queue_is_by_due_date_with_waiting_changes_last() {
    let api = Api::new();
    let (reviewer, now) = (api.client(Caller::REVIEWER), ETag::any());
    let queue = |limit| pages(limit, |page| reviewer.read_review_queue(&page));
    let waiting = submit(&api, 1);
    let question = InformationBody { question: "Which systems are affected?".to_owned() };
    reviewer.ask_for_information(waiting, &now, &question).wait();
    let first = submit(&api, 2);
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(24));
    let second = submit(&api, 3);
    api.draft(&AnswersBody::default());
    let items = queue(1);
    assert_eq!(ids(&items), [first, second, waiting]);
    let due: Vec<_> = items.iter().map(|item| item.review_due).collect();
    assert_eq!(due, [Some(date(2026, 7, 13)), Some(date(2026, 7, 14)), None]);
    assert_eq!(items[2].working_days_left, Some(5));
    insta::assert_json_snapshot!("review_queue", json!(items));
    // What is decided leaves the queue.
    reviewer.review_change(first, &now, &ReviewBody::confirm(Scale::Minimal, false)).wait();
    assert_eq!(ids(&queue(100)), [second, waiting]);
}

const LISTS: [(&str, Caller); 3] = [
    ("/technical-changes", Caller::BUSINESS),
    ("/review-queue", Caller::REVIEWER),
    ("{change}/history", Caller::BUSINESS),
];

#[rstest]
#[case::zero("limit=0")]
#[case::too_many("limit=101")]
#[case::negative("limit=-1")]
#[case::a_word("limit=all")]
#[case::empty("limit=")]
#[case::enormous("limit=99999999999999999999")]
fn a_limit_that_is_no_number_from_1_to_100_is_refused(#[case] query: &str) {
    let api = Api::new();
    let change = api.change_in(Status::Draft);
    for (path, caller) in LISTS {
        let call = Call::get(format!("{}?{query}", path.replace("{change}", &change.path()))).by(caller);
        api.send(call).expect_fields(&[("limit", "out_of_range")]);
    }
}

#[rstest]
#[case::unknown("colour=blue")]
#[case::twice("limit=1&limit=2")]
#[case::misspelt("Limit=1")]
fn an_unknown_or_repeated_parameter_is_refused(#[case] query: &str) {
    let api = Api::new();
    let change = api.change_in(Status::Draft);
    for (path, caller) in LISTS {
        let call = Call::get(format!("{}?{query}", path.replace("{change}", &change.path()))).by(caller);
        api.send(call).expect_problem(400, "bad_query");
    }
}

#[rstest]
#[case::empty("")]
#[case::a_word("next")]
#[case::of_another_list("changes%7C0190a0b0-0000-7000-8000-000000000001%7C")]
#[case::not_utf_8("%FF%FE")]
fn a_cursor_that_is_not_one_of_the_lists_is_refused(#[case] cursor: &str) {
    let api = Api::new();
    let change = api.change_in(Status::Draft);
    for (path, caller) in LISTS {
        let path = path.replace("{change}", &change.path());
        api.send(Call::get(format!("{path}?cursor={cursor}")).by(caller)).expect_problem(400, "bad_cursor");
    }
}

#[test]
fn whose_list_it_is_comes_before_what_is_wrong_with_the_cursor() {
    let api = Api::new();
    let page = Paging { cursor: Some("x".to_owned()), ..Paging::default() };
    let theirs = WhichChanges {
        organisation: Some(fakes::organisation(1).id),
        status: None,
        waits_for: None,
        page: page.clone(),
    };
    api.client(Caller::RIVAL).list_changes(&theirs).refused(404, "not_found");
    api.client(Caller::BUSINESS).read_review_queue(&page).refused(403, "role_required");
}

/// Holds Q2.
#[test]
fn pdp_finds_organisations_by_a_part_of_their_name() {
    let api = Api::new();
    let administrator = api.client(Caller::ADMINISTRATOR);
    for name in ["Émile Pensions", "Harbour Pensions", "Harbour Life"] {
        administrator.register_organisation(&OrganisationNameBody { name: name.to_owned() }).wait();
    }
    let found = |name: &str| {
        let which = |page| WhichOrganisations { name: Some(name.to_owned()), page };
        let rows = pages(1, |page| administrator.list_organisations(&which(page)));
        rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(found("PENSIONS harb"), ["Harbour Pensions"]);
    assert_eq!(found("emile"), ["Émile Pensions"]);
    assert_eq!(found("harbour"), ["Harbour Life", "Harbour Pensions"]);
    for (name, code) in [(" & ", "nothing_to_find"), (&"a".repeat(201), "too_long")] {
        let which = WhichOrganisations { name: Some(name.to_owned()), page: Paging::default() };
        administrator.list_organisations(&which).invalid(&[("name", code)]);
    }
}
