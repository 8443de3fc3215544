//! Everything the store holds, to compare before and after.

use fakes::MemoryStore;

/// What a store holds, written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Changes, URLs, references, remembered requests, notifications, members, requests for OAT, disputes.
    pub all_but_history: String,
    /// Of changes, of records, of notices of downtime, of requests for OAT and of disputes; and the counts of quotas, in which every
    /// command is counted that is kept there.
    pub history: String,
}

impl State {
    /// What this store holds.
    pub fn of(store: &MemoryStore) -> Self {
        let text = format!("{store:?}");
        let (before, rest) = text.split_once(", history: {").expect("the history");
        let (history, after) = rest.split_once("}, urls: {").expect("what follows the history");
        let (between, rest) = after.split_once(", record_history: {").expect("the history of records");
        let (of_records, after) = rest.split_once("}, register: {").expect("what follows that");
        let (more, rest) = after.split_once(", downtime_history: {").expect("the history of downtime");
        let (of_downtime, after) = rest.split_once("}, oats: {").expect("what follows that");
        let (also, rest) = after.split_once(", oat_history: {").expect("the history of OAT");
        let (of_oat, after) = rest.split_once("}, probe_attempts: {").expect("what follows that");
        let (then, rest) = after.split_once(", dispute_history: {").expect("the history of disputes");
        let (of_disputes, after) = rest.split_once("}, disputed: {").expect("what follows that");
        let (last, rest) = after.split_once(", quotas: Quotas { counts: {").expect("the quotas");
        let (counts, after) = rest.split_once("}, open_changes: {").expect("what follows the counts");
        Self {
            all_but_history: format!("{before}{between}{more}{also}{then}{last}{after}"),
            history: format!("{history}; {of_records}; {of_downtime}; {of_oat}; {of_disputes}; {counts}"),
        }
    }
}
