//! What is due: endpoints that may go live (G1, G2), reviews that PDP is reminded of (V1).

use domain::actor::{Actor, Process};
use domain::change::Command;
use domain::ids::ChangeId;
use jiff::Span;

use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::execute_command::{Request, execute_command};
use crate::ports::{Changes, PageFault, PageRequest};

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
    let mut swept = Swept::default();
    let mut page = PageRequest { size: PAGE, cursor: None };
    let (now, actor) = (desk.clock.now(), Actor::System(Process::GoLive));
    loop {
        let due = desk.store.due_to_go_live(now, &page).await.map_err(read_fault)?;
        for row in due.items {
            if !time_left() {
                swept.cut_short = true;
                return Ok(swept);
            }
            let request =
                Request { organisation: Some(row.organisation), ..Request::of_system(&actor, row.id) };
            command(desk, &mut swept, request, Command::GoLive).await;
        }
        page.cursor = due.next;
        if page.cursor.is_none() {
            return Ok(swept);
        }
    }
}

/// Reminds PDP of the reviews that are due on the next working day or overdue, once a day (V1).
///
/// # Errors
/// [`Fault`] when the queue cannot be read; what was done until then stays done.
pub async fn remind_of_reviews<S: Changes>(
    desk: &Desk<S>,
    time_left: impl Fn() -> bool + Send,
) -> Result<Swept, Fault> {
    let mut swept = Swept::default();
    let today = desk.context().today;
    if !desk.calendar.is_working_day(today) {
        return Ok(swept);
    }
    let actor = Actor::System(Process::Reminders);
    let until = desk.calendar.working_day_from(today.saturating_add(Span::new().days(1)));
    let mut page = PageRequest { size: PAGE, cursor: None };
    loop {
        let due = desk.store.reviews_due(until, &page).await.map_err(read_fault)?;
        for row in due.items.into_iter().filter(|row| row.reminded_on.is_none_or(|last| last < today)) {
            if !time_left() {
                swept.cut_short = true;
                return Ok(swept);
            }
            command(desk, &mut swept, Request::of_system(&actor, row.id), Command::RemindReview).await;
        }
        page.cursor = due.next;
        if page.cursor.is_none() {
            return Ok(swept);
        }
    }
}

async fn command<S: Changes>(desk: &Desk<S>, swept: &mut Swept, request: Request<'_>, command: Command) {
    let change = request.change;
    match execute_command(desk, request, |_| command.clone()).await {
        Ok(done) if done.repeated => swept.nothing += 1,
        Ok(_) => swept.done.push(change),
        Err(error) => swept.failed.push((change, error)),
    }
}

fn read_fault(fault: PageFault) -> Fault {
    match fault {
        PageFault::Fault(fault) => fault,
        PageFault::BadCursor => Fault::lasting("read a queue", "its own cursor was not understood"),
    }
}
