//! What waits, in words.

use std::borrow::Cow;

use api::{ChangeBody, ClaimBody, OatProgressCode, SummaryBody, TaskBody};
use domain::actor::Role;
use domain::calendar::london_date;
use domain::change::Status;
use domain::policy::Step;
use domain::task::{OatProgress, TaskKind};
use jiff::civil::Date;

use super::{clock, day, first, going_live, inside, moment, soon};
use crate::session::Who;

/// How it begins by when something is to be done.
const DUE: &str = "due ";

/// Something that waits, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskLine {
    /// What to do.
    pub title: Cow<'static, str>,
    /// What somebody does who does it: `reviews this change`.
    deed: Cow<'static, str>,
    /// The page to do it on, if there is one.
    pub href: Option<String>,
    /// What it is about: reference, organisation.
    pub about: String,
    /// Whose turn it is.
    pub role: Role,
    /// Whether it can only be done from a later day on.
    is_later: bool,
    /// Whether it is the reader's turn, and can be done already.
    pub is_yours: bool,
    /// By when.
    pub due: String,
    pub is_late: bool,
    /// How long it has waited, or from when on it can be done.
    pub age: String,
    /// The same as a part of ten working days, in tenths.
    pub tenths: u32,
    /// Who is at it.
    pub claim: Option<String>,
}

impl TaskLine {
    /// The line of a task, as `who` reads it.
    pub fn of(task: &TaskBody, who: &Who, today: Date) -> Self {
        // An organisation reads only of itself: its name tells nothing, where there is a reference.
        let names = who.is_pdp || task.reference.is_none();
        let parts = [task.reference.clone(), task.organisation_name.clone().filter(|_| names)];
        let about: Vec<_> = parts.into_iter().flatten().collect();
        let (title, deed) = deed(task);
        let from = london_date(task.since);
        let is_later = from > today;
        Self {
            title,
            deed,
            href: href(task, who),
            about: if about.is_empty() { "Not sent yet".to_owned() } else { about.join(", ") },
            role: task.role.0,
            is_later,
            is_yours: !is_later && who.has(task.role.0),
            due: if task.overdue { format!("was due on {}", day(task.due)) } else { due(task.due, today) },
            is_late: task.overdue,
            age: match task.age {
                _ if is_later => format!("from {} on", day(from)),
                0 => "since today".to_owned(),
                1 => "for 1 working day".to_owned(),
                days => format!("for {days} working days"),
            },
            tenths: task.age.min(10),
            claim: task.claim.as_ref().map(|claim| claimed(claim, who, today)),
        }
    }

    /// Who does it and by when: `A PDP reviewer reviews this change by Friday 4 December 2026.`
    pub fn sentence(&self) -> String {
        let (who, deed) = (first(&self.role.somebody()), &self.deed);
        if self.is_late {
            format!("{who} {deed}. It {}.", self.due)
        } else if self.is_later {
            format!("{who} {deed}, {}.", self.age)
        } else {
            format!("{who} {deed} {}.", self.due.trim_start_matches(DUE))
        }
    }

    /// By when, as it begins a sentence.
    pub fn due_first(&self) -> String {
        first(&self.due)
    }
}

/// What waits in a change that was read, the most urgent first.
pub fn tasks_of(change: &ChangeBody, who: &Who, today: Date) -> Vec<TaskLine> {
    let tasks = change.tasks.as_deref().unwrap_or_default();
    tasks.iter().map(|task| TaskLine::of(task, who, today)).collect()
}

/// Who acts next in a change, as a sentence.
pub fn who_acts(change: &ChangeBody, tasks: &[TaskLine]) -> String {
    match (tasks.first(), change.status.0) {
        (Some(task), _) => task.sentence(),
        (None, Status::Rejected | Status::Withdrawn | Status::Complete) => {
            "Nothing is left to do.".to_owned()
        }
        (None, _) if change.next_step.is_some_and(|step| step == Step::OperationalAcceptanceTesting) => {
            WITH_PDP.to_owned()
        }
        (None, _) => going_live(&change.going_live),
    }
}

/// What happens while a test runs, or while PDP decides on a result.
const WITH_PDP: &str = "Operational acceptance testing is with PDP. An email tells you the result.";

/// What happens next in a change of a list in which nobody has to act.
pub fn without_tasks(row: &SummaryBody) -> String {
    match (row.status.0, row.go_live_at) {
        (Status::Rejected | Status::Withdrawn | Status::Complete, _) => {
            format!("Nothing is left to do. It ended on {}.", moment(row.updated_at))
        }
        _ if !row.waiting_known => {
            "This list does not know who acts next, because the change is an old one. Open it to see."
                .to_owned()
        }
        _ if row.oat.is_some_and(|oat| oat == OatProgress::WithPdp) => WITH_PDP.to_owned(),
        (_, Some(at)) => format!("The endpoints go live on {}. Nobody has to do anything.", moment(at)),
        _ => "Nobody has to do anything.".to_owned(),
    }
}

