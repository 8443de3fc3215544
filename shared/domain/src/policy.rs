//! PDP's policy as dated, versioned data: the limits, the days, and which steps each scale takes.
//! A change keeps the version under which it was submitted.

mod chase;
#[cfg(feature = "other-policy")]
pub mod other;
mod versions;

use jiff::civil::{Date, date};

pub use self::chase::ChaseLimits;
use crate::role::{OrganisationRole, PdpRole, Role};
use crate::task::TaskKind;

codes! {
    /// The scale of a change.
    Scale {
        /// Not expected to affect compliance.
        Minimal = "minimal", "minimal";
        /// May affect compliance with standards that system and integration testing do not cover.
        Minor = "minor", "minor";
        /// For example a re-platforming or another technology stack.
        Moderate = "moderate", "moderate";
        /// For example a new hosting environment, or a major redesign.
        Significant = "significant", "significant";
    }
}

codes! {
    /// A step that a confirmed change may have to take; in the order they are taken at significant scale.
    Step {
        /// System test report.
        Prerequisites = "prerequisites", "Prerequisites";
        /// Test cryptographic material.
        TestCryptographicMaterial = "test_cryptographic_material", "Test cryptographic material";
        /// Integration testing is arranged.
        IntegrationTesting = "integration_testing", "Integration testing";
        /// IT health check.
        ItHealthCheck = "it_health_check", "IT health check";
        /// Integration testing report.
        IntegrationTestingReport = "integration_testing_report", "Integration testing report";
        /// Service acceptance.
        ServiceAcceptance = "service_acceptance", "Service acceptance";
        /// Live cryptographic material.
        LiveCryptographicMaterial = "live_cryptographic_material", "Live cryptographic material";
        /// Operational acceptance testing.
        OperationalAcceptanceTesting = "operational_acceptance_testing", "Operational acceptance testing (OAT)";
    }
}

/// One row of the table of steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRule {
    /// The step.
    pub step: Step,
    /// Who must act.
    pub by: Role,
    /// Who at PDP decides on what is submitted, if anyone does.
    pub approved_by: Option<PdpRole>,
    /// What it needs, in words.
    pub needs: &'static str,
    /// Its place at each scale (minimal, minor, moderate, significant), from 1; none when the scale does not have it.
    pub place: [Option<u8>; 4],
    /// Only when OAT is required.
    pub only_with_oat: bool,
}

/// Numbers that come from policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// New endpoints in one submission (C2), or endpoints of a vouching scheme, at most.
    pub new_endpoints: usize,
    /// Endpoints that an organisation may have live when it adds some: our own bound, so that its record stays one item.
    pub live_endpoints: usize,
    /// Characters of an endpoint URL, at most (C3).
    pub url_characters: usize,
    /// Characters of a free text, at most.
    pub text_characters: usize,
    /// Characters of a question to the organisation or its answer, at most.
    pub question_characters: usize,
    /// Characters of a note, of a support request or of its answer, at most; our own bound.
    pub note_characters: usize,
    /// Characters of a name (a supplier, a test harness), at most; our own bound.
    pub name_characters: usize,
    /// Support requests of one change: our own bound, so that a change stays one item.
    pub support_requests: usize,
    /// How many more there may be when they ask for a delay of going live, of a change or an initial connection: other requests do
    /// not stop one that decides on going live.
    pub delay_requests: usize,
    /// Notices of downtime of one change: our own bound, so that a change stays one item.
    pub downtime_notices: usize,
    /// Notices of downtime without a change that are not over, of one organisation: our own bound.
    pub open_downtime_notices: usize,
    /// For how many days calendars show notices of downtime that were cancelled (Q6).
    pub cancelled_downtime_days: u32,
    /// Bytes of a pack of cryptographic material, at most; our own bound.
    pub material_bytes: u64,
    /// Questions PDP may ask about one change: our own bound, so that a change stays one item.
    pub questions: usize,
    /// Bytes of an evidence file, at most (C4).
    pub evidence_bytes: u64,
    /// Bytes that the object store takes with an upload form, at most; what is above the limit of a file is refused in words (E1).
    pub upload_bytes: u64,
    /// Pixels of an image, less than (E2).
    pub evidence_pixels: u64,
    /// Evidence files brought with a submission, or with the answer to a question, at most; our own bound.
    pub evidence_files: usize,
    /// Files brought each time a step is submitted, at most; our own bound.
    pub step_files: usize,
    /// Files of one change altogether, at most: our own bound, so that a bundle stays below 4 GB.
    pub change_files: usize,
    /// Bytes that a change holds, at most, as [`crate::change::Change::stored_size`] counts them: our own bound, which keeps it one item.
    pub change_bytes: usize,
    /// How long an upload form works, in minutes (E1, P2).
    pub upload_minutes: u32,
    /// Suspended endpoints of one organisation of which PDP proposes at a time that they be live again: our own bound, so that its
    /// record stays one item (Q5).
    pub restorations: usize,
    /// PDP's target for a review, in working days (V1).
    pub review_working_days: u32,
    /// How long PDP can take a rejection back, in working days (Q5).
    pub rejection_working_days: u32,
    /// Notice of planned downtime, in working days (D2).
    pub downtime_notice_working_days: u32,
    /// Notice of other test endpoints before a scheduled test, in working days (S3).
    pub test_endpoints_working_days: u32,
    /// How far a connection date must be in the future, in calendar days (O2, CoCo 3.1.13).
    pub connection_date_days: u32,
    /// How far ahead the day of something to come may be, in calendar days: our own bound, so that a slip in the year is noticed.
    pub days_ahead: u32,
    /// Days that planned downtime may last; our own bound, because nothing is tested meanwhile (O11).
    pub downtime_days: u32,
    /// Days that an invitation to sign in works (Q4); our own choice. The user pool has the same number.
    pub invitation_days: u32,
    /// The numbers of OAT (O1–O11).
    pub oat: OatLimits,
    /// The numbers of disputes (Q10).
    pub disputes: DisputeLimits,
    /// The numbers of the work list (Q1).
    pub work: WorkLimits,
    /// The quotas (Q7).
    pub quotas: QuotaLimits,
    /// The numbers of reminders to organisations (Q3).
    pub chase: ChaseLimits,
}

