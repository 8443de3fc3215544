//! What a calendar file has of downtime (Q6): a snapshot, for the reader's own calendar.

use domain::actor::Actor;
use domain::downtime::{DeclaredDowntime, Reason, Refusal};
use domain::ids::{ChangeId, DowntimeId};
use domain::refusal::Thing;
use jiff::civil::Date;

use crate::change::read::read_change;
use crate::downtime::ports::DowntimeNotices;
use crate::downtime::read::{DowntimeQuery, SeenDowntime, kept_since, read_downtime, which, with_endpoints};
use crate::error::AppError;
use crate::page::PageRequest;
use crate::services::Services;

/// Notices in a file, at most: with the longest texts and URLs it stays below the 6 MB that a function may answer.
pub const MOST_IN_A_FILE: usize = 200;
/// Notices that are read at once.
const AT_ONCE: u32 = 100;

/// What a file has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DowntimeCalendar {
    pub notices: Vec<SeenDowntime>,
    /// How many others cannot be read. The file says so to each of its readers: they plan with it, and no page is beside it then.
    pub unreadable: u32,
    /// The day on which it is made, in London.
    pub made_on: Date,
}

/// All that is coming and what ended or was cancelled lately, so that a calendar that had an earlier file is put right by this one. Of
/// the actor's organisation; to PDP everybody's, or of the organisation that `query` names.
///
/// # Errors
/// As [`crate::list_downtime`], [`Reason::TooManyForOneFile`], and [`Reason::NothingForAFile`]: a file without entries is none.
pub async fn downtime_calendar<S: DowntimeNotices>(
    services: &Services<S>,
    actor: &Actor,
    query: &DowntimeQuery,
) -> Result<DowntimeCalendar, AppError> {
    let ctx = services.context();
    let (mut found, mut unreadable) = (Vec::new(), 0);
    for cancelled in [false, true] {
        let which = which(actor, &DowntimeQuery { cancelled, ..*query }, kept_since(&ctx), &ctx)?;
        let mut page = PageRequest { size: AT_ONCE, cursor: None };
        loop {
            let next = services.store.declared_downtime(&which, &page).await?;
            found.extend(next.items);
            unreadable += next.unreadable;
            if found.len() > MOST_IN_A_FILE {
                return Err(Reason::TooManyForOneFile { max: MOST_IN_A_FILE }.into());
            }
            if next.next.is_none() {
                break;
            }
            page.cursor = next.next;
        }
    }
    if found.is_empty() && unreadable == 0 {
        return Err(Reason::NothingForAFile.into());
    }
    // A notice itself says how many of its endpoints it does not name.
    let notices = with_endpoints(services, found, ctx.now).await?.items;
    Ok(DowntimeCalendar { notices, unreadable, made_on: ctx.today })
}

/// One notice that was given without a change.
pub async fn notice_calendar<S: DowntimeNotices>(
    services: &Services<S>,
    actor: &Actor,
    id: DowntimeId,
) -> Result<SeenDowntime, AppError> {
    let notice = read_downtime(services, actor, id).await?;
    one(services, notice.declared()).await
}

/// One notice of a change.
pub async fn change_notice_calendar<S: DowntimeNotices>(
    services: &Services<S>,
    actor: &Actor,
    change: ChangeId,
    id: DowntimeId,
) -> Result<SeenDowntime, AppError> {
    let change = read_change(services, actor, change).await?;
    let declared = change.declared_downtime(id).ok_or(domain::change::Reason::DowntimeNotFound)?;
    one(services, declared).await
}

async fn one<S: DowntimeNotices>(
    services: &Services<S>,
    declared: DeclaredDowntime,
) -> Result<SeenDowntime, AppError> {
    let seen = with_endpoints(services, vec![declared], services.clock.now()).await?;
    Ok(seen.items.into_iter().next().ok_or(Refusal::NotFound(Thing::Downtime))?)
}
