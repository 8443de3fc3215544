//! Which events a command leads to, or why it is refused. Pure and total.

mod attempts;
mod dates;
mod holds;
mod overrides;
mod requests;
mod support;

use jiff::civil::Date;

pub use self::requests::request;
use super::authorise::authorise;
use super::{Command, CommandKind, Context, Event, OatRequest, Reason, Refusal, Status, SubjectView};
use crate::actor::Actor;
use crate::aggregate::Trail;
use crate::policy::Limits;
use crate::problem::{Field, Problem, Violation};
use crate::text::FreeText;

/// Decides `command` on `oat`, of which `view` says where its subject is. An empty trail means that it is already so (a
/// repeated delivery), or not yet the time for it.
pub fn decide(
    oat: &OatRequest,
    command: Command,
    actor: &Actor,
    view: &SubjectView,
    ctx: &Context<'_>,
) -> Result<Trail<OatRequest>, Refusal> {
    let by = authorise(oat, command.kind(), actor)?;
    let kinds = match command {
        Command::RequestAnew { answers } => requests::anew(oat, &answers, view),
        Command::RecordAttempts { run, attempts } => Ok(attempts::record(oat, run, &attempts, view, ctx)),
        Command::Close => Ok(attempts::close(oat, view)),
        Command::AskForRetest { fixed } => requests::retest(oat, &fixed, view),
        Command::Rerun { reason } => requests::rerun(oat, reason.as_deref(), view),
        Command::ProposeOverride { outcome, reason } => overrides::propose(oat, outcome, &reason, view),
        Command::DecideOverride { approved, reason } => {
            overrides::decide(oat, approved, reason.as_deref(), by, view)
        }
        Command::AskForDate { date, reason } => dates::ask(oat, date, &reason, view),
        Command::DecideDate { accepted, reason } => {
            dates::decide(oat, accepted, reason.as_deref(), view, ctx)
        }
        Command::SettleDate { given } => Ok(dates::superseded(oat, given)),
        Command::GiveConnectionDate { date } => dates::give(oat, date, view),
        Command::GoLive => Ok(dates::go_live(oat, view, ctx)),
        Command::RecordFinding { run, request, attempt, note } => {
            support::finding(oat, run, request, attempt, &note)
        }
        Command::AskForSupport { reference, text } => support::ask(oat, reference, &text),
        Command::AnswerSupport { reference, answer, granted } => {
            support::answer(oat, reference, &answer, granted, ctx)
        }
        Command::AskForDelay { reference, until, text } => holds::ask(oat, reference, until, &text, ctx),
        Command::PlaceHold { reason, until } => holds::place(oat, &reason, until, ctx),
        Command::ReleaseHold { reason } => holds::release(oat, &reason),
    }?;
    let mut trail = Trail::at(oat.clone());
    for kind in kinds {
        trail.push(Event { at: ctx.now, by, kind });
    }
    Ok(trail)
}

fn in_status(oat: &OatRequest, command: CommandKind, allowed: &[Status]) -> Result<(), Refusal> {
    let status = oat.status();
    if allowed.contains(&status) { Ok(()) } else { Err(Reason::WrongStatus { command, status }.into()) }
}

/// Until it is live.
const UNTIL_LIVE: &[Status] = &[Status::Testing, Status::Failed, Status::Passed];

fn invalid(field: Field, violation: Violation) -> Refusal {
    Refusal::Invalid(vec![Problem::new(field, violation)])
}

fn note(typed: &str, field: Field, oat: &OatRequest) -> Result<FreeText, Refusal> {
    FreeText::parse(typed, oat.limits().note_characters).map_err(|violation| invalid(field, violation))
}

fn optional_note(typed: Option<&str>, field: Field, oat: &OatRequest) -> Result<Option<FreeText>, Refusal> {
    FreeText::parse_optional(typed.unwrap_or_default(), oat.limits().note_characters)
        .map_err(|violation| invalid(field, violation))
}

/// The values that were read, or everything that is wrong with either.
fn both<A, B>(one: Result<A, Refusal>, other: Result<B, Refusal>) -> Result<(A, B), Refusal> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Refusal::Invalid(mut problems)), Err(Refusal::Invalid(more))) => {
            problems.extend(more);
            Err(Refusal::Invalid(problems))
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    }
}

/// A connection date that the policy allows (O2, CoCo 3.1.13).
fn connection_date(date: Option<Date>, view: &SubjectView, limits: &Limits) -> Result<Date, Refusal> {
    let (earliest, days) = (view.earliest_date, limits.connection_date_days);
    let latest = view.latest_date;
    match date {
        Some(date) if date > latest => Err(invalid(Field::ConnectionDate, Violation::TooFarAhead { latest })),
        None => Err(invalid(Field::ConnectionDate, Violation::Missing)),
        Some(date) if date < earliest => {
            Err(invalid(Field::ConnectionDate, Violation::ConnectionDateTooSoon { earliest, days }))
        }
        Some(date) => Ok(date),
    }
}
