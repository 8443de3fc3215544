//! Technical changes.

pub mod answer;
pub mod change;
pub mod history;
pub mod list;

use axum::Router;
use axum::routing::get;

use crate::ports::Ports;

/// The pages, by their addresses.
pub fn routes<P: Ports>() -> Router {
    Router::new()
        .route("/portal/changes", get(list::show::<P>))
        .route("/portal/changes/{id}", get(change::show::<P>))
        .route("/portal/changes/{id}/answer", get(answer::show::<P>).post(answer::send::<P>))
        .route("/portal/changes/{id}/history", get(history::show::<P>))
}