/// How much may be asked for, so that nobody's flood delays others (Q7). Far above what people do: programs that go wrong meet them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaLimits {
    /// Commands in a minute of the clock, those that are refused and kept included.
    pub commands_a_minute: Share,
    /// Upload forms of evidence files in an hour of the clock.
    pub uploads_an_hour: Share,
    /// Exports in an hour of the clock.
    pub exports_an_hour: Share,
    /// Changes of an organisation that have not ended: as many as its record has room for when each adds nine endpoints.
    pub open_changes: u32,
    /// Exports of an organisation, or of a person at PDP, that are not ready yet.
    pub exports_under_way: u32,
}

/// How much of something there may be in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Of one person in an organisation; none when only the organisation is counted.
    pub person: Option<u32>,
    /// Of all people of an organisation together.
    pub organisation: u32,
    /// Of one person at PDP, where nobody is counted together.
    pub staff: u32,
}

/// Numbers of the work list: within how many working days what waits should be done, where the guidance has none. They order the
/// list, and nothing ends with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkLimits {
    /// What keeps others from acting at all: an override, a fault of the probe, a role that nobody holds.
    pub urgent_working_days: u32,
    /// What somebody asked for: an answer, another date, a pack; and a new connection date.
    pub answer_working_days: u32,
    /// What somebody submitted: a step, integration testing to arrange; and a change in which nothing happens.
    pub decision_working_days: u32,
    /// After how long a hold is looked at again.
    pub hold_working_days: u32,
    /// What an organisation has to do next.
    pub organisation_working_days: u32,
    /// A draft.
    pub draft_working_days: u32,
    /// How long a claim lasts, in hours.
    pub claim_hours: u32,
}

impl WorkLimits {
    /// Within how many working days a task of this kind should be done. A review and a request for a delay have days of their own
    /// (V1, G3).
    pub const fn working_days(&self, kind: TaskKind) -> u32 {
        match kind {
            TaskKind::Override | TaskKind::FailedRerun | TaskKind::OwnFault | TaskKind::EmptyRole => {
                self.urgent_working_days
            }
            TaskKind::DelayRequest
            | TaskKind::DateRequest
            | TaskKind::Material
            | TaskKind::SupportRequest
            | TaskKind::ConnectionDate => self.answer_working_days,
            TaskKind::Review | TaskKind::StepDecision | TaskKind::IntegrationTesting | TaskKind::Idle => {
                self.decision_working_days
            }
            TaskKind::Hold => self.hold_working_days,
            TaskKind::Question | TaskKind::Step | TaskKind::TestEndpoints | TaskKind::Retest => {
                self.organisation_working_days
            }
            TaskKind::Draft => self.draft_working_days,
        }
    }
}

