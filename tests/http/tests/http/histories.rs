//! The history, as each side sees it (A1, P1).

use api::{
    AnswerBody, AnswersBody, Code, EntryKind, HistoryBody, OrganisationNameBody, RecordEntryKind,
    WithdrawalBody,
};
use api_client::{ETag, Paging};
use domain::actor::{OrganisationRole, Process};
use domain::change::Status;
use domain::ids::ChangeId;
use serde_json::json;

use crate::support::{Api, Caller, Wait, pages, without_answers};

fn history(api: &Api, change: ChangeId, caller: Caller) -> HistoryBody {
    api.client(caller).read_history(change, &Paging::default()).wait().body
}

fn kinds(history: &HistoryBody) -> Vec<(EntryKind, &str)> {
    history.items.iter().map(|entry| (entry.kind, entry.what.as_str())).collect()
}

/// Holds A1.
#[test]
fn everything_that_happened_and_was_tried_is_there_in_order() {
    use EntryKind::{Happened, Refused};
    let api = Api::new();
    let change = api.change_in(Status::AwaitingInformation);
    let (contact, test_manager) = (api.client(Caller::BUSINESS), api.client(Caller::TEST_MANAGER));
    let answer = AnswerBody { answer: "Find only".to_owned() };
    test_manager.answer_question(change.id, &change.etag, &answer).refused(403, "role_required");
    contact.answer_question(change.id, &change.etag, &answer).wait();
    let history = history(&api, change.id, Caller::BUSINESS);
    assert_eq!(
        kinds(&history),
        [
            (Happened, "change_drafted"),
            (Happened, "upload_requested"),
            (Happened, "evidence_received"),
            (Happened, "evidence_accepted"),
            (Happened, "change_submitted"),
            (Happened, "information_requested"),
            (Refused, "answer_question"),
            (Happened, "information_supplied"),
        ]
    );
    assert_eq!(history.next, None);
    insta::assert_json_snapshot!("history", without_answers(json!(history)));
}

/// Holds A1.
#[test]
fn attempts_of_outsiders_are_shown_to_pdp_only() {
    let api = Api::new();
    let change = api.change_in(Status::Draft);
    let rival = api.client(Caller::RIVAL);
    rival.edit_draft(change.id, &change.etag, &AnswersBody::default()).refused(404, "not_found");
    let own = history(&api, change.id, Caller::BUSINESS);
    assert!(!kinds(&own).iter().any(|(kind, _)| *kind == EntryKind::Refused), "{own:?}");
    let pdp = history(&api, change.id, Caller::REVIEWER);
    assert_eq!(kinds(&pdp).last(), Some(&(EntryKind::Refused, "edit_draft")));
    let by = pdp.items[4].by.as_ref().expect("somebody");
    assert_eq!(by.person, Caller::RIVAL.actor().person());
}

/// Holds A1.
#[test]
fn an_event_of_a_newer_version_is_shown_as_such() {
    let api = Api::new();
    let change = api.change_in(Status::Draft);
    let before = history(&api, change.id, Caller::BUSINESS);
    let organisation = fakes::organisation(1).id;
    let (business, administrator) = (api.client(Caller::BUSINESS), api.client(Caller::ADMINISTRATOR));
    let record = || business.read_organisation_history(organisation, &Paging::default()).wait().body.items;
    let name = OrganisationNameBody { name: "Another name".to_owned() };
    administrator.rename_organisation(organisation, &ETag::any(), &name).wait();
    let of_record = record();
    api.fakes.store.make_events_unknown();
    for after in [history(&api, change.id, Caller::BUSINESS), history(&api, change.id, Caller::REVIEWER)] {
        for (after, before) in after.items.iter().zip(&before.items) {
            assert_eq!((after.kind, after.what.as_str()), (EntryKind::Unknown, "recorded_by_newer_version"));
            assert_eq!((after.at, &after.by, after.version), (before.at, &before.by, before.version));
            assert_eq!((after.before, after.after, &after.facts), (None, None, &json!({})));
        }
    }
    for (after, before) in record().iter().zip(&of_record) {
        assert_eq!(after.kind, RecordEntryKind::Unknown);
        assert_eq!((after.at, &after.by, after.version), (before.at, &before.by, before.version));
    }
}

/// Holds A1.
#[test]
fn who_has_left_is_still_called_by_their_name() {
    let api = Api::new();
    let change = api.change_in(Status::Draft);
    let withdrawal = WithdrawalBody { reason: None };
    let refused = api.client(Caller::TEST_MANAGER);
    refused.withdraw_change(change.id, &change.etag, &withdrawal).refused(403, "role_required");
    let mut without = fakes::organisation(1);
    without.people.clear();
    api.fakes.store.put_organisation(&without, &fakes::urls_of(&without));
    let history = history(&api, change.id, Caller::REVIEWER);
    let by = |at: usize| history.items[at].by.as_ref().expect("somebody");
    assert_eq!(by(0).name.as_deref(), Some("Example primary business contact"));
    assert_eq!(by(0).role, Some(Code(OrganisationRole::PrimaryBusinessContact.into())));
    assert_eq!((&by(2).name, by(2).process), (&None, Some(Code(Process::EvidenceInspection))));
    assert_eq!(by(4).name.as_deref(), Some("Example test manager"));
    assert_eq!(by(4).roles, Some(vec![Code(OrganisationRole::TestManager.into())]));
    let of_record =
        api.client(Caller::REVIEWER).read_organisation_history(without.id, &Paging::default()).wait();
    assert_eq!(of_record.items, []);
}

#[test]
fn a_page_is_as_long_as_asked_and_the_next_follows_on() {
    let api = Api::new();
    let change = api.change_in(Status::Confirmed);
    let contact = api.client(Caller::BUSINESS);
    let in_pages = pages(3, |page| contact.read_history(change.id, &page));
    assert_eq!(in_pages, history(&api, change.id, Caller::BUSINESS).items);
}

#[test]
fn a_cursor_of_another_history_is_refused() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let (one, other) = (api.change_in(Status::Draft), api.change_in(Status::Draft));
    let cursor = contact.read_history(one.id, &Paging::first(1)).wait().body.next;
    assert!(cursor.is_some());
    let next = Paging { cursor, ..Paging::default() };
    contact.read_history(other.id, &next).refused(400, "bad_cursor");
}
