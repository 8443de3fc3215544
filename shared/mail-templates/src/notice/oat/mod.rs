//! Notifications about operational acceptance testing (O1–O10).
//!
//! Responsible for: the words of a notification. Must not: judge a test. The domain's list of causes has the words and advice
//! for a failure.

mod at_pdp;
mod dates;
mod results;
mod tested;

use app::mail::OatNews;
use domain::oat::Subject;
use jiff::Timestamp;

use self::tested::Tested;
use super::{Notice, Setting};
use crate::error::RenderError;

/// A notification about OAT of `subject`, on an event `at`.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn notice(
    setting: &Setting,
    at: Timestamp,
    subject: &Subject,
    news: &OatNews,
) -> Result<Notice, RenderError> {
    let tested = &Tested::of(subject);
    let notice = match news {
        OatNews::Requested { anew, live_since: Some(since), .. } => {
            results::live_requested(setting, tested, *since, *anew)?
        }
        OatNews::Requested { connection_date, anew, live_since: None } => {
            results::requested(setting, tested, *connection_date, *anew)?
        }
        OatNews::Passed { connection_date, going_live, expiring, overridden, doubtful } => {
            let passed = results::Passed {
                connection_date: *connection_date,
                going_live: *going_live,
                expiring,
                doubtful,
            };
            results::passed(setting, tested, &passed, overridden.as_ref())?
        }
        OatNews::Failed { run, failures, live_since: Some(_) } if setting.at_pdp() => {
            at_pdp::live_failed(setting, tested, *run, failures)
        }
        OatNews::Failed { run, failures, live_since } => {
            results::failed(setting, tested, *run, failures, live_since.is_some())
        }
        OatNews::PassWithdrawn { reason } => results::pass_withdrawn(setting, tested, reason),
        OatNews::Closed { why } => results::closed(setting, tested, *why),
        OatNews::RerunEnded { run, failures } => at_pdp::rerun_ended(setting, tested, *run, failures),
        OatNews::OwnFault { run, fault, in_a_row, urls } => {
            at_pdp::own_fault(setting, tested, *run, *fault, *in_a_row, urls)
        }
        OatNews::DoubtfulPass { run, doubtful } => at_pdp::doubtful_pass(setting, tested, *run, doubtful),
        OatNews::OverrideProposed { outcome, reason } => {
            at_pdp::override_proposed(setting, tested, *outcome, reason)
        }
        OatNews::OverrideDeclined { outcome, reason } => {
            at_pdp::override_declined(setting, tested, *outcome, reason.as_ref())
        }
        OatNews::Finding { run, url, attempt, request, note } => {
            let place = at_pdp::Place { run: *run, attempt: *attempt, url: url.as_ref(), request: *request };
            at_pdp::finding(setting, tested, &place, note)
        }
        OatNews::DateAsked { from, to, reason } => dates::asked(setting, tested, [*from, *to], reason)?,
        OatNews::DateAnswered { from, to, accepted, reason } => {
            dates::answered(setting, tested, [*from, *to], *accepted, reason.as_ref())?
        }
        OatNews::DateSuperseded { asked, given } => dates::superseded(setting, tested, [*asked, *given])?,
        OatNews::DateNeeded { passed, earliest } => dates::needed(setting, tested, *passed, *earliest)?,
        OatNews::SchemeWentLive { endpoints } => dates::went_live(setting, tested, at, endpoints)?,
    };
    Ok(notice)
}
