//! Every type reads what it writes: samples of each shape of the document are read and written again, and come out as they were.

use std::collections::BTreeSet;

use api::*;
use api_document::Document;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Reads a value as a type and writes it again.
type RoundTrip = fn(&Value) -> Result<Value, String>;

fn round_trip<T: Serialize + DeserializeOwned>(value: &Value) -> Result<Value, String> {
    let read: T = serde_json::from_str(&value.to_string()).map_err(|fault| fault.to_string())?;
    serde_json::to_value(read).map_err(|fault| fault.to_string())
}

macro_rules! types {
    ($($name:ident,)+) => { &[$((stringify!($name), round_trip::<$name>),)+] };
}

/// The shapes of the document, each with its type.
const TYPES: &[(&str, RoundTrip)] = types! {
        AccreditationWord, AnswerBody, AnswersBody, AttemptBody, BounceTypeWord, ByBody, CauseBody,
        CauseClassCode, CauseCode, CertificateBody, ChangeBody, ChangePage, ChangeTypeWord,
    CheckBody, ClientCertificateCode, ClosedCode, ConnectionDateBody, ContactFeedbackBody, CorrectionBody, CurrentBody, DateChangeBody, DateDecisionBody, DeclaredTypeWord, DownloadBody, DowntimeBody, DowntimePage, DowntimeRowBody, DowntimeStateCode, DowntimeView, EndpointAnswerBody, EndpointPage, EndpointStateWord, EndpointTypeWord, DisputeAnswerBody, DisputeAnswerView, DisputeBody, DisputeEntryBody, DisputeFileBody, DisputeHistoryBody, DisputeOfResultBody, DisputePage, DisputeRowBody, DisputeStatusCode, DisputedEndpointBody, DisputedResultBody, ClaimBody,
        EntryKind, EnvironmentWord, EvidenceBody, EvidencePage, EvidenceStateCode, ExportBody,
        ExportFailureCode, ExportFormatCode, ExportStateCode, FieldAdvice, FieldProblem,
        FileTypeWord, FindProfileBody, FindingBody, FindingsBody, FindingsRequest, FlagCode, FormFieldBody,
        GatewayBody, GoingLiveBody, GoingLiveCode, HeaderBody, HistoryBody, HistoryByBody,
        HistoryEntryBody, HoldBody, HoldReasonCode, HoldView, InformationBody,
        IntegrationTestingBody, IntegrationTestingView, LiveEndpointBody, LookUpBody, MailFeedbackPage,
    MailNoticeBody, MaterialView, MeBody, MissingPartCode, MemberBody, MembersBody, NewEndpointBody, NewFindingBody, NewMemberBody, NewPreFlightBody, NewRoleProposalBody, NewTeamMemberBody, NoBody, OatBody, NoticeBody, NoticeEntryBody, NoticeHistoryBody, NoticeRequestBody, NoticeStatusCode, NewDisputeBody, NewClaimBody, NewNoteBody, NoteBody, NotePage,
        OatEntryBody, OatHistoryBody, OatPage, OatRequestBody, OatRowBody, OatStatusCode,
        OatSubjectCode, OrganisationBody, OrganisationNameBody, OrganisationPage,
        OrganisationRecordBody, OrganisationRoleWord, OrganisationRowBody, OtherDateBody,
        OtherTestEndpointsBody, OutcomeWord, OverrideBody, OverrideDecisionBody, PackBody,
        PdpRoleWord, PreFlightBody, PreFlightPage, PreFlightResultBody, PreFlightRowBody, PreFlightTargetBody, ProblemBody, ProcessCode,
        ProposedOverrideBody, ProposedSchemeBody, QuestionBody, ReclassificationBody, RecordBody,
        RecordEntryBody, RecordEntryKind, RecordHistoryBody, ReferenceKindCode, RegisterExportBody, RegisterFormatWord,
        RegisteredEndpointBody, RegisteredFormBody, RejectionCode, ReleaseBody, RerunBody,
    ResponseBody, RetestBody, RetirementBody, ReviewBody, ReviewHostBody, ReviewHostsBody, ReviewOutcomeWord, RoleCode, RoleProposalBody, RolesBody, RunBody, RunPage, RunReasonCode, RunReportBody, RunStateCode, ScaleWord, SchemeEndpointBody, SeenMemberBody, SeenTeamMemberBody, SignInStateCode, StandingCode, StatusWord, StepBody, StepCode, ResultKindCode, RulingWord,
        StepDecisionBody, StepOutcomeWord, StepStateCode, StepSubmissionBody, StepSubmissionRequest,
        SummaryBody, SupportAnswerBody, SupportKindWord, SupportRequestBody, SupportRequestView,
        SupportSessionAnswerBody, SupportSessionBody, TargetBody, TargetStateCode, TaskBody, TaskCountBody, TaskCountsBody, TaskKindCode, TaskPage, TeamBody,
        TeamMemberBody, TeamRolesBody, TestEndpointsBody, TestEndpointsView, TimingsBody, TlsBody,
        UnreadBody, UploadBody, UploadFormBody, UploadRequestBody, VouchingSchemeBody,
        WithdrawalBody, IdleWithdrawalBody, DecisionWord, FailedRunsBody, FigureSetBody, FiguresBody, MonthFiguresBody, OatFiguresBody,
        ReclassificationFigureBody, ReclassificationPreviewBody, ReclassifiedStepBody, RestorationBody,
        RestorationDecisionBody, ReviewFiguresBody, ScaleFiguresBody, StepEffectCode,
        StepFiguresBody, SuspensionBody, TakeBackBody, WentLiveBody, WithCode, NamedPersonBody, OatProgressCode,
};

