//! What else the reader of a change may do with it, beside what it is their turn to do: pages and their names (W1).

use api::ChangeBody;
use domain::actor::{OrganisationRole, PdpRole};
use domain::change::steps::StepStateKind;
use domain::change::support::SupportKind;
use domain::change::{GoingLiveKind, Status};
use domain::policy::Step;

use crate::pages::desk::review;
use crate::pages::desk::support::can_be_held;
use crate::pages::pre_flights::{may_try, page_for};
use crate::pages::report::reports;
use crate::session::Who;

/// The pages, each with its name.
pub fn further(change: &ChangeBody, who: &Who) -> Vec<(&'static str, String)> {
    let has = |role: OrganisationRole| who.has(role.into());
    let page =
        |is: bool, text, name: &str| is.then(|| (text, format!("/portal/changes/{}/{name}", change.id)));
    let (is_sent, is_own) = (change.status != Status::Draft, reports(who));
    let withdraws = is_own && !change.status.is_terminal();
    let has_step =
        |step: Step| change.status == Status::Confirmed && change.steps.iter().any(|one| one.step == step);
    let is_tried = change.going_live.state != GoingLiveKind::Live;
    let gives_date = has(OrganisationRole::ServiceManager) && may_move_date(change);
    let pages = [
        page(is_own && !is_sent, "Check your answers", "check"),
        page(
            has_step(Step::IntegrationTesting) && has(OrganisationRole::TestManager),
            "Test endpoints",
            "test-endpoints",
        ),
        page(gives_date, "Connection date", "connection-date"),
        page(
            has_step(Step::TestCryptographicMaterial) && has(OrganisationRole::PrimaryTechnicalContact),
            "Download test cryptographic material",
            "material/test",
        ),
        page(
            has_step(Step::LiveCryptographicMaterial) && has(OrganisationRole::PrimaryTechnicalContact),
            "Download live cryptographic material",
            "material/live",
        ),
        has_step(Step::OperationalAcceptanceTesting)
            .then(|| ("Operational acceptance testing (OAT)", format!("/portal/oat/{}", change.id))),
        (has_step(Step::OperationalAcceptanceTesting) && is_tried && may_try(who))
            .then(|| ("Try an endpoint first with a pre-flight", page_for(Some(change.id)))),
        page(is_sent, "Planned downtime", "downtime"),
        page(is_sent, "Support requests", "support"),
        page(is_sent, "Evidence bundle", "bundle"),
        page(is_own && is_sent, "Begin a draft from this change", "new-draft"),
        page(withdraws, if is_sent { "Withdraw this change" } else { "Withdraw this draft" }, "withdraw"),
    ];
    // Of PDP's pages, those that its reader may use.
    let desk = review::pages_of(change, who);
    desk.into_iter().chain(pages.into_iter().flatten()).chain(at_pdp(change, who)).collect()
}

/// What PDP's people may do with a change, each in their role.
fn at_pdp(change: &ChangeBody, who: &Who) -> Vec<(&'static str, String)> {
    if !who.is_pdp {
        return Vec::new();
    }
    let page =
        |is: bool, text, name: &str| is.then(|| (text, format!("/portal/changes/{}/{name}", change.id)));
    let has = |role: PdpRole| who.has(role.into());
    let has_step = |step: Step| {
        let found = change.steps.iter().find(|one| one.step == step);
        change.status == Status::Confirmed && found.is_some_and(|one| one.state != StepStateKind::NotNeeded)
    };
    let holds = has(PdpRole::Support) && can_be_held(change);
    let publishes = |step| has(PdpRole::Administrator) && has_step(step);
    let pages = [
        page(
            has(PdpRole::ImplementationManager) && has_step(Step::IntegrationTesting),
            "Arrange integration testing",
            "integration-testing",
        ),
        page(
            publishes(Step::TestCryptographicMaterial),
            "Publish test cryptographic material",
            "material/test/publish",
        ),
        page(
            publishes(Step::LiveCryptographicMaterial),
            "Publish live cryptographic material",
            "material/live/publish",
        ),
        page(holds, "Put going live on hold", "hold"),
        page(holds && !change.holds.is_empty(), "Release the hold on going live", "hold/release"),
        page(true, "PDP’s notes", "notes"),
    ];
    pages.into_iter().flatten().collect()
}

/// Whether a service manager gives the connection date of this change, or may ask for another one.
pub fn may_move_date(change: &ChangeBody) -> bool {
    let state = change.going_live.state.0;
    let is_asked_for = change.going_live.connection_date.is_some()
        && matches!(state, GoingLiveKind::NotYet | GoingLiveKind::Held | GoingLiveKind::Scheduled);
    change.status == Status::Confirmed && (state == GoingLiveKind::DateNeeded || is_asked_for)
}

/// The kinds of support requests that this person may open. Whether one fits the state of the change, the API says.
pub fn support_kinds(who: &Who) -> Vec<SupportKind> {
    let may = |kind: &SupportKind| kind.opened_by().iter().any(|role| who.has(*role));
    SupportKind::ALL.iter().copied().filter(may).collect()
}
