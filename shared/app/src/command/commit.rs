//! Everything that a command writes, in one transaction: all of it, or nothing.

use std::sync::Arc;

use domain::actor::{Actor, By};
use domain::change::{Change, EventKind as ChangeEvent};
use domain::dispute::{Dispute, DisputesOfResult, EventKind as DisputeEvent, ResultId};
use domain::downtime::{DeclaredDowntime, Notice};
use domain::endpoint::ProposedEndpoint;
use domain::evidence::FileOwner;
use domain::export::Export;
use domain::ids::{
    ChangeId, DisputeId, DowntimeId, EndpointId, EvidenceId, ExportId, OatId, OrganisationId, PersonId,
    SignInId,
};
use domain::oat::{EventKind as OatEvent, OatRequest, RecordedAttempt};
use domain::problem::{Field, Problem, Violation};
use domain::quota::{Count, ExportsUnderWay, Whose};
use domain::reference::AnyReference;
use domain::refusal::Refusal;
use domain::register::RegisteredEndpoint;
use domain::task::{Claim, Note, NoteOn, TaskId};
use domain::text::Name;
use jiff::Timestamp;
use uuid::Uuid;

use crate::command::history::{Download, RecordHappened, Recorded};
use crate::command::read_past::ReadPast;
use crate::command::receipt::{Receipt, RequestKey};
use crate::error::Fault;
use crate::evidence::checking::FileInChecking;
use crate::figures::FigureEntry;
use crate::look_up::{GivenReference, ReferenceOf};
use crate::mail::Mail;
use crate::oat::lease::ProbeLease;
use crate::organisation::record::{Party, Record};
use crate::pre_flight::state::PreFlight;
use crate::work::row::TaskRow;

/// Everything one command writes.
#[derive(Debug, Clone)]
pub struct Commit {
    /// When. The receipt counts from here.
    pub at: Timestamp,
    pub states: Vec<StateAfter>,
    /// What happened, each history's oldest first.
    pub events: Vec<NewEvent>,
    pub mails: Vec<Mail>,
    pub effects: Vec<Effect>,
    /// What it is counted in (Q7). If one is spent, this is a [`CommitFault::Spent`].
    pub counts: Vec<Count>,
    pub receipt: Option<(RequestKey, Receipt)>,
    /// What was found in what was read and is not known: it stays in what of that is written.
    pub read_past: ReadPast,
}

/// A state, and the version that was read of it; none when it is new. Somebody who changed it since is a
/// [`CommitFault::VersionConflict`].
#[derive(Debug, Clone)]
pub struct StateAfter {
    /// The version that was read.
    pub read: Option<u64>,
    pub state: State,
}

/// A state.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a command writes one or a few of them")]
pub enum State {
    Change(Change),
    Oat(OatRequest),
    /// A notice that was given without a change.
    Downtime(Notice),
    Record(Record),
    Dispute(Dispute),
    /// The disputes that a result has had.
    Disputes(DisputesOfResult),
}

/// An event, in the history of what it happened to. A reference that it gives out must be new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewEvent {
    Change(ChangeId, OrganisationId, Recorded<Change>),
    Oat(OatId, OrganisationId, Recorded<OatRequest>),
    Downtime(DowntimeId, OrganisationId, Recorded<Notice>),
    Record(Party, RecordHappened),
    Dispute(DisputeId, OrganisationId, Recorded<Dispute>),
}

impl NewEvent {
    /// The reference that it gives out, if it gives one.
    fn gives_reference(&self) -> Option<GivenReference> {
        let (reference, of, organisation) = match self {
            Self::Change(id, organisation, recorded) => {
                let reference = match recorded.event.kind {
                    ChangeEvent::ChangeSubmitted { reference, .. } => AnyReference::Change(reference),
                    ChangeEvent::SupportRequestOpened { reference, .. } => AnyReference::Support(reference),
                    _ => return None,
                };
                (reference, ReferenceOf::Change(*id), *organisation)
            }
            Self::Oat(id, organisation, recorded) => {
                let reference = match recorded.event.kind {
                    OatEvent::OatRequested { reference, .. } => AnyReference::Oat(reference),
                    OatEvent::SupportAsked { reference, .. } | OatEvent::DelayAsked { reference, .. } => {
                        AnyReference::Support(reference)
                    }
                    _ => return None,
                };
                (reference, ReferenceOf::Oat(*id), *organisation)
            }
            Self::Dispute(id, organisation, recorded) => match recorded.event.kind {
                DisputeEvent::DisputeOpened { reference, .. } => {
                    (AnyReference::Support(reference), ReferenceOf::Dispute(*id), *organisation)
                }
                _ => return None,
            },
            Self::Downtime(..) | Self::Record(..) => return None,
        };
        Some(GivenReference { reference, of, organisation: Some(organisation) })
    }
}

