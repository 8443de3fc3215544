//! Compares kept evidence with what was accepted: every file every night, in rounds that go on where they stopped (E4).
//!
//! A round goes through the organisations, and through the changes and disputes of each, page by page. Its place is kept, so one
//! invocation compares what fits into its time and the next one goes on. One compares at a time; when it dies, another goes on from the
//! last place once the lease has run out, and compares a few files twice.

use domain::evidence::comparison::{Damage, Round};
use domain::evidence::{EvidenceFiles, EvidenceState, FileOwner};
use domain::ids::{EvidenceId, OrganisationId};
use jiff::{SignedDuration, Timestamp};

use crate::change::ports::Changes;
use crate::command::ReadRequest;
use crate::dispute::ports::Disputes;
use crate::error::Fault;
use crate::evidence::ports::{EvidenceComparisons, KeptEvidence};
use crate::organisation::ports::Organisations;
use crate::page::{Cursor, Page, PageFault, PageRequest};
use crate::services::Services;

/// How long one who compares may be silent before another goes on.
const LEASE: SignedDuration = SignedDuration::from_mins(15);
/// How often the place is kept.
const KEPT_EVERY: SignedDuration = SignedDuration::from_secs(15);
/// Changes, or disputes, of which all files are compared before the time is looked at.
const TOGETHER: u32 = 5;

/// How far the comparison of evidence is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EvidenceComparison {
    /// Raised by each write, from 1.
    pub version: u64,
    /// The last round that was finished.
    pub last: Option<Round>,
    pub running: Option<RunningRound>,
    /// Until when somebody is at it.
    pub held_until: Option<Timestamp>,
}

/// A round that is not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningRound {
    pub round: Round,
    pub place: ComparisonPlace,
    pub counts: ComparedCounts,
}

/// Where a round goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ComparisonPlace {
    /// Where the organisation stands in the list of organisations; the first one when none.
    pub organisation: Option<Cursor>,
    /// Whether its changes are done, so that its disputes come.
    pub disputes: bool,
    /// Where the next page of these begins; the first one when none.
    pub page: Option<Cursor>,
}

/// What a round has compared so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ComparedCounts {
    /// Files that were compared.
    pub files: u64,
    /// Files whose bytes were read.
    pub read: u64,
    pub damaged: u64,
    /// Changes, disputes and files that could not be compared.
    pub unread: u64,
}

/// Something that somebody has to look at.
#[derive(Debug)]
pub struct ComparisonFinding {
    pub of: FileOwner,
    /// The file; none when what it belongs to cannot be read.
    pub file: Option<EvidenceId>,
    pub what: FoundAtComparison,
}

/// What was found.
#[derive(Debug)]
pub enum FoundAtComparison {
    Damaged(Damage),
    /// It could not be compared, for a reason that does not pass.
    Unread(Fault),
}

/// What one call did.
#[derive(Debug)]
pub struct ComparedEvidence {
    /// What the round compared altogether, when this call finished it.
    pub finished: Option<ComparedCounts>,
    /// When the last finished round began; the present one, when none was finished yet.
    pub since: Option<Timestamp>,
    /// What stopped it, if something did that may pass, or a list that cannot be read. The round goes on from the same place with
    /// the next call.
    pub stopped: Option<Fault>,
}

/// Begins a round if it is time, and goes on with it while `goes_on` says so. Tells `found` of everything that somebody has to look at.
///
/// # Errors
/// [`Fault`] when its place cannot be read or kept.
pub async fn compare_evidence<S, K>(
    services: &Services<S>,
    kept: &K,
    goes_on: impl Fn() -> bool,
    mut found: impl FnMut(ComparisonFinding),
) -> Result<ComparedEvidence, Fault>
where
    S: Changes + Disputes + Organisations + EvidenceComparisons,
    K: KeptEvidence,
{
    let now = services.clock.now();
    let mut state = services.store.evidence_comparison().await?;
    if state.running.is_none() {
        state.running = Round::due(state.last, now).map(RunningRound::begin);
    }
    let Some(running) = state.running.clone() else { return Ok(state.compared(None)) };
    if state.held_until.is_some_and(|until| now < until) || !goes_on() || !keep(services, &mut state).await? {
        return Ok(state.compared(None));
    }
    let mut walk = Walk { services, kept, state, running, kept_at: now };
    let walked = walk.on(goes_on, &mut found).await;
    let Walk { mut state, running, .. } = walk;
    let finished = matches!(walked, Ok(true)).then_some(running.counts);
    match finished {
        Some(_) => (state.last, state.running) = (Some(running.round), None),
        None => state.running = Some(running),
    }
    state.held_until = None;
    state.version += 1;
    let is_kept = services.store.put_evidence_comparison(&state).await?;
    Ok(ComparedEvidence { stopped: walked.err(), ..state.compared(finished.filter(|_| is_kept)) })
}

/// Takes or renews the right to compare, and keeps the place; false when another was faster.
async fn keep<S: EvidenceComparisons>(
    services: &Services<S>,
    state: &mut EvidenceComparison,
) -> Result<bool, Fault> {
    state.version += 1;
    state.held_until = Some(services.clock.now().saturating_add(LEASE).unwrap_or(Timestamp::MAX));
    services.store.put_evidence_comparison(state).await
}

