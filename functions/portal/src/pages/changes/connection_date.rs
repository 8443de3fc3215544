//! The connection date (G2, O2): the service manager gives a new one when it has passed, and before that asks PDP for another one.

use api::{ChangeBody, ConnectionDateBody, OatBody, OtherDateBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::actor::OrganisationRole;
use domain::change::{GoingLiveKind, Status};
use domain::ids::{ChangeId, OatId};

use super::change::{called, id};
use super::further::may_move_date;
use crate::components::{DateField, Field};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::oat::standing::is_tested;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::day;
use crate::words;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("connection_date", "connection_date-day"), ("reason", "reason")];

#[derive(Template)]
#[template(path = "pages/changes/connection_date.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    now: String,
    /// What PDP has not answered yet.
    waiting: Option<String>,
    /// The fields, for who may give or move the date now.
    asked: Option<Asked>,
    /// The request for OAT whose date it is, where PDP decides on another one.
    oat: Option<String>,
    form: FormView,
}

/// The fields of the form.
struct Asked {
    date: DateField,
    /// Why, where PDP decides on it.
    reason: Option<Field>,
    most: usize,
    button: &'static str,
}

/// What the form does.
enum Way {
    /// Gives a new date, when the one before has passed.
    Give,
    /// Asks PDP for another one.
    Move(Box<OatBody>),
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let seen = typed.seen()?;
    let connection_date = match day::read(typed, "connection_date", "The connection date") {
        Ok(day) => day.into(),
        Err(mistake) => {
            let form = FormView::unreadable(&visit, vec![mistake.of("connection_date")]);
            return page(&visit, id, form).await;
        }
    };
    let api = visit.api()?;
    let (sent, done) = match typed.text("oat") {
        None => {
            let body = ConnectionDateBody { connection_date };
            (taken(api.give_connection_date(id, &seen, &body), typed).await?.map(|_| ()), "date-given")
        }
        Some(oat) => {
            let oat = oat.parse().map_err(|_| Trouble::Unreadable)?;
            let body = OtherDateBody { connection_date, reason: typed.value("reason") };
            (taken(api.ask_for_date(oat, &seen, &body), typed).await?.map(|_| ()), "date-asked")
        }
    };
    match sent {
        Ok(()) => Ok(Redirect::to(&format!("/portal/changes/{id}?done={done}")).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    let who = visit.signed_in()?;
    let api = visit.api()?;
    // What is tested of a change has the change's own id.
    let (change, oat) =
        tokio::join!(ask(api.read_change(id)), ask(api.read_oat(OatId::from_u128(id.as_u128()))));
    let change = change?.body;
    let oat = match oat {
        Ok(oat) => Some(oat.body).filter(|oat| oat.closed_because.is_none()),
        Err(Trouble::NotFound) => None,
        Err(trouble) => return Err(trouble),
    };
    let is_manager = who.has(OrganisationRole::ServiceManager.into());
    let way = match change.going_live.state.0 {
        GoingLiveKind::DateNeeded => Some(Way::Give),
        // While it is tested, the date is that of the request for OAT alone.
        _ => oat
            .filter(|oat| may_move_date(&change) || (change.status == Status::Confirmed && is_tested(oat)))
            .map(|oat| Way::Move(Box::new(oat))),
    };
    let waiting = match &way {
        Some(Way::Move(oat)) => {
            oat.date_changes.last().filter(|asked| asked.decided_at.is_none()).map(|asked| {
                format!("You asked for {}. PDP support has not decided on that yet.", words::day(asked.date))
            })
        }
        _ => None,
    };
    let mut frame =
        visit.frame(&format!("Connection date of {}", words::inside(&called(&change))), Section::Changes);
    let status = form.mark(&mut frame);
    let version = match &way {
        Some(Way::Move(oat)) => oat.version,
        _ => change.version,
    };
    let page = Page {
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        now: now(&change, way.as_ref(), is_manager),
        asked: way.as_ref().filter(|_| is_manager).map(|way| asked(&form, way, visit)),
        waiting,
        oat: match &way {
            Some(Way::Move(oat)) => Some(oat.id.to_string()),
            _ => None,
        },
        form: form.showing(version),
        frame,
    };
    html(status, &page)
}

fn now(change: &ChangeBody, way: Option<&Way>, is_manager: bool) -> String {
    let tested = match way {
        Some(Way::Move(oat)) => Some(oat.connection_date),
        _ => None,
    };
    let given = change.going_live.connection_date.or(tested).map(words::day);
    let date = given.as_deref().unwrap_or_default();
    match (way, is_manager) {
        (Some(Way::Give), true) => format!(
            "It is your turn: the connection date was {date}, which has passed. Give a new one, and the new endpoints go live on it."
        ),
        (Some(Way::Give), false) => format!(
            "There is nothing for you to do now. The connection date was {date}, which has passed. A service manager gives a new one."
        ),
        (Some(Way::Move(_)), true) => format!(
            "The connection date is {date}. You can ask PDP for another one. Until PDP answers, the date stays as it is."
        ),
        _ if given.is_none() => {
            "There is nothing for you to do now. No connection date has been given yet.".to_owned()
        }
        _ => format!("There is nothing for you to do now. The connection date is {date}."),
    }
}

fn asked<P: Ports>(form: &FormView, way: &Way, visit: &Visit<P>) -> Asked {
    let is_moved = matches!(way, Way::Move(_));
    Asked {
        date: date(form, visit, "New connection date"),
        reason: is_moved.then(|| {
            form.field("reason", "Why you need another date", "")
                .hint("PDP support reads this when it decides.")
        }),
        most: visit.policy().limits.note_characters,
        button: if is_moved { "Ask for this date" } else { "Give this date" },
    }
}

/// The field of a connection date, with a day that is late enough as an example.
pub fn date<P: Ports>(form: &FormView, visit: &Visit<P>, legend: &str) -> DateField {
    let days = visit.policy().limits.connection_date_days;
    let example = visit.today().saturating_add(jiff::SignedDuration::from_hours(24 * 14));
    let hint = format!(
        "At least {days} days after today. For example, {} {} {}",
        example.day(),
        example.month(),
        example.year()
    );
    form.date("connection_date", legend, None).hint(&hint)
}
