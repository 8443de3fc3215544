//! Stable codes: each reads back as what it names, and none is used twice.

use std::collections::BTreeSet;

use domain::actor::{OrganisationRole, PdpRole, Process, Role};
use domain::change::answers::ChangeType;
use domain::change::material::Environment;
use domain::change::step_answers::Accreditation;
use domain::change::steps::StepStateKind;
use domain::change::support::{HoldReasonKind, SupportKind};
use domain::change::{CommandKind, MissingPart, Status};
use domain::codes::Coded;
use domain::dispute::{CommandKind as DisputeCommandKind, ResultKind, Ruling, Status as DisputeStatus};
use domain::endpoint::EndpointType;
use domain::evidence::comparison::Damage;
use domain::evidence::{DeclaredType, FileFormat, FileRejection, PdfFlag};
use domain::export::{ExportFailure, RegisterFormat};
use domain::oat::observation::{ClientCertificate, OwnFault, UrlFault};
use domain::oat::{
    Cause as OatCause, CauseClass as OatCauseClass, ClosedBecause as OatClosedBecause,
    CommandKind as OatCommandKind, Doubt as OatDoubt, Outcome as OatOutcome, RunState, Status as OatStatus,
    TargetState,
};
use domain::policy::{Scale, Step};
use domain::reference::ReferenceKind;
use domain::register::EndpointState;
use domain::task::{OatProgress, TaskKind};
use domain::tried::{Deed, Tried, UnknownCode};

macro_rules! codes_read_back {
    ($($test:ident: $name:ident;)+) => {$(
        #[test]
        fn $test() {
            let codes: BTreeSet<_> = $name::ALL.iter().map(|value| value.code()).collect();
            assert_eq!(codes.len(), $name::ALL.len());
            for value in $name::ALL {
                assert_eq!($name::from_code(value.code()), Some(*value));
            }
            let snake = |c: char| c.is_ascii_lowercase() || c == '_';
            assert!(codes.iter().all(|code| code.chars().all(snake)));
            assert_eq!($name::from_code("nothing_of_the_kind"), None);
            assert_eq!($name::from_code(""), None);
        }
    )+};
}

codes_read_back! {
    roles_of_an_organisation_read_back: OrganisationRole;
    roles_of_pdp_read_back: PdpRole;
    types_of_change_read_back: ChangeType;
    commands_read_back: CommandKind;
    commands_on_disputes_read_back: DisputeCommandKind;
    statuses_of_disputes_read_back: DisputeStatus;
    kinds_of_disputed_results_read_back: ResultKind;
    rulings_read_back: Ruling;
    statuses_read_back: Status;
    missing_parts_of_changes_read_back: MissingPart;
    progress_of_oat_reads_back: OatProgress;
    types_of_endpoint_read_back: EndpointType;
    formats_read_back: FileFormat;
    rejections_read_back: FileRejection;
    damage_of_kept_files: Damage;
    flags_read_back: PdfFlag;
    scales_read_back: Scale;
    steps_read_back: Step;
    states_of_steps_read_back: StepStateKind;
    processes_read_back: Process;
    environments_read_back: Environment;
    accreditations_read_back: Accreditation;
    kinds_of_support_read_back: SupportKind;
    reasons_of_holds_read_back: HoldReasonKind;
    kinds_of_references_read_back: ReferenceKind;
    states_of_endpoints_read_back: EndpointState;
    kinds_of_tasks_read_back: TaskKind;
    formats_of_the_register_read_back: RegisterFormat;
    failures_of_exports_read_back: ExportFailure;
    causes_of_oat_read_back: OatCause;
    classes_of_causes_read_back: OatCauseClass;
    doubts_read_back: OatDoubt;
    what_servers_do_about_client_certificates_reads_back: ClientCertificate;
    commands_of_oat_read_back: OatCommandKind;
    statuses_of_oat_read_back: OatStatus;
    outcomes_of_oat_read_back: OatOutcome;
    states_of_runs_read_back: RunState;
    states_of_targets_read_back: TargetState;
    reasons_of_closing_oat_read_back: OatClosedBecause;
    own_faults_read_back: OwnFault;
    faults_of_urls_read_back: UrlFault;
}

#[test]
fn a_role_is_named_uniquely_over_both_sides() {
    let organisation = OrganisationRole::ALL.iter().copied().map(Role::from);
    let roles: Vec<_> = organisation.chain(PdpRole::ALL.iter().copied().map(Role::from)).collect();
    let codes: BTreeSet<_> = roles.iter().map(|role| role.code()).collect();
    assert_eq!(codes.len(), roles.len());
    assert!(roles.iter().all(|role| Role::from_code(role.code()) == Some(*role)));
    assert_eq!(Role::from_code("nothing_of_the_kind"), None);
}

#[test]
fn what_was_tried_is_read_back_by_its_code() {
    let deed: Tried = Deed::DraftChange.into();
    let commands = CommandKind::ALL.iter().copied().map(Tried::from);
    let of_oat = OatCommandKind::ALL.iter().copied().map(Tried::from);
    for tried in commands.chain(of_oat).chain([deed]) {
        assert_eq!(tried.code().parse(), Ok(tried));
        assert_eq!(tried.to_string(), tried.code());
    }
    assert_eq!("nothing_of_the_kind".parse::<Tried>(), Err(UnknownCode));
}

#[test]
fn words_for_people_tell_values_apart_like_codes_do() {
    fn different<T: ToString>(values: &[T]) {
        let words: BTreeSet<_> = values.iter().map(T::to_string).collect();
        assert_eq!(words.len(), values.len());
        assert!(words.iter().all(|words| !words.trim().is_empty()));
    }
    different(Process::ALL);
    different(Environment::ALL);
    different(Accreditation::ALL);
    different(SupportKind::ALL);
    different(EndpointState::ALL);
    different(Step::ALL);
    different(TaskKind::ALL);
}

#[test]
fn material_belongs_to_the_step_of_its_environment() {
    assert_eq!(Environment::Test.step(), Step::TestCryptographicMaterial);
    assert_eq!(Environment::Live.step(), Step::LiveCryptographicMaterial);
}

/// Holds E1.
#[test]
fn an_allowed_media_type_is_read_in_any_case() {
    for (name, declared) in DeclaredType::NAMES {
        assert_eq!(DeclaredType::parse(name), Some(*declared));
        let written = format!(" {} ; charset=binary", name.to_uppercase());
        assert_eq!(DeclaredType::parse(&written), Some(*declared));
    }
    for format in FileFormat::ALL {
        let declared = DeclaredType(Some(*format));
        assert_eq!(DeclaredType::parse(format.media_type()), Some(declared));
        assert_eq!(declared.media_type(), format.media_type());
    }
    assert_eq!(DeclaredType::parse("application/octet-stream"), Some(DeclaredType(None)));
    for other in ["", ";", "image/gif", "image", "text/html; image/png", "image/png,image/jpeg"] {
        assert_eq!(DeclaredType::parse(other), None, "{other}");
    }
}
