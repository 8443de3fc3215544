//! What happens in a random walk: sensible steps, steps back, holds, due-work jobs, and any command whatever, by anyone.

use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::change::answers::{Answers, ChangeType, EndpointAnswer};
use domain::change::material::Environment;
use domain::change::support::SupportAsked;
use domain::change::testing::TestEndpointAnswers;
use domain::change::{Command, CommandKind, HostsAtReview};
use domain::downtime::DowntimeAnswers;
use domain::endpoint::EndpointType;
use domain::evidence::{FileFormat, FileRejection};
use domain::ids::{DowntimeId, EndpointId, EvidenceId, PackId};
use domain::policy::{Scale, Step};
use domain::reference::{Reference, SupportReference};
use jiff::Span;
use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::commands::{downtime, good_command, later_downtime, move_downtime, record_downtime};
use crate::support::people::{
    business_contact, go_live_process, inspection, member, other_organisation, outsider, own_organisation,
    reviewer, staff,
};
use crate::support::samples;
use crate::support::work::{good_answers, nothing_to_add, revoke_oat, test_endpoints};

/// What is tried.
#[derive(Debug, Clone)]
pub enum Intent {
    /// What sensibly comes next; the number decides where there is more than one way.
    Advance(u8),
    /// What PDP decides on is sent back, if there is anything.
    SendBack,
    Try(Command),
}

/// What becomes of what was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// It is written.
    Once,
    /// It is written, and the command arrives once more.
    Twice,
    /// It is lost: a crash before anything is written.
    Lost,
}

/// One attempt: by someone who may when there is no actor, some minutes after the one before.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub intent: Intent,
    pub actor: Option<Actor>,
    /// After how long.
    pub minutes: i64,
    /// And then.
    pub delivery: Delivery,
}

/// A draft's answers, and what is tried afterwards.
pub type Walk = (Answers, Vec<Attempt>);

fn any_actor() -> impl Strategy<Value = Actor> {
    select(vec![
        business_contact(),
        reviewer(),
        inspection(),
        go_live_process(),
        outsider(),
        member(other_organisation(), &[OrganisationRole::PrimaryBusinessContact]),
        member(own_organisation(), &[]),
        member(own_organisation(), OrganisationRole::ALL),
        member(own_organisation(), &[OrganisationRole::ServiceManager, OrganisationRole::TestManager]),
        staff(&[]),
        staff(PdpRole::ALL),
        staff(&[PdpRole::Support]),
    ])
}

fn any_text() -> impl Strategy<Value = String> {
    let said = select(vec!["because", "an incident", " we moved ", "version 2"]).prop_map(str::to_owned);
    prop_oneof![8 => said, 1 => any::<String>(), 1 => Just(String::new()), 1 => Just("x".repeat(5_001))]
}

fn any_endpoint() -> impl Strategy<Value = EndpointAnswer> {
    let url =
        prop_oneof![8 => "https://[a-z]{1,3}\\.co\\.uk/x", 1 => "https://[a-z]\\.co\\.uk/", 1 => any_text()];
    (proptest::option::weighted(0.9, select(EndpointType::ALL)), url)
        .prop_map(|(endpoint_type, url)| EndpointAnswer { endpoint_type, url })
}

fn good_form() -> impl Strategy<Value = Answers> {
    let base = prop_oneof![5 => Just(samples::answers()), 1 => Just(nothing_to_add())];
    (base, proptest::bool::weighted(0.3), select(Scale::ALL)).prop_map(|(base, oat, scale)| Answers {
        oat_requested: Some(oat),
        suggested_scale: Some(scale),
        ..base
    })
}

fn any_answers() -> impl Strategy<Value = Answers> {
    let nonsense = (
        proptest::option::of(select(ChangeType::ALL)),
        any_text(),
        proptest::option::of(any::<bool>()),
        proptest::option::of(select(Scale::ALL)),
        proptest::collection::vec(any_endpoint(), 0..11),
        proptest::collection::vec((1_u128..6).prop_map(EndpointId::from_u128), 0..4),
        proptest::option::of(any::<bool>()),
    );
    let nonsense = nonsense.prop_map(|(kind, reason, oat, scale, new, affected, downtime)| {
        let mut answers = Answers {
            change_type: kind,
            reason,
            oat_requested: oat,
            suggested_scale: scale,
            new_endpoints: new,
            needs_downtime: downtime,
            ..Answers::default()
        };
        answers.affected_endpoints = affected;
        answers
    });
    prop_oneof![2 => good_form(), 1 => nonsense]
}

