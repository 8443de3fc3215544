//! One good command of every kind, and someone who may ask for it.

use domain::actor::Actor;
use domain::change::answers::Answers;
use domain::change::material::Environment;
use domain::change::support::SupportAsked;
use domain::change::{Command, CommandKind};
use domain::downtime::DowntimeAnswers;
use domain::evidence::FileRejection;
use domain::ids::DowntimeId;
use domain::policy::{Scale, Step};
use domain::reference::SupportReference;
use jiff::Timestamp;
use jiff::civil::Date;

use super::people::{
    administrator, business_contact, go_live_process, implementation_manager, inspection, oat, pdp_support,
    reminders, reviewer, service_manager, technical_contact, test_manager,
};
use super::samples::{self, accepted_file, awaited_file, new_file};
use super::work;

/// A command of this kind that the sample of [`super::positions::applies`] has no reason to refuse but its status.
pub fn good_command(kind: CommandKind) -> Command {
    match kind {
        CommandKind::EditDraft => Command::EditDraft { answers: Answers::default() },
        CommandKind::RequestUpload => samples::request_upload(new_file()),
        CommandKind::ReceiveEvidence => Command::ReceiveEvidence { id: awaited_file() },
        CommandKind::AcceptEvidence => {
            Command::AcceptEvidence { id: awaited_file(), file: samples::accepted() }
        }
        CommandKind::RejectEvidence => {
            Command::RejectEvidence { id: awaited_file(), reason: FileRejection::Damaged }
        }
        CommandKind::RemoveEvidence => Command::RemoveEvidence { id: accepted_file() },
        CommandKind::Submit => samples::submit(),
        CommandKind::AskForInformation => samples::ask("Which version?"),
        CommandKind::AnswerQuestion => samples::answer("Version 2"),
        CommandKind::Confirm => samples::confirm(Scale::Minor, true),
        CommandKind::Reject => samples::reject("Not yours"),
        CommandKind::Reclassify => samples::reclassify(Scale::Moderate, None),
        CommandKind::TakeBackQuestion => Command::TakeBackQuestion { reason: BY_MISTAKE.to_owned() },
        CommandKind::TakeBackConfirmation => Command::TakeBackConfirmation { reason: BY_MISTAKE.to_owned() },
        CommandKind::TakeBackRejection => Command::TakeBackRejection { reason: BY_MISTAKE.to_owned() },
        CommandKind::Withdraw => samples::withdraw(),
        CommandKind::WithdrawIdle => Command::WithdrawIdle { reason: "Nobody answers".to_owned(), oat: None },
        CommandKind::SubmitStep => work::submit_step(Step::ServiceAcceptance),
        CommandKind::ApproveStep => work::approve(Step::ServiceAcceptance),
        CommandKind::ReturnStep => work::send_back(Step::ServiceAcceptance, "The date is missing"),
        CommandKind::ReopenStep => reopen(Step::ServiceAcceptance),
        CommandKind::RecordTestEndpoints => work::record_test_endpoints(),
        CommandKind::ArrangeIntegrationTesting => work::arrange("2026-09-07T15:00"),
        CommandKind::PublishMaterial => work::publish(Environment::Live, 2),
        CommandKind::FetchMaterial => work::fetch(Environment::Live),
        CommandKind::OpenSupportRequest => open_request(2, SupportAsked::Other),
        CommandKind::AnswerSupportRequest => answer_request(1, None, None),
        CommandKind::PlaceHold => place_hold(None),
        CommandKind::ReleaseHold => release_hold(),
        CommandKind::GiveConnectionDate => give_date("2026-09-14"),
        CommandKind::PassOat => work::pass_oat("2026-09-21"),
        CommandKind::RevokeOat => work::revoke_oat(),
        CommandKind::MoveConnectionDate => work::move_date("2026-09-28"),
        CommandKind::AwaitOat => work::await_oat(true),
        CommandKind::GoLive => Command::GoLive,
        CommandKind::RemindReview => Command::RemindReview,
        CommandKind::RecordDowntime => record_downtime(1, downtime()),
        CommandKind::MoveDowntime => move_downtime(1, later_downtime()),
        CommandKind::EndDowntime => Command::EndDowntime { id: DowntimeId::from_u128(1) },
        CommandKind::CancelDowntime => Command::CancelDowntime { id: DowntimeId::from_u128(1) },
    }
}

/// Why PDP takes something back.
pub const BY_MISTAKE: &str = "We looked at another change";

/// A step that was approved by mistake is opened again.
pub fn reopen(step: Step) -> Command {
    Command::ReopenStep { step, reason: BY_MISTAKE.to_owned() }
}

