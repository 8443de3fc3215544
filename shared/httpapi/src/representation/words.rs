//! The words of closed lists, and who did something.

use domain::actor::By;
use domain::evidence::DeclaredType;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::codes::{ProcessCode, RoleCode};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident for $domain:path { $($(#[$vdoc:meta])* $variant:ident = $theirs:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl From<$domain> for $name {
            fn from(theirs: $domain) -> Self {
                match theirs { $(<$domain>::$theirs => Self::$variant,)+ }
            }
        }

        impl From<$name> for $domain {
            fn from(ours: $name) -> Self {
                match ours { $($name::$variant => <$domain>::$theirs,)+ }
            }
        }
    };
}

pub(super) use words;

words! {
    /// The type of change.
    ChangeTypeWord for domain::change::answers::ChangeType {
        /// Change underlying technical solution.
        ChangeUnderlyingSolution = UnderlyingSolution,
        /// Add new endpoints.
        AddNewEndpoints = NewEndpoints,
        /// Both.
        Both = Both,
    }
}

words! {
    /// The scale of a change.
    ScaleWord for domain::policy::Scale {
        /// Minimal.
        Minimal = Minimal,
        /// Minor.
        Minor = Minor,
        /// Moderate.
        Moderate = Moderate,
        /// Significant.
        Significant = Significant,
    }
}

words! {
    /// The type of an endpoint.
    EndpointTypeWord for domain::endpoint::EndpointType {
        /// Find.
        Find = Find,
        /// View.
        View = View,
        /// PAT refresh.
        PatRefresh = PatRefresh,
    }
}

words! {
    /// Where a change is.
    StatusWord for domain::change::Status {
        /// Not submitted.
        Draft = Draft,
        /// PDP reviews it.
        InReview = InReview,
        /// PDP waits for an answer; the clock is stopped.
        AwaitingInformation = AwaitingInformation,
        /// Its steps are to be taken.
        Confirmed = Confirmed,
        /// PDP rejected it.
        Rejected = Rejected,
        /// The organisation withdrew it.
        Withdrawn = Withdrawn,
        /// All its steps are done.
        Complete = Complete,
    }
}

words! {
    /// Where an endpoint is on its way into and out of use.
    EndpointStateWord for domain::register::EndpointState {
        /// A change proposes it.
        Proposed = Proposed,
        /// It goes live on a date.
        Scheduled = Scheduled,
        /// In the ecosystem.
        Live = Live,
        /// Out of use, or never came into use.
        Inactive = Inactive,
    }
}

words! {
    /// A role of a person in an organisation.
    OrganisationRoleWord for domain::actor::OrganisationRole {
        /// Drafts, submits, answers questions on and withdraws a change, takes endpoints out of use.
        PrimaryBusinessContact = PrimaryBusinessContact,
        /// Downloads and deploys cryptographic material.
        PrimaryTechnicalContact = PrimaryTechnicalContact,
        /// Service acceptance and OAT.
        ServiceManager = ServiceManager,
        /// Prerequisites and integration testing.
        TestManager = TestManager,
        /// IT health check.
        SecurityLead = SecurityLead,
    }
}

words! {
    /// A role of a person of PDP.
    PdpRoleWord for domain::actor::PdpRole {
        /// Reviews changes, decides on submitted steps, reclassifies.
        Reviewer = Reviewer,
        /// Arranges integration testing, decides on prerequisites and reports.
        ImplementationManager = ImplementationManager,
        /// Answers support requests, holds, OAT re-runs and overrides.
        Support = Support,
        /// Organisations, members and roles, cryptographic material, policy.
        Administrator = Administrator,
    }
}

words! {
    /// How the register is written.
    RegisterFormatWord for domain::export::RegisterFormat {
        /// For programs.
        Json = Json,
        /// For spreadsheets.
        Csv = Csv,
    }
}

/// The media type of an evidence file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum FileTypeWord {
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
    /// PDF.
    #[serde(rename = "application/pdf")]
    Pdf,
}

/// What a program says that a file is: a name of JPEG, PNG or PDF, or `application/octet-stream` when it does not say. In any case,
/// with any parameters. The content decides later.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(
    value_type = String,
    example = "application/pdf",
    pattern = "^ *([Ii][Mm][Aa][Gg][Ee]/([Jj][Pp][Gg]|[Pp]?[Jj][Pp][Ee][Gg]|([Xx]-)?[Pp][Nn][Gg])|[Aa][Pp][Pp][Ll][Ii][Cc][Aa][Tt][Ii][Oo][Nn]/(([Xx]-)?[Pp][Dd][Ff]|[Oo][Cc][Tt][Ee][Tt]-[Ss][Tt][Rr][Ee][Aa][Mm])) *(;.*)?$"
)]
pub struct DeclaredTypeWord(DeclaredType);

impl<'de> Deserialize<'de> for DeclaredTypeWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const KNOWN: &[&str] = &["image/jpeg", "image/png", "application/pdf", "application/octet-stream"];
        let text = String::deserialize(deserializer)?;
        match DeclaredType::parse(&text) {
            Some(declared) => Ok(Self(declared)),
            None => Err(D::Error::unknown_variant(&text, KNOWN)),
        }
    }
}

impl From<DeclaredTypeWord> for DeclaredType {
    fn from(ours: DeclaredTypeWord) -> Self {
        ours.0
    }
}

/// Who did something: a person in a role, or a part of the system.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ByBody {
    /// The person's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, format = "uuid")]
    pub person: Option<String>,
    /// The role they acted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = RoleCode)]
    pub role: Option<&'static str>,
    /// The part of the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = ProcessCode)]
    pub process: Option<&'static str>,
}

impl From<&By> for ByBody {
    fn from(by: &By) -> Self {
        match by {
            By::Person { person, role } => {
                Self { person: Some(person.to_string()), role: Some(role.code()), process: None }
            }
            By::Reader { person } => Self { person: Some(person.to_string()), role: None, process: None },
            By::System(process) => Self { person: None, role: None, process: Some(process.code()) },
        }
    }
}

words! {
    /// A step of a confirmed change.
    StepWord for domain::policy::Step {
        /// System test report.
        Prerequisites = Prerequisites,
        /// Test cryptographic material.
        TestCryptographicMaterial = TestCryptographicMaterial,
        /// Integration testing is arranged.
        IntegrationTesting = IntegrationTesting,
        /// IT health check.
        ItHealthCheck = ItHealthCheck,
        /// Integration testing report.
        IntegrationTestingReport = IntegrationTestingReport,
        /// Service acceptance.
        ServiceAcceptance = ServiceAcceptance,
        /// Live cryptographic material.
        LiveCryptographicMaterial = LiveCryptographicMaterial,
        /// Operational acceptance testing.
        OperationalAcceptanceTesting = OperationalAcceptanceTesting,
    }
}

words! {
    /// Where cryptographic material is deployed.
    EnvironmentWord for domain::change::material::Environment {
        /// The test environment.
        Test = Test,
        /// The live environment.
        Live = Live,
    }
}

words! {
    /// Who accredited the supplier of an IT health check.
    AccreditationWord for domain::change::step_answers::Accreditation {
        /// CHECK.
        Check = Check,
        /// CREST.
        Crest = Crest,
    }
}

words! {
    /// What a support request asks for.
    SupportKindWord for domain::change::support::SupportKind {
        /// Delay going live.
        DelayGoingLive = DelayGoingLive,
        /// Change test endpoints.
        ChangeTestEndpoints = ChangeTestEndpoints,
        /// An OAT support session.
        OatSupportSession = OatSupportSession,
        /// Anything else.
        Other = Other,
    }
}
