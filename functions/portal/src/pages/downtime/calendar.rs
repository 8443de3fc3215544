//! Calendar files of downtime, as the API makes them: snapshots, for calendars of their readers.

use api_client::WhichCalendar;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::given::Given;
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};

/// All downtime that is coming, and what ended or was cancelled lately.
pub async fn all<P: Ports>(visit: Visit<P>) -> Shown {
    let file = ask(visit.api()?.read_calendar(&WhichCalendar::default())).await?.body;
    Ok(attached(file))
}

/// One notice.
pub async fn one<P: Ports>(visit: Visit<P>, Path(given): Path<Given>) -> Shown {
    let (place, api) = (given.read()?, visit.api()?);
    let file = match place.change {
        Some(change) => ask(api.read_downtime_calendar(change, place.id)).await?.body,
        None => ask(api.read_notice_calendar(place.id)).await?.body,
    };
    Ok(attached(file))
}

fn attached(file: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"downtime.ics\""),
    ];
    (headers, file).into_response()
}