/// Who has a URL (C3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A change proposes it.
    Change(ChangeId),
    /// An endpoint of an organisation has it: a live one, or one of its vouching scheme.
    Endpoint(OrganisationId, EndpointId),
}

/// What the register has of an endpoint before a commit writes its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryBefore {
    /// Nothing.
    Absent,
    /// Nothing, or an endpoint that is not live yet.
    ToCome,
    /// An endpoint that is live or suspended, or was proposed.
    InUse,
    /// An endpoint of a change that had ended.
    Ended,
}

/// A state that a commit depends on without writing it, and the version that was read of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateRead {
    Change(ChangeId, u64),
    /// None when there was no such request.
    Oat(OatId, Option<u64>),
}

/// Something else that a commit writes or depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Nobody may have changed this since it was read, or it is a [`CommitFault::VersionConflict`].
    Unchanged(StateRead),
    /// The organisation must have live endpoints (C1), or this is a [`CommitFault::NoLiveEndpoints`].
    NeedLiveEndpoints(OrganisationId),
    /// The URL is `holder`'s from now on. If somebody else has it, `place` is among [`CommitFault::UrlsTaken`].
    ReserveUrl {
        endpoint: ProposedEndpoint,
        holder: Holder,
        /// Its place in the form.
        place: usize,
    },
    /// Nobody but `holder` may have the URL: the form in which it may have been registered earlier.
    FreeUrl {
        endpoint: ProposedEndpoint,
        holder: Holder,
        /// Its place in the form.
        place: usize,
    },
    /// The URL is nobody's from now on. It must be `holder`'s, or nobody's already.
    ReleaseUrl { endpoint: ProposedEndpoint, holder: Holder },
    /// The URL of an endpoint passes to it from `holder`, who must have it.
    PassUrl { entry: RegisteredEndpoint, holder: Holder },
    /// The register has this of an endpoint from now on (G5).
    Register {
        entry: RegisteredEndpoint,
        /// What it must have had before.
        before: EntryBefore,
    },
    /// A notice of downtime is like this from now on (O11).
    Downtime(DeclaredDowntime),
    /// This is to be added to the figures (Q9).
    Figures(FigureEntry),
    /// Somebody's membership of a party changes (P3).
    Membership(Party, MembershipChange),
    /// What became of emails to somebody of a party until this instant counts no more (Q4).
    ForgetFeedback(Party, PersonId, Timestamp),
    /// The probe saw this (O6). An attempt that is kept already is a [`CommitFault::VersionConflict`].
    Attempt(OatId, Arc<RecordedAttempt>),
    /// The probe gives its lease back. If somebody else has the lease by then, this is a [`CommitFault::LeaseLost`].
    ReturnLease(OatId, ProbeLease),
    /// An export is asked for, which starts its making.
    Export(Export),
    /// A pre-flight is asked for.
    PreFlight(PreFlight),
    /// These exports may be under way from now on (Q7). Somebody who changed that since it was read is a
    /// [`CommitFault::VersionConflict`].
    ExportsUnderWay(Whose, ExportsUnderWay),
    /// One more change of the organisation has not ended (Q7). As many as there may be is a [`CommitFault::TooManyOpen`]; without a
    /// bound it is never one: PDP takes an end back.
    OpenChange { organisation: OrganisationId, most: Option<u32> },
    /// One less.
    ChangeOver(OrganisationId),
    /// This dispute of a result is answered, so that there can be another one.
    DisputeAnswered { of: ResultId, dispute: DisputeId },
    /// A link was handed out, on record in the history of what the file is from, after the version that it was made from (A1).
    Downloaded {
        from: FileOwner,
        organisation: OrganisationId,
        version: u64,
        /// The id of the entry.
        note: Uuid,
        download: Download,
    },
    /// The same of an export of the register, on record beside the export.
    RegisterDownloaded {
        export: ExportId,
        /// The id of the entry.
        note: Uuid,
        at: Timestamp,
        /// Who, in which role.
        by: By,
        /// What they are called; none when that is not known.
        name: Option<Name>,
    },
    /// A task waits from now on, or waits otherwise (Q1).
    Task(Box<TaskRow>),
    /// A task does not wait any more; it may not have waited before either.
    TaskOver { id: TaskId, at: Timestamp },
    /// A file is being checked from now on (E3).
    InChecking(FileInChecking),
    /// It is not any more; it may not have been before either.
    CheckingOver { of: FileOwner, evidence: EvidenceId, at: Timestamp },
    /// Somebody says that they are at a task, or are not any more. If it does not wait as it was read, or somebody else has claimed it
    /// since, this is a [`CommitFault::VersionConflict`].
    Claim {
        task: TaskId,
        /// The claim that was read, if there was one.
        held: Option<Claim>,
        claim: Claim,
    },
    /// PDP's people note this.
    Note(NoteOn, Note),
}

