//! `ETag` and `If-Match`: nobody overwrites what they have not seen.

use domain::change::Status;
use rstest::rstest;
use serde_json::json;

use crate::routes::Rule;
use crate::rules::RULES;
use crate::support::{Api, Call, Caller, OatPlace, SERVICE};

#[test]
fn what_shows_a_change_says_which_version_it_is() {
    let api = Api::new();
    let draft = api.draft(&json!({}));
    let path = format!("/technical-changes/{}", draft.text("/id"));
    assert_eq!((draft.header("etag"), draft.header("location")), ("\"1\"", path.as_str()));
    let read = api.read(&path);
    assert_eq!((read.header("etag"), &read.body), ("\"1\"", &draft.body));
    let edit = Call::put(&path).by(Caller::BUSINESS).seen("\"1\"").json(&json!({ "reason": "Moving" }));
    let edited = api.send(edit).expect(200);
    assert_eq!((edited.header("etag"), &edited.body["version"]), ("\"2\"", &json!(2)));
    let check = api.send(Call::get(format!("{path}/check")).by(Caller::BUSINESS)).expect(200);
    assert_eq!(check.header("etag"), "\"2\"");
}

#[test]
fn every_command_on_a_change_needs_the_version_it_was_seen_at() {
    // Files are added, removed and fetched one by one, whatever else happened meanwhile.
    let by_file =
        |path: &str| path.contains("/evidence") || path.contains("/bundle") || path.ends_with("/download");
    let on_change = |rule: &&Rule| rule.attempt.is_some() && rule.path.contains("{id}");
    for rule in RULES.iter().filter(on_change).filter(|rule| !by_file(rule.path)) {
        let api = Api::new();
        let change = api.change_at(rule.given);
        let (before, kept) = (api.state().all_but_history, api.fakes.store.refused().len());
        let call = rule.call(&change).by(rule.somebody());
        api.send(call.clone().without_header("if-match")).expect_problem(428, "if_match_missing");
        for malformed in
            ["1", "", "\"one\"", "\"1", "\"\"", "\"-1\"", "\"1\", \"2\"", "\"99999999999999999999999\""]
        {
            api.send(call.clone().seen(malformed)).expect_problem(400, "if_match_malformed");
        }
        let stale = api.send(call.clone().seen("\"0\"")).expect_problem(412, "stale");
        assert_eq!(stale.header("etag"), change.etag);
        assert_eq!(stale.body["current"], api.read(&change.path).body);
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
    assert_eq!(draft.etag, "\"4\"");
    let call = Call::put(&draft.path).by(Caller::BUSINESS).seen(tag).json(&json!({}));
    api.send(call).expect(200);
}

#[test]
fn two_editors_of_one_draft_do_not_overwrite_each_other() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let edit = |reason: &str| {
        let call = Call::put(&draft.path).by(Caller::BUSINESS).seen(&draft.etag);
        api.send(call.json(&json!({ "reason": reason })))
    };
    let first = edit("the first").expect(200);
    let second = edit("the second").expect_problem(412, "stale");
    assert_eq!(second.body["current"], first.body);
    assert_eq!(api.read(&draft.path).text("/answers/reason"), "the first");
}

/// Holds A1.
#[test]
fn who_acts_on_a_stale_view_is_on_record() {
    let api = Api::new();
    let rename = |seen: &str| {
        let path = format!("/organisations/{}", fakes::organisation(1).id);
        let administrator = Caller::Staff(Some(domain::actor::PdpRole::Administrator));
        api.send(Call::put(path).by(administrator).seen(seen).json(&json!({ "name": "Harbour" })))
    };
    rename("\"7\"").expect_problem(412, "stale");
    let (oat, made) = Api::with_oat(OatPlace::Failed);
    let retest = Call::post(format!("{}/retests", made.path)).by(SERVICE).seen("\"0\"");
    oat.send(retest.json(&json!({ "fixed": "The path" }))).expect_problem(412, "stale");
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
    let file = api.request_upload(&draft.path);
    let seen = api.read(&draft.path).header("etag").to_owned();
    api.accept(&draft.id, file.text("/evidence/id"));
    assert_ne!(api.read(&draft.path).header("etag"), seen);
    let call = Call::put(&draft.path).by(Caller::BUSINESS).seen(&seen).json(&json!({}));
    api.send(call).expect(200);
}

/// Holds P1.
#[test]
fn permission_is_checked_before_anything_about_versions() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let edit = Call::put(&draft.path).seen("\"1\"").json(&json!({}));
    api.send(edit.clone().by(Caller::RIVAL)).expect_problem(404, "not_found");
    api.send(edit.by(Caller::REVIEWER)).expect_problem(403, "role_required");
}
