//! `ETag` and `If-Match`: nobody overwrites what they have not seen.

use api::{AnswersBody, CurrentBody, OrganisationNameBody};
use api_client::ETag;
use domain::change::Status;
use rstest::rstest;
use serde_json::json;

use crate::routes::{Rule, Subject};
use crate::rules::RULES;
use crate::support::{Api, Call, Caller, OatPlace, Wait, as_answered, retest};

/// Answers with this reason, and no other yet.
fn because(reason: &str) -> AnswersBody {
    AnswersBody { reason: reason.to_owned(), ..AnswersBody::default() }
}

#[test]
fn what_shows_a_change_says_which_version_it_is() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let draft = contact.draft_change(&AnswersBody::default()).wait();
    let path = format!("/technical-changes/{}", draft.id);
    assert_eq!((&draft.etag, &draft.location), (&Some(ETag::of(1)), &Some(path)));
    let read = contact.read_change(draft.id).wait();
    assert_eq!((&read.etag, &as_answered(read.body)), (&draft.etag, &draft.body));
    let edited = contact.edit_draft(draft.id, &ETag::of(1), &because("Moving")).wait();
    assert_eq!((&edited.etag, edited.version), (&Some(ETag::of(2)), 2));
    assert_eq!(contact.check_draft(draft.id).wait().etag, Some(ETag::of(2)));
}

#[test]
fn every_command_on_a_change_needs_the_version_it_was_seen_at() {
    // Files are added, removed and fetched one by one, whatever else happened meanwhile. A note, and a draft that begins from it,
    // leave the change as it is.
    let by_file =
        |path: &str| path.contains("/evidence") || path.contains("/bundle") || path.ends_with("/download");
    let on_change = |rule: &&Rule| rule.attempt.is_some() && rule.path.contains("{id}");
    let leaves_it = |rule: &&Rule| by_file(rule.path) || rule.is_refused_at_home();
    for rule in RULES.iter().filter(on_change).filter(|rule| !leaves_it(rule)) {
        let (api, on) = rule.world();
        let Subject::Change(change) = &on else { panic!("{on:?}") };
        let (before, kept) = (api.state().all_but_history, api.fakes.store.refused().len());
        let call = rule.call(&on).by(rule.somebody());
        api.send(call.clone().without_header("if-match")).expect_problem(428, "if_match_missing");
        for malformed in
            ["1", "", "\"one\"", "\"1", "\"\"", "\"-1\"", "\"1\", \"2\"", "\"99999999999999999999999\""]
        {
            api.send(call.clone().seen(malformed)).expect_problem(400, "if_match_malformed");
        }
        let stale = api.send(call.clone().seen("\"0\"")).expect_problem(412, "stale");
        assert_eq!(stale.header("etag"), change.etag.as_str());
        assert_eq!(stale.body["current"], json!(api.read(change.id)));
        api.send(call.clone().seen("\"999\"")).expect_problem(412, "stale");
        assert_eq!(api.state().all_but_history, before, "{} {}", rule.method, rule.path);
        let refused: Vec<_> = api.fakes.store.refused().split_off(kept);
        let told = refused.iter().map(|attempt| (attempt.refusal.as_str(), attempt.person));
        let expected = ("stale", rule.somebody().actor().person());
        assert_eq!(told.collect::<Vec<_>>(), [expected, expected], "{} {}", rule.method, rule.path);
        api.send(call).expect(rule.success);
    }
}

#[rstest]
#[case::any("*")]
#[case::weakened_by_a_proxy("W/\"4\"")]
fn the_version_may_be_any_or_weakened(#[case] tag: &str) {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    assert_eq!(draft.etag, ETag::of(4));
    let call = Call::put(draft.path()).by(Caller::BUSINESS).seen(tag).json(&json!({}));
    api.send(call).expect(200);
}

#[test]
fn two_editors_of_one_draft_do_not_overwrite_each_other() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let contact = api.client(Caller::BUSINESS);
    let edit = |reason: &str| contact.edit_draft(draft.id, &draft.etag, &because(reason));
    let first = edit("the first").wait();
    let second = edit("the second").refused(412, "stale");
    assert_eq!(second.current(), Some(&CurrentBody::Change(Box::new(first.body))));
    assert_eq!(api.read(draft.id).answers.reason, "the first");
}

/// Holds A1.
#[test]
fn who_acts_on_a_stale_view_is_on_record() {
    let api = Api::new();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let name = OrganisationNameBody { name: "Harbour".to_owned() };
    let rename = administrator.rename_organisation(fakes::organisation(1).id, &ETag::of(7), &name);
    rename.refused(412, "stale");
    let (oat, made) = Api::with_oat(OatPlace::Failed);
    let service = oat.client(Caller::SERVICE);
    service.ask_for_retest(made.id, &ETag::of(0), &retest("The path")).refused(412, "stale");
    for (api, what) in [(&api, "rename_organisation"), (&oat, "ask_for_retest")] {
        let refused = api.fakes.store.refused();
        let [attempt] = &refused[..] else { panic!("{refused:?}") };
        assert_eq!((attempt.command.code(), attempt.refusal.as_str()), (what, "stale"));
    }
}

#[test]
fn the_inspection_of_a_file_makes_no_view_stale() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let file = api.request_upload(draft.id).evidence.id;
    let seen = ETag::of(api.read(draft.id).version);
    api.accept(draft.id, file);
    assert_ne!(ETag::of(api.read(draft.id).version), seen);
    api.client(Caller::BUSINESS).edit_draft(draft.id, &seen, &because("")).wait();
}

/// Holds P1.
#[test]
fn permission_is_checked_before_anything_about_versions() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let edit = |caller, status, code| {
        let client = api.client(caller);
        client.edit_draft(draft.id, &ETag::of(1), &because("")).refused(status, code);
    };
    edit(Caller::RIVAL, 404, "not_found");
    edit(Caller::REVIEWER, 403, "role_required");
}
