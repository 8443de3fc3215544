//! A change from its draft until it is live, by everybody who has a part in it.

use api::{
    IntegrationTestingBody, NewClaimBody, OatRequestBody, PackBody, ReviewBody, StepDecisionBody,
    StepSubmissionRequest, TestEndpointsBody,
};
use api_client::{Client, ETag};
use app::Clock;
use cost::Walked;
use domain::change::Status;
use domain::change::material::Environment;
use domain::change::step_answers::{Accreditation, takes_evidence};
use domain::ids::ChangeId;
use domain::policy::{Policy, Scale, Step};
use fakes::organisation;
use http_tests::Caller;
use jiff::civil::Weekday;
use jiff::{SignedDuration, ToSpan};

use crate::gateway;
use crate::world::World;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// The bytes of a pack of cryptographic material, in base64.
const PACK: usize = 8_192;

type Api<'w> = Client<gateway::Caller<'w>>;

/// Who submits a step, and who decides on it, if anybody does.
const fn people(step: Step) -> (Caller, Option<Caller>) {
    match step {
        Step::Prerequisites | Step::IntegrationTestingReport => {
            (Caller::TEST_MANAGER, Some(Caller::IMPLEMENTATION))
        }
        Step::ItHealthCheck => (Caller::SECURITY, Some(Caller::REVIEWER)),
        Step::ServiceAcceptance => (Caller::SERVICE, Some(Caller::REVIEWER)),
        _ => (Caller::TECHNICAL, None),
    }
}

fn submission(step: Step) -> StepSubmissionRequest {
    let none = StepSubmissionRequest::default();
    match step {
        Step::Prerequisites => StepSubmissionRequest {
            harness: Some("PDP test harness 3".to_owned()),
            tests_run: Some(120),
            tests_passed: Some(120),
            ..none
        },
        Step::ItHealthCheck => StepSubmissionRequest {
            supplier: Some("A supplier".to_owned()),
            accreditation: Some(Accreditation::Crest.into()),
            findings: Some(api::FindingsRequest {
                critical: Some(0),
                high: Some(0),
                medium: Some(0),
                low: Some(2),
            }),
            remediation_plan: Some(String::new()),
            ..none
        },
        Step::TestCryptographicMaterial => StepSubmissionRequest { deployed: Some(true), ..none },
        Step::LiveCryptographicMaterial => StepSubmissionRequest { new_material_needed: Some(false), ..none },
        _ => StepSubmissionRequest { note: Some("As agreed".to_owned()), ..none },
    }
}

impl World {
    /// Takes a change of this scale live, and what was counted on the way.
    pub async fn take_live(self, scale: Scale) -> Walked {
        let mut walked = Walked { scale: scale.code().to_owned(), ..Walked::default() };
        let id = self.submit(scale, &mut walked).await;
        self.go_on(&mut walked).await;
        self.review(scale, id, &mut walked).await;
        for rule in Policy::version(1).steps_of(scale) {
            self.take_step(rule.step, id, &mut walked).await;
        }
        self.wait_until_live(id, &mut walked).await;
        self.make_bundle(id, &mut walked).await;
        self.go_on(&mut walked).await;
        walked.kept_bytes = self.kept_bytes();
        // In the first night the bytes of new files are read, later once in some weeks.
        self.compare_at_night().await;
        walked.compared = self.compare_at_night().await - self.baseline.night;
        self.around.delete().await;
        walked
    }

    /// A working day passes, with the due work of its commands. On other days the job looks for less.
    async fn go_on(&self, walked: &mut Walked) {
        self.pass(DAY);
        while matches!(self.today().weekday(), Weekday::Saturday | Weekday::Sunday) {
            self.pass(DAY);
        }
        self.due(&mut walked.background).await;
    }

