//! Disputes on a store: one open for each result, their lists, their histories and their files (Q10).

use app::{
    AppError, DisputeDone, DisputeEntry, DisputeSummary, Disputes, Found, OatSubject, PageFault, PageRequest,
    ReferenceOf, Request, Verdict, execute_dispute_command, link_evidence, open_dispute, probe_due,
    read_dispute, read_dispute_history, receive_evidence, request_dispute_upload, request_oat,
    settle_evidence,
};
use domain::actor::Actor;
use domain::dispute::{Command, Dispute, Reason, Refusal, ResultId, Ruling, Status, replay};
use domain::evidence::{DeclaredType, FileFormat};
use domain::ids::DisputeId;
use domain::oat::Command as OatCommand;
use domain::reference::AnyReference;
use fakes::{FakeDownloadLinks, FakeProbe, FakeUploadForms, Play, accepted_file, find_profile};
use jiff::SignedDuration;

use crate::backend::Backend;
use crate::emulator::acting;
use crate::look_up::found;
use crate::testing::{good_answers, pdp_support, service_manager};
use crate::world::{World, all_pages, contact, first_page, named_key};

const URL: &str = "https://new.example.org/find";
const LOG: &str = "Our log shows that we answered 202";

/// The failed first run of the initial connection of organisation 3.
pub async fn failed_run<S: Backend>(world: &World<S>) -> ResultId {
    let own = world.connecting(3, &[URL]).await;
    let (actor, subject) = (service_manager(3), OatSubject::InitialConnection(own.id));
    let key = world.fresh_key(&actor);
    let asked = request_oat(&world.services, &actor, Some(&key), subject, &good_answers()).await.unwrap();
    let probe = FakeProbe::default();
    probe.play(&world.view_of_connection(&own).targets[0].url, [Play::Answer(404)]);
    let probed = acting("oat-probe", probe_due(&world.services, &probe, 4, || true)).await.unwrap();
    assert!(probed.failed.is_empty() && !probed.attempts.is_empty(), "{probed:?}");
    ResultId::Run { oat: asked.oat.id, number: 1 }
}

pub async fn dispute<S: Backend>(world: &World<S>, of: ResultId) -> Result<Dispute, AppError> {
    let (actor, key) = (service_manager(3), world.fresh_key(&service_manager(3)));
    acting("oat", open_dispute(&world.services, &actor, &key, of, &[], LOG)).await
}

pub async fn answer<S: Backend>(world: &World<S>, id: DisputeId) -> Result<DisputeDone, AppError> {
    let (actor, key) = (pdp_support(), world.fresh_key(&pdp_support()));
    let request = Request { actor: &actor, on: id, seen: None, key: Some(&key) };
    let command = Command::Answer { ruling: Some(Ruling::Stands), text: "It is of another day".to_owned() };
    acting("oat", execute_dispute_command(&world.services, request, &command)).await
}

async fn open_rows<S: Backend>(world: &World<S>, size: u32) -> Vec<DisputeSummary> {
    all_pages(size, async |page| world.store().open_disputes(&page).await).await
}

fn is_open_already(refused: &Result<Dispute, AppError>) -> bool {
    matches!(refused, Err(AppError::Refused(Refusal::Dispute(Reason::OpenAlready { .. }))))
}

/// Holds Q10.
pub async fn a_dispute_is_read_back<S: Backend>(world: &World<S>) {
    let of = failed_run(world).await;
    let opened = dispute(world, of).await.unwrap();
    assert_eq!((opened.result.id(), opened.status(), opened.version), (of, Status::Open, 1));
    assert_eq!(
        (&opened.profile, opened.organisation_name.as_str()),
        (&Some(find_profile(1)), "Organisation 3")
    );
    for actor in [service_manager(3), contact(3), pdp_support()] {
        let read = acting("oat", read_dispute(&world.services, &actor, opened.id)).await.unwrap();
        assert_eq!(read.dispute, opened);
    }
    let theirs = acting("oat", read_dispute(&world.services, &contact(1), opened.id)).await;
    assert!(matches!(theirs, Err(AppError::Refused(Refusal::NotFound(_)))));
    let nowhere = acting("oat", read_dispute(&world.services, &pdp_support(), DisputeId::nil())).await;
    assert!(matches!(nowhere, Err(AppError::Refused(Refusal::NotFound(_)))));
}

