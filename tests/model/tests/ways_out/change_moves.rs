//! What anybody may do with a change.

use std::collections::BTreeMap;

use domain::aggregate::Trail;
use domain::calendar::london_date;
use domain::change::material::Environment;
use domain::change::step_answers::{Accreditation, Findings, StepAnswers, takes_evidence};
use domain::change::steps::{StepState, StepView};
use domain::change::support::{SupportAsked, SupportKind};
use domain::change::testing::TestEndpointAnswers;
use domain::change::{Change, Command, Event, GoingLive, HostsAtReview, Refusal, Status, authorise, decide};
use domain::downtime::DowntimeAnswers;
use domain::endpoint::EndpointType;
use domain::evidence::{AcceptedFile, EvidenceState, FileFormat, FileRejection};
use domain::ids::{DowntimeId, EndpointId, EvidenceId, PackId};
use domain::oat;
use domain::policy::{Scale, Step};
use domain::reference::{Reference, SupportReference};
use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::guards::Guard;
use crate::moves::{Moves, Next, applied, context, spent};
use crate::people::everybody;
use crate::state::{Spend, State};

/// Something to try: a person who may do it does.
struct Try {
    what: String,
    command: Command,
    spends: Option<Spend>,
    onward: bool,
}

fn on(what: impl Into<String>, command: Command) -> Try {
    Try { what: what.into(), command, spends: None, onward: true }
}

impl Try {
    /// It is in nobody's way to leave it, so it happens so often and no more.
    fn spending(self, spend: Spend) -> Self {
        Self { spends: Some(spend), ..self }
    }

    /// It gives up, or takes back what was decided.
    fn back(self) -> Self {
        Self { onward: false, ..self }
    }
}

fn words() -> String {
    "As agreed".to_owned()
}

pub fn live_endpoints() -> BTreeMap<EndpointId, EndpointType> {
    BTreeMap::from([(EndpointId::from_u128(1), EndpointType::Find)])
}

impl Moves {
    pub fn change_moves(&self, state: &State, change: &Change, next: &mut Vec<Next>) {
        let today = london_date(state.now);
        let mut tries = files(change, state);
        match change.status() {
            Status::Draft | Status::InReview | Status::AwaitingInformation => tries.extend(review(change)),
            Status::Confirmed => {
                tries.extend(steps(change, state));
                tries.extend(going_live(change, today));
                tries.extend(self.reclassifications(change));
            }
            _ => {}
        }
        tries.extend(requests(change, today));
        tries.push(on("withdraws the change", Command::Withdraw { reason: None }).back());
        for one in tries.into_iter().filter(|one| self.is_open(change, one)) {
            let Some(left) = spent(state, one.spends) else { continue };
            if let Some((who, change, oat)) = self.attempt(state, change, &one) {
                let after = State { change: Some(change), oat, left, now: state.now };
                next.push(Next { words: format!("{who}: {}", one.what), state: after, onward: one.onward });
            }
        }
    }

    /// Whether the way is open that it is.
    fn is_open(&self, change: &Change, one: &Try) -> bool {
        let closed = match (&one.command, self.without) {
            (Command::AcceptEvidence { .. } | Command::RejectEvidence { .. }, without) => {
                without == Some(Guard::InspectionsEnd)
            }
            (Command::SubmitStep { answers }, without) => {
                let returned = change.step(answers.step());
                let is_returned =
                    returned.is_some_and(|view| matches!(view.state, StepState::Returned { .. }));
                is_returned && without == Some(Guard::ReturnedIsSubmittedAgain)
            }
            (Command::GiveConnectionDate { .. }, without) => without == Some(Guard::DatesAreGivenAnew),
            (Command::ReleaseHold { .. }, without) => without == Some(Guard::HoldsAreReleased),
            (Command::AnswerSupportRequest { .. }, without) => without == Some(Guard::DelaysAreAnswered),
            (Command::AnswerQuestion { .. }, without) => without == Some(Guard::QuestionsAreAnswered),
            (Command::PublishMaterial { .. }, without) => without == Some(Guard::PacksArePublished),
            _ => false,
        };
        !closed
    }

