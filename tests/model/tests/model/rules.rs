//! The rules that hold in every state, and what is to be seen on the way.

use std::fmt;

/// A rule, by the requirement it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    LiveOnlyWhenDone,
    HoldWins,
    NotByReclassification,
    LiveTogether,
    LiveOnce,
    EndIsFinal,
    OnlyTheIdle,
    UrlHasOneHolder,
    UrlReleased,
    HistoryOnlyGrows,
    HistoryHasNoGap,
    StateFollowsFromHistory,
    ActorIsKnown,
    OwnPeopleOnly,
    OnceForOneKey,
    ActsOnWhatWasSeen,
    NotificationForWhatIsTold,
    NotificationSentOnce,
    CanBeFinished,
}

impl Rule {
    /// Every one.
    pub const ALL: &'static [Self] = &[
        Self::LiveOnlyWhenDone,
        Self::HoldWins,
        Self::NotByReclassification,
        Self::LiveTogether,
        Self::LiveOnce,
        Self::EndIsFinal,
        Self::OnlyTheIdle,
        Self::UrlHasOneHolder,
        Self::UrlReleased,
        Self::HistoryOnlyGrows,
        Self::HistoryHasNoGap,
        Self::StateFollowsFromHistory,
        Self::ActorIsKnown,
        Self::OwnPeopleOnly,
        Self::OnceForOneKey,
        Self::ActsOnWhatWasSeen,
        Self::NotificationForWhatIsTold,
        Self::NotificationSentOnce,
        Self::CanBeFinished,
    ];
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LiveOnlyWhenDone => {
                "live only when every step is complete, OAT passed, the date reached (G1, G2, G4)"
            }
            Self::HoldWins => "a hold always wins (G3)",
            Self::NotByReclassification => "nothing goes live because of a reclassification (V4)",
            Self::LiveTogether => "all endpoints of a change are live, or none (G4)",
            Self::LiveOnce => "a change goes live once (G4)",
            Self::EndIsFinal => "nothing goes live after the change was withdrawn or rejected (C9, V2)",
            Self::OnlyTheIdle => {
                "PDP withdraws only what waits for its organisation and was left alone long enough (Q3)"
            }
            Self::UrlHasOneHolder => "who proposes a URL or is live at it has it, alone (C3, C8)",
            Self::UrlReleased => "a change that ended has no URL (C9)",
            Self::HistoryOnlyGrows => "the history only grows (A1)",
            Self::HistoryHasNoGap => "versions follow each other without a gap (A1)",
            Self::StateFollowsFromHistory => "the state is what the history leads to (A1)",
            Self::ActorIsKnown => "everything was done by someone who holds the role, or by the system (A1)",
            Self::OwnPeopleOnly => "an organisation's change is changed by its own people and PDP (P1)",
            Self::OnceForOneKey => "a command under one key takes effect at most once",
            Self::ActsOnWhatWasSeen => "nobody acts on what they have not seen",
            Self::NotificationForWhatIsTold => "what is told has its notification (§9)",
            Self::NotificationSentOnce => {
                "a notification is sent once, unless its status stayed unknown (§9)"
            }
            Self::CanBeFinished => "the system alone finishes what is due (G4, §9)",
        })
    }
}

/// Something worth seeing: a search that never meets it proves little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sight {
    Live,
    LiveAfterCrash,
    Withdrawn,
    WithdrawnAfterLive,
    Rejected,
    Complete,
    HeldWhenDue,
    RaceLost,
    Repeated,
    Stale,
    Refused,
    OutsiderRefused,
    UrlTaken,
    UrlTakenOver,
    DateMissed,
    NotificationSent,
    NotificationInDoubt,
    NotificationSentTwice,
    NewsSettled,
    LeaseLost,
}
