//! The closed lists of the API document: those of the domain under their names there, and the few that only answers use.

use std::borrow::Cow;

use domain::evidence::{DeclaredType, FileFormat};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::code::{Code, Listed};

/// Publishes closed lists of the domain.
macro_rules! lists {
    ($($(#[doc = $doc:literal])+ $name:ident = $list:ty;)+) => {$(
        $(#[doc = $doc])+
        pub type $name = Code<$list>;

        impl Listed for $list {
            const NAME: &'static str = stringify!($name);
            const DESCRIPTION: &'static str = concat!($($doc),+).trim_ascii();
        }

        impl From<Code<$list>> for $list {
            fn from(code: Code<$list>) -> Self {
                code.0
            }
        }
    )+};
}

lists! {
    /// The type of change.
    ChangeTypeWord = domain::change::answers::ChangeType;
    /// The scale of a change.
    ScaleWord = domain::policy::Scale;
    /// The type of an endpoint.
    EndpointTypeWord = domain::endpoint::EndpointType;
    /// Where a change is.
    StatusWord = domain::change::Status;
    /// What is kept beside a change, and cannot be shown when it cannot be read.
    MissingPartCode = domain::change::MissingPart;
    /// A decision of PDP that it takes back.
    DecisionWord = domain::change::Decision;
    /// A step of a confirmed change.
    StepCode = domain::policy::Step;
    /// Where a step is.
    StepStateCode = domain::change::steps::StepStateKind;
    /// What another scale does to a step.
    StepEffectCode = domain::change::StepEffect;
    /// Who accredited the supplier of an IT health check.
    AccreditationWord = domain::change::step_answers::Accreditation;
    /// Where new endpoints are on their way.
    GoingLiveCode = domain::change::GoingLiveKind;
    /// What a support request asks for.
    SupportKindWord = domain::change::support::SupportKind;
    /// Why going live is on hold.
    HoldReasonCode = domain::change::support::HoldReasonKind;
    /// Where cryptographic material is deployed.
    EnvironmentWord = domain::change::material::Environment;
    /// Where planned downtime is.
    DowntimeStateCode = domain::downtime::DowntimeState;
    /// What was decided about a notice of downtime.
    NoticeStatusCode = domain::downtime::Status;
    /// What a reference names.
    ReferenceKindCode = domain::reference::ReferenceKind;
    /// What is to be done.
    TaskKindCode = domain::task::TaskKind;
    /// How far the OAT of a change is.
    OatProgressCode = domain::task::OatProgress;
    /// Who had a step to do.
    WithCode = domain::figures::With;
    /// Where an endpoint is on its way into and out of use.
    EndpointStateWord = domain::register::EndpointState;
    /// A role of a person in an organisation.
    OrganisationRoleWord = domain::actor::OrganisationRole;
    /// A role of a person of PDP.
    PdpRoleWord = domain::actor::PdpRole;
    /// A role of a person in an organisation or at PDP.
    RoleCode = domain::actor::Role;
    /// How far a person's sign-in is.
    SignInStateCode = domain::organisation::SignInState;
    /// A part of the system that acts without a person.
    ProcessCode = domain::actor::Process;
    /// Where an evidence file is on its way.
    EvidenceStateCode = domain::evidence::EvidencePlace;
    /// Why an evidence file was rejected.
    RejectionCode = domain::evidence::FileRejection;
    /// A warning to PDP about the contents of a PDF.
    FlagCode = domain::evidence::PdfFlag;
    /// How the register is written.
    RegisterFormatWord = domain::export::RegisterFormat;
    /// Where an export is.
    ExportStateCode = domain::export::ExportStateKind;
    /// What kind of file an export is.
    ExportFormatCode = domain::export::ExportFormat;
    /// Why an export failed.
    ExportFailureCode = domain::export::ExportFailure;
    /// Where a request for OAT is.
    OatStatusCode = domain::oat::Status;
    /// What OAT tests.
    OatSubjectCode = domain::oat::SubjectKind;
    /// Where what OAT tests is.
    StandingCode = domain::oat::SubjectStatusKind;
    /// Why a request for OAT was closed.
    ClosedCode = domain::oat::ClosedBecause;
    /// A result of OAT.
    OutcomeWord = domain::oat::Outcome;
    /// Why there is a run.
    RunReasonCode = domain::oat::RunReasonKind;
    /// Where a run is.
    RunStateCode = domain::oat::RunState;
    /// Where an endpoint is in a run.
    TargetStateCode = domain::oat::TargetState;
    /// Whether an address can work again.
    BounceTypeWord = domain::email::BounceType;
    /// Why an attempt was no pass.
    CauseCode = domain::oat::Cause;
    /// What a cause means for the test.
    CauseClassCode = domain::oat::CauseClass;
    /// What kind of result is disputed.
    ResultKindCode = domain::dispute::ResultKind;
    /// Where a dispute is.
    DisputeStatusCode = domain::dispute::Status;
    /// What PDP decides on a dispute.
    RulingWord = domain::dispute::Ruling;
    /// What an endpoint did about PDP's client certificate.
    ClientCertificateCode = domain::oat::observation::ClientCertificate;
}

/// The media type of an evidence file.
pub type FileTypeWord = Code<FileFormat>;

impl Listed for FileFormat {
    const NAME: &'static str = "FileTypeWord";
    const DESCRIPTION: &'static str = "The media type of an evidence file.";
    const WORDS: &'static [&'static str] =
        &[Self::Jpeg.media_type(), Self::Png.media_type(), Self::Pdf.media_type()];

    fn word(self) -> &'static str {
        self.media_type()
    }
}