    /// Who may do it, and what comes of it, if anything does.
    fn attempt(
        &self,
        state: &State,
        change: &Change,
        one: &Try,
    ) -> Option<(String, Change, Option<oat::OatRequest>)> {
        let may = |(_, actor): &&(String, _)| authorise(change, &one.command, actor).is_ok();
        let (who, actor) = self.people.iter().find(may)?;
        let mut events =
            decide(change, one.command.clone(), actor, &context(state.now)).map(Trail::into_events).ok()?;
        if events.is_empty() {
            return None;
        }
        let mut after = applied(change, &events);
        let mut oat = state.oat.clone();
        // The date of a change settles what was asked for with its request (app::give_connection_date).
        if let (Command::GiveConnectionDate { date: Some(given) }, Some(request)) = (&one.command, &mut oat) {
            let settle = oat::Command::SettleDate { given: *given };
            let view = self.view(state);
            let settled = oat::decide(request, settle, actor, &view, &context(state.now))
                .map(Trail::into_events)
                .ok()?;
            settled.iter().for_each(|event| oat::apply(request, event));
            if !settled.is_empty() && !request.is_undecided() {
                events = self.system(&after, Command::AwaitOat { undecided: false }, state).ok()?;
                after = applied(&after, &events);
            }
        }
        Some((who.clone(), after, oat))
    }

    /// What the system decides on its own.
    pub fn system(&self, change: &Change, command: Command, state: &State) -> Result<Vec<Event>, Refusal> {
        let everybody = everybody(None);
        let (_, actor) = everybody
            .iter()
            .find(|(_, actor)| authorise(change, &command, actor).is_ok())
            .expect("a process");
        decide(change, command, actor, &context(state.now)).map(Trail::into_events)
    }

    fn reclassifications(&self, change: &Change) -> Vec<Try> {
        let from = change.submitted.as_ref().map(|made| made.scale);
        let mut tries = Vec::new();
        for scale in self.world.scales {
            for oat in [false, true] {
                let what = format!("decides on {scale} scale, {} OAT", if oat { "with" } else { "without" });
                let (reason, oat_required) = (words(), Some(oat));
                tries.push(
                    on(what, Command::Reclassify { scale: *scale, reason, oat_required })
                        .back()
                        .spending(Spend::Reclassification),
                );
            }
        }
        if self.world.scales.is_empty() || from.is_none() { vec![] } else { tries }
    }
}

/// Submission and review.
fn review(change: &Change) -> Vec<Try> {
    let reference = Reference::from_bits(1);
    let scale = change.submitted.as_ref().map_or(Scale::Minor, |made| made.scale);
    let hosts = HostsAtReview::default;
    let confirm = |oat_required| Command::Confirm { scale, reason: None, oat_required, hosts: hosts() };
    let organisation_name = "Harbour Pensions".to_owned();
    vec![
        on("submits it", Command::Submit { reference, organisation_name, live_endpoints: live_endpoints() }),
        on("asks for information", Command::AskForInformation { question: words() })
            .spending(Spend::Question),
        on("answers", Command::AnswerQuestion { answer: words() }),
        on("takes the question back", Command::TakeBackQuestion { reason: words() }).back(),
        on("confirms it without OAT", confirm(false)),
        on("confirms it with OAT", confirm(true)),
        on("rejects it", Command::Reject { reason: words() }).back(),
    ]
}

/// Files that are under way, and those that are needed next.
fn files(change: &Change, state: &State) -> Vec<Try> {
    let mut tries = Vec::new();
    for (id, file) in &change.evidence.0 {
        let id = *id;
        let under_way = matches!(file.state, EvidenceState::AwaitingUpload | EvidenceState::Checking { .. });
        if under_way {
            let kept = AcceptedFile {
                format: FileFormat::Pdf,
                bytes: 9,
                sha256: [9; 32],
                flags: vec![],
                at: state.now,
                version: None,
            };
            tries.push(on("a file arrives", Command::ReceiveEvidence { id }));
            tries.push(on("accepts a file", Command::AcceptEvidence { id, file: kept }));
            let rejected = Command::RejectEvidence { id, reason: FileRejection::Damaged };
            tries.push(on("rejects a file", rejected).spending(Spend::Rejection));
        }
        if !matches!(file.state, EvidenceState::Accepted(_)) {
            tries.push(on("takes a file out", Command::RemoveEvidence { id }));
        }
    }
    let next = change.next_step().map(|view| view.step).filter(|step| takes_evidence(*step));
    let wanted = match change.status() {
        Status::Draft => Some(None),
        Status::Confirmed => next.map(Some),
        _ => None,
    };
    let of = |step| change.evidence.0.values().filter(move |file| file.step == step);
    let is_open = |step| of(step).all(|file| matches!(file.state, EvidenceState::Rejected { .. }));
    // Files are numbered by how many there have been, so that an id is never used again.
    let number = 1 + change.evidence.0.keys().map(|id| id.as_u128()).max().unwrap_or_default();
    tries.extend(wanted.filter(|step| is_open(*step)).map(|step| {
        let id = EvidenceId::from_u128(number);
        let file_name = "evidence.pdf".to_owned();
        on("uploads a file", Command::RequestUpload { id, file_name, declared: Some(FileFormat::Pdf), step })
    }));
    tries
}

