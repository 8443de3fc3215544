//! What anybody may do with a request for OAT, what the probe does, and what that means for the change (as the commit of `app` has it).

use std::time::Duration;

use domain::actor::{Actor, Process};
use domain::aggregate::Trail;
use domain::calendar::london_date;
use domain::change::{Change, Command as ChangeCommand};
use domain::ids::FindRequestId;
use domain::oat::observation::{Ending, Observation, ResponseFacts, Timings, UrlFault};
use domain::oat::{
    Command, Event, OatAnswers, OatRequest, Outcome, PlannedAttempt, RecordedAttempt, Status, SubjectView,
    apply, authorise, decide, meaning, replay, request,
};
use domain::reference::OatReference;
use jiff::ToSpan;

use crate::guards::Guard;
use crate::moves::{Moves, Next, applied, context, spent};
use crate::people::other_support;
use crate::state::{Spend, State};

struct Try {
    what: &'static str,
    command: Command,
    spends: Option<Spend>,
    onward: bool,
}

const fn on(what: &'static str, command: Command) -> Try {
    Try { what, command, spends: None, onward: true }
}

fn words() -> String {
    "As agreed".to_owned()
}

fn answers(view: &SubjectView) -> OatAnswers {
    OatAnswers {
        material_deployed: Some(true),
        connection_ready: Some(true),
        organisation_ready: Some(true),
        connection_date: Some(view.earliest_date),
    }
}

impl Moves {
    pub fn oat_moves(&self, state: &State, next: &mut Vec<Next>) {
        let view = self.view(state);
        let Some(oat) = &state.oat else {
            next.extend(self.first_request(state, &view));
            return;
        };
        for one in self.tries(state, oat, &view) {
            let Some(left) = spent(state, one.spends) else { continue };
            let who = self.people.iter().find(|(_, actor)| authorise(oat, one.command.kind(), actor).is_ok());
            let Some((who, actor)) = who else { continue };
            let is_approval = matches!(one.command, Command::DecideOverride { approved: Some(true), .. });
            let other = other_support();
            let actor = if is_approval { &other } else { actor };
            let decided = decide(oat, one.command, actor, &view, &context(state.now)).map(Trail::into_events);
            let Some(events) = decided.ok().filter(|events| !events.is_empty()) else { continue };
            let mut after = oat.clone();
            events.iter().for_each(|event| apply(&mut after, event));
            let change =
                state.change.as_ref().map(|change| self.consequence(state, change, oat, &after, &events));
            let state = State { now: state.now, change, oat: Some(after), left };
            next.push(Next { words: format!("{who}: {}", one.what), state, onward: one.onward });
        }
    }

    fn first_request(&self, state: &State, view: &SubjectView) -> Option<Next> {
        let reference = OatReference::from_bits(1);
        let ask = |actor: &Actor| request(reference, &answers(view), actor, view, &context(state.now)).ok();
        let (who, event) = self.people.iter().find_map(|(who, actor)| Some((who, ask(actor)?)))?;
        let oat = replay([&event]);
        let words = format!("{who}: requests OAT");
        Some(Next { words, state: State { oat, ..state.clone() }, onward: true })
    }

    fn tries(&self, state: &State, oat: &OatRequest, view: &SubjectView) -> Vec<Try> {
        let mut tries = self.probes(state, oat, view);
        let today = london_date(state.now);
        tries.push(on("closes the request", Command::Close));
        if self.has(Guard::ClosedIsRequestedAnew) {
            tries.push(on("requests OAT anew", Command::RequestAnew { answers: answers(view) }));
        }
        let rerun = || on("runs the test again", Command::Rerun { reason: None });
        match oat.status() {
            Status::Failed if self.has(Guard::FailedIsTestedAgain) => {
                tries.push(on("asks for a re-test", Command::AskForRetest { fixed: words() }));
                tries.push(rerun());
            }
            // A re-run that failed is run again; one of a pass that stands is in nobody's way to leave.
            Status::Passed if oat.is_undecided() && self.has(Guard::UndecidedIsSettled) => {
                tries.push(rerun())
            }
            Status::Passed => tries.push(Try { spends: Some(Spend::Rerun), ..rerun() }),
            _ => {}
        }
        if oat.open_date_change().is_none() {
            let date = Some(view.earliest_date.saturating_add(1.days()));
            let ask = on("asks for another date", Command::AskForDate { date, reason: words() });
            tries.push(Try { spends: Some(Spend::OtherDate), ..ask });
        } else if self.has(Guard::DatesAreDecided) {
            for accepted in [true, false] {
                let what = if accepted { "accepts the other date" } else { "declines the other date" };
                tries.push(on(what, Command::DecideDate { accepted: Some(accepted), reason: Some(words()) }));
            }
        }
        let date = Some(today.saturating_add(9.days()));
        if self.has(Guard::DatesAreGivenAnew) {
            tries.push(on("gives a new connection date", Command::GiveConnectionDate { date }));
        }
        tries.push(on("makes the scheme live", Command::GoLive));
        tries.extend(self.overrides(oat));
        tries
    }

