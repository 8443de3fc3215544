//! Sample requests in every status, for both subjects, and a good command of every kind.
//!
//! Must not: say what comes of it.

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::change::support::Granted;
use domain::ids::FindRequestId;
use domain::oat::{
    Command, CommandKind, Event, FoundAttempt, OatRequest, Outcome, Refusal, Status, SubjectView, apply,
    decide,
};
use domain::reference::SupportReference;
use jiff::Timestamp;

use super::samples::{
    Came, DATE, after, ask_for_date, connection, decide_date, decide_override, good_answers, nothing_there,
    open_change, other_support, probe, propose, ran, requested_of, retest, target, view_of,
};
use super::tested_live::{required_when_live, view as live_view};
use crate::support::people::{go_live_process, oat, pdp_support, service_manager};
use crate::support::samples::monday_morning;
use crate::support::work::{after as after_change, pass_oat, withdrawn};
use crate::support::{at, context, day};

/// One of the subjects, over its time.
#[derive(Clone, Copy)]
pub struct Subject {
    /// As it is while the request is in this status.
    view: fn(Status) -> SubjectView,
    /// As it is when there is nothing to test any more.
    gone: fn() -> SubjectView,
}

/// An initial connection.
pub const OF_CONNECTION: Subject =
    Subject { view: |_| connection(monday_morning()), gone: || nothing_there(monday_morning()) };

/// A change.
pub const OF_CHANGE: Subject = Subject {
    view: |status| {
        let change = open_change();
        let passed = status == Status::Passed;
        let change = if passed { after_change(change, &oat(), pass_oat(DATE)) } else { change };
        view_of(&change, monday_morning())
    },
    gone: || view_of(&withdrawn(open_change()), monday_morning()),
};

/// A change whose endpoints are live; PDP requires its OAT all the same (V4).
pub const OF_LIVE_CHANGE: Subject = Subject {
    view: |status| {
        let change = required_when_live();
        let passed = status == Status::Passed;
        let change = if passed { after_change(change, &oat(), pass_oat("2026-09-07")) } else { change };
        live_view(&change)
    },
    gone: || live_view(&withdrawn(required_when_live())),
};

impl Subject {
    /// A request in `status`, with an open support request where there can be one.
    pub fn in_status(self, status: Status) -> OatRequest {
        let open = (self.view)(Status::Testing);
        let mut requested = requested_of(&open);
        if requested.going_live().is_some() {
            requested = after(requested, &service_manager(), ask_for_support(1), &open, monday_morning());
        }
        match status {
            Status::Testing => requested,
            Status::Failed => ran(requested, &open, monday_morning(), 401),
            Status::Passed => ran(requested, &open, monday_morning(), 202),
            Status::Closed => after(requested, &oat(), Command::Close, &(self.gone)(), monday_morning()),
            Status::Live => {
                let passed = ran(requested, &open, monday_morning(), 202);
                let midnight = at("2026-09-21T00:00:00Z");
                after(passed, &go_live_process(), Command::GoLive, &open, midnight)
            }
        }
    }

    /// A request in `status` where a good command of this kind applies if it applies in that status at all.
    pub fn applies(self, kind: CommandKind, status: Status) -> OatRequest {
        let request = self.in_status(status);
        let view = (self.view)(status);
        // Where the command does not apply, what comes before it does not either.
        let set_up = |mut request: OatRequest, actor: &Actor, command| {
            let events =
                decide(&request, command, actor, &view, &context(monday_morning())).map(Trail::into_events);
            events.unwrap_or_default().iter().for_each(|event| apply(&mut request, event));
            request
        };
        match (kind, status) {
            (CommandKind::DecideOverride, Status::Failed) => {
                set_up(request, &pdp_support(), propose(Outcome::Passed))
            }
            (CommandKind::DecideOverride, Status::Passed) => {
                set_up(request, &pdp_support(), propose(Outcome::Failed))
            }
            (
                CommandKind::DecideDate | CommandKind::SettleDate,
                Status::Testing | Status::Failed | Status::Passed,
            ) => set_up(request, &service_manager(), ask_for_date("2026-10-01")),
            (CommandKind::ReleaseHold, Status::Testing | Status::Failed | Status::Passed) => {
                set_up(request, &pdp_support(), hold())
            }
            (CommandKind::GiveConnectionDate, Status::Passed) => {
                let view = (self.view)(Status::Testing);
                ran(self.in_status(Status::Testing), &view, at("2026-09-21T09:00:00Z"), 202)
            }
            _ => request,
        }
    }
}

