//! Records that a request of a run came back in a registration (O10).

use api::NewFindingBody;
use api_client::Paging;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::{FindRequestId, OatId};

use super::act::{Act, Asked, for_support};
use crate::components::Row;
use crate::form_view::{FormView, taken_or};
use crate::pages::oat::pdp::finding;
use crate::pages::oat::standing::run_name;
use crate::pages::oat::{address, id, run_address};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::words;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("request_id", "request_id"), ("note", "note")];

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(ids): Path<(String, String)>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, run(&ids)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(ids): Path<(String, String)>) -> Shown {
    let (of, typed) = (run(&ids)?, &visit.form);
    let seen = typed.seen()?;
    let Some(request) = api::read_id::<FindRequestId>(typed.value("request_id").trim()) else {
        let words = "Enter the request id, like 0190a0b0-0000-7000-8000-000000000001";
        return page(&visit, of, FormView::lacking(&visit, "request_id", words)).await;
    };
    let body = NewFindingBody { request_id: request.into(), note: typed.value("note") };
    let sent = visit.api()?;
    let sent = taken_or(sent.record_finding(of.0, of.1, &seen, &body), typed, "attempt_not_found").await?;
    match sent {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=oat-finding", address(of.0))).into_response()),
        Err(problem) if problem.fields().is_empty() => {
            page(&visit, of, FormView::lacking(&visit, "request_id", problem.advice())).await
        }
        Err(problem) => page(&visit, of, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

/// Reads a run out of an address.
fn run((text, number): &(String, String)) -> Result<(OatId, u32), Trouble> {
    Ok((id(text)?, number.parse().map_err(|_| Trouble::NotFound)?))
}

async fn page<P: Ports>(visit: &Visit<P>, (id, number): (OatId, u32), form: FormView) -> Shown {
    for_support(visit)?;
    let (api, first) = (visit.api()?, Paging::first(1));
    // Of the run only that there is one.
    let (oat, report) = tokio::join!(ask(api.read_oat(id)), ask(api.read_run(id, number, &first)));
    let (oat, run) = (oat?.body, report?.body.run);
    let mut facts = vec![
        Row::new("Organisation", oat.organisation_name.clone()),
        Row::new("Run", format!("{}, asked for on {}", run_name(number), words::moment(run.requested_at))),
    ];
    facts.extend(oat.findings.iter().map(|one| Row::new("Recorded already", finding(one))));
    let request = form.field("request_id", "The request id that came back", "").hint(
        "The X-Request-ID of an attempt of this run. The report of the run shows the id of each attempt.",
    );
    let note = form
        .field("note", "What PDP knows of it", "")
        .hint("Do not write anything about a person. The organisation reads it on the page of its test.");
    let act = Act {
        heading: "Record a finding",
        reference: format!("{} of {}", run_name(number), oat.reference),
        back: (run_address(id, number), format!("{} of {}", run_name(number), oat.reference)),
        now: "You can record that a request of this run came back in a registration. It should not: it has nobody’s data in it.".to_owned(),
        facts,
        asked: vec![Asked::Line(request), Asked::Text(note, visit.policy().limits.note_characters)],
        follows: vec![
            "The finding stays with the attempt that sent this id, and cannot be taken back.".to_owned(),
            "Everybody at PDP support gets an email now. The organisation gets none: it reads the finding on the page of its test.".to_owned(),
            "The result of the test stays as it is.".to_owned(),
        ],
        button: "Record this finding",
        version: oat.version,
    };
    act.show(visit, form)
}