/// Numbers of operational acceptance testing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OatLimits {
    /// Counted attempts at an endpoint in a run, at most (O6).
    pub attempts: u32,
    /// How long to wait after each counted attempt, in seconds; the last also for all further ones.
    pub spacing_seconds: [u32; 2],
    /// How long to wait after each fault of our own in a row, in minutes; the last also for all further ones (O7).
    pub own_fault_minutes: [u32; 4],
    /// The own fault in a row of which PDP is told (O7).
    pub own_faults_told: u32,
    /// How long an endpoint that says when to come back may keep us waiting, in minutes (O6).
    pub retry_after_minutes: u32,
    /// How long a run waits at most, before the probe looks whether declared downtime has ended sooner than announced, in minutes
    /// (O11, Q6).
    pub downtime_look_minutes: u32,
    /// How long before a certificate expires it is warned of, in days (O6).
    pub certificate_days: u32,
    /// Pre-flights of an organisation in an hour, at most.
    pub pre_flights_an_hour: u32,
    /// Runs of one request: our own bound, so that a request stays one item.
    pub runs: usize,
    /// Changes of the date asked for in one request; our own bound, as above.
    pub date_changes: usize,
    /// Findings of one request; our own bound, as above.
    pub findings: usize,
    /// Support requests of one initial connection; our own bound, as above.
    pub support_requests: usize,
}

/// Numbers of disputes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeLimits {
    /// Characters of what is disputed, or of PDP's answer, at most.
    pub characters: usize,
    /// Files of one dispute that count or may come to, at most: our own bound, as large as that of a submission.
    pub files: usize,
    /// Upload forms of one dispute, those of files that were rejected or never came included: our own bound, so that it stays one item.
    pub uploads: usize,
    /// Disputes of one result, one after another: our own bound, so that a result is not disputed for ever.
    pub of_one_result: usize,
}

/// A policy: in force from a date, until the next version is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Counts from 1.
    pub version: u32,
    /// First day it is in force, in London.
    pub from: Date,
    /// The numbers.
    pub limits: Limits,
    /// The smallest scale at which evidence must be supplied to submit (C4).
    pub evidence_from: Scale,
    /// The table of steps.
    pub steps: [StepRule; 8],
}

impl Limits {
    /// How many files may be brought at a time for `step`, or for the submission itself.
    pub const fn files_of(&self, step: Option<Step>) -> usize {
        match step {
            Some(_) => self.step_files,
            None => self.evidence_files,
        }
    }
}

impl Policy {
    /// Every version, oldest first.
    pub const ALL: &'static [Self] = &[VERSION_1];

    /// New endpoints that any version allows, at most: a bound where it is not known yet which version counts.
    pub const MOST_NEW_ENDPOINTS: usize = {
        let (mut most, mut at) = (0, 0);
        while at < Self::ALL.len() {
            let allowed = Self::ALL[at].limits.new_endpoints;
            most = if allowed > most { allowed } else { most };
            at += 1;
        }
        most
    };

    /// The steps of `scale` in their order, OAT included.
    pub fn steps_of(&self, scale: Scale) -> Vec<&StepRule> {
        let mut rules: Vec<_> =
            self.steps.iter().filter(|rule| rule.place[scale as usize].is_some()).collect();
        rules.sort_by_key(|rule| rule.place[scale as usize]);
        rules
    }

    /// Whether `scale` has `step`, OAT or not.
    pub fn has(&self, scale: Scale, step: Step) -> bool {
        self.rule(step).place[scale as usize].is_some()
    }

    /// The step with which new endpoints may go live, when all before it are complete: OAT when required (G2), else by scale (G1).
    pub fn last_step_before_live(&self, scale: Scale, oat_required: bool) -> Step {
        if oat_required {
            Step::OperationalAcceptanceTesting
        } else if self.has(scale, Step::ServiceAcceptance) {
            Step::ServiceAcceptance
        } else {
            Step::LiveCryptographicMaterial
        }
    }

    /// The row of `step`: they stand in the order of the steps; a test holds it.
    pub fn rule(&self, step: Step) -> &StepRule {
        &self.steps[step as usize]
    }
}

use OrganisationRole::{PrimaryTechnicalContact, SecurityLead, ServiceManager, TestManager};

const fn row(
    step: Step,
    by: Role,
    approved_by: Option<PdpRole>,
    needs: &'static str,
    place: [Option<u8>; 4],
) -> StepRule {
    StepRule { step, by, approved_by, needs, place, only_with_oat: false }
}