/// What a program says that a file is: a name of JPEG, PNG or PDF, or `application/octet-stream` when it does not say. In any case,
/// with any parameters. The content decides later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(
    value_type = String,
    example = "application/pdf",
    pattern = "^ *([Ii][Mm][Aa][Gg][Ee]/([Jj][Pp][Gg]|[Pp]?[Jj][Pp][Ee][Gg]|([Xx]-)?[Pp][Nn][Gg])|[Aa][Pp][Pp][Ll][Ii][Cc][Aa][Tt][Ii][Oo][Nn]/(([Xx]-)?[Pp][Dd][Ff]|[Oo][Cc][Tt][Ee][Tt]-[Ss][Tt][Rr][Ee][Aa][Mm])) *(;.*)?$"
)]
pub struct DeclaredTypeWord(pub DeclaredType);

impl From<FileFormat> for DeclaredTypeWord {
    fn from(format: FileFormat) -> Self {
        Self(DeclaredType(Some(format)))
    }
}

impl Serialize for DeclaredTypeWord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.media_type())
    }
}

impl<'de> Deserialize<'de> for DeclaredTypeWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const KNOWN: &[&str] = &[
            FileFormat::Jpeg.media_type(),
            FileFormat::Png.media_type(),
            FileFormat::Pdf.media_type(),
            DeclaredType(None).media_type(),
        ];
        let text = String::deserialize(deserializer)?;
        DeclaredType::parse(&text).map(Self).ok_or_else(|| D::Error::unknown_variant(&text, KNOWN))
    }
}

impl From<DeclaredTypeWord> for DeclaredType {
    fn from(declared: DeclaredTypeWord) -> Self {
        declared.0
    }
}

/// A step, where it is sent: the document has a name of its own for it there.
pub struct StepWord;

impl PartialSchema for StepWord {
    fn schema() -> RefOr<Schema> {
        StepCode::schema()
    }
}

impl ToSchema for StepWord {
    fn name() -> Cow<'static, str> {
        "StepWord".into()
    }
}

/// What kind of entry of a history it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// It happened.
    Happened,
    /// Somebody tried it and was refused.
    Refused,
    /// Somebody got a link to a file.
    Downloaded,
    /// An operator of the service put something right by hand. The version stays as it was.
    Mended,
    /// A newer version of this service recorded it, and this one cannot read it: it says when, and who if that can be read.
    Unknown,
}

/// What kind of entry of the history of a record it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordEntryKind {
    /// It happened.
    Happened,
    /// Somebody tried it and was refused.
    Refused,
    /// An operator of the service put something right by hand. The version stays as it was.
    Mended,
    /// A newer version of this service recorded it, and this one cannot read it: it says when, and who if that can be read.
    Unknown,
}