/// Shapes that have no type of their own: texts inside others, a second name, and one of two.
const WITHIN_OTHERS: [&str; 4] = ["Host", "Id", "RefusalBody", "StepWord"];

/// Those with another name in the document.
const NAMED: [(&str, RoundTrip); 2] =
    [("Day", round_trip::<DayText>), ("LondonTime", round_trip::<LondonTimeText>)];

fn every_type() -> impl Iterator<Item = (&'static str, RoundTrip)> {
    TYPES.iter().copied().chain(NAMED)
}

/// How much of an object is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filling {
    Whole,
    /// What has to be; null where it can be.
    Bare,
}

/// Values of a shape: one of each that a list or a choice has.
fn samples(shape: &Value, filling: Filling) -> Vec<Value> {
    let shape = Document::published().resolved(shape);
    if let Some(listed) = shape["enum"].as_array() {
        return listed.clone();
    }
    let example = shape.get("example").or_else(|| shape["examples"].get(0));
    let kind = &shape["type"];
    let nullable = kind.as_array().is_some_and(|kinds| kinds.contains(&json!("null")));
    let is_null = |choice: &Value| choice["type"] == "null";
    if let Some(choices) = shape["oneOf"].as_array() {
        if filling == Filling::Bare && choices.iter().any(is_null) {
            return vec![Value::Null];
        }
        let choices = choices.iter().filter(|choice| !is_null(choice));
        return choices.flat_map(|choice| samples(choice, filling)).collect();
    }
    if nullable && filling == Filling::Bare {
        return vec![Value::Null];
    }
    if let Some(example) = example {
        return vec![example.clone()];
    }
    let one = match (kind.as_str().or_else(|| kind[0].as_str()), shape["format"].as_str()) {
        (Some("object"), _) => return objects(shape, filling),
        (Some("array"), _) if filling == Filling::Bare => json!([]),
        (Some("array"), _) => Value::Array(samples(&shape["items"], filling)),
        (Some("boolean"), _) => json!(true),
        (Some("integer"), _) => json!(3),
        (Some("number"), _) => json!(1.5),
        (_, Some("uuid")) => json!("0190a0b0-0000-7000-8000-00000000feed"),
        (_, Some("date")) => json!("2027-03-01"),
        (_, Some("date-time")) => json!("2027-03-01T09:30:00.123456Z"),
        _ => json!("Words"),
    };
    vec![one]
}

/// Texts that the document says less of than is so.
fn known(field: &str, shape: &Value) -> Option<Vec<Value>> {
    let is_text = |shape: &Value| {
        let kind = &shape["type"];
        (kind == "string" || kind[0] == "string") && shape["format"].is_null()
    };
    let ids = ["affected_endpoints", "evidence"].contains(&field) && is_text(&shape["items"]);
    let accreditation = field == "accreditation" && is_text(shape);
    match (ids, accreditation) {
        (true, _) => Some(vec![json!(["0190a0b0-0000-7000-8000-00000000feed"])]),
        (_, true) => Some(vec![json!("check"), json!("crest")]),
        _ => None,
    }
}