/// The step that is next, and integration testing once it is arranged.
fn steps(change: &Change, state: &State) -> Vec<Try> {
    let views = change.steps();
    let mut tries: Vec<Try> = views
        .iter()
        .filter(|view| !view.state.is_done())
        .flat_map(|view| of_step(change, view, state))
        .collect();
    let tested = views.iter().any(|view| {
        view.step == Step::IntegrationTesting && matches!(view.state, StepState::Complete { .. })
    });
    if tested {
        tries.push(arrange(state).spending(Spend::Arrangement));
    }
    let decided = views.iter().filter(|view| view.approved_by.is_some());
    let approved = decided.filter(|view| matches!(view.state, StepState::Complete { .. }));
    tries.extend(approved.map(|view| {
        let (step, reason) = (view.step, words());
        on(format!("opens {step} again"), Command::ReopenStep { step, reason }).back().spending(Spend::Return)
    }));
    let take_back = Command::TakeBackConfirmation { reason: words() };
    tries.push(on("takes the confirmation back", take_back).back().spending(Spend::Return));
    tries
}

fn arrange(state: &State) -> Try {
    let tomorrow = london_date(state.now).saturating_add(Span::new().days(5));
    let at = tomorrow.at(10, 0, 0, 0);
    on("arranges integration testing", Command::ArrangeIntegrationTesting { at: Some(at) })
}

fn of_step(change: &Change, view: &StepView, state: &State) -> Vec<Try> {
    let step = view.step;
    match view.state {
        StepState::WithPdp { .. } => vec![
            on(format!("approves {step}"), Command::ApproveStep { step }),
            on(format!("returns {step}"), Command::ReturnStep { step, reason: words() })
                .spending(Spend::Return),
        ],
        StepState::ToDo { .. } | StepState::Returned { .. } => to_do(change, step, state),
        _ => vec![],
    }
}

fn to_do(change: &Change, step: Step, state: &State) -> Vec<Try> {
    let submit = |answers| on(format!("submits {step}"), Command::SubmitStep { answers });
    let note = String::new();
    match step {
        Step::Prerequisites => vec![submit(StepAnswers::Prerequisites {
            harness: "The PDP harness".to_owned(),
            tests_run: Some(9),
            tests_passed: Some(9),
        })],
        Step::TestCryptographicMaterial => {
            let done = submit(StepAnswers::TestCryptographicMaterial { deployed: Some(true) });
            material(change, Environment::Test).into_iter().chain([done]).collect()
        }
        Step::IntegrationTesting => {
            let url = |kind: &str| format!("https://{kind}.test.provider.co.uk");
            let endpoints =
                TestEndpointAnswers { find: url("find"), view: url("view"), pat_refresh: url("pat") };
            let record = Command::RecordTestEndpoints { endpoints, points_at_solution: Some(true) };
            vec![on("records the test endpoints", record), arrange(state)]
        }
        Step::ItHealthCheck => vec![submit(StepAnswers::ItHealthCheck {
            supplier: "Careful Testers".to_owned(),
            accreditation: Some(Accreditation::Check),
            findings: Findings { critical: Some(0), high: Some(0), medium: Some(0), low: Some(0) },
            remediation_plan: String::new(),
        })],
        Step::IntegrationTestingReport => vec![submit(StepAnswers::IntegrationTestingReport { note })],
        Step::ServiceAcceptance => vec![submit(StepAnswers::ServiceAcceptance { note })],
        Step::LiveCryptographicMaterial => {
            let live = |new_material_needed: bool| {
                let deployed = new_material_needed.then_some(true);
                submit(StepAnswers::LiveCryptographicMaterial {
                    new_material_needed: Some(new_material_needed),
                    deployed,
                })
            };
            material(change, Environment::Live).into_iter().chain([live(true), live(false)]).collect()
        }
        Step::OperationalAcceptanceTesting => vec![],
    }
}

