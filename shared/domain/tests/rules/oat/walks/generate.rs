//! What happens in a random walk: attempts that come to anything, the go_live_process, and any command whatever, by anyone.

use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::calendar::london_date;
use domain::change::support::Granted;
use domain::ids::FindRequestId;
use domain::oat::observation::Ending;
use domain::oat::{Command, FoundAttempt, OatRequest, Outcome, RecordedAttempt, SubjectView};
use domain::reference::SupportReference;
use jiff::{Span, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;

use super::world::Turn;
use crate::oat::samples::{Came, OURS, good_answers, made, other_support, target};
use crate::support::people::{
    business_contact, go_live_process, member, oat, outsider, own_organisation, pdp_support, service_manager,
    staff,
};

/// What is tried.
#[derive(Debug, Clone)]
pub enum Act {
    /// Everything that is due is tried, and comes to one of these, in turn.
    Probe(Vec<Came>),
    /// An attempt of this number at the first endpoint, due or not.
    Stray(u32, Came),
    Ask(Ask),
    /// What is tested moves on.
    Turn(Turn),
}

/// What somebody asks for; days are counted from today.
#[derive(Debug, Clone)]
pub enum Ask {
    RequestAnew(i64),
    Close,
    Retest(String),
    Rerun,
    Propose(Option<Outcome>, String),
    Decide(Option<bool>),
    OtherDate(i64, String),
    DecideDate(Option<bool>),
    GiveDate(Option<i64>),
    SettleDate(i64),
    GoLive,
    Finding(u128, bool),
    Session(u64),
    AnswerSupport(u64, Granted),
    Delay(u64, Option<i64>),
    Hold(Option<i64>),
    Release,
}

impl Ask {
    /// The command.
    pub fn command(&self, oat: &OatRequest, now: Timestamp) -> Command {
        let day = |days: i64| london_date(now) + Span::new().days(days);
        let words = || "As agreed".to_owned();
        match self {
            Self::RequestAnew(days) => {
                Command::RequestAnew { answers: good_answers(&day(*days).to_string()) }
            }
            Self::Close => Command::Close,
            Self::Retest(fixed) => Command::AskForRetest { fixed: fixed.clone() },
            Self::Rerun => Command::Rerun { reason: None },
            Self::Propose(outcome, reason) => {
                Command::ProposeOverride { outcome: *outcome, reason: reason.clone() }
            }
            Self::Decide(approved) => Command::DecideOverride { approved: *approved, reason: None },
            Self::OtherDate(days, reason) => {
                Command::AskForDate { date: Some(day(*days)), reason: reason.clone() }
            }
            Self::DecideDate(accepted) => Command::DecideDate { accepted: *accepted, reason: Some(words()) },
            Self::GiveDate(days) => Command::GiveConnectionDate { date: days.map(day) },
            Self::SettleDate(days) => Command::SettleDate { given: day(*days) },
            Self::GoLive => Command::GoLive,
            Self::Finding(n, known) => Command::RecordFinding {
                run: oat.runs.len() as u32,
                request: FindRequestId::from_u128(*n),
                attempt: known.then(|| FoundAttempt { endpoint: target(1).endpoint, number: 1 }),
                note: words(),
            },
            Self::Session(n) => {
                Command::AskForSupport { reference: SupportReference::from_bits(*n), text: words() }
            }
            Self::AnswerSupport(n, granted) => {
                let reference = SupportReference::from_bits(*n);
                Command::AnswerSupport { reference, answer: words(), granted: *granted }
            }
            Self::Delay(n, days) => {
                let (reference, until) = (SupportReference::from_bits(*n), days.map(day));
                Command::AskForDelay { reference, until, text: words() }
            }
            Self::Hold(days) => Command::PlaceHold { reason: words(), until: days.map(day) },
            Self::Release => Command::ReleaseHold { reason: words() },
        }
    }
}

/// One attempt: by someone who may when there is no actor, some minutes after the one before.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub act: Act,
    pub actor: Option<Actor>,
    /// After how long.
    pub minutes: i64,
    /// Whether it arrives once more.
    pub twice: bool,
}

/// Whether it is about a change, and what is tried.
pub type Walk = (bool, Vec<Attempt>);

/// Everything that is due is tried.
pub fn probe(oat: &OatRequest, view: &SubjectView, choices: &[Came], now: Timestamp) -> Command {
    let due = oat.planned_attempts(view, now);
    let comings = choices.iter().cycle();
    record(oat, due.iter().zip(comings).map(|(due, came)| made(&due.target, due.number, now, came)))
}

/// An attempt that is due or not.
pub fn stray(oat: &OatRequest, number: u32, came: &Came, now: Timestamp) -> Command {
    record(oat, [made(&target(1), number, now, came)])
}

