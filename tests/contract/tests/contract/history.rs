//! The history: complete, in order, and never lost behind the size of a page (A1).

use app::{
    Changes, Commit, Download, Downloaded, Effect, HistoryEntry, RequestKey, Verdict, execute_command,
    link_evidence, receive_evidence, settle_evidence,
};
use domain::change::{Command, HostsAtReview, Reason, Refusal, replay};
use domain::evidence::{FileFormat, FileRejection};
use domain::policy::Scale;
use fakes::{FakeDownloadLinks, accepted_file, key};
use jiff::SignedDuration;

use crate::backend::Backend;
use crate::world::{INSPECTION, World, contact, first_page, request, reviewer};

/// Everything that can happen to a change, with notifications for all of it; answers the id.
pub async fn a_full_life<S: Backend>(world: &World<S>) -> domain::ids::ChangeId {
    let (business, reviewer) = (contact(1), reviewer());
    let draft = world.draft(1, &["https://a.example.org/find", "https://b.example.org"]).await;
    let id = draft.id;
    let mut answers = draft.answers.clone();
    answers.suggested_scale = Some(Scale::Minor);
    answers.affected_endpoints = fakes::organisation(1).live_endpoints.into_keys().collect();
    world.execute(&business, id, Command::EditDraft { answers }).await;
    let upload = |name: &str| Command::RequestUpload {
        id: world.fresh_evidence(),
        file_name: name.to_owned(),
        declared: Some(FileFormat::Pdf),
        step: None,
    };
    for name in ["good.pdf", "bad.pdf", "removed.pdf", "never.pdf"] {
        let asked = world.execute(&business, id, upload(name)).await;
        let file = *asked.evidence.0.last_key_value().unwrap().0;
        match name {
            "good.pdf" => {
                receive_evidence(&world.services, id, file).await.unwrap();
                let verdict = Verdict::Accepted(accepted_file(world.services.clock.now()));
                settle_evidence(&world.services, id, file, &verdict).await.unwrap();
            }
            "bad.pdf" => {
                let verdict = Verdict::Rejected(FileRejection::SecondFormat);
                settle_evidence(&world.services, id, file, &verdict).await.unwrap();
            }
            "removed.pdf" => {
                world.execute(&business, id, Command::RemoveEvidence { id: file }).await;
            }
            _ => {}
        }
    }
    world.fakes.clock.advance(SignedDuration::from_millis(90_061_001));
    let current = world.load(id).await.unwrap();
    world.try_submit(&current, 1).await.unwrap();
    let ask = Command::AskForInformation { question: "Which\nhosts?".to_owned() };
    world.execute(&reviewer, id, ask).await;
    let reclassify =
        |scale, oat_required| Command::Reclassify { scale, reason: format!("It is {scale}"), oat_required };
    world.execute(&reviewer, id, reclassify(Scale::Moderate, None)).await;
    world.execute(&business, id, Command::AnswerQuestion { answer: "These".to_owned() }).await;
    let reason = Some("As reclassified".to_owned());
    let confirm = Command::Confirm {
        scale: Scale::Significant,
        reason,
        oat_required: true,
        hosts: HostsAtReview::default(),
    };
    world.execute(&reviewer, id, confirm).await;
    world.execute(&reviewer, id, reclassify(Scale::Minor, Some(false))).await;
    world.execute(&business, id, Command::Withdraw { reason: Some("Enough".to_owned()) }).await;
    id
}

/// Holds A1.
pub async fn the_history_replays_to_the_state<S: Backend>(world: &World<S>) {
    let id = a_full_life(world).await;
    let rejected = world.submitted(2, &["https://c.example.org"]).await;
    world.execute(&reviewer(), rejected.id, Command::Reject { reason: "No".to_owned() }).await;
    for id in [id, rejected.id] {
        let events = world.events(id).await;
        let state = world.load(id).await;
        assert!(state.is_some());
        assert_eq!(replay(&events), state);
    }
}