impl EvidenceComparison {
    fn compared(&self, finished: Option<ComparedCounts>) -> ComparedEvidence {
        let running = self.running.as_ref().map(|running| running.round);
        let since = self.last.or(running).map(|round| round.begun);
        ComparedEvidence { finished, since, stopped: None }
    }
}

impl RunningRound {
    fn begin(round: Round) -> Self {
        Self { round, place: ComparisonPlace::default(), counts: ComparedCounts::default() }
    }
}

/// A round on its way.
struct Walk<'a, S, K> {
    services: &'a Services<S>,
    kept: &'a K,
    state: EvidenceComparison,
    /// As after the last whole page.
    running: RunningRound,
    kept_at: Timestamp,
}

impl<S, K> Walk<'_, S, K>
where
    S: Changes + Disputes + Organisations + EvidenceComparisons,
    K: KeptEvidence,
{
    /// Whether the round is finished; else the time is over, or another took over.
    async fn on(
        &mut self,
        goes_on: impl Fn() -> bool,
        found: &mut impl FnMut(ComparisonFinding),
    ) -> Result<bool, Fault> {
        loop {
            let at = PageRequest { size: 1, cursor: self.running.place.organisation.clone() };
            let here = self.services.store.organisations(&at).await.map_err(PageFault::of_queue)?;
            if let Some(organisation) = here.items.first() {
                loop {
                    if !goes_on() || !self.keep_place().await? {
                        return Ok(false);
                    }
                    if self.page(organisation.id, found).await? {
                        break;
                    }
                }
            }
            let next = here.next;
            if next.is_none() {
                return Ok(true);
            }
            self.running.place = ComparisonPlace { organisation: next, ..ComparisonPlace::default() };
        }
    }

    /// Keeps the place, if that is some time ago; false when another took over.
    async fn keep_place(&mut self) -> Result<bool, Fault> {
        let now = self.services.clock.now();
        if now.duration_since(self.kept_at) < KEPT_EVERY {
            return Ok(true);
        }
        self.kept_at = now;
        self.state.running = Some(self.running.clone());
        keep(self.services, &mut self.state).await
    }

    /// Compares a page of an organisation. Whether it was the last.
    async fn page(
        &mut self,
        organisation: OrganisationId,
        found: &mut impl FnMut(ComparisonFinding),
    ) -> Result<bool, Fault> {
        let store = &self.services.store;
        let ComparisonPlace { page, disputes, .. } = &self.running.place;
        let page = PageRequest { size: TOGETHER, cursor: page.clone() };
        let owners: Page<FileOwner> = if *disputes {
            let rows = store.disputes_of(organisation, &page).await.map_err(PageFault::of_queue)?;
            Page {
                items: rows.items.iter().map(|row| row.id.into()).collect(),
                next: rows.next,
                unreadable: rows.unreadable,
            }
        } else {
            let rows = store.of_organisation(organisation, &page).await.map_err(PageFault::of_queue)?;
            Page {
                items: rows.items.iter().map(|row| row.id.into()).collect(),
                next: rows.next,
                unreadable: rows.unreadable,
            }
        };
        let mut counts = self.running.counts;
        for owner in owners.items {
            self.files_of(owner, &mut counts, found).await?;
        }
        self.running.counts = counts;
        let place = &mut self.running.place;
        let was_last = owners.next.is_none() && place.disputes;
        place.disputes |= owners.next.is_none();
        place.page = owners.next;
        Ok(was_last)
    }

    async fn files_of(
        &self,
        of: FileOwner,
        counts: &mut ComparedCounts,
        found: &mut impl FnMut(ComparisonFinding),
    ) -> Result<(), Fault> {
        let now = self.services.clock.now();
        let files = match self.read(of, now).await {
            Ok(files) => files,
            Err(fault) if fault.retryable => return Err(fault),
            Err(fault) => {
                counts.unread += 1;
                found(ComparisonFinding { of, file: None, what: FoundAtComparison::Unread(fault) });
                return Ok(());
            }
        };
        for (id, file) in files.0 {
            let EvidenceState::Accepted(accepted) = file.state else { continue };
            if accepted.may_be_gone(now) {
                continue;
            }
            let reads = self.running.round.reads(self.state.last, id, &accepted);
            let what = match self.kept.damage(of, id, &accepted, reads).await {
                Ok(damage) => {
                    counts.files += 1;
                    counts.read += u64::from(reads);
                    damage.map(FoundAtComparison::Damaged)
                }
                Err(fault) if fault.retryable => return Err(fault),
                Err(fault) => Some(FoundAtComparison::Unread(fault)),
            };
            let Some(what) = what else { continue };
            match what {
                FoundAtComparison::Damaged(_) => counts.damaged += 1,
                FoundAtComparison::Unread(_) => counts.unread += 1,
            }
            found(ComparisonFinding { of, file: Some(id), what });
        }
        Ok(())
    }

    async fn read(&self, of: FileOwner, now: Timestamp) -> Result<EvidenceFiles, Fault> {
        let nothing = ReadRequest::at(now);
        let read = match of {
            FileOwner::Change(id) => ReadRequest { change: Some(id), ..nothing },
            FileOwner::Dispute(id) => ReadRequest { dispute: Some(id), ..nothing },
        };
        let found = self.services.store.read(read).await?;
        let of_change = found.change.map(|change| change.evidence);
        Ok(of_change.or(found.dispute.map(|dispute| dispute.files)).unwrap_or_default())
    }
}
