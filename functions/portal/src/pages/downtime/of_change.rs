//! The downtime that a change needs: the notices that were given with it, once it has been sent (D2).

use api::ChangeBody;
use askama::Template;
use domain::change::Status;
use domain::ids::ChangeId;

use super::given::{Notice, NoticePlace};
use super::notice::{colour, may_declare};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::called;
use crate::ports::Ports;
use crate::visit::{Shown, Visit};
use crate::words;

#[derive(Template)]
#[template(path = "pages/downtime/of_change.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    done: Option<&'static str>,
    now: &'static str,
    /// Where notice is given, by who may.
    declares: Option<String>,
    advice: Option<String>,
    rows: Vec<Row>,
}

/// A notice.
struct Row {
    when: String,
    href: String,
    ends: String,
    nature: String,
    state: String,
    colour: &'static str,
    short: bool,
}

/// The address of the page.
pub fn address(id: ChangeId) -> String {
    format!("/portal/changes/{id}/downtime")
}

/// Whether notice can be given with it now.
pub fn takes_notices(change: &ChangeBody) -> bool {
    matches!(change.status.0, Status::InReview | Status::AwaitingInformation | Status::Confirmed)
}

/// Shows the downtime of a change that has been sent.
///
/// # Errors
/// [`Trouble`](crate::trouble::Trouble) when it cannot be written.
pub fn page<P: Ports>(visit: &Visit<P>, change: &ChangeBody) -> Shown {
    let declares = takes_notices(change) && may_declare(visit.signed_in()?);
    let now = visit.portal.clock.now();
    let row = |view: &api::DowntimeView| {
        let notice = Notice::of_change(change, view);
        let state = notice.state(now);
        Row {
            when: words::moment(view.start),
            href: NoticePlace { change: Some(change.id), id: view.id }.address(),
            ends: words::moment(view.end),
            nature: view.nature.clone(),
            state: words::first(&state.to_string()),
            colour: colour(state),
            short: view.short_notice,
        }
    };
    visit.show(&Page {
        frame: visit.frame(&format!("Planned downtime of {}", words::inside(&called(change))), Section::Changes),
        heading: called(change),
        back: format!("/portal/changes/{}", change.id),
        done: words::done(&visit.query().value("done")),
        now: match (declares, takes_notices(change)) {
            (true, _) => "You can give notice of downtime that this change needs, or open a notice to change it.",
            (false, true) => {
                "There is nothing for you to do here. A primary business contact or a service manager of the organisation gives notice of downtime."
            }
            (false, false) => "Notice cannot be given with this change any more. Notices that were given are below.",
        },
        declares: declares.then(|| format!("{}/new", address(change.id))),
        advice: change.downtime_advice.clone(),
        rows: change.downtime_notices.iter().map(row).collect(),
    })
}