fn hold() -> Command {
    Command::PlaceHold { reason: "An incident".to_owned(), until: None }
}

fn ask_for_support(n: u64) -> Command {
    let reference = SupportReference::from_bits(n);
    Command::AskForSupport { reference, text: "What does 401 mean?".to_owned() }
}

/// A command of this kind that the sample has no reason to refuse but its status, and who asks for it.
pub fn good_command(kind: CommandKind, request: &OatRequest, view: &SubjectView) -> (Actor, Command) {
    match kind {
        CommandKind::RequestAnew => {
            (service_manager(), Command::RequestAnew { answers: good_answers("2026-10-12") })
        }
        CommandKind::RecordAttempts => (oat(), probe(request, view, monday_morning(), &Came::Status(202))),
        CommandKind::Close => (oat(), Command::Close),
        CommandKind::AskForRetest => (service_manager(), retest()),
        CommandKind::Rerun => (pdp_support(), Command::Rerun { reason: None }),
        CommandKind::ProposeOverride => {
            let failed = request.status() == Status::Failed;
            (pdp_support(), propose(if failed { Outcome::Passed } else { Outcome::Failed }))
        }
        CommandKind::DecideOverride => (other_support(), decide_override(true)),
        CommandKind::AskForDate => (service_manager(), ask_for_date("2026-10-01")),
        CommandKind::DecideDate => (pdp_support(), decide_date(true)),
        CommandKind::SettleDate => (service_manager(), Command::SettleDate { given: day("2026-10-12") }),
        CommandKind::GiveConnectionDate => {
            (service_manager(), Command::GiveConnectionDate { date: Some(day("2026-10-12")) })
        }
        CommandKind::GoLive => (go_live_process(), Command::GoLive),
        CommandKind::RecordFinding => {
            let (run, request) = (1, FindRequestId::from_u128(5));
            let attempt = Some(FoundAttempt { endpoint: target(1).endpoint, number: 1 });
            (pdp_support(), Command::RecordFinding { run, request, attempt, note: "A match".to_owned() })
        }
        CommandKind::AskForSupport => (service_manager(), ask_for_support(2)),
        CommandKind::AnswerSupport => {
            let (reference, answer) = (SupportReference::from_bits(1), "Let us look together".to_owned());
            (pdp_support(), Command::AnswerSupport { reference, answer, granted: Granted::default() })
        }
        CommandKind::AskForDelay => {
            let (reference, until, text) = (SupportReference::from_bits(3), None, "Wait".to_owned());
            (service_manager(), Command::AskForDelay { reference, until, text })
        }
        CommandKind::PlaceHold => (pdp_support(), hold()),
        CommandKind::ReleaseHold => (pdp_support(), Command::ReleaseHold { reason: "It is over".to_owned() }),
    }
}

/// When a command of this kind has something to do.
fn fitting_moment(kind: CommandKind) -> Timestamp {
    match kind {
        CommandKind::GoLive => at("2026-09-21T00:00:00Z"),
        _ => monday_morning(),
    }
}

impl Subject {
    /// What comes of a good command of this kind in `status`: the request after it, and what was recorded.
    pub fn put(self, status: Status, kind: CommandKind) -> Result<(OatRequest, Vec<Event>), Refusal> {
        let mut request = self.applies(kind, status);
        let view = if kind == CommandKind::Close { (self.gone)() } else { (self.view)(status) };
        let (actor, command) = good_command(kind, &request, &view);
        let events = decide(&request, command, &actor, &view, &context(fitting_moment(kind)))
            .map(Trail::into_events)?;
        events.iter().for_each(|event| apply(&mut request, event));
        Ok((request, events))
    }
}