/// As many as the field with the most choices has.
fn objects(shape: &Value, filling: Filling) -> Vec<Value> {
    let needed = |name: &str| shape["required"].as_array().is_some_and(|all| all.contains(&json!(name)));
    let fields = shape["properties"].as_object().into_iter().flatten();
    let fields: Vec<_> = fields
        .filter(|(name, _)| filling == Filling::Whole || needed(name))
        .map(|(name, shape)| (name, known(name, shape).unwrap_or_else(|| samples(shape, filling))))
        .collect();
    let most = fields.iter().map(|(_, samples)| samples.len()).max().unwrap_or(1).max(1);
    let object = |at: usize| -> Map<String, Value> {
        let some = fields.iter().filter(|(_, samples)| !samples.is_empty());
        some.map(|(name, samples)| ((*name).clone(), samples[at % samples.len()].clone())).collect()
    };
    (0..most).map(|at| Value::Object(object(at))).collect()
}

/// What was read of nothing is written as nothing: a field that was left out may come out as null or as an empty list.
fn without_nothing(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let some = object.iter().map(|(name, value)| (name.clone(), without_nothing(value)));
            some.filter(|(_, value)| !value.is_null() && *value != json!([]) && *value != json!("")).collect()
        }
        Value::Array(items) => items.iter().map(without_nothing).collect(),
        other => other.clone(),
    }
}

#[test]
fn every_shape_of_the_document_has_a_type() {
    let schemas = Document::published().whole()["components"]["schemas"].as_object().expect("schemas");
    let published: BTreeSet<_> = schemas.keys().map(String::as_str).collect();
    let here: BTreeSet<_> = every_type().map(|(name, _)| name).chain(WITHIN_OTHERS).collect();
    assert_eq!(here, published);
}

#[test]
fn what_is_whole_comes_out_as_it_went_in() {
    let document = Document::published();
    for (name, round_trip) in every_type() {
        let shape = &document.whole()["components"]["schemas"][name];
        for sample in samples(shape, Filling::Whole) {
            let read = round_trip(&sample).unwrap_or_else(|fault| panic!("{name}: {fault}"));
            assert!(read == normal(&sample), "{name} comes out different:\n{read}\n{sample}");
        }
    }
}

/// Times in London are written with their seconds.
fn normal(value: &Value) -> Value {
    match value {
        Value::String(text) if text == "2026-12-01T10:00" => json!("2026-12-01T10:00:00"),
        Value::Object(object) => object.iter().map(|(name, value)| (name.clone(), normal(value))).collect(),
        Value::Array(items) => items.iter().map(normal).collect(),
        other => other.clone(),
    }
}

#[test]
fn what_may_be_missing_may_be_missing() {
    let document = Document::published();
    for (name, round_trip) in every_type() {
        let shape = &document.whole()["components"]["schemas"][name];
        for sample in samples(shape, Filling::Bare) {
            let read = round_trip(&sample).unwrap_or_else(|fault| panic!("{name}: {fault}"));
            assert_eq!(without_nothing(&read), without_nothing(&normal(&sample)), "{name}");
        }
    }
}

#[test]
fn a_code_that_is_on_no_list_is_refused_with_the_list() {
    let fault = round_trip::<StatusWord>(&json!("lost")).unwrap_err();
    assert!(fault.contains("`lost`") && fault.contains("`in_review`"), "{fault}");
    assert!(round_trip::<StatusWord>(&json!(1)).is_err());
}

#[test]
fn what_somebody_else_changed_is_read_as_what_it_is() {
    let document = Document::published();
    let current = |name: &str| -> CurrentBody {
        let shape = &document.whole()["components"]["schemas"][name];
        let sample = samples(shape, Filling::Whole).remove(0);
        serde_json::from_value(sample).expect("what is now")
    };
    assert!(matches!(current("ChangeBody"), CurrentBody::Change(_)));
    assert!(matches!(current("OatBody"), CurrentBody::Oat(_)));
    assert!(matches!(current("NoticeBody"), CurrentBody::Downtime(_)));
    assert!(matches!(current("OrganisationRecordBody"), CurrentBody::Record(RecordBody::Organisation(_))));
    assert!(matches!(current("TeamBody"), CurrentBody::Record(RecordBody::Pdp(_))));
}
