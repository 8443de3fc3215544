//! The bounded worlds that are searched: where two changes begin, who sets out to do what, which instants there are.

use jiff::Timestamp;

use crate::asks::Ask;
use crate::people::{Company, Who};
use crate::rules::Sight;
use crate::starts::Start;
use crate::state::PLACES;

/// Something that is set out to be done.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub who: Who,
    pub ask: Ask,
    pub place: usize,
    /// Whether it carries a key: people's requests do, the system's do not.
    pub keyed: bool,
    /// Whether they name the version they have seen (`If-Match`).
    pub looks: bool,
    /// How often the request is delivered, at most.
    pub copies: usize,
}

/// A request of `who` to `ask` for something, of the change at `place`.
pub const fn plan(who: Who, ask: Ask, place: usize) -> Plan {
    let keyed = !matches!(who, Who::Testing | Who::DueWork);
    Plan { who, ask, place, keyed, looks: false, copies: 1 }
}

impl Plan {
    /// They look at the change first.
    pub const fn looking(self) -> Self {
        Self { looks: true, ..self }
    }

    /// The request is delivered twice, or sent again because the answer was lost.
    pub const fn twice(self) -> Self {
        Self { copies: 2, ..self }
    }
}

/// A bounded world.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub name: &'static str,
    /// Where the changes begin, and whose they are.
    pub starts: [(Start, Company); PLACES],
    /// Whether they want different URLs; else they want one in common.
    pub apart: bool,
    pub plans: Vec<Plan>,
    /// In order. The first is when the search begins.
    pub instants: Vec<Timestamp>,
    /// Runs of the due-work job that may overlap.
    pub jobs: usize,
    /// Deliveries of notifications that may overlap.
    pub deliveries: usize,
    pub mail_faults: u8,
    /// How many instants they, and crashes of senders, come in: after them there must be time to recover.
    pub mail_faults_until: usize,
    /// Runs under way at once.
    pub at_once: usize,
    /// Whether states are put back to earlier ones behind the back of all.
    pub restores: bool,
    /// States that there are at least: a bound on how much the search may shrink unnoticed.
    pub at_least: usize,
    /// What is to be seen.
    pub sights: &'static [Sight],
}

fn at(written: &str) -> Timestamp {
    written.parse().expect("an instant")
}

/// A day before the connection date, the last moment before it, its midnight in London, and the midnight of the later date.
fn around_midnight() -> Vec<Timestamp> {
    ["2026-07-09T11:00:00Z", "2026-07-09T22:59:59Z", "2026-07-09T23:00:00Z", "2026-07-19T23:00:00Z"]
        .map(at)
        .to_vec()
}

const QUIET: Scenario = Scenario {
    name: "",
    starts: [(Start::Absent, Company::A), (Start::Absent, Company::B)],
    apart: false,
    plans: vec![],
    instants: vec![],
    jobs: 0,
    deliveries: 0,
    mail_faults: 0,
    mail_faults_until: 0,
    at_once: 2,
    restores: false,
    at_least: 0,
    sights: &[],
};

/// One key, two deliveries, and each would begin a draft with an id of its own.
pub fn drafting() -> Scenario {
    Scenario {
        name: "a draft is begun twice",
        starts: [(Start::Absent, Company::A), (Start::Absent, Company::A)],
        plans: vec![plan(Who::ContactOfA, Ask::Draft, 0).twice()],
        instants: vec![at("2026-07-01T09:00:00Z")],
        at_least: 15,
        sights: &[Sight::Repeated],
        ..QUIET
    }
}

/// Both organisations want one URL, two of PDP decide on A's change, and B meddles.
pub fn review() -> Scenario {
    Scenario {
        name: "two changes want one URL and are reviewed",
        starts: [(Start::Draft, Company::A), (Start::Draft, Company::B)],
        plans: vec![
            plan(Who::ContactOfA, Ask::Submit, 0).looking().twice(),
            plan(Who::ContactOfB, Ask::Submit, 1).twice(),
            plan(Who::FirstStaff, Ask::Confirm { oat: false }, 0).looking(),
            plan(Who::SecondStaff, Ask::Reject, 0).looking(),
            plan(Who::ContactOfA, Ask::Withdraw, 0).twice(),
            plan(Who::ContactOfB, Ask::Withdraw, 0),
        ],
        instants: vec![at("2026-07-01T09:00:00Z")],
        at_once: 3,
        at_least: 20_000,
        sights: &[
            Sight::Withdrawn,
            Sight::Rejected,
            Sight::RaceLost,
            Sight::Repeated,
            Sight::Stale,
            Sight::Refused,
            Sight::OutsiderRefused,
            Sight::UrlTaken,
            Sight::UrlTakenOver,
        ],
        ..QUIET
    }
}

