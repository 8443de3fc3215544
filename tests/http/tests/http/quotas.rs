//! Quotas as callers meet them: who is answered 429 with which code, sentence and `Retry-After`, and that nobody else notices (Q7).

use api::{RegisterExportBody, UploadRequestBody};
use domain::change::Status;
use domain::evidence::FileFormat;
use domain::export::{Export, ExportState, Product, RegisterFormat};
use domain::ids::ExportId;
use domain::policy::Policy;
use domain::quota::{Kind, Whose};
use fakes::organisation;
use jiff::SignedDuration;

use crate::repeated::commands;
use crate::support::{Api, Call, Caller, Wait, answers};

/// Holds Q7.
#[test]
fn every_command_is_refused_in_words_once_the_minute_is_spent() {
    for rule in commands() {
        let name = format!("{} {}", rule.method, rule.path);
        let ((api, on), somebody) = (rule.world(), rule.somebody());
        api.fakes.clock.advance(SignedDuration::from_mins(1));
        api.spend(somebody, Kind::Commands, false);
        let (before, kept) = (api.state().all_but_history, api.fakes.store.refused().len());
        for tries in 0..3 {
            let answer = api.send(rule.call(&on).by(somebody)).expect_problem(429, "too_many_commands");
            assert_eq!(answer.header("retry-after"), "60", "{name}");
            let said = answer.text("/detail");
            assert!(
                said.starts_with("You have sent ") && said.ends_with("try again in 60 seconds"),
                "{said}"
            );
            assert_eq!(api.state().all_but_history, before, "{name}: nothing else is written");
            assert_eq!(api.fakes.store.refused().len(), kept + 1, "{name}: kept once, after {tries} more");
        }
        let attempt = api.fakes.store.refused().into_iter().find(|one| one.refusal == "too_many_commands");
        assert_eq!(attempt.expect("it is kept").person, somebody.actor().person(), "{name}");
        assert!(api.fakes.identities.invited().is_empty(), "{name}: nothing is begun outside");
        api.fakes.clock.advance(SignedDuration::from_mins(1));
        // Some of them are over by now, or begin only later; none is refused for the quota.
        assert_ne!(api.send(rule.call(&on).by(somebody)).status.as_u16(), 429, "{name}");
    }
}

/// Holds Q7.
#[test]
fn the_last_command_of_a_minute_is_done_and_the_next_is_not() {
    let api = Api::new();
    let business = api.client(Caller::BUSINESS);
    let most = Policy::version(1).limits.quotas.commands_a_minute.person.unwrap();
    api.fakes.clock.advance(SignedDuration::from_secs(26));
    let (draft, etag) = {
        let made = business.draft_change(&answers()).wait();
        (made.body.id, made.etag.unwrap())
    };
    let mut etag = etag;
    for number in 1..most {
        let answers = api::AnswersBody { reason: format!("Reason {number}"), ..answers() };
        etag = business.edit_draft(draft, &etag, &answers).wait().etag.unwrap();
    }
    let refused = business.edit_draft(draft, &etag, &answers()).refused(429, "too_many_commands");
    assert_eq!(refused.retry_after, Some(34), "typed clients keep it");
    business.read_change(draft).wait();
    api.fakes.clock.advance(SignedDuration::from_secs(34));
    business.edit_draft(draft, &etag, &answers()).wait();
}

/// Holds Q7.
#[test]
fn colleagues_share_and_other_organisations_notice_nothing() {
    let api = Api::new();
    let mine = api.change_in(Status::Draft);
    api.spend(Caller::BUSINESS, Kind::Commands, true);
    for caller in [Caller::BUSINESS, Caller::Member(1, None), Caller::SERVICE] {
        let draft = Call::post("/technical-changes").by(caller).json(&serde_json::json!(answers()));
        let answer = api.send(draft);
        match caller {
            Caller::BUSINESS => {
                let answer = answer.expect_problem(429, "too_many_commands");
                assert!(answer.text("/detail").starts_with("Your organisation has sent 600 requests"));
            }
            // Permission comes first, whatever is left.
            _ => _ = answer.expect_problem(403, "role_required"),
        }
    }
    api.client(Caller::RIVAL).draft_change(&answers()).wait();
    api.client(Caller::REVIEWER).read_change(mine.id).wait();
}

