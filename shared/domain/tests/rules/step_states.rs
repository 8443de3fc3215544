//! Every state of every step with every command on it: what comes of it is written down here, independently of the code (S1, S2).

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::change::steps::{StepState, StepStateKind};
use domain::change::{Change, Command, CommandKind, apply, decide};
use domain::policy::{Scale, Step};

use crate::support::people::{holder, implementation_manager, oat, reviewer, test_manager};
use crate::support::samples::{confirmed_at, monday_morning, reclassify};
use crate::support::work::{
    after, approve, arrange, done, open_at, pass_oat, prepared, record_test_endpoints, request_step_upload,
    send_back, state, step_file, submit_step, submitted, submitter,
};
use crate::support::{context, policy};

/// A change on which `step` is in this state, all that the step needs being there; none when it cannot be.
pub fn in_state(step: Step, state: StepStateKind) -> Option<Change> {
    let open = || {
        let change = open_at(confirmed_at(Scale::Significant, true), step);
        if step == Step::IntegrationTesting {
            after(change, &test_manager(), record_test_endpoints())
        } else {
            prepared(change, step)
        }
    };
    let decided = policy().rule(step).approved_by.map(|role| holder(role.into()));
    match state {
        StepStateKind::CannotStartYet => {
            (step != Step::Prerequisites).then(|| confirmed_at(Scale::Significant, true))
        }
        StepStateKind::ToDo => Some(open()),
        StepStateKind::WithPdp => decided.map(|_| after(open(), &submitter(step), submit_step(step))),
        StepStateKind::Returned => decided.map(|by| {
            after(in_state(step, StepStateKind::WithPdp).expect("with PDP"), &by, send_back(step, "Why"))
        }),
        StepStateKind::Complete => Some(done(open_at(confirmed_at(Scale::Significant, true), step), step)),
        _ if step == Step::OperationalAcceptanceTesting => Some(confirmed_at(Scale::Significant, false)),
        _ if policy().has(Scale::Minimal, step) => None,
        _ => {
            let change = in_state(step, StepStateKind::Complete).expect("complete");
            Some(after(change, &reviewer(), reclassify(Scale::Minimal, None)))
        }
    }
}

/// What is tried on a step, by someone who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Try {
    /// A file for it.
    Upload,
    /// Submit it; arrange testing, or pass OAT, where that is how it is done.
    Do,
    Approve,
    SendBack,
}

impl Try {
    /// Every attempt.
    pub const ALL: [Self; 4] = [Self::Upload, Self::Do, Self::Approve, Self::SendBack];

    /// What it is tried with.
    pub fn command(self, step: Step) -> CommandKind {
        self.of(step).1.kind()
    }

    fn of(self, step: Step) -> (Actor, Command) {
        let decider =
            holder(policy().rule(step).approved_by.unwrap_or(domain::actor::PdpRole::Reviewer).into());
        match (self, step) {
            (Self::Upload, _) => (submitter(step), request_step_upload(step, step_file(99))),
            (Self::Do, Step::IntegrationTesting) => (implementation_manager(), arrange("2026-09-07T16:00")),
            (Self::Do, Step::OperationalAcceptanceTesting) => (oat(), pass_oat("2026-09-21")),
            (Self::Do, _) => (submitter(step), submit_step(step)),
            (Self::Approve, _) => (decider, approve(step)),
            (Self::SendBack, _) => (decider, send_back(step, "Why")),
        }
    }
}

/// The state the step is in afterwards, `=` when nothing happens, or the code of the refusal.
pub fn outcome(mut change: Change, step: Step, tried: Try) -> String {
    let (actor, command) = tried.of(step);
    match decide(&change, command, &actor, &context(monday_morning())).map(Trail::into_events) {
        Err(refusal) => refusal.code().to_owned(),
        Ok(events) if events.is_empty() => "=".to_owned(),
        Ok(events) => {
            events.iter().for_each(|event| apply(&mut change, event));
            format!("→ {}", state(&change, step).map_or("none", StepStateKind::code))
        }
    }
}

