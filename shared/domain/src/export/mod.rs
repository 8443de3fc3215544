//! Exports: the evidence bundle of a change (A1) and the register of endpoints (G5), made in the background, kept for a week.
//!
//! Responsible for: who may ask for which export and fetch it (P1), what it shows of itself, and the turns of its makers: one
//! at a time, another takes over from a killed one, an export rests after a try that failed, and after a few tries it has failed.
//! Must not: know what an export looks like inside, or where it is kept.

mod reason;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

pub use self::reason::{ExportFailure, Reason};
use crate::actor::{Actor, By};
use crate::ids::{ChangeId, ExportId, OrganisationId};
use crate::reference::Reference;
pub use crate::refusal::Refusal;

/// How long an export can be fetched, from when it was asked for.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a builder of an export may be silent before another takes over.
pub const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// How long an export rests after each try that failed. Together they outlast most outages; after one try more it has failed.
pub const RESTS: [SignedDuration; 5] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(15),
    SignedDuration::from_mins(30),
    SignedDuration::from_mins(40),
];
/// How often one is begun before it has failed: once, and after every rest.
pub const MOST_BUILDS: u32 = 6;
/// After this long without success nobody tries any more: it has failed, whatever was kept last.
pub const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(2);

codes! {
    /// How the register is written.
    RegisterFormat {
        /// For programs.
        Json = "json", "JSON";
        /// For spreadsheets.
        Csv = "csv", "CSV";
    }
}

codes! {
    /// What kind of file an export is.
    ExportFormat {
        /// A bundle.
        Zip = "zip", "ZIP";
        /// The register for programs.
        Json = "json", "JSON";
        /// The register for spreadsheets.
        Csv = "csv", "CSV";
    }
}

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Everything about one change, with its files, as a ZIP.
    EvidenceBundle(ChangeId),
    /// The endpoints that its readers may see.
    Register(RegisterFormat),
}

impl Subject {
    /// The change it is about; none when it is about the register.
    pub const fn change(self) -> Option<ChangeId> {
        match self {
            Self::EvidenceBundle(change) => Some(change),
            Self::Register(_) => None,
        }
    }

    /// What kind of file it is.
    pub const fn format(self) -> ExportFormat {
        match self {
            Self::EvidenceBundle(_) => ExportFormat::Zip,
            Self::Register(RegisterFormat::Json) => ExportFormat::Json,
            Self::Register(RegisterFormat::Csv) => ExportFormat::Csv,
        }
    }

    /// The usual extension of its file.
    pub const fn extension(self) -> &'static str {
        self.format().code()
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::EvidenceBundle(_) => "application/zip",
            Self::Register(RegisterFormat::Json) => "application/json",
            Self::Register(RegisterFormat::Csv) => "text/csv; charset=utf-8",
        }
    }
}

/// Whose eyes an export is for. PDP is shown more of a change than its organisation is, so this decides what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// The people of one organisation, and PDP.
    Organisation(OrganisationId),
    /// PDP only.
    Pdp,
}

/// Where an export is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportState {
    /// Waiting to be made.
    Requested {
        /// How often it was begun without success.
        builds: u32,
        /// Until when nobody begins it again; none before the first try.
        rests_until: Option<Timestamp>,
    },
    /// Somebody is making it.
    Building {
        /// Which try it is, from 1; no two have the same.
        build: u32,
        /// When another may take over, unless they are heard of before.
        until: Timestamp,
    },
    /// It can be fetched.
    Ready(Product),
    /// It cannot be made.
    Failed { reason: ExportFailure, at: Timestamp },
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// The try that made it: part of the name it is kept under, so that a late rival cannot overwrite it.
    pub build: u32,
    pub bytes: u64,
    pub sha256: [u8; 32],
    pub at: Timestamp,
}

/// One export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    pub id: ExportId,
    pub subject: Subject,
    pub readers: Readers,
    pub requested_by: By,
    pub requested_at: Timestamp,
    pub state: ExportState,
}

/// What someone who comes to make an export is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Make it, once this state is kept; this is the try.
    Build(ExportState, u32),
    /// Nothing now: another is making it, or it rests after a try that failed.
    UnderWay,
    /// Nothing any more.
    Settled,
    /// Keep this state: it has failed.
    GiveUp(ExportState),
}

impl Export {
    /// An export of `subject` as `actor` asks for it. Everyone who may read something may export it (P1), so the caller makes
    /// sure of a bundle's change before. None when it is the system that asks.
    pub fn request(id: ExportId, subject: Subject, actor: &Actor, at: Timestamp) -> Option<Self> {
        let readers = match actor {
            Actor::Member { organisation, .. } => Readers::Organisation(*organisation),
            Actor::Staff { .. } => Readers::Pdp,
            Actor::System(_) => return None,
        };
        let requested_by = actor.reading()?;
        let state = ExportState::Requested { builds: 0, rests_until: None };
        Some(Self { id, subject, readers, requested_by, requested_at: at, state })
    }

    /// Whether `actor` may know of it and fetch it: not only who asked, for what they may read others of theirs may (P1).
    pub fn is_for(&self, actor: &Actor) -> bool {
        match self.readers {
            Readers::Organisation(organisation) => actor.may_see(organisation),
            Readers::Pdp => !matches!(actor, Actor::Member { .. }),
        }
    }

