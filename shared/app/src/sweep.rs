//! What is due: endpoints that may go live (G1, G2), reviews that PDP is reminded of (V1).

use domain::actor::{Actor, Process};
use domain::change::Command;
use domain::ids::{ChangeId, OrganisationId};
use jiff::civil::Date;
use jiff::{Span, Timestamp};

use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::execute_command::{Request, execute_command};
use crate::ports::{Changes, Page, PageFault, PageRequest};
use crate::summary::Summary;

/// How many changes are read from a queue at once.
const PAGE: u32 = 25;

/// What came of a sweep.
#[derive(Debug, Default)]
pub struct Swept {
    /// Changes on which something was done.
    pub done: Vec<ChangeId>,
    /// Changes on which nothing was to be done (any more).
    pub nothing: usize,
    /// Changes on which it failed; they stay due.
    pub failed: Vec<(ChangeId, AppError)>,
    /// Whether time ran out; what is left stays due.
    pub cut_short: bool,
}

/// Makes live what is due, each change in a transaction of its own (G4). A change that fails does not stop the others.
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was done until then stays done.
pub async fn promote_due<S: Changes>(
    desk: &Desk<S>,
    time_left: impl Fn() -> bool + Send,
) -> Result<Swept, Fault> {
    // Boxed, here and below: the compiler does not see through as many layers of futures as a sweep has.
    Box::pin(sweep(desk, Duty::GoLive { now: desk.clock.now() }, time_left)).await
}

/// Reminds PDP of the reviews that are due on the next working day or overdue, once a day (V1).
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was done until then stays done.
pub async fn remind_of_reviews<S: Changes>(
    desk: &Desk<S>,
    time_left: impl Fn() -> bool + Send,
) -> Result<Swept, Fault> {
    let today = desk.context().today;
    if !desk.calendar.is_working_day(today) {
        return Ok(Swept::default());
    }
    let until = desk.calendar.working_day_from(today.saturating_add(Span::new().days(1)));
    Box::pin(sweep(desk, Duty::Remind { today, until }, time_left)).await
}

/// What a sweep does.
#[derive(Debug, Clone, Copy)]
enum Duty {
    GoLive { now: Timestamp },
    Remind { today: Date, until: Date },
}

impl Duty {
    async fn due<S: Changes>(self, desk: &Desk<S>, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        match self {
            Self::GoLive { now } => desk.store.due_to_go_live(now, page).await,
            Self::Remind { until, .. } => desk.store.reviews_due(until, page).await,
        }
    }

    /// Whether the row says already that nothing is to be done.
    fn is_done(self, row: &Summary) -> bool {
        match self {
            Self::GoLive { .. } => false,
            Self::Remind { today, .. } => row.reminded_on.is_some_and(|last| last >= today),
        }
    }

    const fn actor(self) -> Actor {
        Actor::System(match self {
            Self::GoLive { .. } => Process::GoLive,
            Self::Remind { .. } => Process::Reminders,
        })
    }

    const fn command(self) -> Command {
        match self {
            Self::GoLive { .. } => Command::GoLive,
            Self::Remind { .. } => Command::RemindReview,
        }
    }

    /// The organisation to read along: what goes live changes its record.
    const fn organisation(self, row: &Summary) -> Option<OrganisationId> {
        match self {
            Self::GoLive { .. } => Some(row.organisation),
            Self::Remind { .. } => None,
        }
    }
}

/// Works off a queue, page by page, while there is time.
async fn sweep<S: Changes>(
    desk: &Desk<S>,
    duty: Duty,
    time_left: impl Fn() -> bool + Send,
) -> Result<Swept, Fault> {
    let (actor, mut swept) = (duty.actor(), Swept::default());
    let mut page = PageRequest { size: PAGE, cursor: None };
    loop {
        let due = duty.due(desk, &page).await.map_err(read_fault)?;
        for row in due.items.iter().filter(|row| !duty.is_done(row)) {
            if !time_left() {
                swept.cut_short = true;
                return Ok(swept);
            }
            let organisation = duty.organisation(row);
            let request = Request { organisation, ..Request::of_system(&actor, row.id) };
            match execute_command(desk, request, |_| duty.command()).await {
                Ok(done) if done.repeated => swept.nothing += 1,
                Ok(_) => swept.done.push(row.id),
                Err(error) => swept.failed.push((row.id, error)),
            }
        }
        page.cursor = due.next;
        if page.cursor.is_none() {
            return Ok(swept);
        }
    }
}

fn read_fault(fault: PageFault) -> Fault {
    match fault {
        PageFault::Fault(fault) => fault,
        PageFault::BadCursor => Fault::lasting("read a queue", "its own cursor was not understood"),
    }
}
