//! What would sensibly be done next with a change: it leads random walks to places where something is at stake. It only
//! proposes commands; whether they are accepted is decided as always.

use domain::actor::Actor;
use domain::calendar::{london_clock, london_date};
use domain::change::material::Environment;
use domain::change::step_answers::takes_evidence;
use domain::change::steps::{StepState, StepView};
use domain::change::support::HoldReason;
use domain::change::{Change, Command, CommandKind, GoingLive, Status, authorise};
use domain::downtime::DowntimeAnswers;
use domain::evidence::{EvidenceState, FileRejection};
use domain::ids::{EvidenceId, PackId};
use domain::policy::{Scale, Step};
use jiff::civil::Date;
use jiff::{Span, Timestamp};

use crate::support::commands;
use crate::support::commands::{good_command, reopen};
use crate::support::people::one_per_role;
use crate::support::samples;
use crate::support::work::{await_oat, good_answers, record_test_endpoints, request_step_upload, revoke_oat};

/// Someone who may ask for it; none when nobody may.
pub fn someone_who_may(change: &Change, command: &Command) -> Option<Actor> {
    one_per_role().into_iter().map(|(_, actor)| actor).find(|actor| authorise(change, command, actor).is_ok())
}

fn days_later(now: Timestamp, days: u8) -> Date {
    london_date(now) + Span::new().days(i64::from(days))
}

/// A file that is not there yet.
fn next_file(change: &Change) -> EvidenceId {
    let free = (1..5).map(EvidenceId::from_u128).find(|id| !change.evidence.0.contains_key(id));
    free.unwrap_or_else(|| EvidenceId::from_u128(0xF_0000 + u128::from(change.version)))
}

/// The next command; `choice` decides where there is more than one way.
pub fn next(change: &Change, choice: u8, now: Timestamp) -> Command {
    if !matches!(change.status(), Status::Draft | Status::Rejected | Status::Withdrawn) && choice % 32 == 5 {
        return downtime(change, now);
    }
    let coming = change.downtime.iter().find(|notice| notice.window.start > now);
    if let Some(notice) = coming.filter(|_| choice % 8 == 6) {
        return Command::CancelDowntime { id: notice.id };
    }
    match change.status() {
        Status::Draft => draft(change, choice),
        Status::InReview if choice % 32 == 30 => samples::ask("Which version?"),
        Status::InReview if choice % 32 == 31 => samples::reject("Not yours"),
        Status::InReview if choice % 32 == 30 => samples::ask("Which version?"),
        Status::InReview => {
            let asked = change.submitted.as_ref().is_some_and(|made| made.submission.oat_requested);
            let scale = Scale::ALL[usize::from(choice) % Scale::ALL.len()];
            samples::confirm(scale, asked || choice & 0b100 != 0)
        }
        Status::AwaitingInformation if choice % 4 == 3 => good_command(CommandKind::TakeBackQuestion),
        Status::AwaitingInformation => samples::answer("Version 2"),
        Status::Confirmed => confirmed(change, choice, now),
        Status::Rejected if choice.is_multiple_of(2) => good_command(CommandKind::TakeBackRejection),
        Status::Rejected | Status::Withdrawn | Status::Complete => Command::GoLive,
    }
}

/// Weeks of downtime from tomorrow on, which are moved, and ended once they have begun.
fn downtime(change: &Change, now: Timestamp) -> Command {
    let notice = |days: u8| DowntimeAnswers {
        start: Some(days_later(now, days).at(0, 0, 0, 0)),
        end: Some(days_later(now, days + 20).at(0, 0, 0, 0)),
        short_notice_reason: "It is urgent".to_owned(),
        ..commands::downtime()
    };
    match change.downtime.iter().find(|notice| notice.window.end > now) {
        None => commands::record_downtime(100 + u128::from(change.version), notice(1)),
        Some(known) if known.window.start > now => commands::move_downtime(known.id.as_u128(), notice(2)),
        Some(known) => Command::EndDowntime { id: known.id },
    }
}

fn draft(change: &Change, choice: u8) -> Command {
    if change.evidence.any_accepted() {
        return samples::submit();
    }
    awaited(change, None, choice).unwrap_or_else(|| samples::request_upload(next_file(change)))
}

/// What the inspection says of a file that is awaited or being checked.
fn awaited(change: &Change, step: Option<Step>, choice: u8) -> Option<Command> {
    let undecided = |state: &EvidenceState| {
        matches!(state, EvidenceState::AwaitingUpload | EvidenceState::Checking { .. })
    };
    let mut files = change.evidence.0.iter();
    let (id, _) = files.find(|(_, file)| file.step == step && undecided(&file.state))?;
    Some(match choice % 8 {
        0 => Command::ReceiveEvidence { id: *id },
        1 => Command::RejectEvidence { id: *id, reason: FileRejection::Damaged },
        _ => Command::AcceptEvidence { id: *id, file: samples::accepted() },
    })
}

