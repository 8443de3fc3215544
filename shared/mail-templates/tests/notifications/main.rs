//! Every notification as people get it: golden files, and the rules that hold for all of them.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod golden;
mod policy;
mod rules;
mod same_words;

use app::mail::Mail;
use mail_templates::{RenderError, Rendered};

/// The origin of the portal.
const PORTAL: &str = "https://portal.example.org";

/// As everyone reads it who is to get it.
fn render(mail: &Mail) -> Result<Rendered, RenderError> {
    mail_templates::render(mail, &mail.audiences(), PORTAL)
}