    /// The reader it is made for: what is in it is what they may see.
    pub fn reader(&self) -> Option<Actor> {
        let (By::Person { person, .. } | By::Reader { person }) = self.requested_by else { return None };
        Some(match self.readers {
            Readers::Organisation(organisation) => {
                Actor::Member { person, organisation, roles: BTreeSet::new(), name: None }
            }
            Readers::Pdp => Actor::Staff { person, roles: BTreeSet::new(), name: None },
        })
    }

    /// When it can no longer be fetched.
    pub fn expires_at(&self) -> Timestamp {
        self.requested_at.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX)
    }

    /// Whether it can no longer be fetched, and counts as absent.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at()
    }

    /// The state as it is shown: one that nobody makes any more has failed.
    pub fn shown(&self, now: Timestamp) -> ExportState {
        let unheard = match &self.state {
            ExportState::Requested { .. } => true,
            ExportState::Building { until, .. } => *until <= now,
            ExportState::Ready(_) | ExportState::Failed { .. } => false,
        };
        let given_up_at = self.requested_at.saturating_add(GIVEN_UP_AFTER).unwrap_or(Timestamp::MAX);
        if unheard && now >= given_up_at {
            ExportState::Failed { reason: ExportFailure::NotMade, at: given_up_at }
        } else {
            self.state.clone()
        }
    }

    /// Whether nobody makes it any more.
    pub fn is_over(&self, now: Timestamp) -> bool {
        matches!(self.shown(now), ExportState::Ready(_) | ExportState::Failed { .. })
    }

    /// What can be fetched at `now`.
    pub fn product(&self, now: Timestamp) -> Result<Product, Refusal> {
        if self.is_expired(now) {
            return Err(Reason::NotFound.into());
        }
        match self.shown(now) {
            ExportState::Ready(product) => Ok(product),
            ExportState::Requested { .. } | ExportState::Building { .. } => Err(Reason::NotReady.into()),
            ExportState::Failed { reason, .. } => Err(Reason::Failed(reason).into()),
        }
    }

    /// What someone who comes at `now` to make it is to do.
    pub fn claim(&self, now: Timestamp) -> Claim {
        let begun = match &self.state {
            ExportState::Ready(_) | ExportState::Failed { .. } => return Claim::Settled,
            ExportState::Building { until, .. } if now < *until => return Claim::UnderWay,
            ExportState::Building { build, .. } => *build,
            ExportState::Requested { builds, rests_until } => {
                if rests_until.is_some_and(|until| now < until) && !self.is_over(now) {
                    return Claim::UnderWay;
                }
                *builds
            }
        };
        // Nobody makes what people see as failed.
        if begun >= MOST_BUILDS || self.is_over(now) {
            return Claim::GiveUp(ExportState::Failed { reason: ExportFailure::NotMade, at: now });
        }
        let build = begun + 1;
        Claim::Build(building(build, now), build)
    }

    /// When somebody should next look at it, to make it or to give it up; none when that is settled.
    pub fn next_look(&self) -> Option<Timestamp> {
        self.state.next_look().map(|at| at.max(self.requested_at))
    }

    /// What it is called when it is saved. `reference` is that of the change.
    pub fn file_name(&self, reference: Option<Reference>) -> String {
        let extension = self.subject.extension();
        let day = self.requested_at.strftime("%Y-%m-%d");
        match (self.subject, reference) {
            (Subject::EvidenceBundle(_), Some(reference)) => {
                format!("{reference}-evidence-{day}.{extension}")
            }
            (Subject::EvidenceBundle(_), None) => format!("draft-evidence-{day}.{extension}"),
            (Subject::Register(_), _) => format!("endpoint-register-{day}.{extension}"),
        }
    }
}

impl ExportState {
    /// When somebody should next look at it; none when it is settled. At once, as long ago as can be, before the first try.
    pub fn next_look(&self) -> Option<Timestamp> {
        match self {
            Self::Requested { rests_until, .. } => Some(rests_until.unwrap_or(Timestamp::UNIX_EPOCH)),
            Self::Building { until, .. } => Some(*until),
            Self::Ready(_) | Self::Failed { .. } => None,
        }
    }
}

/// The state of a try that was heard of at `now`.
pub fn building(build: u32, now: Timestamp) -> ExportState {
    ExportState::Building { build, until: now.saturating_add(LEASE).unwrap_or(Timestamp::MAX) }
}

/// The state after the try `build` came to nothing for a reason that may pass: it rests, longer each time.
pub fn interrupted(build: u32, now: Timestamp) -> ExportState {
    let rest = usize::try_from(build).ok().and_then(|build| RESTS.get(build.saturating_sub(1)));
    match rest {
        Some(rest) => {
            let until = now.saturating_add(*rest).unwrap_or(Timestamp::MAX);
            ExportState::Requested { builds: build, rests_until: Some(until) }
        }
        None => ExportState::Failed { reason: ExportFailure::NotMade, at: now },
    }
}

kinds_of! {
    ExportState: /// Where an export is.
    ExportStateKind {
        Requested = "requested";
        Building = "building";
        Ready = "ready";
        Failed = "failed";
    }
}
