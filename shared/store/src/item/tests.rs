//! The written form of every item, under version control: a change of it that nobody meant shows here, and one that is
//! meant needs another format number (`docs/data-model.md`).

use app::mail::{About, Audience, Mail, MailState, Notification, Part};
use app::{
    Download, Downloaded, FileInChecking, GivenReference, History, HistoryEntry, KeptTask, Party, Receipt,
    Recorded, ReferenceOf, RefusedCommand, RequestKey,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::{By, OrganisationRole, PdpRole, Process};
use domain::aggregate::Trail;
use domain::calendar::Calendar;
use domain::change::steps::StepProgress;
use domain::change::{
    Change, Command, CommandKind, Context, Event, HostsAtReview, Status, apply, decide, draft, replay,
};
use domain::endpoint::EndpointType;
use domain::evidence::{FileFormat, FileOwner};
use domain::export::{
    Export, ExportFailure, ExportState, Product, RegisterFormat, Subject, building, interrupted,
};
use domain::ids::{ChangeId, EvidenceId, ExportId, MailId, RefusedCommandId};
use domain::policy::{Scale, Step};
use domain::reference::{AnyReference, Reference};
use domain::register::RegisteredEndpoint;
use domain::task::{NoteOn, Task};
use domain::text::{FreeText, Name};
use fakes::{accepted_file, complete_answers, endpoint, key, member, organisation, pdp_team, staff, urls_of};
use jiff::Timestamp;
use newtype_uuid::TypedUuid;
use serde_json::Value;

use super::read_past::Past;
use super::released::{a_claim, a_note, every_task, row};
use super::{
    Item, change, checking, export, history, mail, membership, note, organisation as org, receipt, reference,
    register, reservation, summary, task,
};
use crate::table::keys::Key;

pub(super) fn now() -> Timestamp {
    "2026-07-06T09:00:00.25Z".parse().unwrap()
}

pub(super) fn id<K: newtype_uuid::TypedUuidKind>(number: u64) -> TypedUuid<K> {
    TypedUuid::from_u64_pair(0x0198_0000_0000_7000, 0x8000_0000_0000_0000 | number)
}

pub(super) fn shown(item: Item) -> String {
    let value: Value = serde_dynamo::from_item(item).unwrap();
    serde_json::to_string_pretty(&value).unwrap()
}

pub(super) fn together(items: impl IntoIterator<Item = Item>) -> String {
    items.into_iter().map(shown).collect::<Vec<_>>().join("\n")
}

/// A change that has been through review, with a file, a question, and work on two steps; and what happened.
pub(super) fn reviewed() -> (Change, Vec<Event>) {
    let (business, reviewer) =
        (member(1, OrganisationRole::PrimaryBusinessContact), staff(PdpRole::Reviewer));
    let inspection = domain::actor::Actor::System(Process::EvidenceInspection);
    let context = Context::at(now(), Calendar::england_and_wales());
    let file: EvidenceId = id(2);
    let mut answers = complete_answers(&["https://a.example.org/find"]);
    answers.affected_endpoints = organisation(1).live_endpoints.into_keys().collect();
    let mut events = vec![draft(id(1), answers, true, &business, &context).unwrap()];
    let mut change = replay(&events).unwrap();
    let commands = [
        (
            &business,
            Command::RequestUpload {
                id: file,
                file_name: "a.pdf".into(),
                declared: Some(FileFormat::Pdf),
                step: None,
            },
        ),
        (&inspection, Command::AcceptEvidence { id: file, file: accepted_file(now()) }),
        (
            &business,
            Command::Submit {
                reference: Reference::from_bits(12_345_678_901),
                organisation_name: "Organisation 1".into(),
                live_endpoints: organisation(1).live_endpoints,
            },
        ),
        (&reviewer, Command::AskForInformation { question: "Which?".into() }),
        (&business, Command::AnswerQuestion { answer: "These".into() }),
        (
            &reviewer,
            Command::Confirm {
                scale: Scale::Moderate,
                reason: Some("Larger".into()),
                oat_required: true,
                hosts: HostsAtReview::default(),
            },
        ),
    ];
    for (actor, command) in commands {
        for event in decide(&change, command, actor, &context).map(Trail::into_events).unwrap() {
            apply(&mut change, &event);
            events.push(event);
        }
    }
    let (at, by) = (now(), By::System(Process::EvidenceInspection));
    change.progress.insert(Step::Prerequisites, StepProgress::Complete { at, by });
    let reason = FreeText::restore("Not all tests passed".into());
    change.progress.insert(Step::TestCryptographicMaterial, StepProgress::Returned { at, by, reason });
    (change, events)
}

#[test]
fn the_state_of_a_change() {
    let (state, _) = reviewed();
    let item = change::write(&state).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(change::read(item, &mut Past::default()).unwrap(), state);
}

#[test]
fn withdrawn_without_a_kept_confirmation_it_has_no_steps() {
    let (mut state, _) = reviewed();
    let withdraw = Command::Withdraw { reason: None };
    let context = Context::at(now(), Calendar::england_and_wales());
    let events = decide(&state, withdraw, &member(1, OrganisationRole::PrimaryBusinessContact), &context)
        .map(Trail::into_events);
    events.unwrap().iter().for_each(|event| apply(&mut state, event));
    let mut item = change::write(&state).unwrap();
    assert_eq!(change::read(item.clone(), &mut Past::default()).unwrap(), state);
    assert!(!state.steps().is_empty());
    let Some(AttributeValue::M(stage)) = item.get_mut("stage") else { panic!("a stage") };
    let Some(AttributeValue::M(withdrawn)) = stage.get_mut("withdrawn") else { panic!("withdrawn") };
    assert!(withdrawn.remove("confirmation").is_some() && item.remove("endpoints_since").is_some());
    let before = change::read(item, &mut Past::default()).unwrap();
    assert_eq!((before.steps(), before.register()), (Vec::new(), state.register()));
}

#[test]
fn a_change_in_the_review_queue() {
    let (_, events) = reviewed();
    let (in_review, waiting) = (replay(&events[..5]).unwrap(), replay(&events[..6]).unwrap());
    let of = |state: &Change| {
        let mut item = change::write(state).unwrap();
        item.retain(|name, _| {
            ["queue", "due", "summary", "org_key", "org_sort", "format"].contains(&name.as_str())
        });
        item
    };
    insta::assert_snapshot!(shown(of(&in_review)));
    insta::assert_snapshot!(shown(of(&waiting)));
    assert_eq!(summary::read(of(&waiting)).unwrap(), app::Summary::of(&waiting));
}

#[test]
fn entries_of_a_history() {
    let (state, events) = reviewed();
    let mut items = Vec::new();
    for (version, event) in (1..).zip(events) {
        let before = (version > 1).then_some(Status::Draft);
        let name = (version > 1).then(|| Name::restore("Ada Example".to_owned()));
        let recorded = Recorded { version, before, after: state.status(), event, name };
        let key = Key::change(state.id).event(version);
        let item = history::write_happened(key, state.organisation, &recorded).unwrap();
        items.push(item.clone());
        assert_eq!(history::read(item).unwrap(), (state.organisation, HistoryEntry::Happened(recorded)));
    }
    insta::assert_snapshot!(together(items));
}

#[test]
fn a_refused_command_and_a_download() {
    let (state, _) = reviewed();
    let refused = RefusedCommand {
        id: id::<domain::ids::RefusedCommandKind>(3),
        on: History::Change(state.id),
        party: Party::Organisation(state.organisation),
        version: state.version,
        at: now(),
        person: Some(id(4)),
        name: Some(Name::restore("Ada Example".to_owned())),
        roles: Some([OrganisationRole::ServiceManager.into(), OrganisationRole::TestManager.into()].into()),
        outsider: true,
        command: CommandKind::Submit.into(),
        refusal: "not_found".into(),
    };
    let note = newtype_uuid::GenericUuid::into_untyped_uuid(
        id::<domain::ids::RefusedCommandKind>(3) as RefusedCommandId
    );
    let key = || Key::change(state.id).side_note(state.version, note);
    let item = history::write_refused(key(), state.organisation, &refused).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(history::read::<Change>(item).unwrap().1, HistoryEntry::Refused(refused));
    let by = By::Person { person: id(4), role: OrganisationRole::ServiceManager.into() };
    let name = Some(Name::restore("Ada Example".to_owned()));
    let download = Download { of: Downloaded::Evidence(id(2)), at: now(), by, name };
    let item = history::write_download(key(), state.organisation, &download).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(history::read::<Change>(item).unwrap().1, HistoryEntry::Downloaded(download));
    let mending = super::released::mending(app::MendedPart::Notification(id(30)));
    let item = history::write_mended(key(), state.organisation, &mending).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(history::read::<Change>(item).unwrap().1, HistoryEntry::Mended(mending));
}

#[test]
fn a_notification() {
    let (state, _) = reviewed();
    let submission = &state.submitted.as_ref().unwrap().submission;
    let notification = Notification::ReviewNeeded {
        asked: submission.clone().into(),
        reason: submission.reason.clone(),
        due: "2026-07-13".parse().unwrap(),
    };
    let notification = Mail {
        id: id::<domain::ids::MailKind>(5) as MailId,
        parts: vec![Part { audiences: vec![Audience::Pdp(PdpRole::Reviewer)], notification }],
        reader: None,
        copy_of: None,
        address: None,
        about: About::Change { id: state.id, reference: state.reference().unwrap() },
        organisation: Some(state.organisation),
        organisation_name: "Organisation 1".into(),
        policy: 1,
        at: now(),
    };
    let item = mail::write(&notification).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(mail::read(item).unwrap(), (notification, MailState::Pending { failures: 0 }));
}

#[test]
fn states_of_a_notification() {
    let states = [
        MailState::Pending { failures: 2 },
        MailState::Sending { failures: 2, until: now() },
        MailState::Ambiguous { failures: 2, since: now() },
        MailState::Sent { at: now(), message_id: "m".into() },
        MailState::Failed { failures: 3, at: now() },
        MailState::NoRecipient { failures: 0, since: now(), looked: now() },
        MailState::Addressed { at: now() },
    ];
    let written = states.map(|state| Item::from([("state".to_owned(), mail::write_state(&state).unwrap())]));
    insta::assert_snapshot!(together(written));
}

#[test]
fn an_organisation_its_members_and_endpoints() {
    let own = organisation(1);
    let item = org::write(&own).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(org::read(item).unwrap(), own);
    insta::assert_snapshot!(shown(membership::write_member(own.id, &own.people[0]).unwrap()));
    let (endpoint_id, url) = urls_of(&own).pop_first().unwrap();
    let live = endpoint(EndpointType::Find, url.as_str()).unwrap();
    insta::assert_snapshot!(shown(
        register::write(&RegisteredEndpoint::connected_before(endpoint_id, own.id, live.clone())).unwrap()
    ));
    insta::assert_snapshot!(shown(
        reservation::for_endpoint(Key::url(&live), &live, own.id, endpoint_id).unwrap()
    ));
}

#[test]
fn pdp_s_team() {
    let team = pdp_team();
    let item = org::write_team(&team).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(org::read_team(item).unwrap(), team);
    insta::assert_snapshot!(shown(membership::write_staff(&team.people[0]).unwrap()));
}

#[test]
fn reservations_references_and_receipts() {
    let change: ChangeId = id(1);
    let proposed = endpoint(EndpointType::PatRefresh, "https://a.example.org/pat").unwrap();
    insta::assert_snapshot!(shown(reservation::for_change(Key::url(&proposed), &proposed, change).unwrap()));
    insta::assert_snapshot!(shown(reservation::for_nobody(Key::url(&proposed), &proposed).unwrap()));
    insta::assert_snapshot!(shown(
        reference::write(&GivenReference {
            reference: AnyReference::Change(Reference::from_bits(1)),
            of: ReferenceOf::Change(change),
            organisation: Some(organisation(1).id),
        })
        .unwrap()
    ));
    let person = member(1, OrganisationRole::PrimaryBusinessContact);
    let request = key(&person, "a-key", 7).unwrap();
    let kept = Receipt { change: Some(change), evidence: Some(id(2)), ..Receipt::of(&request) };
    let mut item = receipt::write(&request, &kept, now()).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(receipt::read(item.clone(), Some(&request), now()).unwrap(), Some(kept));
    let elsewhere = RequestKey { party: Party::Organisation(organisation(2).id), ..request.clone() };
    assert_eq!(receipt::read(item.clone(), Some(&elsewhere), now()).unwrap(), None);
    // As receipts were before they said for whom.
    item.remove(receipt::PARTY);
    let of_anybody = Receipt { party: None, ..kept };
    assert_eq!(receipt::read(item, Some(&elsewhere), now()).unwrap(), Some(of_anybody));
}

#[test]
fn files_that_are_being_checked() {
    let file = FileInChecking { of: FileOwner::Change(id(1)), evidence: id(7), since: now() };
    insta::assert_snapshot!(shown(checking::write(&file).unwrap()));
    insta::assert_snapshot!(shown(checking::write_over(file.of, file.evidence, now()).unwrap()));
    for file in [file, FileInChecking { of: FileOwner::Dispute(id(1)), ..file }] {
        assert_eq!(checking::read_row(checking::write(&file).unwrap()).unwrap(), file);
    }
}

#[test]
fn tasks_claims_and_notes() {
    let of_pdp = row(Task::StepDecision { step: Step::ServiceAcceptance });
    insta::assert_snapshot!(shown(task::write(&of_pdp).unwrap()));
    let mut of_organisation = row(Task::Question);
    of_organisation.open.role = OrganisationRole::PrimaryBusinessContact.into();
    insta::assert_snapshot!(shown(task::write(&of_organisation).unwrap()));
    insta::assert_snapshot!(shown(task::write_over(&of_pdp.id, now()).unwrap()));
    insta::assert_snapshot!(shown(task::write_claim(&of_pdp.id, &a_claim()).unwrap()));
    insta::assert_snapshot!(shown(note::write(NoteOn::Change(id(1)), &a_note()).unwrap()));
    let claim = task::write_claim(&of_pdp.id, &a_claim()).unwrap();
    let [open, over] = [task::write(&of_pdp).unwrap(), task::write_over(&of_organisation.id, now()).unwrap()];
    assert!(task::is_claim(&claim) && !task::is_claim(&open) && !task::is_claim(&over));
    assert!(task::waits(&open) && !task::waits(&over));
    let kept = KeptTask { row: of_pdp.clone(), claim: Some(a_claim()) };
    assert_eq!(task::kept(vec![of_pdp], vec![task::read_kept_claim(claim).unwrap()]), [kept]);
}

#[test]
fn a_task_is_found_again_from_its_place_in_a_list() {
    for task in every_task() {
        let row = row(task);
        let item = task::write(&row).unwrap();
        let place = item[crate::table::keys::DUE].as_s().unwrap();
        assert_eq!(task::task_at(place), Some(row.id));
    }
    for other in ["", "2026-07-20", "2026-07-20#00#x", "2026-07-20#00#x#king"] {
        assert_eq!(task::task_at(other), None, "{other}");
    }
}

#[test]
fn exports_and_their_downloads() {
    let id: ExportId = id(6);
    let asked = |subject, actor| Export::request(id, subject, &actor, now()).unwrap();
    let bundle =
        asked(Subject::EvidenceBundle(self::id(1)), member(1, OrganisationRole::PrimaryBusinessContact));
    let register = asked(Subject::Register(RegisterFormat::Csv), staff(PdpRole::Support));
    for export in [bundle, register] {
        let item = export::write(&export).unwrap();
        insta::assert_snapshot!(shown(item.clone()));
        assert_eq!(export::read(item.clone(), now()).unwrap(), Some(export.clone()));
        assert_eq!(export::read(item, export.expires_at()).unwrap(), None);
    }
    let by = By::Person { person: self::id(4), role: PdpRole::Support.into() };
    let note = newtype_uuid::GenericUuid::into_untyped_uuid(
        self::id::<domain::ids::RefusedCommandKind>(3) as RefusedCommandId
    );
    insta::assert_snapshot!(shown(
        export::write_download(
            Key::export_download(id, note),
            id,
            now(),
            by,
            pdp_team().people.first().map(|one| &one.name)
        )
        .unwrap()
    ));
    let key = Key::change(self::id(1)).side_note(3, note);
    let download = Download { of: Downloaded::Bundle(id), at: now(), by, name: None };
    let item = history::write_download(key, organisation(1).id, &download).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(history::read::<Change>(item).unwrap().1, HistoryEntry::Downloaded(download));
    let person = member(1, OrganisationRole::PrimaryBusinessContact);
    let request = fakes::key(&person, "a-key", 7).unwrap();
    let kept = Receipt { export: Some(id), ..Receipt::of(&request) };
    let item = receipt::write(&request, &kept, now()).unwrap();
    insta::assert_snapshot!(shown(item.clone()));
    assert_eq!(receipt::read(item, Some(&request), now()).unwrap(), Some(kept));
}

#[test]
fn states_of_an_export() {
    let failed = ExportState::Failed { reason: ExportFailure::EvidenceDamaged, at: now() };
    let ready = Product { build: 2, bytes: 7, sha256: [7; 32], at: now() };
    let states = [interrupted(1, now()), building(2, now()), ExportState::Ready(ready), failed];
    let written =
        states.map(|state| Item::from([("state".to_owned(), export::write_state(&state).unwrap())]));
    insta::assert_snapshot!(together(written));
}

#[test]
fn why_an_item_cannot_be_read_quotes_nothing_of_it() {
    let item = task::write(&row(Task::Question)).unwrap();
    let text = || AttributeValue::S("Ann \"of\" Meadow".to_owned());
    let mut summary = item["summary"].as_m().unwrap().clone();
    let within: Vec<_> = summary.keys().cloned().collect();
    let mut damaged = vec![text()];
    for name in within {
        let before = summary.insert(name.clone(), text()).unwrap();
        damaged.push(AttributeValue::M(summary.clone()));
        summary.insert(name, before);
    }
    let reasons = damaged.into_iter().filter_map(|summary| {
        let item = Item::from_iter(item.clone().into_iter().chain([("summary".to_owned(), summary)]));
        task::read(item).err().map(|fault| fault.with_sources())
    });
    let reasons: Vec<_> = reasons.collect();
    assert!(reasons.iter().any(|why| why.contains("(text)")), "{reasons:#?}");
    assert!(!reasons.iter().any(|why| why.contains("Ann") || why.contains("Meadow")), "{reasons:#?}");
}
