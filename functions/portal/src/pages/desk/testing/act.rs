//! What the pages of PDP support's acts have in common: what it is about, what is asked, and before the button what the act will do,
//! to whom and when.

use api::OatBody;
use askama::Template;
use domain::actor::PdpRole;
use domain::ids::OatId;

use crate::components::{Choices, DateField, Field, Row};
use crate::form_view::FormView;
use crate::layout::{Frame, Section};
use crate::pages::desk::only;
use crate::pages::oat::address;
use crate::pages::oat::standing::{change_of, explained, going_live, state_of, tested};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

/// An act.
pub struct Act {
    /// What is done, as a heading: `Run the test again`.
    pub heading: &'static str,
    /// The reference of what it is done with.
    pub reference: String,
    /// The page before, and its name.
    pub back: (String, String),
    /// What its reader can do now.
    pub now: String,
    /// What it is about.
    pub facts: Vec<Row>,
    pub asked: Vec<Asked>,
    /// What it will do, to whom and when.
    pub follows: Vec<String>,
    pub button: &'static str,
    /// The version of what it is done with.
    pub version: u64,
}

/// Something that is asked.
pub enum Asked {
    /// What can only be one thing: its name and value.
    Fixed(&'static str, &'static str),
    Choice(Choices),
    Day(DateField),
    Line(Field),
    /// A text of at most so many characters.
    Text(Field, usize),
}

#[derive(Template)]
#[template(path = "pages/desk/testing/act.html")]
struct Page {
    frame: Frame,
    act: Act,
    form: FormView,
}

impl Act {
    /// Its page.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be written.
    pub fn show<P: Ports>(self, visit: &Visit<P>, form: FormView) -> Shown {
        let mut frame = visit.frame(&format!("{}: {}", self.heading, self.reference), Section::Testing);
        let status = form.mark(&mut frame);
        let form = form.showing(self.version);
        html(status, &Page { frame, act: self, form })
    }
}

/// A request for OAT, to somebody who may decide on it.
///
/// # Errors
/// [`Trouble`], also when they may not.
pub async fn oat<P: Ports>(visit: &Visit<P>, id: OatId) -> Result<OatBody, Trouble> {
    for_support(visit)?;
    Ok(ask(visit.api()?.read_oat(id)).await?.body)
}

/// Only PDP support does this.
///
/// # Errors
/// [`Trouble::NotAllowed`] to everybody else.
pub fn for_support<P: Ports>(visit: &Visit<P>) -> Result<(), Trouble> {
    only(visit, PdpRole::Support, "PDP support does this. Your roles do not include it.")
}

/// The way back to the page of a test.
pub fn back(oat: &OatBody) -> (String, String) {
    (address(oat.id), format!("Testing {}", oat.reference))
}

/// What an act on a test is about.
pub fn facts(oat: &OatBody) -> Vec<Row> {
    let tested = tested(oat.technical_change.as_deref(), oat.vouching_scheme.as_deref());
    let rows = [
        Some(Row::new("Organisation", oat.organisation_name.clone())),
        Some(Row::new("What is tested", words::first(&tested))),
        Some(Row::new("State of the test", state_of(oat))),
        oat.cause.as_ref().map(|cause| Row::new("Why it was not passed", explained(cause, true))),
        Some(Row::new("Connection date", words::day(oat.connection_date))),
        going_live(oat).map(|words| Row::new("Going live", words)),
    ];
    rows.into_iter().flatten().collect()
}

/// Going live of a technical change is held with the change.
///
/// # Errors
/// [`Trouble::Refused`] where it is one, and when there is nothing to hold any more.
pub fn can_be_held(oat: &OatBody) -> Result<(), Trouble> {
    if change_of(oat).is_some() {
        let words = "The endpoints of a technical change wait with the change: PDP support holds the change, and releases it, from the page of the change.";
        return Err(Trouble::Refused(words.to_owned()));
    }
    if !crate::pages::oat::pdp::takes_hold(oat) {
        return Err(Trouble::Refused(format!("There is nothing to hold: this OAT {}.", oat.status_words)));
    }
    Ok(())
}
