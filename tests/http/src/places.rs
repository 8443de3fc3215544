//! Changes brought to where a step can be taken, by the commands of those who take them.

use api::{AnswersBody, NewClaimBody};
use api_client::ETag;
use app::{Request, Verdict};
use domain::actor::{Actor, Process};
use domain::change::material::Environment;
use domain::change::step_answers::{Accreditation, Findings, StepAnswers};
use domain::change::support::SupportAsked;
use domain::change::testing::TestEndpointAnswers;
use domain::change::{Change, Command, Status};
use domain::downtime::DowntimeAnswers;
use domain::evidence::FileFormat;
use domain::ids::{DowntimeId, EvidenceId, PackId};
use domain::policy::{Scale, Step};
use domain::reference::SupportReference;
use fakes::accepted_file;
use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::{Api, Caller, Made, Wait, answers};

/// Where a change has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In this status.
    In(Status),
    /// Confirmed, at a scale with every step, and this one is to be done.
    Open(Step),
    /// The same, and this one was submitted.
    WithPdp(Step),
    /// Its test endpoints are recorded.
    Recorded,
    /// There is test cryptographic material to fetch.
    Published,
    /// Integration testing is arranged, for a day that is far enough.
    Arranged,
    /// PDP has a support request to answer: [`Made::SUPPORT`].
    Asked,
    /// It is under review, and the reviewer has claimed that.
    Claimed,
    /// Nothing has happened in it for so long that PDP may withdraw it.
    Idle,
    /// Going live is on hold.
    Held,
    /// The connection date passed.
    DateNeeded,
    /// It has a notice of downtime: [`Made::DOWNTIME`].
    Downtime,
    /// The same, and that downtime is under way.
    InDowntime,
}

impl Made {
    /// The reference of its support request.
    pub const SUPPORT: &str = "SR-00000007";
    /// The id of its notice of downtime.
    pub const DOWNTIME: &str = "0190a0b0-0000-7000-8000-0000000000d0";
}

impl Api {
    /// A change of the first organisation at this place.
    pub fn change_at(&self, place: Place) -> Made {
        self.change_of_at(&answers(), place)
    }

    /// The same with these answers.
    pub fn change_of_at(&self, answers: &AnswersBody, place: Place) -> Made {
        let status = match place {
            Place::In(status) => status,
            Place::Claimed => Status::InReview,
            Place::Idle => Status::AwaitingInformation,
            _ => Status::Confirmed,
        };
        let made = self.change_of(answers, status);
        match place {
            Place::In(_) => {}
            Place::Open(step) => self.walk_to(&made, step),
            Place::WithPdp(step) => {
                self.walk_to(&made, step);
                self.submit(&made, step);
            }
            Place::Recorded => {
                self.walk_to(&made, Step::IntegrationTesting);
                self.record_test_endpoints(&made);
            }
            Place::Arranged => {
                self.walk_to(&made, Step::IntegrationTesting);
                self.record_test_endpoints(&made);
                let at = Some(DateTime::constant(2027, 3, 1, 10, 0, 0, 0));
                self.run(&made, Caller::IMPLEMENTATION, Command::ArrangeIntegrationTesting { at });
            }
            Place::Published => {
                self.walk_to(&made, Step::TestCryptographicMaterial);
                self.publish(&made, Environment::Test);
            }
            Place::Asked => {
                let reference = SupportReference::parse(Made::SUPPORT).expect("a reference");
                let (asked, text) = (SupportAsked::Other, "Can we talk?".to_owned());
                self.run(&made, Caller::BUSINESS, Command::OpenSupportRequest { reference, asked, text });
            }
            Place::Claimed => {
                let task = format!("technical_change.{}.review", made.id);
                self.client(Caller::REVIEWER).claim_task(&task, &NewClaimBody { take_over: None }).wait();
            }
            Place::Idle => self.fakes.clock.advance(SignedDuration::from_hours(24 * 100)),
            Place::Held => {
                let command = Command::PlaceHold { reason: "An incident".to_owned(), until: None };
                self.run(&made, Caller::SUPPORT, command);
            }
            Place::DateNeeded => {
                self.walk_to(&made, Step::OperationalAcceptanceTesting);
                let connection_date = self.fakes.services().context().today;
                let actor = Actor::System(Process::OperationalAcceptanceTesting);
                self.run_as(&made, &actor, Command::PassOat { connection_date, undecided: false });
            }
            Place::Downtime => self.record_downtime(&made),
            Place::InDowntime => {
                self.record_downtime(&made);
                self.go_to("2027-03-01T09:30:00Z");
            }
        }
        let etag = ETag::of(self.read(made.id).version);
        Made { etag, ..made }
    }

    fn run(&self, made: &Made, caller: Caller, command: Command) -> Change {
        self.run_as(made, &caller.actor(), command)
    }

    fn run_as(&self, made: &Made, actor: &Actor, command: Command) -> Change {
        let request = Request { actor, on: made.id, seen: None, key: None };
        let services = self.fakes.services();
        let done = app::execute_command(&services, request, |_| command.clone());
        pollster::block_on(done).unwrap_or_else(|error| panic!("{command:?}: {error}")).change
    }

