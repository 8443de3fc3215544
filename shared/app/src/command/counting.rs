//! What a command is counted in (Q7): read along with everything else, and added in its own transaction.

use domain::actor::Actor;
use domain::policy::Policy;
use domain::quota::{self, Count, Counted, Kind};

use crate::services::Services;

/// The counts of one try of a command, those of the longest window first.
pub(crate) struct Counts {
    pub(crate) all: Vec<Count>,
}

impl Counts {
    /// Of a command of `actor` now, which is `other` besides.
    pub(crate) fn of<S>(services: &Services<S>, actor: &Actor, other: Option<Kind>) -> Self {
        let ctx = services.context();
        let limits = &Policy::in_force(ctx.today).limits;
        Self { all: quota::counts(actor, other, limits, services.quota_factor, ctx.now) }
    }

    /// Those of every command, which stand last.
    pub(crate) fn of_commands(&self) -> &[Count] {
        let other = self.all.iter().take_while(|count| count.kind != Kind::Commands).count();
        self.all.get(other..).unwrap_or_default()
    }

    /// The first that is spent, as they were read. It saves the transaction, in which they are exact.
    pub(crate) fn spent(&self, read: &[Counted]) -> Option<Counted> {
        let read = |count: &Count| read.iter().copied().find(|counted| counted.count == *count);
        self.all.iter().filter_map(read).find(Counted::is_spent)
    }
}