/// OAT is passed and the date near, while a delay is asked for and a hold placed and released.
pub fn holds() -> Scenario {
    Scenario {
        name: "a date comes near under holds",
        starts: [(Start::OatPassed, Company::A), (Start::Draft, Company::B)],
        plans: vec![
            plan(Who::ContactOfA, Ask::RequestDelay, 0).twice(),
            plan(Who::FirstStaff, Ask::DeclineDelay, 0).looking(),
            plan(Who::SecondStaff, Ask::PlaceHold, 0).twice(),
            plan(Who::FirstStaff, Ask::ReleaseHold, 0).looking(),
        ],
        instants: around_midnight()[..3].to_vec(),
        jobs: 2,
        at_least: 80_000,
        sights: &[
            Sight::Live,
            Sight::LiveAfterCrash,
            Sight::Complete,
            Sight::HeldWhenDue,
            Sight::RaceLost,
            Sight::Repeated,
            Sight::Stale,
        ],
        ..QUIET
    }
}

/// A delay is granted until a later date, beside a hold without one.
pub fn delays() -> Scenario {
    Scenario {
        name: "a delay is granted beside a hold",
        starts: [(Start::OatPassed, Company::A), (Start::Absent, Company::B)],
        plans: vec![
            plan(Who::ContactOfA, Ask::RequestDelay, 0),
            plan(Who::FirstStaff, Ask::GrantDelay, 0),
            plan(Who::SecondStaff, Ask::PlaceHold, 0).twice(),
            plan(Who::ContactOfA, Ask::Withdraw, 0),
        ],
        instants: around_midnight(),
        jobs: 2,
        at_least: 20_000,
        sights: &[Sight::Live, Sight::LiveAfterCrash, Sight::HeldWhenDue, Sight::Withdrawn],
        ..QUIET
    }
}

/// OAT is passed before the date or after it, or no longer required; the change is withdrawn and its URL wanted by B.
pub fn testing() -> Scenario {
    Scenario {
        name: "OAT is passed, late, or not at all",
        starts: [(Start::OatOpen, Company::A), (Start::Draft, Company::B)],
        plans: vec![
            plan(Who::Testing, Ask::PassOat, 0).twice(),
            plan(Who::ContactOfA, Ask::GiveDate, 0),
            plan(Who::SecondStaff, Ask::DropOat, 0).looking(),
            plan(Who::FirstStaff, Ask::ReleaseHold, 0),
            plan(Who::ContactOfA, Ask::Withdraw, 0),
            plan(Who::ContactOfB, Ask::Submit, 1),
        ],
        instants: around_midnight(),
        jobs: 2,
        at_least: 40_000,
        sights: &[
            Sight::Live,
            Sight::LiveAfterCrash,
            Sight::Complete,
            Sight::DateMissed,
            Sight::HeldWhenDue,
            Sight::Withdrawn,
            Sight::UrlTaken,
            Sight::UrlTakenOver,
            Sight::RaceLost,
        ],
        ..QUIET
    }
}

/// Something about a pass of OAT is undecided as its date comes near: a re-run, an override, another date. It is decided, released,
/// or OAT no longer required.
pub fn undecided() -> Scenario {
    Scenario {
        name: "something about a pass of OAT is undecided",
        starts: [(Start::OatPassed, Company::A), (Start::Absent, Company::B)],
        plans: vec![
            plan(Who::Testing, Ask::AwaitOat, 0).twice(),
            plan(Who::Testing, Ask::SettleOat, 0),
            plan(Who::SecondStaff, Ask::DropOat, 0).looking(),
            plan(Who::FirstStaff, Ask::ReleaseHold, 0),
            plan(Who::ContactOfA, Ask::Withdraw, 0),
        ],
        instants: around_midnight()[..3].to_vec(),
        jobs: 2,
        at_least: 90_000,
        sights: &[
            Sight::Live,
            Sight::LiveAfterCrash,
            Sight::Complete,
            Sight::HeldWhenDue,
            Sight::Withdrawn,
            Sight::RaceLost,
        ],
        ..QUIET
    }
}