    /// Two of PDP override a result. That takes a decision back, so it is no way on; to decline it is.
    fn overrides(&self, oat: &OatRequest) -> Vec<Try> {
        let back = |what, command| Try { onward: false, spends: Some(Spend::Override), ..on(what, command) };
        if oat.proposed_override.is_some() {
            let decide = |approved| Command::DecideOverride { approved: Some(approved), reason: None };
            let approve = Try { onward: false, ..on("approves the override", decide(true)) };
            let decline =
                self.has(Guard::UndecidedIsSettled).then(|| on("declines the override", decide(false)));
            return [approve].into_iter().chain(decline).collect();
        }
        [Outcome::Passed, Outcome::Failed]
            .map(|outcome| {
                let command = Command::ProposeOverride { outcome: Some(outcome), reason: words() };
                back("proposes an override", command)
            })
            .into()
    }

    /// What is due is tried, and passes or fails.
    fn probes(&self, state: &State, oat: &OatRequest, view: &SubjectView) -> Vec<Try> {
        let Some(run) = oat.open_run().map(|run| run.number) else { return vec![] };
        let seen = |status: u16| {
            let due = oat.planned_attempts(view, state.now);
            Command::record_attempts(run, due.iter().map(|due| self.made(state, run, due, status)))
        };
        vec![
            on("the test passes", seen(202)),
            Try { spends: Some(Spend::Failure), ..on("the test fails", seen(401)) },
        ]
    }

    fn made(&self, state: &State, run: u32, due: &PlannedAttempt, status: u16) -> RecordedAttempt {
        let answer = ResponseFacts {
            status,
            headers: vec![],
            body_bytes: 0,
            body_sha256: [0; 32],
            body_start: vec![],
        };
        // What the check accepted, and the probe will never connect to.
        let is_testable = self.has(Guard::AcceptedIsTestable);
        let ending = if is_testable { Ending::Answered } else { Ending::UrlRefused { what: UrlFault::Port } };
        let observation = Observation {
            request: FindRequestId::from_u128(u128::from(due.number)),
            at: state.now,
            url: due.target.url.clone(),
            profile: None,
            addresses: vec![],
            peer: None,
            timings: Timings { total: Duration::ZERO, ..Timings::default() },
            deadline: Duration::from_secs(10),
            tls: None,
            response: is_testable.then_some(answer),
            unread: None,
            ending,
        };
        RecordedAttempt::new(run, due.target.endpoint, due.number, observation)
    }

    /// The change after what `events`, which led from `before` to `after`, mean for it.
    fn consequence(
        &self,
        state: &State,
        change: &Change,
        before: &OatRequest,
        after: &OatRequest,
        events: &[Event],
    ) -> Change {
        let settled = before.is_undecided() && !after.is_undecided() && self.has(Guard::UndecidedIsSettled);
        let meant = events.iter().find_map(|event| meaning(before, after, &event.kind));
        let command = meant.or(settled.then_some(ChangeCommand::AwaitOat { undecided: false }));
        let Some(command) = command else { return change.clone() };
        let system = Actor::System(Process::OperationalAcceptanceTesting);
        let events =
            domain::change::decide(change, command, &system, &context(state.now)).map(Trail::into_events);
        let events =
            events.unwrap_or_else(|refusal| panic!("the change refuses what follows for it: {refusal}"));
        applied(change, &events)
    }
}
