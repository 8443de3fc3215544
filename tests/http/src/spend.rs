//! Quotas that are used up.

use app::{CommandStore, Commit};
use domain::policy::Policy;
use domain::quota::{Kind, Whose, counts};

use super::{Api, Caller};

impl Api {
    /// Uses up what `caller` may have of this: their own, or that of their organisation together.
    pub fn spend(&self, caller: Caller, kind: Kind, together: bool) {
        let (services, actor) = (self.fakes.services(), caller.actor());
        let now = services.clock.now();
        let limits = &Policy::version(1).limits;
        let other = Some(kind).filter(|kind| *kind != Kind::Commands);
        let all = counts(&actor, other, limits, 1, now);
        let is_it = |whose| matches!(whose, Whose::Organisation(_)) == together;
        let count = all.into_iter().find(|count| count.kind == kind && is_it(count.whose)).expect("a count");
        let mut commit = Commit::empty(now);
        commit.counts = vec![count; count.most as usize];
        pollster::block_on(services.store.commit(&commit)).expect("nothing was used before");
    }
}