/// Someone who may ask for [`good_command`] of this kind.
pub fn fitting_actor(kind: CommandKind) -> Actor {
    match kind {
        CommandKind::ReceiveEvidence | CommandKind::AcceptEvidence | CommandKind::RejectEvidence => {
            inspection()
        }
        CommandKind::AskForInformation
        | CommandKind::Confirm
        | CommandKind::Reject
        | CommandKind::Reclassify
        | CommandKind::TakeBackQuestion
        | CommandKind::TakeBackConfirmation
        | CommandKind::TakeBackRejection
        | CommandKind::WithdrawIdle
        | CommandKind::ApproveStep
        | CommandKind::ReturnStep
        | CommandKind::ReopenStep => reviewer(),
        CommandKind::SubmitStep | CommandKind::GiveConnectionDate => service_manager(),
        CommandKind::RecordTestEndpoints => test_manager(),
        CommandKind::ArrangeIntegrationTesting => implementation_manager(),
        CommandKind::PublishMaterial => administrator(),
        CommandKind::FetchMaterial => technical_contact(),
        CommandKind::AnswerSupportRequest | CommandKind::PlaceHold | CommandKind::ReleaseHold => {
            pdp_support()
        }
        CommandKind::PassOat
        | CommandKind::RevokeOat
        | CommandKind::MoveConnectionDate
        | CommandKind::AwaitOat => oat(),
        CommandKind::GoLive => go_live_process(),
        CommandKind::RemindReview => reminders(),
        CommandKind::EditDraft
        | CommandKind::RequestUpload
        | CommandKind::RemoveEvidence
        | CommandKind::Submit
        | CommandKind::AnswerQuestion
        | CommandKind::Withdraw
        | CommandKind::OpenSupportRequest
        | CommandKind::RecordDowntime
        | CommandKind::MoveDowntime
        | CommandKind::EndDowntime
        | CommandKind::CancelDowntime => business_contact(),
    }
}

/// When a command of this kind has something to do: reminders have it on the working day before the review is due (V1).
pub fn fitting_moment(kind: CommandKind) -> Timestamp {
    match kind {
        CommandKind::RemindReview => super::at("2026-09-11T08:00:00Z"),
        // Nothing has happened for 60 working days (Q3).
        CommandKind::WithdrawIdle => super::at("2026-11-30T00:00:00Z"),
        // The downtime of the sample is under way.
        CommandKind::EndDowntime => super::at("2026-09-21T20:00:00Z"),
        _ => samples::monday_morning(),
    }
}

/// The reference of the support request numbered `n`.
pub fn request(n: u64) -> SupportReference {
    SupportReference::from_bits(n)
}

/// The support request numbered `n` is opened.
pub fn open_request(n: u64, asked: SupportAsked) -> Command {
    Command::OpenSupportRequest { reference: request(n), asked, text: "Our supplier is late".to_owned() }
}

/// A request to delay going live, numbered `n`.
pub fn ask_for_delay(n: u64, until: Option<&str>) -> Command {
    open_request(n, SupportAsked::DelayGoingLive { until: until.map(super::day) })
}

/// The support request numbered `n` is answered.
pub fn answer_request(n: u64, accepted: Option<bool>, until: Option<&str>) -> Command {
    let until = until.map(super::day);
    Command::AnswerSupportRequest {
        reference: request(n),
        answer: "Understood".to_owned(),
        accepted,
        until,
        until_released: None,
    }
}

/// The delay asked for by the support request numbered `n` is granted, until a day or until PDP releases it.
pub fn grant_delay(n: u64, until: Option<&str>) -> Command {
    let (until, until_released) = (until.map(super::day), until.is_none().then_some(true));
    Command::AnswerSupportRequest {
        reference: request(n),
        answer: "Understood".to_owned(),
        accepted: Some(true),
        until,
        until_released,
    }
}

/// PDP holds going live.
pub fn place_hold(until: Option<&str>) -> Command {
    Command::PlaceHold { reason: "An incident elsewhere".to_owned(), until: until.map(super::day) }
}

/// PDP releases what it holds.
pub fn release_hold() -> Command {
    Command::ReleaseHold { reason: "It is over".to_owned() }
}

/// The service manager gives another connection date.
pub fn give_date(date: &str) -> Command {
    let date: Date = super::day(date);
    Command::GiveConnectionDate { date: Some(date) }
}

/// A notice of planned downtime, two weeks ahead.
pub fn downtime() -> DowntimeAnswers {
    DowntimeAnswers {
        start: Some("2026-09-21T20:00".parse().expect("a time")),
        end: Some("2026-09-21T23:00".parse().expect("a time")),
        nature: "The database moves".to_owned(),
        affected_endpoints: samples::live_endpoints().into_keys().take(1).collect(),
        short_notice_reason: String::new(),
    }
}

/// Notice of planned downtime is given.
pub fn record_downtime(id: u128, notice: DowntimeAnswers) -> Command {
    let live_endpoints = samples::live_endpoints();
    let (id, needed_after_all) = (DowntimeId::from_u128(id), Some(true));
    Command::RecordDowntime { id, notice, needed_after_all, live_endpoints }
}

/// The same downtime a day later.
pub fn later_downtime() -> DowntimeAnswers {
    DowntimeAnswers {
        start: Some("2026-09-22T20:00".parse().expect("a time")),
        end: Some("2026-09-22T23:00".parse().expect("a time")),
        ..downtime()
    }
}

/// A notice says something else.
pub fn move_downtime(id: u128, notice: DowntimeAnswers) -> Command {
    let live_endpoints = samples::live_endpoints();
    Command::MoveDowntime { id: DowntimeId::from_u128(id), notice, live_endpoints }
}