/// PDP takes back what it decided as the date comes near: the approval of a step, the confirmation. Both are decided again.
pub fn second_thoughts() -> Scenario {
    Scenario {
        name: "PDP takes decisions back as a date comes near",
        starts: [(Start::OatPassed, Company::A), (Start::Absent, Company::B)],
        plans: vec![
            plan(Who::FirstStaff, Ask::ReopenAcceptance, 0).looking(),
            plan(Who::SecondStaff, Ask::TakeBackConfirmation, 0).twice(),
            plan(Who::FirstStaff, Ask::Confirm { oat: true }, 0),
            plan(Who::SecondStaff, Ask::ApproveAcceptance, 0),
            plan(Who::FirstStaff, Ask::ReleaseHold, 0),
        ],
        instants: around_midnight()[..3].to_vec(),
        jobs: 2,
        at_least: 14_000,
        sights: &[
            Sight::Live,
            Sight::LiveAfterCrash,
            Sight::Complete,
            Sight::HeldWhenDue,
            Sight::DateMissed,
            Sight::RaceLost,
            Sight::Repeated,
            Sight::Stale,
            Sight::Refused,
        ],
        ..QUIET
    }
}

/// A rejection is taken back while B wants the URL that it released.
pub fn rejection_taken_back() -> Scenario {
    Scenario {
        name: "a rejection is taken back",
        starts: [(Start::Draft, Company::A), (Start::Draft, Company::B)],
        plans: vec![
            plan(Who::ContactOfA, Ask::Submit, 0),
            plan(Who::SecondStaff, Ask::Reject, 0).looking(),
            plan(Who::FirstStaff, Ask::TakeBackRejection, 0).twice(),
            plan(Who::ContactOfB, Ask::Submit, 1).twice(),
            plan(Who::ContactOfB, Ask::Withdraw, 1),
        ],
        instants: vec![at("2026-07-01T09:00:00Z")],
        at_once: 3,
        at_least: 1_200,
        sights: &[
            Sight::Rejected,
            Sight::Withdrawn,
            Sight::RaceLost,
            Sight::Repeated,
            Sight::Refused,
            Sight::UrlTaken,
            Sight::UrlTakenOver,
        ],
        ..QUIET
    }
}

/// PDP withdraws what is idle, as its organisation submits the step after all, and B wants the URL.
pub fn idle() -> Scenario {
    Scenario {
        name: "PDP withdraws an idle change",
        starts: [(Start::AcceptanceToDo, Company::A), (Start::Draft, Company::B)],
        plans: vec![
            plan(Who::FirstStaff, Ask::WithdrawIdle, 0).looking().twice(),
            plan(Who::ContactOfA, Ask::SubmitAcceptance, 0).twice(),
            plan(Who::SecondStaff, Ask::ReturnAcceptance, 0),
            plan(Who::ContactOfB, Ask::Submit, 1),
        ],
        // The last moment of the day before, and 60 working days after the start.
        instants: ["2026-09-14T22:59:59Z", "2026-09-14T23:00:00Z"].map(at).to_vec(),
        at_once: 3,
        at_least: 500,
        sights: &[
            Sight::Withdrawn,
            Sight::RaceLost,
            Sight::Repeated,
            Sight::Stale,
            Sight::Refused,
            Sight::UrlTaken,
            Sight::UrlTakenOver,
        ],
        ..QUIET
    }
}

/// Two of PDP decide on the last step; then live cryptographic material, and a withdrawal before or after going live.
pub fn steps() -> Scenario {
    Scenario {
        name: "the last steps, and a withdrawal",
        starts: [(Start::AcceptanceWithPdp { oat: false }, Company::A), (Start::Draft, Company::B)],
        plans: vec![
            plan(Who::FirstStaff, Ask::ApproveAcceptance, 0).looking().twice(),
            plan(Who::SecondStaff, Ask::ReturnAcceptance, 0).looking(),
            plan(Who::ContactOfA, Ask::DeployMaterial, 0),
            plan(Who::ContactOfA, Ask::Withdraw, 0).twice(),
            plan(Who::ContactOfB, Ask::Submit, 1),
        ],
        instants: vec![at("2026-07-01T09:00:00Z")],
        jobs: 2,
        at_least: 5_000,
        sights: &[
            Sight::Live,
            Sight::LiveAfterCrash,
            Sight::Complete,
            Sight::Withdrawn,
            Sight::WithdrawnAfterLive,
            Sight::UrlTaken,
            Sight::UrlTakenOver,
            Sight::RaceLost,
            Sight::Repeated,
        ],
        ..QUIET
    }
}

