//! A support request of one kind, as it is asked for (D1, G3, S3).

use api::{OtherTestEndpointsBody, SupportRequestBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::support::SupportKind;
use domain::codes::Coded;
use domain::ids::ChangeId;

use super::change::{called, id};
use super::further::support_kinds;
use super::support::{name, takes_requests};
use super::test_endpoints::urls;
use crate::components::{DateField, Field};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::day;
use crate::words;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[
    ("text", "text"),
    ("until", "until-day"),
    ("test_endpoints.find", "find"),
    ("test_endpoints.view", "view"),
    ("test_endpoints.pat_refresh", "pat_refresh"),
    ("find", "find"),
    ("view", "view"),
    ("pat_refresh", "pat_refresh"),
];

#[derive(Template)]
#[template(path = "pages/changes/support_request.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    title: &'static str,
    about: &'static str,
    until: Option<DateField>,
    urls: Vec<Field>,
    text: Field,
    most: usize,
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path((text, kind)): Path<(String, String)>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, kind_of(&kind)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path((text, kind)): Path<(String, String)>) -> Shown {
    let (id, kind, typed) = (id(&text)?, kind_of(&kind)?, &visit.form);
    let is_delay = kind == SupportKind::DelayGoingLive && day::is_typed(typed, "until");
    let until = match is_delay.then(|| day::read(typed, "until", "The day that the delay lasts until")) {
        Some(Err(mistake)) => {
            return page(&visit, id, kind, FormView::unreadable(&visit, vec![mistake.of("until")])).await;
        }
        Some(Ok(day)) => Some(day.into()),
        None => None,
    };
    let url = |name: &str| typed.value(name).trim().to_owned();
    let others =
        || OtherTestEndpointsBody { find: url("find"), view: url("view"), pat_refresh: url("pat_refresh") };
    let body = SupportRequestBody {
        kind: kind.into(),
        text: typed.value("text"),
        until,
        test_endpoints: (kind == SupportKind::ChangeTestEndpoints).then(others),
    };
    match taken(visit.api()?.open_support_request(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => {
            Ok(Redirect::to(&format!("/portal/changes/{id}/support?done=support-asked")).into_response())
        }
        Err(problem) => page(&visit, id, kind, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

/// Reads a kind out of an address.
fn kind_of(text: &str) -> Result<SupportKind, Trouble> {
    SupportKind::from_code(text).ok_or(Trouble::NotFound)
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, kind: SupportKind, form: FormView) -> Shown {
    let who = visit.signed_in()?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    if !support_kinds(who).contains(&kind) {
        return Err(Trouble::NotAllowed("Your roles do not include this support request.".to_owned()));
    }
    if !takes_requests(&change) {
        return Err(Trouble::Refused(format!("This change {}.", change.status_words)));
    }
    let mut frame =
        visit.frame(&format!("{}: {}", name(kind), words::inside(&called(&change))), Section::Changes);
    let status = form.mark(&mut frame);
    let (label, about) = match kind {
        SupportKind::DelayGoingLive => (
            "Why you need the delay",
            "The new endpoints do not go live before PDP has answered. If PDP grants the delay, they wait until the day that PDP gives, or until it releases them.",
        ),
        SupportKind::ChangeTestEndpoints => (
            "Why they change",
            "PDP records the new test endpoints if it grants this. Integration testing stays arranged as it is.",
        ),
        SupportKind::OatSupportSession => (
            "What you need help with",
            "PDP support goes through the results of operational acceptance testing (OAT) with you.",
        ),
        SupportKind::Other => ("What you need from PDP", "PDP support answers you here and by email."),
    };
    let recorded = change.integration_testing.endpoints.as_ref();
    let page = Page {
        heading: called(&change),
        back: format!("/portal/changes/{id}/support"),
        title: name(kind),
        about,
        until: (kind == SupportKind::DelayGoingLive).then(|| {
            form.date("until", "Day until which to delay going live (optional)", None)
                .hint("For example, 27 1 2027. Leave it empty if you do not know yet.")
        }),
        urls: if kind == SupportKind::ChangeTestEndpoints {
            urls(&form, recorded).into()
        } else {
            Vec::new()
        },
        text: form.field("text", label, ""),
        most: visit.policy().limits.note_characters,
        form: form.showing(change.version),
        frame,
    };
    html(status, &page)
}
