//! After signing out.

use askama::Template;

use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::visit::{Shown, Visit};

#[derive(Template)]
#[template(path = "pages/sign_in/signed_out.html")]
struct Page {
    frame: Frame,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    visit.show(&Page { frame: visit.frame("Signed out", Section::Nowhere) })
}
