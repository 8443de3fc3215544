//! Which event of a dispute sends which notification to whom: in one table (`table.txt`), as for changes.

use domain::actor::{By, OrganisationRole, PdpRole, Process};
use domain::dispute::{Dispute, DisputedResult, Event, EventKind, Ruling, apply, replay};
use domain::evidence::FileRejection;
use domain::ids::{DisputeId, EvidenceId, OrganisationId, PersonId, PreFlightId};
use domain::reference::SupportReference;
use domain::text::{FileName, FreeText};
use fakes::accepted_file;
use jiff::Timestamp;

use super::told;
use crate::change::notifications::table::{assert_is, kinds, rows};

kinds! { EventKind: DisputeOpened, UploadRequested, FileReceived, FileAccepted, FileRejected, DisputeAnswered }

fn now() -> Timestamp {
    "2026-07-06T09:00:00Z".parse().unwrap()
}

fn events() -> Vec<(By, EventKind)> {
    let person = PersonId::nil();
    let manager = By::Person { person, role: OrganisationRole::ServiceManager.into() };
    let support = By::Person { person, role: PdpRole::Support.into() };
    let inspection = By::System(Process::EvidenceInspection);
    let (id, text) = (EvidenceId::nil(), FreeText::restore("It answered".into()));
    let opened = EventKind::DisputeOpened {
        id: DisputeId::nil(),
        reference: SupportReference::from_bits(1),
        organisation: OrganisationId::nil(),
        organisation_name: "Harbour".to_owned(),
        result: DisputedResult::PreFlight { id: PreFlightId::nil(), reference: None },
        targets: vec![],
        text: text.clone(),
        profile: None,
        policy: 1,
    };
    let file_name = FileName::restore("log.png".into());
    vec![
        (manager, opened),
        (manager, EventKind::UploadRequested { id, file_name, declared: None, expires_at: now() }),
        (inspection, EventKind::FileReceived { id }),
        (inspection, EventKind::FileAccepted { id, file: accepted_file(now()) }),
        (inspection, EventKind::FileRejected { id, reason: FileRejection::Damaged }),
        (support, EventKind::DisputeAnswered { ruling: Ruling::Stands, text }),
    ]
}

/// Holds D1, Q10.
#[test]
fn every_event_of_a_dispute_tells_whom_the_table_says() {
    let (mut table, mut met, mut dispute) = (String::new(), Vec::new(), None::<Dispute>);
    for (by, kind) in events() {
        met.push(known(&kind));
        let event = Event { at: now(), by, kind };
        match &mut dispute {
            Some(dispute) => apply(dispute, &event),
            None => dispute = replay([&event]),
        }
        table += &rows(event.kind.code(), "", &told(dispute.as_ref().unwrap(), &event.kind));
    }
    assert_is(include_str!("table.txt"), &table);
    assert_eq!(met, KINDS);
}