/// How far the OAT of a change is, where that says something.
pub fn oat_progress(oat: Option<OatProgressCode>) -> Option<String> {
    oat.filter(|oat| *oat != OatProgress::NotRequired).map(|oat| format!("OAT {}", oat.0))
}

/// By when, of what is not late.
fn due(due: Date, today: Date) -> String {
    let is_near = due == today || today.tomorrow().is_ok_and(|tomorrow| tomorrow == due);
    format!("{DUE}{}{}", if is_near { "" } else { "by " }, soon(due, today))
}

/// Who is at it, and until when the list says so.
fn claimed(claim: &ClaimBody, who: &Who, today: Date) -> String {
    let name = claim.name.as_deref().unwrap_or("Somebody");
    let is_own = who.is(claim.person);
    let whom = if is_own { "You are".to_owned() } else { format!("{name} is") };
    format!("{whom} working on this until {} {}", clock(claim.until), soon(london_date(claim.until), today))
}

/// Which colleague of the reader's is at this task in a change. Their own claim tells them nothing.
pub fn claim(
    change: &ChangeBody,
    who: &Who,
    today: Date,
    is_it: impl Fn(&TaskBody) -> bool,
) -> Option<String> {
    let task = change.tasks.as_deref().unwrap_or_default().iter().find(|task| is_it(task))?;
    let others = task.claim.as_ref().filter(|claim| !who.is(claim.person));
    others.map(|claim| format!("{}.", claimed(claim, who, today)))
}

/// The page on which it is done: of its change, of its request for OAT, or of people.
fn href(task: &TaskBody, who: &Who) -> Option<String> {
    // Others read in the request how it stands.
    let below = if who.has(task.role.0) { place_in_oat(task) } else { String::new() };
    let of_oat = task.oat_request.map(|id| format!("/portal/oat/{id}{below}"));
    let of_change = task.technical_change.map(|id| match (task.kind.0, task.step) {
        (TaskKind::Step, Some(step)) if step == Step::OperationalAcceptanceTesting => {
            format!("/portal/oat/{id}")
        }
        _ => {
            let desk = if who.is_pdp { desk_place(task) } else { None };
            format!("/portal/changes/{id}{}", desk.unwrap_or_else(|| place(task)))
        }
    });
    of_oat.or(of_change).or_else(|| of_people(task))
}

/// The page of the people among whom nobody holds a role.
fn of_people(task: &TaskBody) -> Option<String> {
    (task.kind == TaskKind::EmptyRole).then(|| match task.organisation {
        Some(id) => format!("/portal/organisations/{id}"),
        None => "/portal/team".to_owned(),
    })
}

/// The same, of PDP's own pages: to organisations there is nothing there.
fn desk_place(task: &TaskBody) -> Option<String> {
    let answer = || task.support_request.as_ref().map(|one| format!("/support/requests/{one}/answer"));
    match (task.kind.0, task.step, task.environment) {
        (TaskKind::StepDecision, Some(step), _) => Some(format!("/steps/{}/decision", step.0.code())),
        (TaskKind::IntegrationTesting, ..) => Some("/integration-testing".to_owned()),
        (TaskKind::Material, _, Some(environment)) => {
            Some(format!("/material/{}/publish", environment.0.code()))
        }
        (TaskKind::SupportRequest | TaskKind::DelayRequest, ..) => answer(),
        (TaskKind::Review, ..) => Some("/review".to_owned()),
        (TaskKind::Idle, ..) => Some("/withdraw-idle".to_owned()),
        (TaskKind::Hold, ..) => Some("/hold/release".to_owned()),
        _ => None,
    }
}

/// The page below that of its request for OAT on which it is done; that of the request itself, where it says what can be done.
fn place_in_oat(task: &TaskBody) -> String {
    match (task.kind.0, &task.support_request) {
        (TaskKind::Override, _) => "/override/decision".to_owned(),
        (TaskKind::DateRequest, _) => "/date-change/decision".to_owned(),
        (TaskKind::SupportRequest | TaskKind::DelayRequest, Some(reference)) => {
            format!("/support/{reference}/answer")
        }
        _ => String::new(),
    }
}

/// The page below that of its change on which it is done; that of the change itself, where there is none.
fn place(task: &TaskBody) -> String {
    match (task.kind.0, task.step) {
        (TaskKind::Step | TaskKind::StepDecision, Some(step)) => format!("/steps/{}", step.0.code()),
        (TaskKind::TestEndpoints, _) => "/test-endpoints".to_owned(),
        (TaskKind::ConnectionDate, _) => "/connection-date".to_owned(),
        (TaskKind::Question, _) => "/answer".to_owned(),
        (TaskKind::Draft, _) => "/next".to_owned(),
        _ => String::new(),
    }
}