fn confirmed(change: &Change, choice: u8, now: Timestamp) -> Command {
    let views = change.steps();
    let next = views.iter().find(|view| !view.state.is_done()).map(|view| (view.step, view.state.clone()));
    // Going live comes before the step after it, more often than not.
    if change.go_live_at().is_some_and(|at| at <= now) && !choice.is_multiple_of(4) {
        return Command::GoLive;
    }
    if choice % 64 == 61 {
        return good_command(CommandKind::TakeBackConfirmation);
    }
    let approved =
        |view: &&StepView| view.approved_by.is_some() && matches!(view.state, StepState::Complete { .. });
    if let Some(view) = views.iter().find(approved).filter(|_| choice % 64 == 59) {
        return reopen(view.step);
    }
    if change.live_at.is_some() && choice % 16 == 7 {
        return samples::withdraw();
    }
    match next {
        Some((step, StepState::WithPdp { .. })) => Command::ApproveStep { step },
        Some((step, _)) => open(change, step, choice, now),
        None => finishing(change, choice, now),
    }
}

fn open(change: &Change, step: Step, choice: u8, now: Timestamp) -> Command {
    let submit = || Command::SubmitStep { answers: good_answers(step) };
    match step {
        Step::TestCryptographicMaterial => material(change, Environment::Test).unwrap_or_else(submit),
        Step::LiveCryptographicMaterial => material(change, Environment::Live).unwrap_or_else(submit),
        Step::IntegrationTesting if change.testing.endpoints.is_none() => record_test_endpoints(),
        Step::IntegrationTesting => {
            let at = london_clock(now) + Span::new().hours(1 + i64::from(choice % 30));
            Command::ArrangeIntegrationTesting { at: Some(at) }
        }
        // PDP decides that OAT is not required after all: nothing would be left to do.
        Step::OperationalAcceptanceTesting if choice % 8 == 5 => {
            let scale = change.submitted.as_ref().map_or(Scale::Minor, |submitted| submitted.scale);
            samples::reclassify(scale, Some(false))
        }
        Step::OperationalAcceptanceTesting => {
            let undecided = choice.is_multiple_of(6);
            Command::PassOat { connection_date: days_later(now, choice % 12), undecided }
        }
        step if !takes_evidence(step) || !change.evidence.accepted_for(step).is_empty() => submit(),
        step => awaited(change, Some(step), choice)
            .unwrap_or_else(|| request_step_upload(step, next_file(change))),
    }
}

fn material(change: &Change, environment: Environment) -> Option<Command> {
    match change.material.get(&environment) {
        None => {
            let id = PackId::from_u128(u128::from(change.version));
            Some(Command::PublishMaterial { environment, id, bytes: 4_096, sha256: [9; 32] })
        }
        Some(pack) if pack.fetched.is_none() => Some(Command::FetchMaterial { environment }),
        Some(_) => None,
    }
}

/// Every step is done, and its endpoints are not live.
fn finishing(change: &Change, choice: u8, now: Timestamp) -> Command {
    if change.going_live() == GoingLive::DateNeeded {
        return Command::GiveConnectionDate { date: Some(days_later(now, 7 + choice % 9)) };
    }
    match change.support.iter().find(|request| request.answer.is_none()) {
        Some(request) if change.is_held() => Command::AnswerSupportRequest {
            reference: request.reference,
            answer: "Understood".to_owned(),
            accepted: Some(choice.is_multiple_of(2)),
            until: choice.is_multiple_of(4).then(|| days_later(now, 20 + choice % 20)),
            until_released: (!choice.is_multiple_of(4)).then_some(true),
        },
        _ if change.holds.iter().any(|hold| hold.reason == HoldReason::Oat) && choice % 4 != 1 => {
            let date = days_later(now, 1 + choice % 20);
            let undecided = choice % 8 == 6;
            if choice.is_multiple_of(2) {
                Command::MoveConnectionDate { date, undecided }
            } else {
                Command::AwaitOat { undecided }
            }
        }
        _ if change.is_held() => Command::ReleaseHold { reason: "It is over".to_owned() },
        _ if change.connection_date.is_some() && choice % 16 == 3 => revoke_oat(),
        _ if change.connection_date.is_some() && choice % 16 == 5 => {
            Command::MoveConnectionDate { date: days_later(now, 1 + choice % 20), undecided: false }
        }
        _ if change.connection_date.is_some() && choice % 16 == 9 => await_oat(true),
        _ => Command::GoLive,
    }
}
