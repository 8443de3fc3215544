//! The connection date of an initial connection (G2, O2): its service manager gives a new one when it has passed, and before that asks
//! PDP for another one. A technical change has a page of its own for that.

use api::{ConnectionDateBody, OatBody, OtherDateBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::GoingLiveKind;
use domain::ids::OatId;

use super::request::{address, id};
use super::standing::{change_of, date_page, is_manager, takes_date};
use crate::components::{DateField, Field};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::connection_date::date;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::day;
use crate::words;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("connection_date", "connection_date-day"), ("reason", "reason")];

#[derive(Template)]
#[template(path = "pages/oat/connection_date.html")]
struct Page {
    frame: Frame,
    reference: String,
    back: String,
    now: String,
    date: DateField,
    /// Why, where PDP decides on it.
    reason: Option<Field>,
    most: usize,
    button: &'static str,
    form: FormView,
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
            return page(&visit, id, FormView::unreadable(&visit, vec![mistake.of("connection_date")])).await;
        }
    };
    let api = visit.api()?;
    let (sent, done) = if typed.value("way") == "give" {
        (taken(api.give_date(id, &seen, &ConnectionDateBody { connection_date }), typed).await?, "date-given")
    } else {
        let body = OtherDateBody { connection_date, reason: typed.value("reason") };
        (taken(api.ask_for_date(id, &seen, &body), typed).await?, "date-asked")
    };
    match sent {
        Ok(_) => Ok(Redirect::to(&format!("{}?done={done}", address(id))).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

/// Whether the date has passed, and a new one is given rather than asked for.
fn is_given(oat: &OatBody) -> bool {
    oat.going_live.is_some_and(|state| state.0 == GoingLiveKind::DateNeeded)
}

async fn page<P: Ports>(visit: &Visit<P>, id: OatId, form: FormView) -> Shown {
    let oat = ask(visit.api()?.read_oat(id)).await?.body;
    if !is_manager(visit.signed_in()?) {
        let words = "A service manager of the organisation gives the connection date.";
        return Err(Trouble::NotAllowed(words.to_owned()));
    }
    if change_of(&oat).is_some() {
        return Ok(Redirect::to(&date_page(&oat)).into_response());
    }
    if !takes_date(&oat) {
        let words = format!("The connection date cannot be moved now: this OAT {}.", oat.status_words);
        return Err(Trouble::Refused(words));
    }
    let mut frame = visit.frame(&format!("Connection date of {}", oat.reference), Section::Testing);
    let status = form.mark(&mut frame);
    let (is_given, day) = (is_given(&oat), words::day(oat.connection_date));
    let page = Page {
        back: address(id),
        now: if is_given {
            format!(
                "It is your turn: the connection date was {day}, which has passed. Give a new one, and the endpoints go live on it."
            )
        } else {
            format!(
                "The connection date is {day}. You can ask PDP for another one. Until PDP answers, the date stays as it is."
            )
        },
        date: date(&form, visit, "Connection date"),
        reason: (!is_given).then(|| {
            form.field("reason", "Why you need another date", "")
                .hint("PDP support reads this when it decides.")
        }),
        most: visit.policy().limits.note_characters,
        button: if is_given { "Give this date" } else { "Ask for this date" },
        form: form.showing(oat.version),
        reference: oat.reference,
        frame,
    };
    html(status, &page)
}
