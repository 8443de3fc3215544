//! What each side reads of OAT (P1, O6, O9, A1).

use api::{RecordEntryKind, RerunBody, WithdrawalBody};
use api_client::{ETag, Paging, WhichOats};
use domain::ids::OatId;
use domain::oat::{Queue, RunState, Status, SubjectStatusKind};
use fakes::{Play, organisation, pdp_team};
use serde_json::json;

use crate::support::{Api, Call, Caller, Client, OatPlace, Wait, names, pages, retest};

fn ids(client: &Client<'_>, which: &WhichOats) -> Vec<OatId> {
    client.list_oats(which).wait().items.iter().map(|row| row.id).collect()
}

/// Holds O9.
#[test]
fn a_report_tells_all_of_every_attempt_and_bodies_to_pdp_only() {
    let (api, made) = Api::with_oat(OatPlace::Testing);
    for _ in 0..3 {
        api.probe_with(&[Play::Answer(503)]);
    }
    let (service, support) = (api.client(Caller::SERVICE), api.client(Caller::SUPPORT));
    let own = service.read_run(made.id, 1, &Paging::default()).wait();
    let pdp = support.read_run(made.id, 1, &Paging::default()).wait();
    assert_eq!((*own.run.state, own.attempts.len()), (RunState::Failed, 3));
    for (mine, theirs) in own.attempts.iter().zip(&pdp.attempts) {
        let [seen, shown] = [mine, theirs].map(|attempt| attempt.response.as_ref().expect("a response"));
        assert_eq!((seen.status, mine.passed), (503, false));
        assert_eq!(seen.body_start, None);
        assert!(shown.body_start.is_some(), "{theirs:?}");
        assert_eq!(mine.tls, theirs.tls);
        assert!(mine.cause.is_some());
    }
    assert!(!json!(own.body).to_string().contains("problem\\\""), "{own:?}");
    // Page by page.
    let read = |page: Paging| service.read_run(made.id, 1, &page);
    assert_eq!(read(Paging::first(2)).wait().attempts.len(), 2);
    assert_eq!(pages(2, read), own.attempts);
    let bad = Call::get(format!("{}/runs/1?cursor=x", made.path())).by(Caller::SERVICE);
    api.send(bad).expect_problem(400, "bad_cursor");
    service.read_run(made.id, 2, &Paging::default()).refused(404, "run_not_found");
}

#[test]
fn an_organisation_lists_its_own_and_pdp_by_queue() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let (service, support) = (api.client(Caller::SERVICE), api.client(Caller::SUPPORT));
    let rival = api.client(Caller::RIVAL);
    let all = WhichOats::default();
    let of_queue = |queue| WhichOats { queue: Some(queue), ..WhichOats::default() };
    let own = WhichOats { organisation: Some(organisation(1).id), ..all.clone() };
    assert_eq!(ids(&service, &all), [made.id]);
    assert_eq!(ids(&rival, &all), []);
    // What failed is what PDP is asked about.
    assert_eq!(ids(&support, &all), [made.id]);
    for queue in Queue::ALL.iter().copied() {
        let expected = if queue == Queue::Failed { vec![made.id] } else { Vec::new() };
        assert_eq!(ids(&support, &of_queue(queue)), expected, "{queue:?}");
    }
    assert_eq!(ids(&support, &own), [made.id]);
    rival.list_oats(&own).refused(404, "not_found");
    service.list_oats(&of_queue(Queue::Failed)).refused(403, "role_required");
    let both = WhichOats { queue: Some(Queue::Failed), ..own };
    support.list_oats(&both).invalid(&[("queue", "not_expected")]);
    let list = |query: &str, caller| api.send(Call::get(format!("/oat-requests?{query}")).by(caller));
    list("queue=lost", Caller::SUPPORT).expect_fields(&[("queue", "unknown")]);
    list("organisation=first", Caller::SUPPORT).expect_fields(&[("organisation", "not_an_id")]);
    list("limit=0", Caller::SERVICE).expect_fields(&[("limit", "out_of_range")]);
    list("colour=blue", Caller::SERVICE).expect_problem(400, "bad_query");
    list("cursor=x", Caller::SERVICE).expect_problem(400, "bad_cursor");
}

/// Holds O8.
#[test]
fn the_history_has_refusals_too_and_only_pdp_sees_strangers() {
    let (api, made) = Api::with_oat(OatPlace::Testing);
    let (service, rival) = (api.client(Caller::SERVICE), api.client(Caller::RIVAL));
    let nothing_yet = retest("Nothing yet");
    rival.ask_for_retest(made.id, &ETag::any(), &nothing_yet).refused(404, "not_found");
    service.ask_for_retest(made.id, &ETag::any(), &nothing_yet).refused(409, "wrong_status");
    api.probe_with(&[]);
    let what = |caller| {
        let history = api.client(caller).read_oat_history(made.id, &Paging::default()).wait().body;
        history.items.into_iter().map(|entry| (entry.kind, entry.what)).collect::<Vec<_>>()
    };
    let (own, pdp) = (what(Caller::SERVICE), what(Caller::SUPPORT));
    let refusals = |entries: &[(_, String)]| {
        entries
            .iter()
            .filter(|entry| **entry == (RecordEntryKind::Refused, "ask_for_retest".to_owned()))
            .count()
    };
    assert_eq!((refusals(&own), refusals(&pdp)), (1, 2), "{pdp:?}");
    assert!(own.iter().any(|(_, what)| what == "oat_requested"), "{own:?}");
    rival.read_oat_history(made.id, &Paging::default()).refused(404, "not_found");
}

/// Holds O7.
#[test]
fn a_withdrawn_change_shows_in_its_oat_before_it_is_closed() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let (contact, service) = (api.client(Caller::BUSINESS), api.client(Caller::SERVICE));
    contact.withdraw_change(made.change(), &ETag::any(), &WithdrawalBody { reason: None }).wait();
    let read = service.read_oat(made.id).wait();
    assert_eq!(read.status, Status::Failed);
    assert_eq!(read.standing, Some(SubjectStatusKind::Ended.into()));
    service.ask_for_retest(made.id, &ETag::any(), &retest("The path")).refused(409, "change_ended");
}

/// Holds P1.
#[test]
fn those_who_act_in_a_request_are_named_to_their_side_and_pdp() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let asked = RerunBody { reason: Some("Our side was down".to_owned()) };
    let answer = api.client(Caller::SUPPORT).rerun(made.id, &ETag::any(), &asked).wait();
    assert_eq!(answer.people, None, "the answer to a command");
    let named = |caller| {
        let people = api.client(caller).read_oat(made.id).wait().body.people.unwrap_or_default();
        people.into_iter().map(|one| (one.id, one.name)).collect::<Vec<_>>()
    };
    let (own, team) = (names(&organisation(1).people), names(&pdp_team().people));
    assert_eq!(named(Caller::SERVICE), own);
    let at_pdp = named(Caller::SUPPORT);
    assert_eq!(at_pdp.len(), own.len() + team.len());
    assert!(own.iter().chain(&team).all(|one| at_pdp.contains(one)), "{at_pdp:?}");
}

#[test]
fn a_report_is_stable() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let report = api.client(Caller::SUPPORT).read_run(made.id, 1, &Paging::default()).wait();
    insta::assert_json_snapshot!("run_report", json!(report.body));
}
