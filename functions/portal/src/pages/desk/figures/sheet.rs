//! The figures as a spreadsheet (CSV), as the API makes it.

use axum::response::IntoResponse;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::months::{Months, code};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};

/// Sends it.
pub async fn send<P: Ports>(visit: Visit<P>) -> Shown {
    let months = Months::read(&visit.query(), visit.today()).map_err(|mistakes| {
        Trouble::Refused(mistakes.into_iter().map(|(_, words)| words).collect::<Vec<_>>().join(". "))
    })?;
    let sheet = ask(visit.api()?.read_figures_sheet(&months.which())).await?.body;
    let to = Some(months.last).filter(|last| *last != months.first);
    let to = to.map(|last| format!("-to-{}", code(last))).unwrap_or_default();
    let name = format!("attachment; filename=\"figures-{}{to}.csv\"", code(months.first));
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, sheet).into_response())
}