/// Holds Q10.
pub async fn of_two_disputes_of_a_result_at_once_one_is_opened<S: Backend>(world: &World<S>) {
    let of = failed_run(world).await;
    world.store().let_commits_meet(2);
    let (one, other) = tokio::join!(dispute(world, of), dispute(world, of));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert!(is_open_already(&one) || is_open_already(&other), "{one:?} {other:?}");
    assert_eq!(open_rows(world, 10).await.len(), 1);
}

/// Holds Q10.
pub async fn a_dispute_sent_twice_is_one<S: Backend>(world: &World<S>) {
    let of = failed_run(world).await;
    let (actor, key) = (service_manager(3), named_key(&service_manager(3), "once"));
    let ask = || acting("oat", open_dispute(&world.services, &actor, &key, of, &[], LOG));
    assert_eq!(ask().await.unwrap(), ask().await.unwrap());
    assert_eq!(open_rows(world, 10).await.len(), 1);
}

/// Holds Q10.
pub async fn an_answered_result_can_be_disputed_again<S: Backend>(world: &World<S>) {
    let of = failed_run(world).await;
    let first = dispute(world, of).await.unwrap();
    assert!(is_open_already(&dispute(world, of).await));
    let answered = answer(world, first.id).await.unwrap().dispute;
    assert_eq!(answered.status(), Status::Answered);
    assert!(open_rows(world, 10).await.is_empty(), "it leaves the queue with the answer");
    let second = dispute(world, of).await.unwrap();
    let again = answer(world, first.id).await;
    assert!(matches!(again, Err(AppError::Refused(Refusal::Dispute(Reason::Answered)))));
    assert!(is_open_already(&dispute(world, of).await), "the second is still open");
    let read =
        app::read_run(&world.services, &service_manager(3), oat_of(of), 1, &first_page(5)).await.unwrap();
    let disputes = read.disputes.unwrap();
    assert_eq!(disputes.all, [(first.id, first.reference), (second.id, second.reference)]);
    assert_eq!((disputes.open, disputes.version), (Some(second.id), 3));
}

fn oat_of(of: ResultId) -> domain::ids::OatId {
    let ResultId::Run { oat, .. } = of else { panic!("{of:?}") };
    oat
}

/// Holds Q2, Q10.
pub async fn disputes_are_listed_and_found_by_their_references<S: Backend>(world: &World<S>) {
    let of = failed_run(world).await;
    let mut all = Vec::new();
    for _ in 0..3 {
        let opened = dispute(world, of).await.unwrap();
        world.fakes.clock.advance(SignedDuration::from_mins(1));
        all.push(answer(world, opened.id).await.unwrap().dispute);
        world.fakes.clock.advance(SignedDuration::from_mins(1));
    }
    all.push(dispute(world, of).await.unwrap());
    let own = all[0].organisation;
    let newest_first: Vec<_> = all.iter().rev().map(DisputeSummary::of).collect();
    for size in 1..=5 {
        let listed = all_pages(size, async |page| world.store().disputes_of(own, &page).await).await;
        assert_eq!(listed, newest_first, "in pages of {size}");
        assert_eq!(open_rows(world, size).await, newest_first[..1]);
    }
    let cursor = world.store().disputes_of(own, &first_page(1)).await.unwrap().next;
    let page = PageRequest { size: 1, cursor };
    assert!(matches!(world.store().open_disputes(&page).await, Err(PageFault::BadCursor)));
    let theirs = world.store().disputes_of(fakes::organisation(1).id, &page).await;
    assert!(matches!(theirs, Err(PageFault::BadCursor)));
    let reference = AnyReference::Support(all[0].reference);
    let expected = Found { reference, of: ReferenceOf::Dispute(all[0].id), organisation: own };
    assert_eq!(found(world, &contact(3), &reference.to_string()).await.unwrap(), expected);
    assert!(found(world, &contact(1), &reference.to_string()).await.is_err());
}

