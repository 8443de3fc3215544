//! Where in a form a problem is.

use std::fmt;

/// What to do where nothing better is known.
const ANY_ANSWER: &str = "Enter an answer";

/// An answer of the form of a change, as `change::form` describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormField {
    name: &'static str,
    missing: &'static str,
}

impl FormField {
    /// The answer `name`, with the words for one that is missing, if it has any.
    pub(crate) const fn new(name: &'static str, words: &[&'static str]) -> Self {
        let missing = if let [words] = words { *words } else { ANY_ANSWER };
        Self { name, missing }
    }
}

/// Where in a form a problem is. Shown as `reason` or `new_endpoints[2].url`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// A choice, a text or a yes or no of the form of a change.
    Form(FormField),
    /// The reason for the request.
    Reason,
    /// PDP's reason for what it decides.
    DecisionReason,
    /// The new endpoints as a whole.
    NewEndpoints,
    /// The type of one new endpoint (position from 0).
    NewEndpointType(usize),
    /// The URL of one new endpoint (position from 0).
    NewEndpointUrl(usize),
    /// One of the existing endpoints that are affected (position from 0).
    AffectedEndpoint(usize),
    /// Evidence of internal IT service acceptance.
    Evidence,
    FileName,
    /// The page to return to after an upload.
    ReturnTo,
    Question,
    Answer,
    /// The scale PDP decides on.
    Scale,
    OatRequired,
    /// The hosts that PDP accepts although others have them too, as a whole.
    HostsAccepted,
    /// One of them (position from 0).
    HostAccepted(usize),
    /// The harness of the system tests.
    Harness,
    /// How many tests ran.
    TestsRun,
    TestsPassed,
    /// Whether cryptographic material is deployed.
    Deployed,
    NewMaterialNeeded,
    /// The supplier of the IT health check.
    Supplier,
    Accreditation,
    FindingsCritical,
    FindingsHigh,
    FindingsMedium,
    FindingsLow,
    RemediationPlan,
    Note,
    TestFind,
    TestView,
    TestPatRefresh,
    /// Whether the test endpoints point at the solution under test.
    PointsAtSolution,
    /// The agreed time of integration testing.
    TestAt,
    /// The pack of cryptographic material.
    Pack,
    /// The text of a support request that is about something else than the next three.
    Text,
    /// Why a delay of going live is asked for.
    DelayText,
    /// Why other test endpoints are asked for.
    TestEndpointsText,
    /// What a session about OAT is to help with.
    SessionText,
    /// The text of a note (Q1).
    NoteText,
    /// Why a result is disputed (Q10).
    Dispute,
    /// One of the endpoints that a dispute is about (position from 0).
    DisputedEndpoint(usize),
    /// What PDP decides on a dispute.
    Ruling,
    /// Until when going live is delayed.
    Until,
    /// Whether going live is delayed until PDP releases it.
    UntilReleased,
    NeededAfterAll,
    /// Whether what was asked for is granted.
    Accepted,
    ConnectionDate,
    /// The begin of planned downtime.
    DowntimeStart,
    DowntimeEnd,
    /// What is done in planned downtime.
    DowntimeNature,
    ShortNoticeReason,
    /// The endpoints that planned downtime affects, as a whole.
    AffectedEndpoints,
    /// Whether live cryptographic material is deployed (O1).
    MaterialDeployed,
    /// Whether the connection is ready to be tested (O1).
    ConnectionReady,
    /// Whether the organisation is ready to transition into live (O1).
    OrganisationReady,
    /// What was fixed before a re-test (O7).
    Fixed,
    /// What the result of OAT should be (O8).
    Outcome,
    /// Whether somebody else at PDP agrees (O8).
    Approved,
    /// The name of an organisation, a person or a vouching scheme.
    Name,
    Email,
    /// The roles that somebody should get.
    Roles,
    /// The reference that somebody looks up (Q2).
    Reference,
    /// The first month of the figures (Q9).
    FromMonth,
    /// The last one.
    ToMonth,
    /// Why an endpoint is taken out of use.
    RetirementReason,
    /// The endpoints of a vouching scheme as a whole.
    SchemeEndpoints,
    /// The type of one of them (position from 0).
    SchemeEndpointType(usize),
    /// The URL of one of them (position from 0).
    SchemeEndpointUrl(usize),
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(answer) => f.write_str(answer.name),
            Self::Reason | Self::DecisionReason | Self::RetirementReason => f.write_str("reason"),
            Self::NewEndpoints => f.write_str("new_endpoints"),
            Self::NewEndpointType(at) => write!(f, "new_endpoints[{at}].endpoint_type"),
            Self::NewEndpointUrl(at) => write!(f, "new_endpoints[{at}].url"),
            Self::AffectedEndpoint(at) => write!(f, "affected_endpoints[{at}]"),
            Self::Evidence => f.write_str("evidence"),
            Self::FileName => f.write_str("file_name"),
            Self::ReturnTo => f.write_str("return_to"),
            Self::Question => f.write_str("question"),
            Self::Answer => f.write_str("answer"),
            Self::Scale => f.write_str("scale"),
            Self::OatRequired => f.write_str("oat_required"),
            Self::HostsAccepted => f.write_str("hosts_accepted"),
            Self::HostAccepted(at) => write!(f, "hosts_accepted[{at}]"),
            Self::Harness => f.write_str("harness"),
            Self::TestsRun => f.write_str("tests_run"),
            Self::TestsPassed => f.write_str("tests_passed"),
            Self::Deployed => f.write_str("deployed"),
            Self::NewMaterialNeeded => f.write_str("new_material_needed"),
            Self::Supplier => f.write_str("supplier"),
            Self::Accreditation => f.write_str("accreditation"),
            Self::FindingsCritical => f.write_str("findings.critical"),
            Self::FindingsHigh => f.write_str("findings.high"),
            Self::FindingsMedium => f.write_str("findings.medium"),
            Self::FindingsLow => f.write_str("findings.low"),
            Self::RemediationPlan => f.write_str("remediation_plan"),
            Self::Note => f.write_str("note"),
            Self::TestFind => f.write_str("find"),
            Self::TestView => f.write_str("view"),
            Self::TestPatRefresh => f.write_str("pat_refresh"),
            Self::PointsAtSolution => f.write_str("points_at_solution"),
            Self::TestAt => f.write_str("at"),
            Self::Pack => f.write_str("content"),
            Self::Text
            | Self::DelayText
            | Self::TestEndpointsText
            | Self::SessionText
            | Self::NoteText
            | Self::Dispute => f.write_str("text"),
            Self::DisputedEndpoint(at) => write!(f, "endpoints[{at}]"),
            Self::Ruling => f.write_str("ruling"),
            Self::Until => f.write_str("until"),
            Self::UntilReleased => f.write_str("until_released"),
            Self::NeededAfterAll => f.write_str("needed_after_all"),
            Self::Accepted => f.write_str("accepted"),
            Self::ConnectionDate => f.write_str("connection_date"),
            Self::DowntimeStart => f.write_str("start"),
            Self::DowntimeEnd => f.write_str("end"),
            Self::DowntimeNature => f.write_str("nature"),
            Self::ShortNoticeReason => f.write_str("short_notice_reason"),
            Self::AffectedEndpoints => f.write_str("affected_endpoints"),
            Self::MaterialDeployed => f.write_str("material_deployed"),
            Self::ConnectionReady => f.write_str("connection_ready"),
            Self::OrganisationReady => f.write_str("organisation_ready"),
            Self::Fixed => f.write_str("fixed"),
            Self::Outcome => f.write_str("outcome"),
            Self::Approved => f.write_str("approved"),
            Self::Name => f.write_str("name"),
            Self::Email => f.write_str("email"),
            Self::Roles => f.write_str("roles"),
            Self::Reference => f.write_str("reference"),
            Self::FromMonth => f.write_str("from"),
            Self::ToMonth => f.write_str("to"),
            Self::SchemeEndpoints => f.write_str("endpoints"),
            Self::SchemeEndpointType(at) => write!(f, "endpoints[{at}].endpoint_type"),
            Self::SchemeEndpointUrl(at) => write!(f, "endpoints[{at}].url"),
        }
    }
}

