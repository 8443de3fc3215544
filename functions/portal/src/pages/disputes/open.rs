//! Disputes a result: of a run, or of a pre-flight (Q10).

use api::{AttemptBody, NewDisputeBody};
use api_client::Paging;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::{EndpointId, OatId, PreFlightId};

use super::{address, may_dispute};
use crate::components::{Choice, Choices, Field};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::oat::run_address;
use crate::pages::pre_flights;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

/// Attempts among which the endpoints of a result are looked for.
const LISTED: u32 = 100;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("text", "text"), ("endpoints", "endpoints")];

#[derive(Template)]
#[template(path = "pages/disputes/open.html")]
struct Page {
    frame: Frame,
    result: String,
    back: String,
    text: Field,
    /// Which endpoints it is about, where there are several.
    endpoints: Option<Choices>,
    most: usize,
    form: FormView,
}

/// A result.
#[derive(Debug, Clone, Copy)]
enum Of {
    Run(OatId, u32),
    PreFlight(PreFlightId),
}

impl Of {
    fn page(self) -> String {
        match self {
            Self::Run(oat, number) => run_address(oat, number),
            Self::PreFlight(id) => pre_flights::address(id),
        }
    }
}

/// Reads a run out of an address.
fn run((id, number): &(String, String)) -> Result<Of, Trouble> {
    let id = id.parse().map_err(|_| Trouble::NotFound)?;
    Ok(Of::Run(id, number.parse().map_err(|_| Trouble::NotFound)?))
}

/// Reads a pre-flight out of an address.
fn pre_flight(id: &str) -> Result<Of, Trouble> {
    id.parse().map(Of::PreFlight).map_err(|_| Trouble::NotFound)
}

/// Shows the form for a run.
pub async fn show_run<P: Ports>(visit: Visit<P>, Path(ids): Path<(String, String)>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, run(&ids)?, form).await
}

/// Takes it.
pub async fn send_run<P: Ports>(visit: Visit<P>, Path(ids): Path<(String, String)>) -> Shown {
    open(&visit, run(&ids)?).await
}

/// Shows the form for a pre-flight.
pub async fn show_pre_flight<P: Ports>(visit: Visit<P>, Path(id): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, pre_flight(&id)?, form).await
}

/// Takes it.
pub async fn send_pre_flight<P: Ports>(visit: Visit<P>, Path(id): Path<String>) -> Shown {
    open(&visit, pre_flight(&id)?).await
}

async fn open<P: Ports>(visit: &Visit<P>, of: Of) -> Shown {
    let typed = &visit.form;
    let endpoints: Result<Vec<EndpointId>, _> =
        typed.values("endpoints").iter().map(|id| id.parse()).collect();
    let endpoints = endpoints.map_err(|_| Trouble::Unreadable)?;
    let (oat_request, run, pre_flight) = match of {
        Of::Run(oat, number) => (Some(oat.into()), Some(number), None),
        Of::PreFlight(id) => (None, None, Some(id.into())),
    };
    let endpoints: Vec<_> = endpoints.into_iter().map(Into::into).collect();
    let body = NewDisputeBody {
        oat_request,
        run,
        pre_flight,
        endpoints: Some(endpoints).filter(|those| !those.is_empty()),
        text: typed.value("text"),
    };
    match taken(visit.api()?.open_dispute(&body), typed).await? {
        Ok(dispute) => {
            Ok(Redirect::to(&format!("{}?done=disputed", address(dispute.body.id))).into_response())
        }
        Err(problem) => page(visit, of, FormView::mistaken(visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, of: Of, form: FormView) -> Shown {
    let api = visit.api()?;
    let (result, attempts): (String, Vec<AttemptBody>) = match of {
        Of::Run(id, number) => {
            let report = ask(api.read_run(id, number, &Paging::first(LISTED))).await?.body;
            (format!("Run {number} of {}", report.reference), report.attempts)
        }
        Of::PreFlight(id) => {
            let found = ask(api.read_pre_flight(id)).await?.body;
            let attempts = found.results.iter().map(|one| one.attempt.clone()).collect();
            (pre_flights::called(&found), attempts)
        }
    };
    if !may_dispute(visit.signed_in()?) {
        let words = "A service manager or a primary business contact of the organisation disputes a result.";
        return Err(Trouble::NotAllowed(words.to_owned()));
    }
    let mut frame =
        visit.frame(&format!("Disagree with a result: {}", words::inside(&result)), Section::Testing);
    let status = form.mark(&mut frame);
    let page = Page {
        back: of.page(),
        text: form.field("text", "Why you think that the result is wrong", "").hint(
            "Say what you saw and when, for example what your logs show for the request id in the report.",
        ),
        endpoints: endpoints(&attempts, &form),
        most: visit.policy().limits.disputes.characters,
        result,
        form,
        frame,
    };
    html(status, &page)
}

/// The endpoints that were tested, to choose from where there are several.
fn endpoints(attempts: &[AttemptBody], form: &FormView) -> Option<Choices> {
    let mut tested: Vec<(EndpointId, &str)> = Vec::new();
    for attempt in attempts {
        if !tested.iter().any(|(id, _)| *id == attempt.endpoint) {
            tested.push((attempt.endpoint, &attempt.url));
        }
    }
    let choices: Vec<_> = tested.iter().map(|(id, url)| Choice::new(&id.to_string(), url)).collect();
    (choices.len() > 1).then(|| {
        form.checkboxes("endpoints", "Which endpoints it is about (optional)", choices, &[])
            .hint("Choose none if it is about all of them.")
    })
}
