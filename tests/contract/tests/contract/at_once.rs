//! Many at once on one thing: what cannot conflict in meaning is tried until it fits, and nobody is refused because others are
//! faster.

use std::pin::Pin;

use app::{
    AppError, PreFlightOf, Request, RequestedUpload, Verdict, administer, ask_pre_flight, draft_change,
    execute_command, receive_evidence, request_upload, settle_evidence,
};
use domain::actor::OrganisationRole;
use domain::change::support::SupportAsked;
use domain::change::{Command, HostsAtReview};
use domain::evidence::{DeclaredType, EvidenceState, FileFormat};
use domain::ids::{ChangeId, EvidenceId};
use domain::policy::Scale;
use domain::reference::SupportReference;
use fakes::{FakeUploadForms, accepted_file, member, organisation};
use futures_util::future::join_all;

use crate::backend::Backend;
use crate::office::{party, rename};
use crate::world::{World, contact, request, reviewer};

const MANY: usize = 10;
const DECLARED: DeclaredType = DeclaredType(Some(FileFormat::Pdf));

/// Something that somebody does meanwhile.
type Doing<'a> = Pin<Box<dyn Future<Output = Result<(), AppError>> + 'a>>;

async fn upload<S: Backend>(world: &World<S>, change: ChangeId) -> Result<RequestedUpload, AppError> {
    let actor = contact(1);
    let key = world.fresh_key(&actor);
    let asked = request(&actor, change, &key);
    request_upload(&world.services, &FakeUploadForms::default(), asked, "a.pdf", DECLARED, None, None).await
}

pub async fn many_upload_forms_asked_for_at_once_are_all_handed_out<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &[]).await;
    world.store().let_commits_meet(MANY);
    let asked = join_all((0..MANY).map(|_| upload(world, draft.id))).await;
    let files: Vec<EvidenceId> = asked.into_iter().map(|asked| asked.unwrap().evidence).collect();
    let after = world.load(draft.id).await.unwrap();
    assert_eq!(after.version, draft.version + MANY as u64);
    assert!(files.iter().all(|id| after.evidence.0.contains_key(id)));
    assert_eq!(after.evidence.0.len(), MANY);
}

pub async fn many_uploads_that_end_at_once_are_all_settled<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &[]).await;
    let asked = join_all((0..MANY).map(|_| upload(world, draft.id))).await;
    let files: Vec<EvidenceId> = asked.into_iter().map(|asked| asked.unwrap().evidence).collect();
    let verdict = Verdict::Accepted(accepted_file(world.services.clock.now()));
    world.store().let_commits_meet(MANY);
    let settled = join_all(files.iter().map(|id| async {
        receive_evidence(&world.services, draft.id, *id).await?;
        settle_evidence(&world.services, draft.id, *id, &verdict).await
    }));
    // Somebody goes on asking for forms meanwhile.
    let (settled, asked) = tokio::join!(settled, upload(world, draft.id));
    settled.into_iter().collect::<Result<Vec<_>, _>>().unwrap();
    asked.unwrap();
    let after = world.load(draft.id).await.unwrap();
    let accepted = |id| matches!(after.evidence.0[id].state, EvidenceState::Accepted(_));
    assert!(files.iter().all(accepted));
}

pub async fn everything_people_and_the_system_do_at_once_is_done<S: Backend>(world: &World<S>) {
    let change = world.submitted(1, &["https://a.example.org"]).await.id;
    let (scale, reason) = (Scale::Minor, Some("Larger".to_owned()));
    world
        .execute(
            &reviewer(),
            change,
            Command::Confirm { scale, reason, oat_required: true, hosts: HostsAtReview::default() },
        )
        .await;
    let commands = (0..MANY as u64).map(|number| {
        let actor = member(1, OrganisationRole::ALL[number as usize % OrganisationRole::ALL.len()]);
        let key = world.fresh_key(&actor);
        async move {
            let command = |_: &_| Command::OpenSupportRequest {
                reference: SupportReference::from_bits(number),
                asked: SupportAsked::Other,
                text: format!("Question {number}"),
            };
            execute_command(&world.services, request(&actor, change, &key), command).await.map(|_| ())
        }
    });
    // Others act on what they see meanwhile, refused or not: that keeps nobody back.
    let refused = async {
        let (rival, key) = (contact(2), world.fresh_key(&contact(2)));
        let withdraw = |_: &_| Command::Withdraw { reason: None };
        let refused = execute_command(&world.services, request(&rival, change, &key), withdraw).await;
        assert!(matches!(refused, Err(AppError::Refused(_))));
        Ok(())
    };
    let mut all: Vec<Doing<'_>> = Vec::new();
    for command in commands {
        all.push(Box::pin(command));
    }
    all.push(Box::pin(refused));
    world.store().let_commits_meet(MANY);
    join_all(all).await.into_iter().collect::<Result<Vec<_>, _>>().unwrap();
    assert_eq!(world.load(change).await.unwrap().support.len(), MANY);
}

pub async fn who_acts_on_a_view_that_others_changed_is_still_told_so<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &[]).await;
    let edit = async |reason: &str| {
        let (actor, seen) = (contact(1), Some(draft.version));
        let asked = Request { actor: &actor, on: draft.id, seen, key: None };
        let mut answers = draft.answers.clone();
        answers.reason = reason.to_owned();
        execute_command(&world.services, asked, |_| Command::EditDraft { answers: answers.clone() }).await
    };
    world.store().let_commits_meet(2);
    let (one, other) = tokio::join!(edit("one"), edit("other"));
    assert!(matches!((one, other), (Ok(_), Err(AppError::Stale(_))) | (Err(AppError::Stale(_)), Ok(_))));
}

pub async fn many_drafts_of_one_organisation_begun_at_once_are_all_begun<S: Backend>(world: &World<S>) {
    let actor = contact(1);
    world.store().let_commits_meet(MANY);
    let begun = join_all((0..MANY).map(|_| async {
        let key = world.fresh_key(&contact(1));
        draft_change(&world.services, &actor, &key, fakes::complete_answers(&[])).await
    }));
    let mut ids: Vec<_> = begun.await.into_iter().map(|done| done.unwrap().change.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), MANY);
}

pub async fn many_commands_on_one_record_at_once_are_all_done<S: Backend>(world: &World<S>) {
    let administrator = crate::office::administrator();
    world.store().let_commits_meet(MANY);
    let renamed = join_all((0..MANY).map(|number| {
        let request = Request { actor: &administrator, on: party(1), seen: None, key: None };
        async move { administer(&world.services, request, &rename(&format!("Name {number}"))).await }
    }));
    renamed.await.into_iter().collect::<Result<Vec<_>, _>>().unwrap();
    assert_eq!(world.record_entries(party(1), 100).await.len(), MANY);
}

pub async fn all_allowed_pre_flights_asked_for_at_once_are_made<S: Backend>(world: &World<S>) {
    let manager = member(1, OrganisationRole::ServiceManager);
    let endpoints: Vec<_> = organisation(1).live_endpoints.keys().copied().collect();
    let of = PreFlightOf::Endpoints(endpoints);
    let asked = join_all((0..3).map(|_| async {
        let key = world.fresh_key(&manager);
        ask_pre_flight(&world.services, &manager, &key, &of).await
    }));
    asked.await.into_iter().collect::<Result<Vec<_>, _>>().unwrap();
}
