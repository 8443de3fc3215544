//! A notice of downtime, given with a change or without one, and what can be done with it (D2, Q6).

use api_client::{Paging, WhichEndpoints};
use askama::Template;
use axum::extract::Path;
use domain::downtime::DowntimeState;
use domain::downtime::MAY_DECLARE;
use jiff::Timestamp;

use super::declare::LISTED;
use super::given::{Given, Notice};
use crate::components::Row;
use crate::form_view::FormView;
use crate::layout::Frame;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/downtime/notice.html")]
struct Page {
    frame: Frame,
    /// The list that it is in, and its name.
    back: (String, &'static str),
    done: Option<&'static str>,
    state: String,
    colour: &'static str,
    now: &'static str,
    actions: Vec<(&'static str, String)>,
    facts: Vec<Row>,
    /// The endpoints that are affected.
    endpoints: Vec<String>,
    calendar: String,
    /// Of a notice without a change; the history of a change has the others.
    history: Option<String>,
}

/// A page that asks whether to do something with a notice.
#[derive(Template)]
#[template(path = "pages/downtime/confirm.html")]
struct ConfirmPage {
    frame: Frame,
    what: &'static Confirm,
    back: String,
    facts: Vec<Row>,
    form: FormView,
}

/// What such a page says.
pub struct Confirm {
    pub title: &'static str,
    pub heading: &'static str,
    pub about: &'static str,
    pub button: &'static str,
    /// Where the downtime has to be for it.
    pub states: &'static [DowntimeState],
}

/// Whether this person gives notice of downtime for their organisation.
pub fn may_declare(who: &Who) -> bool {
    MAY_DECLARE.iter().any(|role| who.has(*role))
}

/// Whether this person may do something with a notice now.
///
/// # Errors
/// Why not, in words.
pub fn may_change(who: &Who, notice: &Notice, now: Timestamp) -> Result<(), Trouble> {
    if !may_declare(who) {
        let words = "A primary business contact or a service manager of the organisation changes a notice of downtime.";
        return Err(Trouble::NotAllowed(words.to_owned()));
    }
    if let Some(words) = &notice.change_is_over {
        return Err(Trouble::Refused(words.clone()));
    }
    match notice.state(now) {
        DowntimeState::Planned | DowntimeState::UnderWay => Ok(()),
        state => Err(Trouble::Refused(format!("This downtime is {state}."))),
    }
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(given): Path<Given>) -> Shown {
    let who = visit.signed_in()?;
    let place = given.read()?;
    let api = visit.api()?;
    let which = WhichEndpoints { page: Paging::first(LISTED), ..WhichEndpoints::default() };
    let (notice, register) = tokio::join!(place.notice(&visit), ask(api.list_endpoints(&which)));
    let (notice, register) = (notice?, register?.body.items);
    let state = notice.state(visit.portal.clock.now());
    let page = |name: &str| format!("{}/{name}", place.address());
    let actions = match state {
        _ if !may_declare(who) || notice.change_is_over.is_some() => Vec::new(),
        DowntimeState::Planned => {
            vec![("Change this notice", page("change")), ("Cancel this notice", page("cancel"))]
        }
        DowntimeState::UnderWay => vec![
            ("End it now", page("end")),
            ("Change this notice", page("change")),
            ("Cancel this notice", page("cancel")),
        ],
        DowntimeState::Over | DowntimeState::Cancelled => Vec::new(),
    };
    let now = match (state, actions.is_empty()) {
        (DowntimeState::Planned, false) => "You can change or cancel this notice.",
        (DowntimeState::UnderWay, false) => {
            "This downtime is under way. You can end it now, or change when it ends."
        }
        (DowntimeState::Over, _) => "There is nothing to do: this downtime is over.",
        (DowntimeState::Cancelled, _) => "There is nothing to do: this notice was cancelled.",
        _ if notice.change_is_over.is_some() => {
            "There is nothing to do: this notice was given with a change that is over."
        }
        (DowntimeState::Planned | DowntimeState::UnderWay, true) => {
            "There is nothing for you to do now. A primary business contact or a service manager changes this notice."
        }
    };
    let mut facts = facts(&notice);
    if let Some(name) = notice.organisation_name.as_ref().filter(|_| who.is_pdp) {
        facts.insert(0, Row::new("Organisation", name.clone()));
    }
    let known = |id| {
        register.iter().find(|one| one.id == id).map(|one| format!("{}: {}", one.endpoint_type.0, one.url))
    };
    let unknown = notice.affected_endpoints.iter().filter(|id| known(**id).is_none()).count();
    let mut endpoints: Vec<_> = notice.affected_endpoints.iter().filter_map(|id| known(*id)).collect();
    if unknown > 0 {
        endpoints.push(format!("{unknown} of another organisation or not in use any more"));
    }
    visit.show(&Page {
        frame: visit.frame(&format!("Downtime on {}", words::moment(notice.start)), place.section()),
        back: place.list(),
        done: words::done(&visit.query().value("done")),
        state: words::first(&state.to_string()),
        colour: colour(state),
        now,
        actions,
        facts,
        endpoints,
        calendar: page("calendar.ics"),
        history: place.change.is_none().then(|| page("history")),
    })
}

/// The colour of the tag that says where downtime is.
pub const fn colour(state: DowntimeState) -> &'static str {
    match state {
        DowntimeState::Planned => "blue",
        DowntimeState::UnderWay => "yellow",
        DowntimeState::Over | DowntimeState::Cancelled => "grey",
    }
}

/// Asks whether to do something with a notice.
///
/// # Errors
/// [`Trouble`], also when it cannot be done now.
pub async fn confirm<P: Ports>(
    visit: &Visit<P>,
    given: &Given,
    form: FormView,
    what: &'static Confirm,
) -> Shown {
    let place = given.read()?;
    let notice = place.notice(visit).await?;
    let now = visit.portal.clock.now();
    may_change(visit.signed_in()?, &notice, now)?;
    let state = notice.state(now);
    if !what.states.contains(&state) {
        let words = format!(
            "This downtime is {state}. It can be ended once it has begun; until then, its notice can be changed or cancelled."
        );
        return Err(Trouble::Refused(words));
    }
    let mut frame =
        visit.frame(&format!("{} on {}", what.title, words::moment(notice.start)), place.section());
    let status = form.mark(&mut frame);
    let page = ConfirmPage {
        what,
        back: place.address(),
        facts: facts(&notice),
        form: form.showing(notice.version),
        frame,
    };
    html(status, &page)
}

fn facts(notice: &Notice) -> Vec<Row> {
    let short = match (&notice.short_notice_reason, notice.short_notice) {
        (Some(why), true) => Some(Row::new("Short notice", why.clone())),
        (None, true) => Some(Row::new("Short notice", "Yes")),
        (_, false) => None,
    };
    let role = notice.given_by.role.map(|role| format!(", by {}", role.0.somebody())).unwrap_or_default();
    let rows = [
        Row::new("Starts", words::moment(notice.start)),
        Row::new("Ends", words::moment(notice.end)),
        Row::new("Work to be done", notice.nature.clone()),
        Row::new("Notice given", format!("{}{role}", words::moment(notice.given_at))),
    ];
    rows.into_iter().chain(short).collect()
}