/// A's change is due at midnight and B's at once; due-work jobs overlap, crash, and somebody holds one of the two.
pub fn jobs() -> Scenario {
    Scenario {
        name: "two changes are due",
        starts: [(Start::OatPassed, Company::A), (Start::Accepted, Company::B)],
        apart: true,
        plans: vec![
            plan(Who::FirstStaff, Ask::PlaceHold, 0),
            plan(Who::SecondStaff, Ask::PlaceHold, 1),
            plan(Who::ContactOfB, Ask::DeployMaterial, 1).twice(),
        ],
        instants: around_midnight()[..3].to_vec(),
        jobs: 2,
        at_once: 3,
        at_least: 80_000,
        sights: &[
            Sight::Live,
            Sight::LiveAfterCrash,
            Sight::Complete,
            Sight::HeldWhenDue,
            Sight::RaceLost,
            Sight::Repeated,
        ],
        ..QUIET
    }
}

/// A change goes live, which is told by a notification; senders overlap, crash, hear nothing, and time passes.
pub fn notifications() -> Scenario {
    let midnight = at("2026-07-09T23:00:00Z").as_second();
    let second = |after| Timestamp::from_second(midnight + after).expect("an instant");
    Scenario {
        name: "notifications are sent",
        starts: [(Start::OatPassed, Company::A), (Start::Absent, Company::B)],
        // A lease of a minute, then a quarter of an hour of waiting for news; twice.
        instants: [0, 60, 960, 1_020, 1_980].map(second).to_vec(),
        jobs: 1,
        deliveries: 2,
        mail_faults: 2,
        mail_faults_until: 4,
        at_least: 12_000,
        sights: &[
            Sight::NotificationSent,
            Sight::NotificationInDoubt,
            Sight::NotificationSentTwice,
            Sight::NewsSettled,
            Sight::LeaseLost,
            Sight::LiveAfterCrash,
        ],
        ..QUIET
    }
}

/// All of it at once, with less of each: a hold, a withdrawal that comes twice, B that wants the URL, due-work jobs, and the notifications.
pub fn together() -> Scenario {
    let midnight = at("2026-07-09T23:00:00Z").as_second();
    let second = |after| Timestamp::from_second(midnight + after).expect("an instant");
    Scenario {
        name: "all of it",
        starts: [(Start::OatPassed, Company::A), (Start::Draft, Company::B)],
        plans: vec![
            plan(Who::FirstStaff, Ask::PlaceHold, 0),
            plan(Who::ContactOfA, Ask::Withdraw, 0),
            plan(Who::ContactOfB, Ask::Submit, 1),
        ],
        instants: [-1, 0, 60, 960, 1_980].map(second).to_vec(),
        jobs: 1,
        deliveries: 1,
        mail_faults: 1,
        mail_faults_until: 1,
        at_least: 120_000,
        sights: &[
            Sight::Live,
            Sight::LiveAfterCrash,
            Sight::Withdrawn,
            Sight::HeldWhenDue,
            Sight::RaceLost,
            Sight::UrlTaken,
            Sight::UrlTakenOver,
            Sight::NotificationSent,
            Sight::NotificationInDoubt,
        ],
        ..QUIET
    }
}

/// Somebody puts the state of a change back to what it was, and its history stays.
pub fn restored() -> Scenario {
    Scenario {
        name: "a state is put back to an earlier one",
        starts: [(Start::OatPassed, Company::A), (Start::Absent, Company::B)],
        plans: vec![
            plan(Who::ContactOfA, Ask::Withdraw, 0),
            plan(Who::FirstStaff, Ask::PlaceHold, 0),
            plan(Who::SecondStaff, Ask::ReleaseHold, 0),
        ],
        instants: around_midnight()[..3].to_vec(),
        jobs: 1,
        restores: true,
        at_least: 1_500,
        sights: &[Sight::RaceLost, Sight::Withdrawn],
        ..QUIET
    }
}