/// What to do, as a heading, and what somebody does who does it.
fn deed(task: &TaskBody) -> (Cow<'static, str>, Cow<'static, str>) {
    let step = task.step.map(|step| inside(&step.to_string())).unwrap_or_default();
    let (title, deed) = match task.kind.0 {
        TaskKind::DelayRequest => {
            ("Answer a request to delay going live", "answers the request to delay going live")
        }
        TaskKind::Override => (
            "Decide on a proposed override, as the second person",
            "decides on the proposed override, as the second person",
        ),
        TaskKind::DateRequest => ("Decide on another connection date", "decides on another connection date"),
        TaskKind::FailedRerun => (
            "Decide what follows from a re-run that failed",
            "decides what follows from the re-run that failed",
        ),
        TaskKind::OwnFault => ("Look into a fault of the probe", "looks into a fault of the probe"),
        TaskKind::Review => ("Review a technical change", "reviews this change"),
        TaskKind::StepDecision => return both(format!("Decide on {step}"), format!("decides on {step}")),
        TaskKind::IntegrationTesting => ("Arrange integration testing", "arranges integration testing"),
        TaskKind::Material => {
            let environment = task.environment.map(|environment| environment.to_string()).unwrap_or_default();
            let what = format!("{environment} cryptographic material");
            return both(format!("Publish {what}"), format!("publishes {what}"));
        }
        TaskKind::SupportRequest => ("Answer a support request", "answers a support request"),
        TaskKind::EmptyRole => {
            let (title, whom) = match task.empty_role {
                Some(role) => (
                    format!("Find somebody for a role that nobody holds: {}", role.0),
                    format!("a role that nobody holds: {}", role.0),
                ),
                None => (
                    "Find somebody for an organisation in which nobody holds a role".to_owned(),
                    "an organisation in which nobody holds a role".to_owned(),
                ),
            };
            return both(title, format!("finds somebody for {whom}"));
        }
        TaskKind::Hold => {
            ("Decide whether a hold on going live ends", "decides whether the hold on going live ends")
        }
        TaskKind::Idle => (
            "Decide on a change in which nothing has happened for long",
            "decides on this change, in which nothing has happened for long",
        ),
        TaskKind::Question => ("Answer PDP’s question", "answers PDP’s question"),
        TaskKind::ConnectionDate => ("Give a new connection date", "gives a new connection date"),
        TaskKind::Step => return both(format!("Complete {step}"), format!("completes {step}")),
        TaskKind::TestEndpoints => ("Record your test endpoints", "records the test endpoints"),
        TaskKind::Retest => (
            "Put right what failed, and ask for a new test",
            "puts right what failed in OAT, and asks for a new test",
        ),
        TaskKind::Draft => ("Finish your draft", "finishes the form and sends it to PDP"),
    };
    (title.into(), deed.into())
}

fn both(title: String, deed: String) -> (Cow<'static, str>, Cow<'static, str>) {
    (title.into(), deed.into())
}

#[cfg(test)]
mod tests {
    use domain::actor::OrganisationRole;

    use super::*;

    fn report(since: &str, due: &str, overdue: bool, age: u32) -> TaskBody {
        TaskBody {
            id: "technical_change.0190a0b0-0000-7000-8000-000000000001.step".to_owned(),
            kind: TaskKind::Step.into(),
            role: Role::Organisation(OrganisationRole::TestManager).into(),
            technical_change: None,
            oat_request: None,
            reference: Some("TC-7Q4M0ZKD".to_owned()),
            organisation: None,
            organisation_name: None,
            since: since.parse().unwrap(),
            age,
            due: due.parse().unwrap(),
            overdue,
            step: Some(Step::IntegrationTestingReport.into()),
            support_request: None,
            environment: None,
            hold: None,
            empty_role: None,
            claim: None,
        }
    }

    fn line(task: &TaskBody) -> TaskLine {
        let who = Who {
            person: String::new(),
            name: None,
            is_pdp: false,
            organisation_id: None,
            organisation: None,
            roles: vec!["test_manager".to_owned()],
        };
        TaskLine::of(task, &who, "2026-11-30".parse().unwrap())
    }

    /// Holds W2.
    #[test]
    fn a_task_says_who_does_it_by_when_and_since_when() {
        let open = line(&report("2026-11-26T09:00:00Z", "2026-12-03", false, 2));
        assert!(open.is_yours);
        assert_eq!(
            open.sentence(),
            "A test manager completes integration testing report by Thursday 3 December 2026."
        );
        assert_eq!(open.age, "for 2 working days");
        let today = line(&report("2026-11-26T09:00:00Z", "2026-11-30", false, 2));
        assert_eq!(today.sentence(), "A test manager completes integration testing report today.");
        let late = line(&report("2026-11-19T09:00:00Z", "2026-11-26", true, 7));
        assert!(
            late.sentence().ends_with(". It was due on Thursday 26 November 2026."),
            "{}",
            late.sentence()
        );
    }

    /// Holds S3, W2.
    #[test]
    fn what_can_only_be_done_later_is_nobodys_turn_yet() {
        let later = line(&report("2026-12-02T00:00:00Z", "2026-12-09", false, 0));
        assert!(!later.is_yours);
        assert_eq!(
            later.sentence(),
            "A test manager completes integration testing report, from Wednesday 2 December 2026 on."
        );
        assert_eq!(later.age, "from Wednesday 2 December 2026 on");
    }
}