    /// Somebody signs in, sees the change, goes to a page, sends its form, and sees the change again.
    async fn act(
        &self,
        by: Caller,
        id: ChangeId,
        page: &str,
        walked: &mut Walked,
        command: impl AsyncFnOnce(&Api<'_>),
    ) {
        let change = format!("/portal/changes/{id}");
        walked.actions += 1;
        let mut visit = self.visit(by).await;
        visit.open(&change).await;
        visit.open(page).await;
        visit.send_form(page).await;
        walked.pages.add(&self.take());
        command(&self.api(by)).await;
        walked.commands.add(&self.take());
        visit.open(&change).await;
        walked.pages.add(&self.take());
        self.settle().await;
        walked.background.add(&self.take());
        self.go_on(walked).await;
    }

    async fn review(&self, scale: Scale, id: ChangeId, walked: &mut Walked) {
        let page = format!("/portal/changes/{id}/review");
        self.act(Caller::REVIEWER, id, &page, walked, async |api| {
            let task = format!("technical_change.{id}.review");
            api.claim_task(&task, &NewClaimBody { take_over: None }).send().await.expect("a claim");
        })
        .await;
        let decision = format!("outcome=confirm&scale={}&oat=yes", scale.code());
        let page = format!("/portal/changes/{id}/review/decision?{decision}");
        self.act(Caller::REVIEWER, id, &page, walked, async |api| {
            api.read_hosts(id).send().await.expect("the hosts");
            let confirmed = ReviewBody::confirm(scale, true);
            api.review_change(id, &ETag::any(), &confirmed).send().await.expect("a confirmation");
        })
        .await;
    }

    async fn take_step(&self, step: Step, id: ChangeId, walked: &mut Walked) {
        match step {
            Step::IntegrationTesting => return self.arrange_testing(id, walked).await,
            Step::OperationalAcceptanceTesting => return self.request_oat(id, walked).await,
            Step::TestCryptographicMaterial => self.hand_over_material(id, walked).await,
            _ => {}
        }
        let (by, decider) = people(step);
        if takes_evidence(step) {
            let page = format!("/portal/changes/{id}/steps/{}/files/new", step.code());
            let mut visit = self.visit(by).await;
            visit.open(&page).await;
            visit.send_form(&page).await;
            walked.pages.add(&self.take());
            self.give_evidence(by, id, Some(step), walked).await;
        }
        let page = format!("/portal/changes/{id}/steps/{}", step.code());
        self.act(by, id, &page, walked, async |api| {
            api.submit_step(id, step, &ETag::any(), &submission(step)).send().await.expect("a submission");
        })
        .await;
        if let Some(decider) = decider {
            let page = format!("{page}/decision");
            self.act(decider, id, &page, walked, async |api| {
                let approved = StepDecisionBody::approve();
                api.decide_step(id, step, &ETag::any(), &approved).send().await.expect("an approval");
            })
            .await;
        }
    }

    async fn hand_over_material(&self, id: ChangeId, walked: &mut Walked) {
        let (environment, material) = (Environment::Test, format!("/portal/changes/{id}/material/test"));
        let page = format!("{material}/publish");
        self.act(Caller::ADMINISTRATOR, id, &page, walked, async |api| {
            let pack = PackBody { content: "UEsD".repeat(PACK / 4) };
            api.publish_material(id, environment, &ETag::any(), &pack).send().await.expect("a pack");
        })
        .await;
        self.act(Caller::TECHNICAL, id, &material, walked, async |api| {
            api.fetch_material(id, environment).send().await.expect("a link");
        })
        .await;
    }

    async fn arrange_testing(&self, id: ChangeId, walked: &mut Walked) {
        let page = format!("/portal/changes/{id}/test-endpoints");
        self.act(Caller::TEST_MANAGER, id, &page, walked, async |api| {
            let url = |name: &str| format!("https://{name}.test.example.org/pensions");
            let (find, view, pat_refresh) = (url("find"), url("view"), url("pat"));
            let endpoints = TestEndpointsBody { find, view, pat_refresh, points_at_solution: true };
            api.record_test_endpoints(id, &ETag::any(), &endpoints).send().await.expect("test endpoints");
        })
        .await;
        let page = format!("/portal/changes/{id}/integration-testing");
        let at = self.today().checked_add(2.days()).expect("a day").at(10, 0, 0, 0);
        self.act(Caller::IMPLEMENTATION, id, &page, walked, async |api| {
            let agreed = IntegrationTestingBody { at: at.into() };
            api.arrange_integration_testing(id, &ETag::any(), &agreed).send().await.expect("a time");
        })
        .await;
        self.go_on(walked).await;
        self.go_on(walked).await;
    }

    async fn request_oat(&self, id: ChangeId, walked: &mut Walked) {
        let page = format!("/portal/oat/new/{id}");
        let on = self.today().checked_add(8.days()).expect("a day");
        self.act(Caller::SERVICE, id, &page, walked, async |api| {
            let asked = OatRequestBody {
                technical_change: Some(id.into()),
                material_deployed: Some(true),
                connection_ready: Some(true),
                organisation_ready: Some(true),
                connection_date: Some(on.into()),
            };
            api.request_oat(&asked).send().await.expect("a request");
        })
        .await;
        let oat = domain::oat::id_of_change(id);
        let mut visit = self.visit(Caller::SERVICE).await;
        visit.open(&format!("/portal/oat/{oat}")).await;
        visit.open(&format!("/portal/oat/{oat}/runs/1")).await;
        walked.pages.add(&self.take());
    }

    async fn wait_until_live(&self, id: ChangeId, walked: &mut Walked) {
        for _ in 0..10 {
            self.go_on(walked).await;
        }
        let api = self.api(Caller::BUSINESS);
        let change = api.read_change(id).send().await.expect("the change");
        assert_eq!(*change.status, Status::Complete, "{change:#?}");
        walked.commands.add(&self.take());
    }

    async fn make_bundle(&self, id: ChangeId, walked: &mut Walked) {
        let page = format!("/portal/changes/{id}/bundle");
        let mut made = None;
        self.act(Caller::REVIEWER, id, &page, walked, async |api| {
            made = Some(api.request_bundle(id).send().await.expect("a bundle").id);
        })
        .await;
        let bundle = made.expect("it was asked for");
        let api = self.api(Caller::REVIEWER);
        api.link_bundle(id, bundle).send().await.expect("a link");
        walked.commands.add(&self.take());
    }

    fn today(&self) -> jiff::civil::Date {
        domain::calendar::london_date(self.fakes.clock.now())
    }
}

/// Everybody of the organisation who has a part: one for each role.
#[test]
fn an_organisation_has_a_person_for_each_role_as_assumed() {
    let assumed = cost::Assumptions::of_the_file().of("people_of_an_organisation");
    assert_eq!(assumed, organisation(1).people.len() as f64);
}