/// Holds P1, Q7.
#[test]
fn a_stranger_uses_up_their_own_quota_alone() {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let withdraw =
        || Call::post(format!("{}/withdrawal", change.path())).seen("\"2\"").json(&serde_json::json!({}));
    let used = |whose| api.fakes.store.used(whose, Kind::Commands);
    let (rival, mine) = (Caller::RIVAL.actor(), Whose::Organisation(organisation(1).id));
    let (before, kept) = (used(mine), api.fakes.store.refused().len());
    let most = Policy::version(1).limits.quotas.commands_a_minute.person.unwrap();
    for _ in 0..most + 10 {
        api.send(withdraw().by(Caller::RIVAL)).expect_problem(404, "not_found");
    }
    assert_eq!(used(mine), before);
    assert_eq!(used(Whose::Person(rival.person().unwrap())), most);
    let kept = api.fakes.store.refused().len() - kept;
    assert_eq!(kept, most as usize, "beyond the quota a refusal is answered, and not kept");
    api.send(Call::post("/technical-changes").by(Caller::RIVAL).json(&serde_json::json!(answers())))
        .expect_problem(429, "too_many_commands");
}

/// Holds Q7.
#[test]
fn uploads_exports_and_pre_flights_are_counted_by_the_hour() {
    for together in [false, true] {
        let api = Api::new();
        let draft = api.change_in(Status::Draft);
        let business = api.client(Caller::BUSINESS);
        api.fakes.clock.advance(SignedDuration::from_mins(48));
        api.spend(Caller::BUSINESS, Kind::Uploads, together);
        api.spend(Caller::BUSINESS, Kind::Exports, together);
        let pdf = UploadRequestBody {
            file_name: "a.pdf".into(),
            media_type: FileFormat::Pdf.into(),
            step: None,
            return_to: None,
        };
        let csv = RegisterExportBody { format: RegisterFormat::Csv.into() };
        let upload = business.request_upload(draft.id, &pdf).refused(429, "too_many_uploads");
        let register = business.request_register(&csv).refused(429, "too_many_exports");
        let bundle = business.request_bundle(draft.id).refused(429, "too_many_exports");
        for problem in [upload, register, bundle] {
            assert_eq!(problem.retry_after, Some(12 * 60));
            assert!(problem.advice().ends_with("try again in 12 minutes"), "{}", problem.advice());
            assert_eq!(problem.advice().starts_with("Your organisation has"), together);
        }
        let technical = api.client(Caller::TECHNICAL);
        let technical = technical.request_register(&csv);
        if together {
            technical.refused(429, "too_many_exports");
        } else {
            technical.wait();
        }
        api.client(Caller::RIVAL).request_register(&csv).wait();
        business.draft_change(&answers()).wait();
        api.fakes.clock.advance(SignedDuration::from_mins(12));
        business.request_upload(draft.id, &pdf).wait();
        business.request_register(&csv).wait();
    }
}

/// Holds Q7.
#[test]
fn three_exports_are_under_way_at_a_time() {
    let api = Api::new();
    let csv = RegisterExportBody { format: RegisterFormat::Csv.into() };
    let (business, service) = (api.client(Caller::BUSINESS), api.client(Caller::SERVICE));
    let first = business.request_register(&csv).wait().body.id;
    for _ in 0..2 {
        service.request_register(&csv).wait();
    }
    let problem = business.request_register(&csv).refused(429, "too_many_exports_under_way");
    assert_eq!(problem.retry_after, Some(60));
    let rival = api.client(Caller::RIVAL).request_register(&csv).wait();
    assert!(rival.body.id != ExportId::nil());
    for caller in [Caller::REVIEWER, Caller::SUPPORT] {
        api.client(caller).request_register(&csv).wait();
    }
    let export = api.fakes.store.export(first).unwrap();
    let product = Product { build: 1, bytes: 1, sha256: [1; 32], at: app::Clock::now(&api.fakes.clock) };
    api.fakes.store.put_export_as_is(Export { state: ExportState::Ready(product), ..export });
    business.request_register(&csv).wait();
}

/// Holds Q7.
#[test]
fn too_many_open_changes_is_no_matter_of_time() {
    let api = Api::new();
    let (business, most) = (api.client(Caller::BUSINESS), Policy::version(1).limits.quotas.open_changes);
    let mut last = None;
    for _ in 0..most {
        last = Some(business.draft_change(&answers()).wait());
    }
    assert_eq!(api.fakes.store.open_changes(organisation(1).id), i64::from(most));
    let problem = business.draft_change(&answers()).refused(409, "too_many_open_changes");
    assert_eq!(problem.retry_after, None);
    assert!(problem.advice().contains("Finish or withdraw one of them"));
    api.client(Caller::RIVAL).draft_change(&answers()).wait();
    let last = last.unwrap();
    let nothing = api::WithdrawalBody { reason: None };
    business.withdraw_change(last.id, &last.etag.clone().unwrap(), &nothing).wait();
    business.draft_change(&answers()).wait();
}
