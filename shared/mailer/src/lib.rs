//! Letters as e-mails: subject, plain text and simple HTML.
//!
//! Responsible for: the words and the look of every e-mail, in both forms. The templates are compiled in.
//! Must not: decide who gets a letter or when, send anything, know an e-mail address or a link.

mod notice;
mod outcome;
mod subject;
mod view;
mod words;
mod wrap;

use app::mail::Mail;
use askama::Template;

use notice::Content;
use outcome::{GoesLive, State};
use view::{Body, Readers, View};

/// An e-mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line of at most 120 characters, without control characters, with the reference in it.
    pub subject: String,
    /// The plain text, in lines of at most 76 characters unless one word (a URL) is longer.
    pub text: String,
    /// The same words as a whole HTML document. No links, images, scripts or style sheets.
    pub html: String,
}

/// Why a letter could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template did not take its data.
    #[error("fill in the template of a letter")]
    Template(#[from] askama::Error),
    /// A date has no words.
    #[error("write a date in words")]
    Date(#[from] jiff::Error),
    /// A step is in a state these templates have no words for, for example while versions are mixed in a deployment.
    #[error("put the step state `{code}` in words")]
    UnknownStepState {
        /// The code of the state.
        code: String,
    },
}

/// Renders `mail` (requirements §9). What people wrote is data in every part: a subject stays one line, and markup in
/// it is shown, never obeyed.
///
/// # Errors
/// [`RenderError::UnknownStepState`]; the others only if this crate is wrong.
pub fn render(mail: &Mail) -> Result<Rendered, RenderError> {
    let view = View::of(mail)?;
    let text = TextPart { mail: &view }.render()?;
    let html = HtmlPart { mail: &view }.render()?;
    Ok(Rendered { subject: view.subject, text: wrap::wrap(&text), html })
}

/// The subject that `mail` is rendered with.
///
/// # Errors
/// [`RenderError`], only if this crate is wrong.
pub fn subject(mail: &Mail) -> Result<String, RenderError> {
    Ok(subject::of(mail)?)
}

#[derive(Template)]
#[template(path = "text/layout.txt")]
struct TextPart<'a> {
    mail: &'a View,
}

#[derive(Template)]
#[template(path = "html/layout.html")]
struct HtmlPart<'a> {
    mail: &'a View,
}
