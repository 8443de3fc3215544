//! Lists changes: those of an organisation, those in a status, and PDP's queue of reviews (P1, Q2). Each row says whose turn it is.

use domain::actor::{Actor, PdpRole};
use domain::change::{Refusal, Status};
use domain::figures::With;
use domain::ids::OrganisationId;
use domain::refusal::Thing;
use domain::task::{OatProgress, OpenTask, TaskId, TaskKind};

use crate::change::ports::Changes;
use crate::change::summary::Summary;
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::services::Services;
use crate::work::list::{SeenTask, is_shown, seen};
use crate::work::ports::WorkList;
use crate::work::row::{KeptTask, TaskPlace};

/// Queries for one page, at most, when only the changes that wait for one side are wanted.
const MOST_QUERIES: u32 = 4;

/// Which changes somebody wants to see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WhichChanges {
    /// Whose; the reader's own when none is named.
    pub organisation: Option<OrganisationId>,
    pub status: Option<Status>,
    /// Only those in which something waits for this side.
    pub waits_for: Option<With>,
}

/// A change as a row, with what waits in it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenSummary {
    pub row: Summary,
    /// The most urgent of what waits for its organisation.
    pub organisation: Option<SeenTask>,
    /// The most urgent of what waits for PDP, as far as the reader may know of it.
    pub pdp: Option<SeenTask>,
    /// How far its OAT is; none before it is confirmed.
    pub oat: Option<OatProgress>,
}

impl SeenSummary {
    /// Whether it is known whose turn it is: not of a row that was written before that was kept.
    pub const fn is_known(&self) -> bool {
        self.row.turns.is_some()
    }

    /// Whether something waits for this side, or may: what is not known is not hidden.
    fn may_wait_for(&self, side: With) -> bool {
        !self.is_known()
            || match side {
                With::Organisation => self.organisation.is_some(),
                With::Pdp => self.pdp.is_some() || self.oat == Some(OatProgress::WithPdp),
            }
    }
}

/// The changes of an organisation, newest first; only those in a status, if one is named. PDP's people may name a status alone: then
/// everybody's (Q2). A page of those that wait for one side takes a few queries, and may be short and still not be the last.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] of another organisation's changes (P1), [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn list_changes<S: Changes + WorkList>(
    services: &Services<S>,
    actor: &Actor,
    which: &WhichChanges,
    page: &PageRequest,
) -> Result<Page<SeenSummary>, AppError> {
    let organisation = which.organisation.or(actor.organisation());
    let may_see = organisation.map_or(actor.is_staff(), |id| actor.may_see(id));
    let refused = || AppError::from(Refusal::NotFound(Thing::Change));
    if !may_see {
        return Err(refused());
    }
    let mut page = page.clone();
    let (mut items, mut unreadable) = (Vec::new(), 0);
    for _ in 0..MOST_QUERIES {
        let found = match (which.status, organisation) {
            (Some(status), _) => services.store.in_status(status, organisation, &page).await?,
            (None, Some(organisation)) => services.store.of_organisation(organisation, &page).await?,
            (None, None) => return Err(refused()),
        };
        let found = see(services, actor, found).await?;
        unreadable += found.unreadable;
        let wanted = |row: &SeenSummary| which.waits_for.is_none_or(|side| row.may_wait_for(side));
        let before = items.len();
        items.extend(found.items.into_iter().filter(wanted));
        // As many again as there is still room for.
        let added = u32::try_from(items.len() - before).unwrap_or(u32::MAX);
        page = PageRequest { size: page.size.saturating_sub(added), cursor: found.next };
        if page.cursor.is_none() || page.size == 0 {
            break;
        }
    }
    Ok(Page { items, next: page.cursor, unreadable })
}

/// The changes PDP has to review, by due date. Everyone at PDP may read it (P1).
///
/// # Errors
/// [`AppError::Refused`], [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn read_review_queue<S: Changes + WorkList>(
    services: &Services<S>,
    actor: &Actor,
    page: &PageRequest,
) -> Result<Page<SeenSummary>, AppError> {
    Refusal::unless_staff(actor, PdpRole::Reviewer)?;
    see(services, actor, services.store.review_queue(page).await?).await
}

/// The rows as `actor` sees them. A row says what its change says; how far a test is, the tasks of its request say. They are read for
/// the whole page at once, when a change on it awaits its OAT.
async fn see<S: WorkList>(
    services: &Services<S>,
    actor: &Actor,
    page: Page<Summary>,
) -> Result<Page<SeenSummary>, AppError> {
    let awaits = page.items.iter().filter(|row| row.oat == Some(OatProgress::ToRequest));
    let ids: Vec<TaskId> = awaits.flat_map(|row| OatProgress::told_by(row.id)).collect();
    let waiting = if ids.is_empty() { Vec::new() } else { services.store.present_tasks(&ids).await?.items };
    let row = |row| seen_row(services, actor, row, &waiting);
    let (rows, next, unreadable) = (page.items, page.next, page.unreadable);
    Ok(Page { items: rows.into_iter().map(row).collect(), next, unreadable })
}

fn seen_row<S>(services: &Services<S>, actor: &Actor, row: Summary, waiting: &[KeptTask]) -> SeenSummary {
    let told_by = OatProgress::told_by(row.id);
    let waits = |kind: TaskKind| {
        let is_it = |kept: &&KeptTask| kept.row.kind() == kind && told_by.contains(&kept.row.id);
        waiting.iter().find(is_it)
    };
    let (mut turns, mut oat) = (row.turns.unwrap_or_default(), row.oat);
    if oat == Some(OatProgress::ToRequest) {
        oat = Some(OatProgress::of_open_step(|kind| waits(kind).is_some()));
        let retest = waits(TaskKind::Retest).map(|kept| kept.row.open);
        turns = turns.with_oat(retest, waits(TaskKind::Step).is_some());
    }
    let place = TaskPlace::of_summary(&row);
    let task = |open: OpenTask| {
        let retest = waits(TaskKind::Retest).filter(|kept| kept.row.open == open);
        let kept =
            KeptTask { row: retest.map_or_else(|| place.row(open), |kept| kept.row.clone()), claim: None };
        seen(services, actor, kept)
    };
    let pdp = turns.pdp.filter(|open| is_shown(open, actor));
    let (organisation, pdp) = (turns.organisation.map(task), pdp.map(task));
    SeenSummary { organisation, pdp, oat, row }
}