fn any_file() -> impl Strategy<Value = EvidenceId> {
    (1_u128..5).prop_map(EvidenceId::from_u128)
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_i64..60).prop_map(|days| date(2026, 9, 1) + Span::new().days(days))
}

fn any_time() -> impl Strategy<Value = DateTime> {
    (any_day(), 0_i8..24).prop_map(|(day, hour)| day.at(hour, 0, 0, 0))
}

fn any_request() -> impl Strategy<Value = SupportReference> {
    (1_u64..6).prop_map(SupportReference::from_bits)
}

/// Commands of drafting and review.
fn any_review_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        2 => any_answers().prop_map(|answers| Command::EditDraft { answers }),
        2 => (any_file(), any_text(), select(FileFormat::ALL), proptest::option::of(select(Step::ALL))).prop_map(
            |(id, file_name, declared, step)| Command::RequestUpload {
                id,
                file_name,
                declared: Some(declared),
                step,
            }
        ),
        1 => any_file().prop_map(|id| Command::ReceiveEvidence { id }),
        1 => any_file().prop_map(|id| Command::AcceptEvidence { id, file: samples::accepted() }),
        1 => (any_file(), select(FileRejection::ALL))
            .prop_map(|(id, reason)| Command::RejectEvidence { id, reason }),
        1 => any_file().prop_map(|id| Command::RemoveEvidence { id }),
        2 => (any::<u64>(), proptest::bool::weighted(0.1)).prop_map(|(bits, none_live)| Command::Submit {
            reference: Reference::from_bits(bits),
            organisation_name: "Harbour Pensions".to_owned(),
            live_endpoints: if none_live { [].into() } else { samples::live_endpoints() },
        }),
        2 => any_text().prop_map(|question| Command::AskForInformation { question }),
        2 => any_text().prop_map(|answer| Command::AnswerQuestion { answer }),
        2 => (select(Scale::ALL), proptest::option::of(any_text()), any::<bool>())
            .prop_map(|(scale, reason, oat_required)| Command::Confirm { scale, reason, oat_required, hosts: HostsAtReview::default() }),
        1 => any_text().prop_map(|reason| Command::Reject { reason }),
        1 => any_text().prop_map(|reason| Command::Withdraw { reason: Some(reason) }),
        1 => Just(Command::RemindReview),
    ]
}

fn submitted_steps() -> Vec<Step> {
    let not_submitted = [Step::IntegrationTesting, Step::OperationalAcceptanceTesting];
    Step::ALL.iter().copied().filter(|step| !not_submitted.contains(step)).collect()
}

/// Commands of steps, downtime and everything that delays going live.
fn any_later_command() -> impl Strategy<Value = Command> {
    let endpoints = prop_oneof![Just(test_endpoints()), Just(TestEndpointAnswers::default())];
    prop_oneof![
        2 => select(submitted_steps()).prop_map(|step| Command::SubmitStep { answers: good_answers(step) }),
        1 => select(Step::ALL).prop_map(|step| Command::ApproveStep { step }),
        1 => (select(Step::ALL), any_text()).prop_map(|(step, reason)| Command::ReturnStep { step, reason }),
        1 => (endpoints, proptest::option::of(any::<bool>())).prop_map(|(endpoints, points_at_solution)| {
            Command::RecordTestEndpoints { endpoints, points_at_solution }
        }),
        1 => proptest::option::of(any_time()).prop_map(|at| Command::ArrangeIntegrationTesting { at }),
        1 => (select(Environment::ALL), 1_u128..4, 0_u64..140_000).prop_map(|(environment, id, bytes)| {
            Command::PublishMaterial { environment, id: PackId::from_u128(id), bytes, sha256: [9; 32] }
        }),
        1 => select(Environment::ALL).prop_map(|environment| Command::FetchMaterial { environment }),
        1 => proptest::option::of(any_day()).prop_map(|date| Command::GiveConnectionDate { date }),
        1 => (any_day(), any::<bool>())
            .prop_map(|(connection_date, undecided)| Command::PassOat { connection_date, undecided }),
        1 => Just(revoke_oat()),
        1 => (any_day(), any::<bool>())
            .prop_map(|(date, undecided)| Command::MoveConnectionDate { date, undecided }),
        1 => any::<bool>().prop_map(|undecided| Command::AwaitOat { undecided }),
        8 => (1_u128..3, prop_oneof![Just(downtime()), Just(DowntimeAnswers::default())])
            .prop_map(|(id, notice)| record_downtime(id, notice)),
        4 => (1_u128..3, prop_oneof![Just(later_downtime()), Just(DowntimeAnswers::default())])
            .prop_map(|(id, notice)| move_downtime(id, notice)),
        2 => (1_u128..3).prop_map(|id| Command::EndDowntime { id: DowntimeId::from_u128(id) }),
        8 => (1_u128..3).prop_map(|id| Command::CancelDowntime { id: DowntimeId::from_u128(id) }),
    ]
}

