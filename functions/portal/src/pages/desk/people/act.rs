//! The page of an act that cannot be taken back: what it does, to whom and when, before its button.

use askama::Template;

use crate::components::Row;
use crate::form_view::FormView;
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::visit::{Shown, Visit, html};

/// What such a page says.
pub struct Act {
    /// The title of the page, which no other page has.
    pub title: String,
    pub section: Section,
    pub caption: String,
    pub heading: String,
    pub back: (String, String),
    pub facts: Vec<Row>,
    /// What happens: each begins as in the middle of a sentence.
    pub happens: Vec<String>,
    /// What to make sure of first.
    pub warning: Option<String>,
    pub button: &'static str,
    /// Whether it takes something away.
    pub is_end: bool,
}

#[derive(Template)]
#[template(path = "pages/desk/people/act.html")]
struct Page {
    frame: Frame,
    act: Act,
    form: FormView,
}

/// Shows it, for the version of what it is done to.
pub fn show<P: Ports>(visit: &Visit<P>, act: Act, version: u64, form: FormView) -> Shown {
    let mut frame = visit.frame(&act.title, act.section);
    let status = form.mark(&mut frame);
    html(status, &Page { frame, act, form: form.showing(version) })
}
