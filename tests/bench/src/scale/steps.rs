//! Plays the steps of a confirmed change, and going live.
//!
//! Must not: know the table of steps. The change itself says which step is next, and who takes it.

use anyhow::{Context, Result};
use app::Clock;
use domain::actor::{Actor, OrganisationRole, PdpRole, Process, Role};
use domain::calendar::{london_clock, london_date};
use domain::change::Command;
use domain::change::material::Environment;
use domain::change::step_answers::{Accreditation, Findings, StepAnswers};
use domain::change::steps::{self, StepView};
use domain::change::testing::TestEndpointAnswers;
use domain::policy::Step;
use jiff::civil::Date;
use jiff::{SignedDuration, Span};

use super::past::Past;
use super::population::{self, Fate};

const TECHNICAL_CONTACT: Role = Role::Organisation(OrganisationRole::PrimaryTechnicalContact);
const TEST_MANAGER: Role = Role::Organisation(OrganisationRole::TestManager);
const ADMINISTRATOR: Role = Role::Pdp(PdpRole::Administrator);
const IMPLEMENTATION_MANAGER: Role = Role::Pdp(PdpRole::ImplementationManager);

impl Past {
    /// Takes as many steps as `fate` wants, and goes live when it is time.
    pub async fn take_steps(&mut self, fate: Fate, number: u64) -> Result<()> {
        let steps = self.change()?.steps().iter().filter(|view| !view.state.is_done()).count();
        let mut left = match fate {
            Fate::Confirmed => self.chance.below(steps as u64),
            Fate::Withdrawn => 0,
            _ => u64::MAX,
        };
        loop {
            let change = self.change()?;
            if let Some(at) = change.go_live_at() {
                if matches!(fate, Fate::Scheduled | Fate::Due | Fate::Midnight) {
                    return Ok(());
                }
                self.clock.reach(at);
                self.go_live().await?;
                continue;
            }
            let views = change.steps();
            let Some(next) = steps::next(&views).filter(|_| !change.status().is_terminal()) else {
                return Ok(());
            };
            if left == 0 {
                // Half of the steps that PDP decides on are with PDP.
                let submitted =
                    next.approved_by.is_some() && fate == Fate::Confirmed && self.chance.percent(50);
                return if submitted { self.submit(next).await } else { Ok(()) };
            }
            left -= 1;
            self.take(next, fate, number).await.with_context(|| next.step.code())?;
        }
    }

    async fn take(&mut self, next: &StepView, fate: Fate, number: u64) -> Result<()> {
        match next.step {
            Step::TestCryptographicMaterial => {
                self.fetched(Environment::Test).await?;
                self.submit(next).await
            }
            Step::IntegrationTesting => self.integration_testing(number).await,
            Step::LiveCryptographicMaterial => {
                self.wait();
                let new_material_needed = !fate.is_plain() && self.chance.percent(40);
                if new_material_needed {
                    self.fetched(Environment::Live).await?;
                }
                if fate == Fate::Due {
                    self.clock.reach(population::due_at(number));
                }
                let answers = StepAnswers::LiveCryptographicMaterial {
                    new_material_needed: Some(new_material_needed),
                    deployed: new_material_needed.then_some(true),
                };
                self.does_now(next.by, Command::SubmitStep { answers }).await
            }
            Step::OperationalAcceptanceTesting => {
                let connection_date = self.connection_date(fate);
                let actor = Actor::System(Process::OperationalAcceptanceTesting);
                self.carry_out(&actor, Command::PassOat { connection_date, undecided: false }).await
            }
            _ => self.decided(next).await,
        }
    }

    /// Submitted, sometimes returned and submitted again, approved.
    async fn decided(&mut self, next: &StepView) -> Result<()> {
        self.submit(next).await?;
        let decider = Role::Pdp(next.approved_by.unwrap_or(PdpRole::Reviewer));
        if self.chance.percent(15) {
            let reason = "The report is of another release than the one that is to go live".to_owned();
            self.does(decider, Command::ReturnStep { step: next.step, reason }).await?;
            self.submit(next).await?;
        }
        self.does(decider, Command::ApproveStep { step: next.step }).await
    }

    async fn submit(&mut self, next: &StepView) -> Result<()> {
        let note = "The same release as in the test report".to_owned();
        let answers = match next.step {
            Step::Prerequisites => {
                let tests = 80 + u32::try_from(self.chance.below(300))?;
                let harness = "Published harness, release 2.1".to_owned();
                StepAnswers::Prerequisites { harness, tests_run: Some(tests), tests_passed: Some(tests) }
            }
            Step::TestCryptographicMaterial => {
                StepAnswers::TestCryptographicMaterial { deployed: Some(true) }
            }
            Step::ItHealthCheck => StepAnswers::ItHealthCheck {
                supplier: "Example Assurance Ltd".to_owned(),
                accreditation: Some(Accreditation::Crest),
                findings: Findings { critical: Some(0), high: Some(0), medium: Some(2), low: Some(7) },
                remediation_plan: "Both are closed before the service is live; see section 4".to_owned(),
            },
            Step::IntegrationTestingReport => StepAnswers::IntegrationTestingReport { note },
            _ => StepAnswers::ServiceAcceptance { note },
        };
        if next.approved_by.is_some() {
            self.file(Some(next.step), next.by).await?;
        }
        self.does(next.by, Command::SubmitStep { answers }).await
    }

    async fn fetched(&mut self, environment: Environment) -> Result<()> {
        let (id, sha256) = (self.id(), self.digest());
        let bytes = 6_000 + self.chance.below(2_000);
        self.does(ADMINISTRATOR, Command::PublishMaterial { environment, id, bytes, sha256 }).await?;
        self.does(TECHNICAL_CONTACT, Command::FetchMaterial { environment }).await
    }

    /// Arranged for a day or two later, and waited for.
    async fn integration_testing(&mut self, number: u64) -> Result<()> {
        let url = |kind: &str| format!("https://test-{kind}.change-{number:06}.example.org");
        let endpoints =
            TestEndpointAnswers { find: url("find"), view: url("view"), pat_refresh: url("pat-refresh") };
        let record = Command::RecordTestEndpoints { endpoints, points_at_solution: Some(true) };
        self.does(TEST_MANAGER, record).await?;
        self.wait();
        let hours = 24 + i64::try_from(self.chance.below(24))?;
        let then = self.clock.now() + SignedDuration::from_hours(hours);
        let at = Some(london_clock(then));
        self.does_now(IMPLEMENTATION_MANAGER, Command::ArrangeIntegrationTesting { at }).await?;
        self.clock.reach(then);
        Ok(())
    }

    /// A week or two ahead; for scheduled changes, after the present, or the day that is asked for.
    fn connection_date(&mut self, fate: Fate) -> Date {
        if fate == Fate::Midnight {
            return population::connection_date();
        }
        let from = if fate == Fate::Scheduled { population::present() } else { self.clock.now() };
        let days =
            7 + i64::try_from(self.chance.below(if fate == Fate::Scheduled { 60 } else { 3 })).unwrap_or(0);
        london_date(from).saturating_add(Span::new().days(days))
    }
}
