//! The guards that keep the rules, each of which the model can do without: then a rule must break.

/// What keeps a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guard {
    // Of the transaction.
    VersionCondition,
    EventPutOnce,
    UrlCondition,
    ReleaseCondition,
    MoveCondition,
    ReceiptRead,
    ReceiptCondition,
    ReceiptInTransaction,
    HistoryInTransaction,
    NotificationInTransaction,
    EndpointsInTransaction,
    ReleasedAtTheEnd,
    LiveNotReleased,
    ReservationMoves,
    // Of a decision.
    Permission,
    Staleness,
    DateReached,
    NoHold,
    EveryHoldCounts,
    NoRequestForDelay,
    OatPassed,
    StepsComplete,
    NotLiveAlready,
    NotEnded,
    LeftAloneLongEnough,
    HeldAfterReclassification,
    // Of the mail.
    OneSender,
    SentNotedAfterSending,
    LeaseEnds,
    SenderStopsBeforeLeaseEnds,
    WaitForNews,
}

impl Guard {
    /// Every one.
    pub const ALL: &'static [Self] = &[
        Self::VersionCondition,
        Self::EventPutOnce,
        Self::UrlCondition,
        Self::ReleaseCondition,
        Self::MoveCondition,
        Self::ReceiptRead,
        Self::ReceiptCondition,
        Self::ReceiptInTransaction,
        Self::HistoryInTransaction,
        Self::NotificationInTransaction,
        Self::EndpointsInTransaction,
        Self::ReleasedAtTheEnd,
        Self::LiveNotReleased,
        Self::ReservationMoves,
        Self::Permission,
        Self::Staleness,
        Self::DateReached,
        Self::NoHold,
        Self::EveryHoldCounts,
        Self::NoRequestForDelay,
        Self::OatPassed,
        Self::StepsComplete,
        Self::NotLiveAlready,
        Self::NotEnded,
        Self::LeftAloneLongEnough,
        Self::HeldAfterReclassification,
        Self::OneSender,
        Self::SentNotedAfterSending,
        Self::LeaseEnds,
        Self::SenderStopsBeforeLeaseEnds,
        Self::WaitForNews,
    ];

    /// What it sees to.
    pub const fn words(self) -> &'static str {
        match self {
            Self::VersionCondition => "the state is put only over the version that was read",
            Self::EventPutOnce => "an event is put only where there is none",
            Self::UrlCondition => "a URL is reserved only if nobody else has it",
            Self::ReleaseCondition => "a URL is released only by who has it",
            Self::MoveCondition => "a URL goes live only by who has it",
            Self::ReceiptRead => "a request that was carried out is not carried out again",
            Self::ReceiptCondition => "a receipt is put only where there is none",
            Self::ReceiptInTransaction => "the receipt is written with what it is a receipt of",
            Self::HistoryInTransaction => "the history is written with the state",
            Self::NotificationInTransaction => "a notification is written with what it tells",
            Self::EndpointsInTransaction => "all endpoints of a change are written live in one transaction",
            Self::ReleasedAtTheEnd => "a change that ends releases its URLs",
            Self::LiveNotReleased => "what is live is not released",
            Self::ReservationMoves => "going live moves the URL to the organisation",
            Self::Permission => "only those who may are let in",
            Self::Staleness => "nobody acts on what they have not seen",
            Self::DateReached => "going live waits for the date",
            Self::NoHold => "going live waits for a hold to end",
            Self::EveryHoldCounts => "going live waits for every hold to end, not for the last one",
            Self::NoRequestForDelay => "going live waits until a request for a delay is answered",
            Self::OatPassed => "going live waits for OAT",
            Self::StepsComplete => "going live waits for the steps",
            Self::NotLiveAlready => "what is live does not go live again",
            Self::NotEnded => "what was withdrawn or rejected does not go live",
            Self::LeftAloneLongEnough => "PDP waits for the day before it withdraws what is idle",
            Self::HeldAfterReclassification => "a reclassification that leaves nothing to be done holds",
            Self::OneSender => "a notification is taken from the state it was seen in",
            Self::SentNotedAfterSending => "a notification counts as sent once it was sent",
            Self::LeaseEnds => "a notification whose sender went missing is taken up again",
            Self::SenderStopsBeforeLeaseEnds => "a sender is stopped before its lease ends",
            Self::WaitForNews => "a notification of unknown state waits for news of it",
        }
    }
}

/// The guards that are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Without(pub &'static [Guard]);

impl Without {
    /// Every guard is there.
    pub const NOTHING: Self = Self(&[]);

    /// Whether `guard` is there.
    pub fn has(self, guard: Guard) -> bool {
        !self.0.contains(&guard)
    }
}