/// In the last run.
fn record(oat: &OatRequest, attempts: impl IntoIterator<Item = RecordedAttempt>) -> Command {
    let run = oat.runs.len() as u32;
    Command::record_attempts(run, attempts.into_iter().map(|attempt| RecordedAttempt { run, ..attempt }))
}

fn any_came() -> impl Strategy<Value = Came> {
    prop_oneof![
        10 => Just(Came::Status(202)),
        2 => Just(Came::Status(503)),
        1 => Just(Came::Later(429, "1200")),
        1 => Just(Came::Ended(Ending::TimedOut)),
        1 => Just(Came::Ended(Ending::CertificateExpired)),
        1 => select(vec![Came::Status(200), Came::Status(401), Came::Status(302)]),
        4 => Just(OURS),
    ]
}

fn any_actor() -> impl Strategy<Value = Actor> {
    select(vec![
        service_manager(),
        business_contact(),
        pdp_support(),
        other_support(),
        outsider(),
        oat(),
        go_live_process(),
        staff(&[]),
        staff(PdpRole::ALL),
        member(own_organisation(), OrganisationRole::ALL),
    ])
}

fn any_words() -> impl Strategy<Value = String> {
    prop_oneof![9 => Just("As agreed".to_owned()), 1 => Just(" ".to_owned()), 1 => Just("x".repeat(1_001))]
}

fn any_answer() -> impl Strategy<Value = Option<bool>> {
    prop_oneof![4 => Just(Some(true)), 2 => Just(Some(false)), 1 => Just(None)]
}

fn any_granted() -> impl Strategy<Value = Granted> {
    let until = proptest::option::weighted(0.2, Just(jiff::civil::date(2026, 12, 1)));
    (any_answer(), until, proptest::option::of(any::<bool>()))
        .prop_map(|(accepted, until, until_released)| Granted { accepted, until, until_released })
}

fn any_ask() -> impl Strategy<Value = Ask> {
    let outcome = || proptest::option::weighted(0.9, select(Outcome::ALL));
    prop_oneof![
        3 => (0_i64..15).prop_map(Ask::RequestAnew),
        1 => Just(Ask::Close),
        5 => any_words().prop_map(Ask::Retest),
        2 => Just(Ask::Rerun),
        3 => (outcome(), any_words()).prop_map(|(outcome, words)| Ask::Propose(outcome, words)),
        2 => any_answer().prop_map(Ask::Decide),
        2 => (0_i64..40, any_words()).prop_map(|(days, words)| Ask::OtherDate(days, words)),
        3 => any_answer().prop_map(Ask::DecideDate),
        3 => proptest::option::weighted(0.9, 0_i64..15).prop_map(Ask::GiveDate),
        1 => (0_i64..40).prop_map(Ask::SettleDate),
        4 => Just(Ask::GoLive),
        1 => (0_u128..30, any::<bool>()).prop_map(|(n, known)| Ask::Finding(n, known)),
        1 => (0_u64..14).prop_map(Ask::Session),
        3 => ((0_u64..14), any_granted()).prop_map(|(n, granted)| Ask::AnswerSupport(n, granted)),
        1 => (0_u64..14, proptest::option::of(0_i64..60)).prop_map(|(n, days)| Ask::Delay(n, days)),
        1 => proptest::option::of(0_i64..60).prop_map(Ask::Hold),
        2 => Just(Ask::Release),
    ]
}

fn any_turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        2 => Just(Turn::Ends),
        4 => Just(Turn::Opens),
        2 => (0_usize..4).prop_map(Turn::Targets),
        2 => (1_u128..4, 10_i64..600).prop_map(|(n, minutes)| Turn::Downtime(n, minutes)),
    ]
}

fn any_act() -> impl Strategy<Value = (Act, Option<Actor>)> {
    let approval = any_answer().prop_map(|answer| (Act::Ask(Ask::Decide(answer)), Some(other_support())));
    let who = || proptest::option::weighted(0.1, any_actor());
    prop_oneof![
        10 => (proptest::collection::vec(any_came(), 1..5).prop_map(Act::Probe), Just(None)),
        1 => ((1_u32..5, any_came()).prop_map(|(number, came)| Act::Stray(number, came)), who()),
        16 => (any_ask().prop_map(Act::Ask), who()),
        2 => approval,
        1 => (any_turn().prop_map(Act::Turn), Just(None)),
    ]
}

/// A walk.
pub fn any_walk() -> impl Strategy<Value = Walk> {
    // A test takes its time: no two things happen in the same instant.
    let minutes = prop_oneof![8 => 1_i64..120, 1 => 1_i64..20_000];
    let attempt = (any_act(), minutes, proptest::bool::weighted(0.1))
        .prop_map(|((act, actor), minutes, twice)| Attempt { act, actor, minutes, twice });
    (any::<bool>(), proptest::collection::vec(attempt, 1..70))
}