type Row = [&'static str; 6];
const BLOCKED: &str = "step_blocked";
const NOT_OPEN: &str = "step_not_open";
const NOT_NEEDED: &str = "step_not_needed";
const NOT_WITH_PDP: &str = "step_not_with_pdp";
const NO_FILES: &str = "step_takes_no_files";
/// The step never is in that state.
const NEVER: &str = "";

/// Rows: upload, do, approve, send back. Columns: cannot start yet, to do, with PDP, returned, complete, not needed.
const DECIDED_ON: [Row; 4] = [
    [BLOCKED, "→ to_do", NOT_OPEN, "→ returned", NOT_OPEN, NOT_NEEDED],
    [BLOCKED, "→ with_pdp", NOT_OPEN, "→ with_pdp", NOT_OPEN, NOT_NEEDED],
    [BLOCKED, NOT_WITH_PDP, "→ complete", NOT_WITH_PDP, NOT_WITH_PDP, NOT_NEEDED],
    [BLOCKED, NOT_WITH_PDP, "→ returned", NOT_WITH_PDP, NOT_WITH_PDP, NOT_NEEDED],
];

/// Steps on which nobody decides differ in what doing them again leads to, and in whether every scale has them.
const fn undecided(again: &'static str, not_needed: bool) -> [Row; 4] {
    let none = if not_needed { NOT_NEEDED } else { NEVER };
    let no_files = if not_needed { NO_FILES } else { NEVER };
    [
        [NO_FILES, NO_FILES, NEVER, NEVER, NO_FILES, no_files],
        [BLOCKED, "→ complete", NEVER, NEVER, again, none],
        [BLOCKED, NOT_WITH_PDP, NEVER, NEVER, NOT_WITH_PDP, none],
        [BLOCKED, NOT_WITH_PDP, NEVER, NEVER, NOT_WITH_PDP, none],
    ]
}

fn table(step: Step) -> [Row; 4] {
    let mut table = match step {
        Step::Prerequisites
        | Step::ItHealthCheck
        | Step::IntegrationTestingReport
        | Step::ServiceAcceptance => DECIDED_ON,
        Step::TestCryptographicMaterial => undecided(NOT_OPEN, true),
        // Testing is arranged anew as long as there is no report (S3).
        Step::IntegrationTesting => undecided("→ complete", true),
        Step::LiveCryptographicMaterial => undecided(NOT_OPEN, false),
        // A verdict that is delivered again changes nothing.
        Step::OperationalAcceptanceTesting => undecided("=", true),
    };
    if step == Step::Prerequisites {
        table.iter_mut().for_each(|row| row[0] = NEVER);
    }
    table
}

/// Holds S1.
#[test]
fn every_command_on_a_step_is_decided_in_every_state_of_it() {
    for step in Step::ALL {
        for (column, state) in StepStateKind::ALL.iter().enumerate() {
            let sample = in_state(*step, *state);
            for (tried, row) in Try::ALL.iter().zip(table(*step)) {
                let found = sample.clone().map_or(NEVER.to_owned(), |change| outcome(change, *step, *tried));
                assert_eq!(found, row[column], "{step:?} {state} {tried:?}");
            }
        }
    }
}

#[test]
fn every_sample_of_a_step_is_in_the_state_it_is_named_for() {
    for step in Step::ALL {
        for named in StepStateKind::ALL {
            if let Some(change) = in_state(*step, *named) {
                assert_eq!(state(&change, *step), Some(*named), "{step:?}");
            }
        }
    }
}

#[test]
fn every_step_state_occurs_and_is_open_done_or_neither() {
    let mut seen = Vec::new();
    for step in Step::ALL {
        for kind in StepStateKind::ALL {
            let Some(change) = in_state(*step, *kind) else { continue };
            let views = change.steps();
            let state: &StepState = &views.iter().find(|view| view.step == *step).expect("a view").state;
            assert_eq!(state.is_open(), matches!(kind, StepStateKind::ToDo | StepStateKind::Returned));
            assert_eq!(state.is_done(), matches!(kind, StepStateKind::Complete | StepStateKind::NotNeeded));
            seen.push(*kind);
        }
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, StepStateKind::ALL);
}

#[test]
fn a_step_with_pdp_is_blocked_by_steps_of_a_larger_scale() {
    let step = Step::ServiceAcceptance;
    let change = submitted(confirmed_at(Scale::Minor, false), step);
    let change = after(change, &reviewer(), reclassify(Scale::Moderate, None));
    assert_eq!(state(&change, step), Some(StepStateKind::CannotStartYet));
    assert_eq!(outcome(change.clone(), step, Try::Approve), BLOCKED);
    let change = open_before(change, step);
    assert_eq!(outcome(change, step, Try::Approve), "→ complete");
}

/// Every step before `step` is done; `step` itself is with PDP.
fn open_before(mut change: Change, step: Step) -> Change {
    while let Some(open) = crate::support::work::open_step(&change).filter(|open| *open != step) {
        change = done(change, open);
    }
    change
}