    /// Takes every step before `until`.
    fn walk_to(&self, made: &Made, until: Step) {
        let reason = "Another host".to_owned();
        let command = Command::Reclassify { scale: Scale::Significant, reason, oat_required: Some(true) };
        self.run(made, Caller::REVIEWER, command);
        for step in Step::ALL.iter().copied().take_while(|step| *step != until) {
            match step {
                Step::IntegrationTesting => {
                    self.record_test_endpoints(made);
                    let tomorrow = self.fakes.services().context().today.tomorrow().expect("a day");
                    let at = Some(tomorrow.at(10, 0, 0, 0));
                    self.run(made, Caller::IMPLEMENTATION, Command::ArrangeIntegrationTesting { at });
                    self.fakes.clock.advance(SignedDuration::from_hours(48));
                }
                step => {
                    self.submit(made, step);
                    let decider = match step {
                        Step::Prerequisites | Step::IntegrationTestingReport => Caller::IMPLEMENTATION,
                        Step::ItHealthCheck | Step::ServiceAcceptance => Caller::REVIEWER,
                        _ => continue,
                    };
                    self.run(made, decider, Command::ApproveStep { step });
                }
            }
        }
    }

    /// Submits `step` with what it needs.
    fn submit(&self, made: &Made, step: Step) {
        let (caller, answers) = match step {
            Step::Prerequisites => (
                Caller::TEST_MANAGER,
                StepAnswers::Prerequisites {
                    harness: "Our harness".to_owned(),
                    tests_run: Some(3),
                    tests_passed: Some(3),
                },
            ),
            Step::TestCryptographicMaterial => {
                self.publish(made, Environment::Test);
                self.run(made, Caller::TECHNICAL, Command::FetchMaterial { environment: Environment::Test });
                (Caller::TECHNICAL, StepAnswers::TestCryptographicMaterial { deployed: Some(true) })
            }
            Step::ItHealthCheck => (
                Caller::SECURITY,
                StepAnswers::ItHealthCheck {
                    supplier: "A supplier".to_owned(),
                    accreditation: Some(Accreditation::Crest),
                    findings: Findings { critical: Some(0), high: Some(0), medium: Some(0), low: Some(1) },
                    remediation_plan: String::new(),
                },
            ),
            Step::IntegrationTestingReport => {
                (Caller::TEST_MANAGER, StepAnswers::IntegrationTestingReport { note: String::new() })
            }
            Step::ServiceAcceptance => {
                (Caller::SERVICE, StepAnswers::ServiceAcceptance { note: String::new() })
            }
            _ => (
                Caller::TECHNICAL,
                StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: None },
            ),
        };
        self.give_evidence(made, step);
        self.run(made, caller, Command::SubmitStep { answers });
    }

    /// An accepted file for `step`, if it takes any.
    pub fn give_evidence(&self, made: &Made, step: Step) {
        if !domain::change::step_answers::takes_evidence(step) {
            return;
        }
        let caller = match step {
            Step::ItHealthCheck => Caller::SECURITY,
            Step::ServiceAcceptance => Caller::SERVICE,
            _ => Caller::TEST_MANAGER,
        };
        let id = EvidenceId::from_u128(0xE0 + step as u128);
        let (file_name, declared) = ("report.pdf".to_owned(), Some(FileFormat::Pdf));
        self.run(made, caller, Command::RequestUpload { id, file_name, declared, step: Some(step) });
        let file = accepted_file(app::Clock::now(&self.fakes.clock));
        self.settle(made.id, id, &Verdict::Accepted(file));
    }

    /// A pack of cryptographic material.
    pub fn publish(&self, made: &Made, environment: Environment) {
        let id = PackId::from_u128(0xC0 + environment as u128);
        let command = Command::PublishMaterial { environment, id, bytes: 4_096, sha256: [7; 32] };
        self.run(made, Caller::ADMINISTRATOR, command);
    }

    fn record_test_endpoints(&self, made: &Made) {
        let url = |name: &str| format!("https://{name}.test.example.org/pensions");
        let endpoints = TestEndpointAnswers { find: url("find"), view: url("view"), pat_refresh: url("pat") };
        let command = Command::RecordTestEndpoints { endpoints, points_at_solution: Some(true) };
        self.run(made, Caller::TEST_MANAGER, command);
    }

    fn record_downtime(&self, made: &Made) {
        let live_endpoints = fakes::organisation(1).live_endpoints;
        let at = |hour| Some(DateTime::constant(2027, 3, 1, hour, 0, 0, 0));
        let notice = DowntimeAnswers {
            start: at(9),
            end: at(10),
            nature: "Moving".to_owned(),
            affected_endpoints: live_endpoints.keys().copied().collect(),
            short_notice_reason: String::new(),
        };
        let id: DowntimeId = Made::DOWNTIME.parse().expect("an id");
        let command = Command::RecordDowntime { id, notice, needed_after_all: Some(true), live_endpoints };
        self.run(made, Caller::BUSINESS, command);
    }
}
