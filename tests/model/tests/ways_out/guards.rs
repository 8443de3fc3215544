//! The ways out, each of which can be closed: the search then finds a dead end (`every_way.rs`).

use std::fmt;

/// A rule that keeps a way open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    LiveIsTested,
    AcceptedIsTestable,
    InspectionsEnd,
    StepsHaveSomebody,
    ReturnedIsSubmittedAgain,
    FailedIsTestedAgain,
    ClosedIsRequestedAnew,
    DatesAreGivenAnew,
    HoldsAreReleased,
    DelaysAreAnswered,
    DatesAreDecided,
    UndecidedIsSettled,
    QuestionsAreAnswered,
    PacksArePublished,
}

impl Guard {
    pub const ALL: [Self; 14] = [
        Self::LiveIsTested,
        Self::AcceptedIsTestable,
        Self::InspectionsEnd,
        Self::StepsHaveSomebody,
        Self::ReturnedIsSubmittedAgain,
        Self::FailedIsTestedAgain,
        Self::ClosedIsRequestedAnew,
        Self::DatesAreGivenAnew,
        Self::HoldsAreReleased,
        Self::DelaysAreAnswered,
        Self::DatesAreDecided,
        Self::UndecidedIsSettled,
        Self::QuestionsAreAnswered,
        Self::PacksArePublished,
    ];
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LiveIsTested => "endpoints that are live are tested when OAT is required afterwards (V4)",
            Self::AcceptedIsTestable => "a URL that the check accepts can be tested later (C3, O9)",
            Self::InspectionsEnd => "every inspection of a file ends (E2)",
            Self::StepsHaveSomebody => "somebody may do each step (§4)",
            Self::ReturnedIsSubmittedAgain => "a returned step can be submitted again (S2)",
            Self::FailedIsTestedAgain => "what failed can be tested again (O7, O8)",
            Self::ClosedIsRequestedAnew => "a request that was closed can be made anew (O1)",
            Self::DatesAreGivenAnew => "a connection date that passed can be given anew (G2)",
            Self::HoldsAreReleased => "a hold without a date can be released (G3)",
            Self::DelaysAreAnswered => "a request for a delay is answered (G3)",
            Self::DatesAreDecided => "a request for another date is decided on (O2)",
            Self::UndecidedIsSettled => "a hold because something is undecided ends when it is decided (G3)",
            Self::QuestionsAreAnswered => "a question is answered (V2)",
            Self::PacksArePublished => "cryptographic material is published (S4)",
        })
    }
}
