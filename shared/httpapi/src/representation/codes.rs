//! Closed lists of codes in the document, from the domain's own lists.

use std::borrow::Cow;

use domain::actor::{OrganisationRole, PdpRole, Process};
use domain::evidence::{FileRejection, PdfFlag};
use domain::export::ExportFailure;
use domain::oat::observation::ClientCertificate;
use domain::oat::{Cause, CauseClass, ClosedBecause};
use domain::policy::Step;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $codes:expr;)+) => {$(
        $(#[doc = $doc])+
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let described = concat!($($doc),+).trim();
                let text = ObjectBuilder::new().schema_type(Type::String).description(Some(described));
                text.enum_values(Some($codes)).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+};
}

codes! {
    /// A step of a confirmed change.
    StepCode = Step::ALL.iter().map(|step| step.code());
    /// Where a step is.
    StepStateCode = ["cannot_start_yet", "to_do", "with_pdp", "returned", "complete", "not_needed"];
    /// Where new endpoints are on their way.
    GoingLiveCode = ["nothing_to_add", "not_yet", "held", "date_needed", "scheduled", "due", "live"];
    /// Why going live is on hold.
    HoldReasonCode = ["asked", "pdp", "reclassified", "oat"];
    /// A role of a person in an organisation or at PDP.
    RoleCode = OrganisationRole::ALL.iter().map(|role| role.code()).chain(PdpRole::ALL.iter().map(|role| role.code()));
    /// A part of the system that acts without a person.
    ProcessCode = Process::ALL.iter().map(|process| process.code());
    /// Where an evidence file is on its way.
    EvidenceStateCode = ["awaiting_upload", "expired", "checking", "accepted", "rejected"];
    /// Why an evidence file was rejected.
    RejectionCode = FileRejection::ALL.iter().map(|reason| reason.code());
    /// What PDP is told about a PDF.
    FlagCode = PdfFlag::ALL.iter().map(|flag| flag.code());
    /// Where an export is.
    ExportStateCode = ["requested", "building", "ready", "failed"];
    /// What kind of file an export is.
    ExportFormatCode = ["zip", "json", "csv"];
    /// Why an export failed.
    ExportFailureCode = ExportFailure::ALL.iter().map(|reason| reason.code());
    /// Where a request for OAT is.
    OatStatusCode = domain::oat::Status::ALL.iter().map(|status| status.code());
    /// What OAT tests.
    OatSubjectCode = ["change", "initial_connection"];
    /// Where what OAT tests is.
    StandingCode = [
        "open", "open_live", "step_not_open", "already_live", "change_ended", "change_not_confirmed", "step_blocked", "step_not_needed",
        "no_vouching_scheme",
    ];
    /// Why a request for OAT was closed.
    ClosedCode = ClosedBecause::ALL.iter().map(|why| why.code());
    /// Why there is a run.
    RunReasonCode = ["first", "re_test", "re_run"];
    /// Where a run is.
    RunStateCode = ["under_way", "passed", "failed", "stopped"];
    /// Where an endpoint is in a run.
    TargetStateCode = ["waiting", "passed", "failed"];
    /// Why an attempt was no pass.
    CauseCode = Cause::ALL.iter().map(|cause| cause.code());
    /// What an endpoint did about PDP's client certificate.
    ClientCertificateCode = ClientCertificate::ALL.iter().map(|state| state.code());
    /// What a cause means for the test.
    CauseClassCode = CauseClass::ALL.iter().map(|class| class.code());
    /// What kind of entry of a history it is.
    EntryKind = ["happened", "refused", "downloaded"];
    /// What kind of entry of the history of a record it is.
    RecordEntryKind = ["happened", "refused"];
}

/// The most characters of a host name in DNS.
pub const HOST_CHARACTERS: usize = 253;

/// A host.
pub struct HostText;

impl PartialSchema for HostText {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(HOST_CHARACTERS))
            .description(Some("The name of a host"))
            .into()
    }
}

impl ToSchema for HostText {
    fn name() -> Cow<'static, str> {
        "Host".into()
    }
}

/// An id: a UUID.
pub struct IdText;

impl PartialSchema for IdText {
    fn schema() -> RefOr<Schema> {
        let format = Some(SchemaFormat::Custom("uuid".to_owned()));
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(format)
            .description(Some("An id: a UUID"))
            .into()
    }
}

impl ToSchema for IdText {
    fn name() -> Cow<'static, str> {
        "Id".into()
    }
}