impl Field {
    /// What to do when it has no answer, as a sentence.
    pub(super) const fn missing(self) -> &'static str {
        match self {
            Self::Form(answer) => answer.missing,
            Self::Reason => "Enter the reason for your request",
            Self::DecisionReason => "Enter the reason for your decision. The organisation gets it by email",
            Self::NewEndpoints => "Add at least one new endpoint, or change the type of change",
            Self::NewEndpointType(_) | Self::SchemeEndpointType(_) => {
                "Select the endpoint type: Find, View or PAT refresh"
            }
            Self::NewEndpointUrl(_) | Self::SchemeEndpointUrl(_) => "Enter the endpoint URL",
            Self::SchemeEndpoints => "Add a Find endpoint. A vouching scheme needs at least one",
            Self::Name => "Enter the name",
            Self::Email => "Enter the email address",
            Self::Roles => "Select at least one role",
            Self::Reference => {
                "Enter the reference, like TC-7Q4M0ZKD. It is in every email about what it names"
            }
            Self::FromMonth => "Enter the first month of the figures, like 2026-11",
            Self::Evidence => {
                "Upload evidence of your internal IT service acceptance, such as a screenshot from your service management tool that shows the change request in the scheduled state. Wait until it is accepted"
            }
            Self::Question => "Enter the information you need",
            Self::Answer => "Enter your answer",
            Self::FileName => "Enter the name of the file",
            Self::Harness => "Enter the name of the test harness the system tests ran on",
            Self::TestsRun => "Enter how many system tests ran",
            Self::TestsPassed => "Enter how many system tests passed",
            Self::Deployed => "Select yes if the cryptographic material is deployed, or no",
            Self::NewMaterialNeeded => "Select yes if new cryptographic material is needed, or no",
            Self::Supplier => "Enter the name of the supplier who did the IT health check",
            Self::Accreditation => "Select the accreditation of the supplier: CHECK or CREST",
            Self::FindingsCritical => "Enter how many critical findings there are. Enter 0 if there are none",
            Self::FindingsHigh => "Enter how many high findings there are. Enter 0 if there are none",
            Self::FindingsMedium => "Enter how many medium findings there are. Enter 0 if there are none",
            Self::FindingsLow => "Enter how many low findings there are. Enter 0 if there are none",
            Self::TestFind => "Enter the URL of your test Find endpoint",
            Self::TestView => "Enter the URL of your test View endpoint",
            Self::TestPatRefresh => "Enter the URL of your test PAT refresh endpoint",
            Self::PointsAtSolution => {
                "Select yes if the test endpoints point at the solution to be tested, or no"
            }
            Self::TestAt => "Enter the agreed date and time of integration testing",
            Self::Pack => "Select the pack of cryptographic material",
            Self::Text => "Enter what you need from PDP",
            Self::DelayText => "Enter why you need the delay",
            Self::TestEndpointsText => "Enter why the test endpoints change",
            Self::SessionText => "Enter what you need help with",
            Self::NoteText => "Enter your note",
            Self::Dispute => "Enter why you think that the result is wrong",
            Self::Ruling => "Select if the result stands or is set aside",
            Self::Until => {
                "Enter the day until which going live is delayed, or select that it is delayed until PDP releases it"
            }
            Self::Accepted => "Select yes to accept the request, or no to decline it",
            Self::ConnectionDate => "Enter the connection date",
            Self::DowntimeStart => "Enter when the downtime starts",
            Self::DowntimeEnd => "Enter when the downtime ends",
            Self::DowntimeNature => "Enter what will be done during the downtime",
            Self::AffectedEndpoints => "Select at least one endpoint that the downtime affects",
            Self::MaterialDeployed => "Select yes if your live cryptographic material is deployed, or no",
            Self::ConnectionReady => "Select yes if your connection is ready to be tested, or no",
            Self::OrganisationReady => {
                "Select yes if your organisation is ready to transition into live, or no"
            }
            Self::Fixed => "Enter what you fixed since the last test",
            Self::Outcome => "Select what the result should be: passed or failed",
            Self::Approved => "Select yes to approve the override, or no to decline it",
            _ => ANY_ANSWER,
        }
    }
}