/// Another scale, holds and requests: what turns a change round on its way.
fn any_turn() -> impl Strategy<Value = Command> {
    let asked = prop_oneof![
        4 => proptest::option::of(any_day()).prop_map(|until| SupportAsked::DelayGoingLive { until }),
        1 => Just(SupportAsked::ChangeTestEndpoints(test_endpoints())),
        1 => Just(SupportAsked::OatSupportSession),
        1 => Just(SupportAsked::Other),
    ];
    let oat = proptest::option::of(any::<bool>());
    let until = || proptest::option::of(any_day());
    prop_oneof![
        3 => (select(Scale::ALL), any_text(), oat)
            .prop_map(|(scale, reason, oat_required)| Command::Reclassify { scale, reason, oat_required }),
        1 => (any_request(), asked, any_text())
            .prop_map(|(reference, asked, text)| Command::OpenSupportRequest { reference, asked, text }),
        2 => (any_request(), any_text(), proptest::option::of(any::<bool>()), until(), any::<bool>()).prop_map(
            |(reference, answer, accepted, until, released)| Command::AnswerSupportRequest {
                reference,
                answer,
                accepted,
                until,
                until_released: (until.is_none() || released).then_some(released),
            }
        ),
        1 => (any_text(), until()).prop_map(|(reason, until)| Command::PlaceHold { reason, until }),
        1 => any_text().prop_map(|reason| Command::WithdrawIdle { reason, oat: None }),
        1 => any_text().prop_map(|reason| Command::TakeBackQuestion { reason }),
        1 => any_text().prop_map(|reason| Command::TakeBackConfirmation { reason }),
        1 => any_text().prop_map(|reason| Command::TakeBackRejection { reason }),
        1 => (select(Step::ALL), any_text()).prop_map(|(step, reason)| Command::ReopenStep { step, reason }),
        1 => any_text().prop_map(|reason| Command::ReleaseHold { reason }),
    ]
}

fn any_intent() -> impl Strategy<Value = Intent> {
    prop_oneof![
        30 => any::<u8>().prop_map(Intent::Advance),
        1 => Just(Intent::SendBack),
        4 => Just(Intent::Try(Command::GoLive)),
        2 => any_turn().prop_map(Intent::Try),
        3 => any_later_command().prop_map(Intent::Try),
        2 => any_review_command().prop_map(Intent::Try),
    ]
}

fn any_attempt() -> impl Strategy<Value = Attempt> {
    let minutes = prop_oneof![12 => 0_i64..400, 1 => 0_i64..30_000];
    let delivery =
        prop_oneof![8 => Just(Delivery::Once), 1 => Just(Delivery::Twice), 1 => Just(Delivery::Lost)];
    let attempt = (any_intent(), proptest::option::weighted(0.08, any_actor()), minutes, delivery.clone())
        .prop_map(|(intent, actor, minutes, delivery)| Attempt { intent, actor, minutes, delivery });
    // Nothing happens for months (Q3).
    let idle = (100_000_i64..140_000, delivery).prop_map(|(minutes, delivery)| {
        let intent = Intent::Try(good_command(CommandKind::WithdrawIdle));
        Attempt { intent, actor: None, minutes, delivery }
    });
    prop_oneof![300 => attempt, 1 => idle]
}

/// A walk.
pub fn any_walk() -> impl Strategy<Value = Walk> {
    let attempts = prop_oneof![
        1 => proptest::collection::vec(any_attempt(), 1..40),
        3 => proptest::collection::vec(any_attempt(), 40..110),
    ];
    (prop_oneof![9 => good_form(), 1 => any_answers()], attempts)
}
