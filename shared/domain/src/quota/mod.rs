//! Quotas (Q7): how much a person and an organisation may ask for, so that nobody's flood delays others.
//!
//! Responsible for: what is counted of whom, in which window, how much of it there may be, and the words of a refusal. What is kept of
//! each count is the caller's.
//! Must not: know where counts are kept, or when a command counts.

mod reason;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

pub use self::reason::Reason;
use crate::actor::Actor;
use crate::export::GIVEN_UP_AFTER;
use crate::ids::{ExportId, OrganisationId, PersonId};
use crate::policy::{Limits, Share};

codes! {
    /// What is counted in windows of time.
    Kind {
        /// Everything that changes something, or is refused and kept.
        Commands = "commands";
        /// Upload forms of evidence files.
        Uploads = "uploads";
        /// Exports asked for.
        Exports = "exports";
        /// Pre-flights asked for.
        PreFlights = "pre_flights";
    }
}

impl Kind {
    /// How long a window is. Each begins at a full minute or hour of the clock (UTC).
    pub const fn window(self) -> SignedDuration {
        match self {
            Self::Commands => SignedDuration::from_mins(1),
            Self::Uploads | Self::Exports | Self::PreFlights => SignedDuration::from_hours(1),
        }
    }

    /// How much of it there may be in a window.
    pub const fn share(self, limits: &Limits) -> Share {
        let quotas = &limits.quotas;
        match self {
            Self::Commands => quotas.commands_a_minute,
            Self::Uploads => quotas.uploads_an_hour,
            Self::Exports => quotas.exports_an_hour,
            Self::PreFlights => {
                let most = limits.oat.pre_flights_an_hour;
                Share { person: None, organisation: most, staff: most }
            }
        }
    }
}

/// Whose quota it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose {
    Person(PersonId),
    Organisation(OrganisationId),
}

/// One count: of one kind, of somebody, in one window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub kind: Kind,
    pub whose: Whose,
    /// When its window begins.
    pub from: Timestamp,
    /// How much there may be.
    pub most: u32,
}

impl Count {
    /// When its window ends.
    pub fn until(&self) -> Timestamp {
        self.from.saturating_add(self.kind.window()).unwrap_or(Timestamp::MAX)
    }

    /// Why there is no more of it now.
    pub fn spent(&self, now: Timestamp) -> Reason {
        let left = self.until().duration_since(now).as_millis();
        let seconds = u32::try_from(left.max(0).unsigned_abs().div_ceil(1_000)).unwrap_or(u32::MAX).max(1);
        Reason::TooMuch { kind: self.kind, whose: self.whose, most: self.most, seconds }
    }
}

/// A count and how far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub count: Count,
    /// How much there was.
    pub used: u32,
    /// Whether it is on record that somebody was refused for it.
    pub told: bool,
}

impl Counted {
    /// A count that nothing was added to.
    pub const fn nothing(count: Count) -> Self {
        Self { count, used: 0, told: false }
    }

    /// Whether there is no more.
    pub const fn is_spent(&self) -> bool {
        self.used >= self.count.most
    }
}

/// What a command of `actor` is counted in at `now`: as a command, and as `other` when it is something that is counted besides. The
/// longest window stands first. `factor` multiplies every number. The system has no quota, and those at PDP have theirs alone.
pub fn counts(
    actor: &Actor,
    other: Option<Kind>,
    limits: &Limits,
    factor: u32,
    now: Timestamp,
) -> Vec<Count> {
    let kinds = other.into_iter().chain([Kind::Commands]);
    let of = |kind: Kind| {
        let share = kind.share(limits);
        let (together, alone) = match actor {
            Actor::Member { person, organisation, .. } => {
                let together = (Whose::Organisation(*organisation), share.organisation);
                (Some(together), share.person.map(|most| (Whose::Person(*person), most)))
            }
            Actor::Staff { person, .. } => (None, Some((Whose::Person(*person), share.staff))),
            Actor::System(_) => (None, None),
        };
        let count = move |(whose, most): (Whose, u32)| Count {
            kind,
            whose,
            from: window_begin(kind, now),
            most: most.saturating_mul(factor),
        };
        alone.into_iter().chain(together).map(count)
    };
    kinds.flat_map(of).collect()
}

fn window_begin(kind: Kind, now: Timestamp) -> Timestamp {
    let length = kind.window().as_secs();
    let begin = now.as_second().div_euclid(length).saturating_mul(length);
    Timestamp::from_second(begin).unwrap_or(Timestamp::MIN)
}

/// Whose exports are made in turns: those of an organisation together, those of each person at PDP.
pub fn whose_exports(actor: &Actor) -> Option<Whose> {
    match actor {
        Actor::Member { organisation, .. } => Some(Whose::Organisation(*organisation)),
        Actor::Staff { person, .. } => Some(Whose::Person(*person)),
        Actor::System(_) => None,
    }
}

/// The latest exports of somebody: those of which it is not known that they are over. Bounded, so that somebody's exports never fill
/// the queue of the exporter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportsUnderWay {
    /// Counts from 1; 0 when there was nothing yet.
    pub version: u64,
    /// When each was asked for.
    pub asked: BTreeMap<ExportId, Timestamp>,
}

impl ExportsUnderWay {
    /// Whether one more is too many, as far as is known.
    pub fn is_full(&self, most: u32, now: Timestamp) -> bool {
        u32::try_from(self.unsettled(now).count()).unwrap_or(u32::MAX) >= most
    }

    /// Those that may still be under way: nobody makes an older one any more.
    pub fn unsettled(&self, now: Timestamp) -> impl Iterator<Item = ExportId> {
        let may_be = move |asked: &Timestamp| now.duration_since(*asked) < GIVEN_UP_AFTER;
        self.asked.iter().filter(move |(_, asked)| may_be(asked)).map(|(id, _)| *id)
    }

    /// With one more, and without `over`.
    ///
    /// # Errors
    /// [`Reason::ExportsUnderWay`].
    pub fn begin(&self, id: ExportId, over: &[ExportId], most: u32, now: Timestamp) -> Result<Self, Reason> {
        let open = self.unsettled(now).filter(|known| !over.contains(known)).collect::<Vec<_>>();
        if u32::try_from(open.len()).unwrap_or(u32::MAX) >= most {
            return Err(Reason::ExportsUnderWay { most });
        }
        let mut asked: BTreeMap<_, _> = self.asked.clone();
        asked.retain(|known, _| open.contains(known));
        asked.insert(id, now);
        Ok(Self { version: self.version + 1, asked })
    }
}
