//! Applies an event to the state. Pure and total: an event that does not fit still counts.

use super::{Answer, Dispute, Event, EventKind, Status};
use crate::actor::By;
use crate::aggregate::{self, Aggregate};
use crate::evidence::{EvidenceFile, EvidenceFiles, EvidenceState};

impl Aggregate for Dispute {
    type Kind = EventKind;
    type Status = Status;

    fn begin(first: &Event) -> Option<Self> {
        opened(first)
    }

    fn apply(&mut self, event: &Event) {
        apply(self, event);
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn status(&self) -> Status {
        self.status()
    }
}

/// The state that the events lead to; none when they do not begin with an opening.
pub fn replay<'e>(events: impl IntoIterator<Item = &'e Event>) -> Option<Dispute> {
    aggregate::replay(events)
}

fn opened(first: &Event) -> Option<Dispute> {
    let Event { at, by, kind } = first;
    let EventKind::DisputeOpened {
        id,
        reference,
        organisation,
        organisation_name,
        result,
        targets,
        text,
        profile,
        policy,
    } = kind
    else {
        return None;
    };
    Some(Dispute {
        id: *id,
        reference: *reference,
        organisation: *organisation,
        organisation_name: organisation_name.clone(),
        result: result.clone(),
        targets: targets.clone(),
        text: text.clone(),
        profile: profile.clone(),
        version: 1,
        acted_version: 1,
        policy: *policy,
        opened_at: *at,
        opened_by: *by,
        updated_at: *at,
        files: EvidenceFiles::default(),
        answer: None,
    })
}

/// Changes `dispute` as `event` says.
pub fn apply(dispute: &mut Dispute, event: &Event) {
    let Event { at, by, kind } = event;
    let (at, by) = (*at, *by);
    dispute.version += 1;
    if !kind.leaves_views_fresh() {
        dispute.acted_version = dispute.version;
    }
    dispute.updated_at = at;
    match kind {
        EventKind::DisputeOpened { .. } => {}
        EventKind::UploadRequested { id, file_name, declared, expires_at } => {
            if let By::Person { person, .. } = by {
                let file = EvidenceFile {
                    file_name: file_name.clone(),
                    declared: *declared,
                    step: None,
                    requested_by: person,
                    requested_at: at,
                    expires_at: *expires_at,
                    state: EvidenceState::AwaitingUpload,
                };
                dispute.files.0.insert(*id, file);
            }
        }
        EventKind::FileReceived { id } => dispute.files.set(*id, EvidenceState::Checking { since: at }),
        EventKind::FileAccepted { id, file } => dispute.files.set(*id, EvidenceState::Accepted(file.clone())),
        EventKind::FileRejected { id, reason } => {
            dispute.files.set(*id, EvidenceState::Rejected { reason: *reason, at });
        }
        EventKind::DisputeAnswered { ruling, text } => {
            dispute.answer = Some(Answer { at, by, ruling: *ruling, text: text.clone() });
        }
    }
}
