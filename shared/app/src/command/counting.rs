//! How much of each quota there is today, and what a command is counted in (Q7): read along with everything else, and added in its own
//! transaction.

use domain::actor::Actor;
use domain::policy::{Limits, Policy};
use domain::quota::{self, Count, Counted, Kind};

use crate::services::Services;

/// The limits of today. A quota is of the day on which something is asked for, whatever policy that goes by.
fn limits<S>(services: &Services<S>) -> &'static Limits {
    &Policy::in_force(services.context().today).limits
}

/// How many changes of an organisation may be open.
pub(crate) fn most_open_changes<S>(services: &Services<S>) -> u32 {
    limits(services).quotas.open_changes.saturating_mul(services.quota_factor)
}

/// How many exports may be under way.
pub(crate) fn most_exports_under_way<S>(services: &Services<S>) -> u32 {
    limits(services).quotas.exports_under_way.saturating_mul(services.quota_factor)
}

/// The counts of one try of a command, those of the longest window first.
pub(crate) struct Counts {
    pub(crate) all: Vec<Count>,
}

impl Counts {
    /// Of a command of `actor` now, which is `other` besides.
    pub(crate) fn of<S>(services: &Services<S>, actor: &Actor, other: Option<Kind>) -> Self {
        let now = services.clock.now();
        Self { all: quota::counts(actor, other, limits(services), services.quota_factor, now) }
    }

    /// What a refused command is counted in: as a command, which stands last; none when that is spent.
    pub(crate) fn left_for_refusals(&self, read: &[Counted]) -> Option<&[Count]> {
        let other = self.all.iter().take_while(|count| count.kind != Kind::Commands).count();
        let commands = self.all.get(other..).unwrap_or_default();
        first_spent(commands, read).is_none().then_some(commands)
    }

    /// The first that is spent, as they were read. It saves the transaction, in which they are exact.
    pub(crate) fn spent(&self, read: &[Counted]) -> Option<Counted> {
        first_spent(&self.all, read)
    }
}

fn first_spent(counts: &[Count], read: &[Counted]) -> Option<Counted> {
    let read = |count: &Count| read.iter().copied().find(|counted| counted.count == *count);
    counts.iter().filter_map(read).find(Counted::is_spent)
}