/// Holds Q10.
pub async fn endpoints_of_an_earlier_run_are_known_by_its_attempts<S: Backend>(world: &World<S>) {
    let of = failed_run(world).await;
    let (manager, key) = (service_manager(3), world.fresh_key(&service_manager(3)));
    let request = Request { actor: &manager, on: oat_of(of), seen: None, key: Some(&key) };
    let retest = OatCommand::AskForRetest { fixed: "The path".to_owned() };
    let oat = app::execute_oat_command(&world.services, request, &retest).await.unwrap().oat;
    assert!(oat.run(1).unwrap().targets.is_empty(), "only the last run knows its targets");
    let read = app::read_run(&world.services, &manager, oat.id, 1, &first_page(5)).await.unwrap();
    let attempt = &read.attempts.items[0];
    let ask = async |endpoint| {
        let key = world.fresh_key(&manager);
        acting("oat", open_dispute(&world.services, &manager, &key, of, &[endpoint], LOG)).await
    };
    let unknown = ask(domain::ids::EndpointId::nil()).await;
    assert!(matches!(unknown, Err(AppError::Refused(Refusal::Invalid(_)))), "{unknown:?}");
    let opened = ask(attempt.endpoint).await.unwrap();
    assert_eq!((opened.targets.len(), &opened.targets[0].url), (1, &attempt.observation.url));
}

/// Holds E4, A1, Q10.
pub async fn a_dispute_keeps_its_files_and_its_history<S: Backend>(world: &World<S>) {
    let opened = dispute(world, failed_run(world).await).await.unwrap();
    let (manager, id) = (service_manager(3), opened.id);
    let upload = async |key: &app::RequestKey| {
        let request = Request { actor: &manager, on: id, seen: None, key: Some(key) };
        let (forms, png) = (FakeUploadForms::default(), DeclaredType(Some(FileFormat::Png)));
        acting("evidence", request_dispute_upload(&world.services, &forms, request, "log.png", png, None))
            .await
    };
    let key = named_key(&manager, "file");
    let (asked, again) = (upload(&key).await.unwrap(), upload(&key).await.unwrap());
    assert_eq!(asked.evidence, again.evidence, "a repeated request gets a form for the same file");
    let file = asked.evidence;
    let received = acting("inspect-evidence", receive_evidence(&world.services, id, file)).await.unwrap();
    assert!(received.is_some());
    let verdict = Verdict::Accepted(accepted_file(world.services.clock.now()));
    for _ in 0..2 {
        acting("inspect-evidence", settle_evidence(&world.services, id, file, &verdict)).await.unwrap();
    }
    let late = acting("inspect-evidence", receive_evidence(&world.services, id, file)).await.unwrap();
    assert!(late.is_none(), "it was decided already");
    let unknown =
        acting("inspect-evidence", receive_evidence(&world.services, id, world.services.fresh_id()));
    assert!(unknown.await.unwrap().is_none());
    let link = async |actor: &Actor| {
        let (links, key) = (FakeDownloadLinks::default(), world.fresh_key(actor));
        acting("evidence", link_evidence(&world.services, &links, actor, &key, id, file)).await
    };
    for actor in [contact(3), pdp_support()] {
        assert!(link(&actor).await.unwrap().url.contains(&format!("disputes/{id}/{file}")));
    }
    assert!(matches!(link(&contact(1)).await, Err(AppError::Refused(Refusal::NotFound(_)))));
    let answered = answer(world, id).await.unwrap().dispute;
    assert!(answered.files.0[&file].is_accepted());
    let history = async |actor: &Actor| {
        all_pages(2, async |page| {
            let read = acting("oat", read_dispute_history(&world.services, actor, id, &page)).await;
            read.map_err(|error| -> PageFault { panic!("{error}") })
        })
        .await
    };
    let entries: Vec<DisputeEntry> = history(&pdp_support()).await;
    let events: Vec<_> = entries
        .iter()
        .filter_map(|entry| match entry {
            DisputeEntry::Happened(recorded) => Some(recorded.event.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(replay(&events), Some(answered));
    let count = |is: fn(&DisputeEntry) -> bool| entries.iter().filter(|entry| is(entry)).count();
    assert_eq!(count(|entry| matches!(entry, DisputeEntry::Downloaded(_))), 2);
    assert_eq!(
        count(|entry| matches!(entry, DisputeEntry::Refused(_))),
        2,
        "the unknown file and the stranger"
    );
    let own = history(&contact(3)).await;
    assert_eq!(own.len() + 1, entries.len(), "only PDP sees the stranger's attempt");
    let theirs = read_dispute_history(&world.services, &contact(1), id, &first_page(5)).await;
    assert!(matches!(theirs, Err(AppError::Refused(Refusal::NotFound(_)))));
}