/// The guidance as last updated on 9 June 2026.
const VERSION_1: Policy = Policy {
    version: 1,
    from: date(2026, 6, 9),
    limits: Limits {
        new_endpoints: 9,
        live_endpoints: 1_000,
        url_characters: 2_048,
        text_characters: 5_000,
        question_characters: 2_000,
        note_characters: 1_000,
        name_characters: 200,
        support_requests: 10,
        delay_requests: 3,
        downtime_notices: 10,
        open_downtime_notices: 50,
        cancelled_downtime_days: 30,
        material_bytes: 131_072,
        questions: 10,
        evidence_bytes: 26_214_400,
        upload_bytes: 104_857_600,
        evidence_pixels: 50_000_000,
        evidence_files: 20,
        step_files: 10,
        change_files: 100,
        change_bytes: 375_000,
        upload_minutes: 15,
        restorations: 5,
        review_working_days: 5,
        rejection_working_days: 5,
        downtime_notice_working_days: 5,
        test_endpoints_working_days: 3,
        connection_date_days: 7,
        days_ahead: 366,
        downtime_days: 31,
        invitation_days: 14,
        oat: OatLimits {
            attempts: 3,
            spacing_seconds: [30, 60],
            own_fault_minutes: [1, 5, 15, 60],
            own_faults_told: 2,
            retry_after_minutes: 15,
            downtime_look_minutes: 60,
            certificate_days: 30,
            pre_flights_an_hour: 5,
            runs: 30,
            date_changes: 10,
            findings: 20,
            support_requests: 9,
        },
        disputes: DisputeLimits { characters: 5_000, files: 20, uploads: 100, of_one_result: 5 },
        work: WorkLimits {
            urgent_working_days: 1,
            answer_working_days: 2,
            decision_working_days: 5,
            hold_working_days: 10,
            organisation_working_days: 5,
            draft_working_days: 20,
            claim_hours: 24,
        },
        quotas: QuotaLimits {
            commands_a_minute: Share { person: Some(120), organisation: 600, staff: 240 },
            uploads_an_hour: Share { person: Some(200), organisation: 600, staff: 200 },
            exports_an_hour: Share { person: Some(20), organisation: 60, staff: 60 },
            open_changes: 100,
            exports_under_way: 3,
        },
        chase: ChaseLimits {
            working_days: 5,
            connection_date_working_days: 2,
            from_hour: 8,
            until_hour: 18,
            idle_working_days: 60,
        },
    },
    evidence_from: Scale::Minor,
    steps: [
        row(
            Step::Prerequisites,
            Role::Organisation(TestManager),
            Some(PdpRole::ImplementationManager),
            "A system test report that shows a 100% pass",
            [None, None, Some(1), Some(1)],
        ),
        row(
            Step::TestCryptographicMaterial,
            Role::Organisation(PrimaryTechnicalContact),
            None,
            "Download, deploy and confirm the test cryptographic material",
            [None, None, Some(2), Some(2)],
        ),
        row(
            Step::IntegrationTesting,
            Role::Pdp(PdpRole::ImplementationManager),
            None,
            "PDP arranges integration testing with your test manager. Your test endpoints must point at the solution to be tested",
            [None, None, Some(3), Some(3)],
        ),
        row(
            Step::ItHealthCheck,
            Role::Organisation(SecurityLead),
            Some(PdpRole::Reviewer),
            "The IT health check: supplier, CHECK or CREST accreditation, findings by severity, remediation plans, and the report",
            [None, None, None, Some(4)],
        ),
        row(
            Step::IntegrationTestingReport,
            Role::Organisation(TestManager),
            Some(PdpRole::ImplementationManager),
            "The integration testing report",
            [None, None, Some(4), Some(5)],
        ),
        row(
            Step::ServiceAcceptance,
            Role::Organisation(ServiceManager),
            Some(PdpRole::Reviewer),
            "Evidence of service acceptance from your internal IT or service management team, or your internal change authority: for example a screenshot from your service management tool that shows the change request in the scheduled state",
            [None, Some(1), Some(5), Some(6)],
        ),
        row(
            Step::LiveCryptographicMaterial,
            Role::Organisation(PrimaryTechnicalContact),
            None,
            "Decide if new live cryptographic material is needed; if so download, deploy and confirm it",
            [Some(1), Some(2), Some(6), Some(7)],
        ),
        StepRule {
            step: Step::OperationalAcceptanceTesting,
            by: Role::Organisation(ServiceManager),
            approved_by: None,
            needs: "Request operational acceptance testing (OAT) and give the connection date",
            place: [Some(2), Some(3), Some(7), Some(8)],
            only_with_oat: true,
        },
    ],
};
