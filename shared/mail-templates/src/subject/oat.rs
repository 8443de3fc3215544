//! Subjects of letters about operational acceptance testing.

use app::mail::OatNews;
use domain::change::GoingLive;
use domain::oat::Outcome;

use super::naming::naming;
use crate::sheet::Sheet;
use crate::words;

/// The subject of a letter that tells `news` of `about`: `OAT request OAT-…`.
pub(super) fn of(sheet: &Sheet<'_>, news: &OatNews, about: &str) -> Result<String, jiff::Error> {
    let at_pdp = sheet.at_pdp();
    // One colon in a line is enough.
    let after = |start: &str| if start.contains(':') { "," } else { ":" };
    let own = |start: String| Ok(format!("{start}{} {about}", after(&start)));
    let pdp = |start: String| Ok(naming(sheet, format!("{start}{} {about} from ", after(&start))));
    match news {
        OatNews::Requested { live_since: Some(_), .. } if at_pdp => {
            pdp("OAT requested for live endpoints".to_owned())
        }
        OatNews::Requested { connection_date, .. } if at_pdp => {
            pdp(format!("OAT requested for {}", words::date(*connection_date)?))
        }
        OatNews::Requested { .. } => own("PDP has received your request for OAT".to_owned()),
        OatNews::Passed { going_live: GoingLive::Scheduled { on }, .. } => {
            own(format!("OAT passed, going live on {}", words::date(*on)?))
        }
        OatNews::Passed { .. } => own("OAT passed".to_owned()),
        OatNews::Failed { .. } if at_pdp => pdp("OAT of live endpoints not passed".to_owned()),
        OatNews::Failed { .. } => own("Action needed: OAT not passed".to_owned()),
        OatNews::PassWithdrawn { .. } => own("Action needed: PDP has changed OAT to not passed".to_owned()),
        OatNews::Closed { .. } => own("Closed".to_owned()),
        OatNews::RerunEnded { failures, .. } if failures.is_empty() => pdp("OAT re-run passed".to_owned()),
        OatNews::RerunEnded { .. } => pdp("Decision needed: OAT re-run failed".to_owned()),
        OatNews::DoubtfulPass { .. } => pdp("OAT passed, to be looked at again".to_owned()),
        OatNews::OwnFault { .. } => pdp("Action needed: a fault on PDP’s side delays OAT".to_owned()),
        OatNews::OverrideProposed { outcome: Outcome::Passed, .. } => {
            pdp("Decision needed: override OAT to passed".to_owned())
        }
        OatNews::OverrideProposed { outcome: Outcome::Failed, .. } => {
            pdp("Decision needed: override OAT to failed".to_owned())
        }
        OatNews::OverrideDeclined { .. } => pdp("OAT override declined".to_owned()),
        OatNews::DateAsked { to, .. } if at_pdp => {
            pdp(format!("Decision needed: connection date {}", words::date(*to)?))
        }
        OatNews::DateAsked { .. } => own("PDP has received your request for another date".to_owned()),
        OatNews::DateAnswered { to, accepted: true, .. } => {
            own(format!("PDP has accepted {} as the connection date", words::date(*to)?))
        }
        OatNews::DateAnswered { accepted: false, .. } => {
            own("PDP has declined another connection date".to_owned())
        }
        OatNews::DateSuperseded { .. } if at_pdp => {
            pdp("No decision needed any more about another connection date".to_owned())
        }
        OatNews::DateSuperseded { .. } => own("A newer connection date counts".to_owned()),
        OatNews::DateNeeded { .. } => own("Action needed: give a new connection date".to_owned()),
        OatNews::SchemeWentLive { .. } if at_pdp => pdp("An initial connection is live".to_owned()),
        OatNews::SchemeWentLive { .. } => own("Your vouching scheme is live".to_owned()),
        OatNews::Finding { .. } => pdp("Action needed: a synthetic request was matched".to_owned()),
    }
}