/// Packs, and fetching them.
fn material(change: &Change, environment: Environment) -> Vec<Try> {
    let pack = change.material.get(&environment);
    let publish = |id| {
        let (id, sha256) = (PackId::from_u128(id), [7; 32]);
        on("publishes a pack", Command::PublishMaterial { environment, id, bytes: 9, sha256 })
    };
    let fetch = on("fetches the pack", Command::FetchMaterial { environment });
    match pack {
        None => vec![publish(1)],
        Some(pack) if pack.fetched.is_none() => vec![fetch],
        Some(pack) => vec![publish(pack.id.as_u128() + 1).spending(Spend::NewPack)],
    }
}

fn after(today: Date, days: i64) -> Date {
    today.saturating_add(days.days())
}

/// Holds, dates, going live.
fn going_live(change: &Change, today: Date) -> Vec<Try> {
    let hold = |what, until| on(what, Command::PlaceHold { reason: words(), until }).spending(Spend::Hold);
    let mut tries = vec![
        hold("holds it", None),
        hold("holds it for some weeks", Some(after(today, 20))),
        on("makes it live", Command::GoLive),
    ];
    if !change.holds.is_empty() {
        tries.push(on("releases it", Command::ReleaseHold { reason: words() }));
    }
    if change.going_live() == GoingLive::DateNeeded {
        let given = Command::GiveConnectionDate { date: Some(after(today, 9)) };
        tries.push(on("gives a new connection date", given));
    }
    tries
}

/// Support requests, and notices of downtime.
fn requests(change: &Change, today: Date) -> Vec<Try> {
    let reference = SupportReference::from_bits(1 + change.support.len() as u64);
    let open = |what, asked| on(what, Command::OpenSupportRequest { reference, asked, text: words() });
    let url = |kind: &str| format!("https://{kind}.other.provider.co.uk");
    let others = TestEndpointAnswers { find: url("find"), view: url("view"), pat_refresh: url("pat") };
    let mut tries = Vec::new();
    if change.status() == Status::Confirmed {
        let until = Some(after(today, 20));
        tries.push(open("asks for a delay", SupportAsked::DelayGoingLive { until }).spending(Spend::Delay));
        let others = SupportAsked::ChangeTestEndpoints(others);
        tries.push(open("asks for other test endpoints", others).spending(Spend::OtherTestEndpoints));
        let notice = DowntimeAnswers {
            start: Some(after(today, 1).at(9, 0, 0, 0)),
            end: Some(after(today, 2).at(9, 0, 0, 0)),
            nature: words(),
            affected_endpoints: vec![EndpointId::from_u128(1)],
            short_notice_reason: words(),
        };
        let id = DowntimeId::from_u128(1 + change.downtime.len() as u128);
        let (needed_after_all, live_endpoints) = (Some(true), live_endpoints());
        let record = Command::RecordDowntime { id, notice, needed_after_all, live_endpoints };
        tries.push(on("announces downtime", record).spending(Spend::Downtime));
    }
    for request in change.support.iter().filter(|request| request.answer.is_none()) {
        let answer = |what, accepted, until, until_released| {
            let (reference, answer) = (request.reference, words());
            let accepted = Some(accepted);
            on(what, Command::AnswerSupportRequest { reference, answer, accepted, until, until_released })
        };
        if request.subject.kind() == SupportKind::DelayGoingLive {
            tries.push(answer("grants the delay until a day", true, Some(after(today, 20)), None));
            tries.push(answer("grants the delay until it is released", true, None, Some(true)));
        } else {
            tries.push(answer("grants the request", true, None, None));
        }
        tries.push(answer("declines the request", false, None, None));
    }
    tries
}
