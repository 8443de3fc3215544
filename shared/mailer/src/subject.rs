//! Subjects.
//!
//! Responsible for: one line with the most important thing and the reference, whatever an organisation is called.
//! Must not: be longer than people see in a list of e-mails, or hold anything that people wrote but that name.

use app::mail::{Audience, Letter, Mail};

use crate::words;

/// The longest subject, in characters.
const LONGEST: usize = 120;

/// The subject of `mail`.
pub(crate) fn of(mail: &Mail) -> Result<String, jiff::Error> {
    let change = format!("technical change {}", mail.reference);
    Ok(match &mail.letter {
        Letter::ChangeSubmitted { due, .. } => {
            format!("PDP has received {change} and aims to review it by {}", words::date(*due)?)
        }
        Letter::ReviewNeeded { due, .. } => {
            naming(mail, format!("Review by {}: {change} from ", words::date(*due)?))
        }
        Letter::InformationRequested { .. } => format!("Action needed: PDP has a question about {change}"),
        Letter::InformationSupplied { due, .. } => {
            naming(mail, format!("Review by {}: answer on {change} from ", words::date(*due)?))
        }
        Letter::ChangeRejected { .. } => format!("PDP has rejected {change}"),
        Letter::ReviewOutcome { scale, oat_required, reclassified, .. } => {
            let decided = if *reclassified { "changed its decision on" } else { "confirmed" };
            let oat = if *oat_required { "OAT required" } else { "OAT not required" };
            format!("PDP has {decided} {change}: {scale} scale, {oat}")
        }
        Letter::ChangeWithdrawn { .. } => match mail.audience {
            Audience::Organisation(_) => format!("Withdrawn: {change}"),
            Audience::Pdp(_) => naming(mail, format!("Withdrawn: {change} from ")),
        },
    })
}

/// `start` with as much of the organisation's name as there is room for.
fn naming(mail: &Mail, start: String) -> String {
    let room = LONGEST.saturating_sub(start.chars().count());
    start + &words::shortened(&words::one_line(&mail.organisation_name), room)
}