impl Effect {
    /// The reference that it gives out, if it gives one.
    fn gives_reference(&self) -> Option<GivenReference> {
        let Self::PreFlight(pre_flight) = self else { return None };
        Some(GivenReference {
            reference: AnyReference::PreFlight(pre_flight.reference?),
            of: ReferenceOf::PreFlight(pre_flight.id),
            organisation: Some(pre_flight.organisation),
        })
    }
}

/// How a person's membership changes. It is found by what they sign in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MembershipChange {
    /// They are a member now, and were of nothing, or this is a [`CommitFault::MemberElsewhere`].
    Joined(SignInId, Actor),
    /// They were a member of the same party; now it is like this.
    Changed(SignInId, Actor),
    /// They were a member of this party, and are of nothing now.
    Left(SignInId, PersonId),
}

impl Commit {
    /// A commit of nothing.
    pub fn empty(at: Timestamp) -> Self {
        let (states, events, counts) = (Vec::new(), Vec::new(), Vec::new());
        let read_past = ReadPast::nothing();
        Self { at, states, events, mails: Vec::new(), effects: Vec::new(), counts, receipt: None, read_past }
    }

    /// Adds a state.
    pub fn put(&mut self, read: Option<u64>, state: State) {
        self.states.push(StateAfter { read, state });
    }

    /// Adds everything of `other`, which belongs to the same command; the receipt and what was read past stay as they are.
    pub fn join(&mut self, other: Self) {
        self.states.extend(other.states);
        self.events.extend(other.events);
        self.mails.extend(other.mails);
        self.effects.extend(other.effects);
    }

    /// The references that it gives out, each of which must be new.
    pub fn references(&self) -> impl Iterator<Item = GivenReference> {
        let of_events = self.events.iter().filter_map(NewEvent::gives_reference);
        of_events.chain(self.effects.iter().filter_map(Effect::gives_reference))
    }

    /// The change after it.
    pub fn change(&self) -> Option<&Change> {
        self.states.iter().find_map(|after| match &after.state {
            State::Change(change) => Some(change),
            _ => None,
        })
    }

    /// The request for OAT after it.
    pub fn oat(&self) -> Option<&OatRequest> {
        self.states.iter().find_map(|after| match &after.state {
            State::Oat(oat) => Some(oat),
            _ => None,
        })
    }
}

/// Why nothing of a commit was written.
#[derive(Debug, thiserror::Error)]
pub enum CommitFault {
    /// Someone else changed a state since it was read.
    #[error("version conflict")]
    VersionConflict,
    /// The request was carried out already.
    #[error("request repeated")]
    RequestRepeated,
    #[error("reference taken")]
    ReferenceTaken,
    /// URLs that others have, by their places in the form.
    #[error("urls taken")]
    UrlsTaken(Vec<usize>),
    /// The organisation has no live endpoints any more.
    #[error("no live endpoints")]
    NoLiveEndpoints,
    /// Who should join is a member of something.
    #[error("member elsewhere")]
    MemberElsewhere,
    /// Another probe batch took over.
    #[error("lease lost")]
    LeaseLost,
    /// There is no more of the count at this place of the commit, the first of several.
    #[error("count {0} is spent")]
    Spent(usize),
    /// Others were counted at the same moment.
    #[error("counted at the same moment")]
    CountedAtOnce,
    /// The organisation has as many open changes as it may have.
    #[error("too many open changes")]
    TooManyOpen,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl CommitFault {
    /// What it means where none of what its name says can happen: a lost race may pass, so that repeating the request helps; a
    /// condition that should always hold will not hold by itself.
    pub fn unexpected(self, action: &'static str) -> Fault {
        match self {
            Self::Fault(fault) => fault,
            Self::VersionConflict | Self::CountedAtOnce => Fault::retryable(action, self),
            other => Fault::lasting(action, other),
        }
    }
}

/// Refuses a form in which somebody else has the URLs at these places (C3); `field` names the URL at a place.
pub(crate) fn urls_in_use(places: &[usize], field: fn(usize) -> Field) -> Refusal {
    let problem = |place: &usize| Problem::new(field(*place), Violation::UrlInUse);
    Refusal::Invalid(places.iter().map(problem).collect())
}
