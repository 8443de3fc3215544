//! Subjects.
//!
//! Responsible for: one line with the most important thing and the reference, however long an organisation's name is.
//! Must not: be longer than people see in a list of emails, or hold any text of people but that name.

mod naming;
mod oat;

use app::mail::{Audience, Letter};
use domain::calendar::london_date;
use domain::change::GoingLive;
use domain::change::material::Environment;

use self::naming::naming;
use crate::notice::step_opened::must_wait;
use crate::notice::support::verb;
use crate::sheet::Sheet;
use crate::words;

/// The subject of a letter that says this first.
pub(crate) fn of(sheet: &Sheet<'_>) -> Result<String, jiff::Error> {
    let change = words::about(sheet.mail.about);
    let at_pdp = sheet.at_pdp();
    Ok(match sheet.letter {
        Letter::ChangeSubmitted { due, .. } => {
            format!("PDP has received {change} and aims to review it by {}", words::date(*due)?)
        }
        Letter::ReviewNeeded { due, .. } => {
            naming(sheet, format!("Review by {}: {change} from ", words::date(*due)?))
        }
        Letter::InformationRequested { .. } => format!("Action needed: PDP has a question about {change}"),
        Letter::InformationSupplied { due, .. } => {
            let by = if *due < london_date(sheet.mail.at) { "overdue since" } else { "by" };
            naming(sheet, format!("Review {by} {}: answer on {change} from ", words::date(*due)?))
        }
        Letter::ChangeRejected { .. } => format!("PDP has rejected {change}"),
        Letter::ReviewOutcome { scale, oat_required, reclassified, .. } => {
            let decided = if *reclassified { "changed its decision on" } else { "confirmed" };
            let oat = if *oat_required { "OAT required" } else { "OAT not required" };
            format!("PDP has {decided} {change}: {scale} scale, {oat}")
        }
        Letter::ChangeWithdrawn { .. } if at_pdp => naming(sheet, format!("Withdrawn: {change} from ")),
        Letter::ChangeWithdrawn { .. } => format!("Withdrawn: {change}"),
        Letter::StepOpened { step, waits_for_material, .. } => {
            let name = step.step;
            if must_wait(name, *waits_for_material) {
                format!("Your next step: {name}, {change}")
            } else if at_pdp {
                naming(sheet, format!("Action needed: {name}, {change} from "))
            } else {
                format!("Action needed: {name}, {change}")
            }
        }
        Letter::StepToDecide { step, .. } => {
            naming(sheet, format!("Decision needed: {step}, {change} from "))
        }
        Letter::StepApproved { step, going_live: GoingLive::Due { .. }, .. } => {
            format!("PDP has approved {step}, new endpoints go live now: {change}")
        }
        Letter::StepApproved { step, .. } => format!("PDP has approved {step}: {change}"),
        Letter::StepReturned { step, .. } => format!("Action needed: PDP has returned {step}, {change}"),
        Letter::IntegrationTestingArranged { time, .. } => {
            format!("Integration testing on {}: {change}", words::date_time(*time)?)
        }
        Letter::ScaleChangedInReview { scale, .. } => format!("PDP now sees {change} as {scale} scale"),
        Letter::TestEndpointsNeeded => format!("Action needed: record your test endpoints, {change}"),
        Letter::MaterialNeeded { environment: Environment::Test } => {
            naming(sheet, format!("Action needed: publish test cryptographic material, {change} from "))
        }
        Letter::MaterialNeeded { environment: Environment::Live } => {
            naming(sheet, format!("Live cryptographic material may be needed: {change} from "))
        }
        Letter::MaterialPublished { environment } => {
            format!("Action needed: {environment} cryptographic material is ready, {change}")
        }
        Letter::SupportRequestOpened { request, subject, .. } if at_pdp => {
            naming(sheet, format!("Support request {request} ({}), {change} from ", subject.kind()))
        }
        Letter::SupportRequestOpened { request, .. } => {
            format!("PDP has received support request {request}: {change}")
        }
        Letter::SupportRequestAnswered { request, accepted, .. } => {
            format!("PDP has {} support request {request}: {change}", verb(*accepted))
        }
        Letter::GoingLiveHeld { .. } if at_pdp => {
            naming(sheet, format!("Action needed: endpoints on hold, {change} from "))
        }
        Letter::GoingLiveHeld { until: Some(day), .. } => {
            format!("New endpoints on hold until {}: {change}", words::date(*day)?)
        }
        Letter::GoingLiveHeld { .. } => format!("New endpoints on hold: {change}"),
        Letter::GoingLiveReleased { going_live: GoingLive::Scheduled { on }, .. } => {
            format!("New endpoints go live on {}: {change}", words::date(*on)?)
        }
        Letter::GoingLiveReleased { going_live: GoingLive::Due { .. }, .. } => {
            format!("New endpoints go live now: {change}")
        }
        Letter::GoingLiveReleased { .. } => format!("PDP has released a hold: {change}"),
        Letter::ConnectionDateNeeded { passed, .. } => {
            let date = if passed.is_some() { "new connection date" } else { "connection date" };
            format!("Action needed: give a {date}, {change}")
        }
        Letter::WentLive { .. } if at_pdp => naming(sheet, format!("New endpoints are live: {change} from ")),
        Letter::WentLive { .. } => format!("Your new endpoints are live: {change}"),
        Letter::ChangeCompleted => format!("Complete: {change}"),
        Letter::ReviewDue { due, on, .. } => {
            let due_or_overdue = if on > due { "Review overdue since" } else { "Review due by" };
            naming(sheet, format!("{due_or_overdue} {}: {change} from ", words::date(*due)?))
        }
        Letter::Oat { news, .. } => oat::of(sheet, news, &change)?,
        Letter::NobodyHoldsRole { audience, .. } => match audience {
            Audience::Organisation(role) => naming(sheet, format!("No {role} for {change} at ")),
            Audience::OrganisationContacts => naming(sheet, format!("No contacts for {change} at ")),
            Audience::Pdp(role) => naming(sheet, format!("No {role} for {change} from ")),
            Audience::PdpTeam => naming(sheet, format!("Nobody at PDP for {change} from ")),
        },
    })
}
