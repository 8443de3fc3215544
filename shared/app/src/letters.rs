//! Which letters an event sends, and with which facts.

use domain::actor::{OrganisationRole, PdpRole};
use domain::change::{Change, Event, EventKind, Submitted};
use domain::ids::{EvidenceId, MailId};
use newtype_uuid::GenericUuid;
use uuid::Uuid;

use crate::desk::Desk;
use crate::mail::{Asked, Audience, Letter, LetterStep, Mail};

/// The letters that `event` sends. `change` is the state after it. A draft sends none.
pub(crate) fn of_event<S>(change: &Change, event: &Event, desk: &Desk<S>) -> Vec<Mail> {
    let Some(submitted) = &change.submitted else {
        return Vec::new();
    };
    let mail = |(audience, letter)| Mail {
        id: MailId::from_untyped_uuid(Uuid::from_bytes(desk.ids.uuid())),
        audience,
        change: change.id,
        organisation: change.organisation,
        organisation_name: submitted.organisation_name.clone(),
        reference: submitted.reference,
        at: event.at,
        letter,
    };
    letters(change, submitted, &event.kind).into_iter().map(mail).collect()
}

/// The file that an event is about.
pub(crate) fn evidence_of(event: &Event) -> Option<EvidenceId> {
    match &event.kind {
        EventKind::UploadRequested { id, .. } | EventKind::EvidenceRemoved { id } => Some(*id),
        _ => None,
    }
}

const CONTACTS: Audience = Audience::Organisation(OrganisationRole::PrimaryBusinessContact);
const REVIEWERS: Audience = Audience::Pdp(PdpRole::Reviewer);

fn letters(change: &Change, submitted: &Submitted, kind: &EventKind) -> Vec<(Audience, Letter)> {
    let asked = || asked(submitted);
    match kind {
        EventKind::ChangeSubmitted { due, submission, .. } => vec![
            (CONTACTS, Letter::ChangeSubmitted { asked: asked(), due: *due }),
            (
                REVIEWERS,
                Letter::ReviewNeeded { asked: asked(), reason: submission.reason.clone(), due: *due },
            ),
        ],
        EventKind::InformationRequested { question, .. } => {
            vec![(CONTACTS, Letter::InformationRequested { asked: asked(), question: question.clone() })]
        }
        EventKind::InformationSupplied { answer, due } => {
            let question = change.questions.last().map_or_else(|| answer.clone(), |last| last.text.clone());
            let letter = Letter::InformationSupplied { question, answer: answer.clone(), due: *due };
            vec![(REVIEWERS, letter)]
        }
        EventKind::ChangeRejected { reason } => {
            vec![(CONTACTS, Letter::ChangeRejected { asked: asked(), reason: reason.clone() })]
        }
        EventKind::ChangeConfirmed { oat_required, .. } => {
            let suggested = submitted.submission.suggested_scale;
            let reason = submitted.scale_reason.clone();
            vec![(
                CONTACTS,
                Letter::ReviewOutcome {
                    asked: asked(),
                    from: suggested,
                    scale: submitted.scale,
                    reason,
                    oat_required: *oat_required,
                    reclassified: false,
                    steps: steps(change),
                },
            )]
        }
        // Before the confirmation it is PDP's own note; the outcome tells it.
        EventKind::ChangeReclassified { oat_required: None, .. } => vec![],
        EventKind::ChangeReclassified { from, to, reason, oat_required: Some(oat_required) } => vec![(
            CONTACTS,
            Letter::ReviewOutcome {
                asked: asked(),
                from: *from,
                scale: *to,
                reason: Some(reason.clone()),
                oat_required: *oat_required,
                reclassified: true,
                steps: steps(change),
            },
        )],
        EventKind::ChangeWithdrawn { reason } => [CONTACTS, REVIEWERS]
            .map(|audience| (audience, Letter::ChangeWithdrawn { reason: reason.clone() }))
            .to_vec(),
        EventKind::ChangeDrafted { .. }
        | EventKind::DraftEdited { .. }
        | EventKind::UploadRequested { .. }
        | EventKind::EvidenceReceived { .. }
        | EventKind::EvidenceAccepted { .. }
        | EventKind::EvidenceRejected { .. }
        | EventKind::EvidenceRemoved { .. } => vec![],
    }
}

fn asked(submitted: &Submitted) -> Asked {
    let submission = &submitted.submission;
    Asked {
        change_type: submission.change_type,
        suggested_scale: submission.suggested_scale,
        oat_requested: submission.oat_requested,
        new_endpoints: submission.new_endpoints.clone(),
        needs_downtime: submission.needs_downtime,
    }
}

fn steps(change: &Change) -> Vec<LetterStep> {
    change
        .steps()
        .into_iter()
        .map(|view| LetterStep {
            step: view.step,
            by: view.by,
            approved_by: view.approved_by,
            needs: view.needs,
            state: view.state.code().to_owned(),
        })
        .collect()
}
