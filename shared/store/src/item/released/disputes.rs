//! Disputes, everything that can happen to one, and the disputes of a result.

use app::{Download, Downloaded, History, Party, Recorded, RefusedCommand};
use domain::actor::{By, OrganisationRole, PdpRole};
use domain::dispute::{
    Answer, CommandKind, Dispute, DisputedResult, DisputesOfResult, Event, EventKind, ResultId, Ruling,
    Status,
};
use domain::evidence::{EvidenceFile, EvidenceFiles, EvidenceState, FileFormat, FileRejection};
use domain::reference::{OatReference, PreFlightReference, SupportReference};
use domain::text::{FileName, FreeText};
use fakes::{accepted_file, find_profile, organisation};
use newtype_uuid::GenericUuid;

use super::Specimen;
use crate::item::oat::tests::{change, target};
use crate::item::record_tests::name;
use crate::item::tests::{id, now};
use crate::item::{dispute, history};
use crate::table::keys::Key;

fn run() -> DisputedResult {
    let reference = OatReference::from_bits(2);
    DisputedResult::Run { oat: id(1), reference, subject: change(), number: 3, passed: true }
}

fn pre_flight(reference: Option<PreFlightReference>) -> DisputedResult {
    DisputedResult::PreFlight { id: id(6), reference }
}

fn words() -> FreeText {
    FreeText::restore("Our log shows that we answered 202".into())
}

fn manager() -> By {
    By::Person { person: id(4), role: OrganisationRole::ServiceManager.into() }
}

fn file(state: EvidenceState) -> EvidenceFile {
    EvidenceFile {
        file_name: FileName::restore("log.png".into()),
        declared: Some(FileFormat::Png),
        step: None,
        requested_by: id(4),
        requested_at: now(),
        expires_at: now(),
        state,
    }
}

/// A dispute in which nothing is absent.
pub(in crate::item) fn whole(result: DisputedResult, ruling: Ruling) -> Dispute {
    let by = By::Person { person: id(5), role: PdpRole::Support.into() };
    let files = [
        EvidenceState::AwaitingUpload,
        EvidenceState::Checking { since: now() },
        EvidenceState::Accepted(accepted_file(now())),
        EvidenceState::Rejected { reason: FileRejection::Damaged, at: now() },
    ];
    let files = (11..).zip(files).map(|(number, state)| (id(number), file(state)));
    Dispute {
        id: id(8),
        reference: SupportReference::from_bits(1),
        organisation: organisation(1).id,
        organisation_name: "Organisation 1".to_owned(),
        result,
        targets: vec![target()],
        text: words(),
        profile: Some(find_profile(1)),
        version: 7,
        acted_version: 6,
        policy: 1,
        opened_at: now(),
        opened_by: manager(),
        updated_at: now(),
        files: EvidenceFiles(files.collect()),
        answer: Some(Answer { at: now(), by, ruling, text: words() }),
    }
}

pub(super) fn states() -> Vec<Specimen> {
    let bare = Dispute {
        targets: vec![],
        profile: None,
        files: EvidenceFiles::default(),
        answer: None,
        ..whole(pre_flight(None), Ruling::Stands)
    };
    let named = Some(PreFlightReference::from_bits(3));
    let all = [whole(run(), Ruling::Stands), whole(pre_flight(named), Ruling::SetAside), bare];
    let specimen =
        |one: &Dispute| Specimen::new("dispute", one.status().code(), dispute::write(one).unwrap());
    let open = DisputesOfResult {
        of: ResultId::Run { oat: id(1), number: 3 },
        version: 3,
        all: vec![(id(7), SupportReference::from_bits(2)), (id(8), SupportReference::from_bits(1))],
        open: Some(id(8)),
    };
    let answered = DisputesOfResult { of: ResultId::PreFlight { id: id(6) }, open: None, ..open.clone() };
    let of_results = [open, answered]
        .map(|one| Specimen::new("disputes-of-result", "disputes", dispute::write_of_result(&one).unwrap()));
    all.iter().map(specimen).chain(of_results).collect()
}

pub(super) fn history() -> Vec<Specimen> {
    let (own, one, file) = (organisation(1).id, id(8), id(13));
    let opened = |result, profile| EventKind::DisputeOpened {
        id: one,
        reference: SupportReference::from_bits(1),
        organisation: own,
        organisation_name: "Organisation 1".to_owned(),
        result,
        targets: vec![target()],
        text: words(),
        profile,
        policy: 1,
    };
    let upload = |declared| EventKind::UploadRequested {
        id: file,
        file_name: FileName::restore("log.png".into()),
        declared,
        expires_at: now(),
    };
    let events = vec![
        opened(run(), Some(find_profile(1))),
        opened(pre_flight(None), None),
        upload(Some(FileFormat::Png)),
        upload(None),
        EventKind::FileReceived { id: file },
        EventKind::FileAccepted { id: file, file: accepted_file(now()) },
        EventKind::FileRejected { id: file, reason: FileRejection::Damaged },
        EventKind::DisputeAnswered { ruling: Ruling::Stands, text: words() },
    ];
    let happened = |(version, kind): (u64, EventKind)| {
        let code = kind.code();
        let event = Event { at: now(), by: manager(), kind };
        let before = (version > 1).then_some(Status::Open);
        let recorded: Recorded<Dispute> =
            Recorded { version, before, after: Status::Open, event, name: name() };
        let key = Key::dispute(one).event(version);
        Specimen::new("dispute-history", code, history::write_happened(key, own, &recorded).unwrap())
    };
    let mut all: Vec<_> = (1..).zip(events).map(happened).collect();
    let refusal = RefusedCommand {
        id: id(3),
        on: History::Dispute(one),
        party: Party::Organisation(own),
        version: 6,
        at: now(),
        person: Some(id(4)),
        name: name(),
        roles: Some([OrganisationRole::ServiceManager.into()].into()),
        outsider: false,
        command: CommandKind::Answer.into(),
        refusal: "role_required".to_owned(),
    };
    let key = Key::dispute(one).side_note(6, refusal.id.into_untyped_uuid());
    let item = history::write_refused(key.clone(), own, &refusal).unwrap();
    all.push(Specimen::new("dispute-history", "refused", item));
    let download = Download { of: Downloaded::Evidence(file), at: now(), by: manager(), name: name() };
    let item = history::write_mended(key.clone(), own, &super::mending(app::MendedPart::State)).unwrap();
    all.push(Specimen::new("dispute-history", "mended", item));
    let item = history::write_download(key, own, &download).unwrap();
    all.push(Specimen::new("dispute-history", "downloaded", item));
    all
}