/// Holds A1.
pub async fn attempts_and_downloads_stand_after_the_version_they_saw<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &[]).await;
    let business = contact(1);
    let refused = |actor| {
        let key = world.fresh_key(actor);
        async move {
            let asked = request(actor, draft.id, &key);
            let command = Command::Reject { reason: "No".to_owned() };
            execute_command(&world.services, asked, |_| command.clone()).await.unwrap_err()
        }
    };
    refused(&business).await;
    world.fakes.clock.advance(SignedDuration::from_secs(1));
    let file = world.fresh_evidence();
    let by = domain::actor::By::Person {
        person: business.person().unwrap(),
        role: domain::actor::OrganisationRole::PrimaryBusinessContact.into(),
    };
    let (at, name) = (world.services.clock.now(), business.name().cloned());
    let mut handed_out = Commit::empty(at);
    handed_out.effects.push(Effect::Downloaded {
        from: draft.id.into(),
        organisation: draft.organisation,
        version: draft.version,
        note: world.services.fresh_uuid(),
        download: Download { of: Downloaded::Evidence(file), at, by, name },
    });
    world.commit(&handed_out).await.unwrap();
    world.commit(&world.edit(&draft, 1, "again")).await.unwrap();
    refused(&contact(2)).await;
    let history = world.history(draft.id, 2).await;
    let kinds: Vec<_> = history
        .iter()
        .map(|entry| match entry {
            HistoryEntry::Happened(recorded) => (recorded.version, recorded.event.kind.code().to_owned()),
            HistoryEntry::Refused(attempt) => {
                (attempt.version, format!("{} {}", attempt.refusal, attempt.outsider))
            }
            HistoryEntry::Downloaded(download) => {
                (0, format!("{}", download.of == Downloaded::Evidence(file)))
            }
            HistoryEntry::Mended(mending) => (0, mending.what.code().to_owned()),
            HistoryEntry::Unknown(unknown) => panic!("{unknown:?}"),
        })
        .collect();
    let expected = [
        (1, "change_drafted"),
        (1, "role_required false"),
        (0, "true"),
        (2, "draft_edited"),
        (2, "not_found true"),
    ];
    assert_eq!(kinds, expected.map(|(version, kind)| (version, kind.to_owned())));
    let HistoryEntry::Downloaded(kept) = &history[2] else { panic!("{history:?}") };
    assert_eq!((kept.at, kept.by), (at, by));
}

/// Holds A1.
pub async fn a_history_of_more_than_a_megabyte_is_read_whole<S: Backend>(world: &World<S>) {
    let mut change = world.draft(1, &[]).await;
    for letter in ["a", "b", "c", "d", "e"] {
        let commit = world.edit(&change, 1, &letter.repeat(300_000));
        world.commit(&commit).await.unwrap();
        change = commit.change().unwrap().clone();
    }
    let events = world.events(change.id).await;
    assert_eq!(events.len(), 6);
    assert_eq!(replay(&events), Some(change));
}

/// Holds A1.
pub async fn a_history_in_pages_is_the_whole_history<S: Backend>(world: &World<S>) {
    let id = a_full_life(world).await;
    let whole = world.history(id, 100).await;
    assert!(whole.len() > 10);
    for size in [1, 2, 7] {
        assert_eq!(world.history(id, size).await, whole, "in pages of {size}");
    }
}

pub async fn the_history_of_nothing_is_nobody_s<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &[]).await;
    let own = world.store().history(draft.id, &first_page(10)).await.unwrap();
    assert_eq!(own.organisation, Some(draft.organisation));
    let unknown = domain::ids::ChangeId::nil();
    let none = world.store().history(unknown, &first_page(10)).await.unwrap();
    assert_eq!(none.organisation, None);
    assert_eq!(none.page.items, []);
    assert_eq!(none.page.next, None);
}

/// Holds A1.
pub async fn each_download_is_kept_with_who_fetched_it<S: Backend>(world: &World<S>) {
    let business = contact(1);
    let draft = world.draft(1, &[]).await;
    let file = world.fresh_evidence();
    let upload = Command::RequestUpload {
        id: file,
        file_name: "a.pdf".to_owned(),
        declared: Some(FileFormat::Pdf),
        step: None,
    };
    world.execute(&business, draft.id, upload).await;
    let accepted = accepted_file(world.services.clock.now());
    world.execute(&INSPECTION, draft.id, Command::AcceptEvidence { id: file, file: accepted }).await;
    let link = async |key: &RequestKey, id| {
        link_evidence(&world.services, &FakeDownloadLinks::default(), &business, key, draft.id, id).await
    };
    let (first, second) = (key(&business, "a", 1).unwrap(), key(&business, "b", 1).unwrap());
    link(&first, file).await.unwrap();
    link(&first, file).await.unwrap();
    link(&second, file).await.unwrap();
    let reused = key(&business, "a", 2).unwrap();
    assert!(matches!(link(&reused, file).await, Err(app::AppError::KeyReused)));
    let unknown = link(&world.fresh_key(&business), world.fresh_evidence()).await;
    assert!(matches!(unknown, Err(app::AppError::Refused(Refusal::Change(Reason::EvidenceNotFound)))));
    let history = world.history(draft.id, 100).await;
    let downloads: Vec<_> =
        history.iter().filter(|entry| matches!(entry, HistoryEntry::Downloaded(_))).collect();
    let (at, by) = (world.services.clock.now(), business.reading().unwrap());
    let (of, name) = (Downloaded::Evidence(file), business.name().cloned());
    let kept = HistoryEntry::Downloaded(Download { of, at, by, name });
    assert_eq!(downloads, [&kept, &kept, &kept]);
    let refused = history.iter().filter_map(|entry| match entry {
        HistoryEntry::Refused(attempt) => Some((attempt.command.code(), attempt.refusal.as_str())),
        _ => None,
    });
    let expected = [("link_evidence", "idempotency_key_reused"), ("link_evidence", "evidence_not_found")];
    assert_eq!(refused.collect::<Vec<_>>(), expected);
}
