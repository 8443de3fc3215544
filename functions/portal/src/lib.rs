//! The web portal: pages for organisations and PDP, made of answers of the API.
//!
//! Responsible for: pages and forms, sign-in, sessions.
//! Must not: decide a rule, or do anything that its user could not do through the API (W7). It has no right to the table.

mod settings;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;

pub use self::settings::Settings;

/// The router over the settings.
pub fn router(settings: Settings) -> Router {
    Router::new().route("/portal/", get(home)).with_state(Arc::new(settings))
}

async fn home(State(settings): State<Arc<Settings>>) -> Html<String> {
    let words = "<!doctype html><html lang=en><title>Connection portal</title><h1>Connection portal</h1>";
    Html(format!("{words}<p><a href=\"{}/portal/\">Home</a>", settings.portal))
}
