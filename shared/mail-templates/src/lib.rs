//! Notifications as emails: subject, plain text and simple HTML.
//!
//! Responsible for: the words and the look of every email, in both forms. The templates are compiled in.
//! Must not: decide who gets a notification or when, send anything, know an email address.

mod asked;
mod error;
mod notice;
mod outcome;
mod page;
mod quote;
mod sheet;
mod view;
mod words;
mod wrap;

use app::mail::{Audience, Mail};
use askama::Template;
use domain::change::steps::StepStateKind;

pub use error::RenderError;
use notice::Content;
use outcome::GoesLive;
use sheet::Sheet;
use view::{Body, Part, Readers, Said, View};

/// An email, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line of at most 120 characters, without control characters, with the reference in it.
    pub subject: String,
    /// The plain text, in lines of at most 76 characters unless one word (a URL) is longer.
    pub text: String,
    /// The same words as a whole HTML document. No images, scripts or style sheets; links to pages of the portal alone.
    pub html: String,
}

/// Renders the parts of `mail` for somebody who belongs to `reading` (requirements §9). Each part leads to its page in
/// the portal, which has the origin `portal` (W10). People's text is data in every part: a subject stays one line, and
/// markup is shown, never obeyed.
///
/// # Errors
/// [`RenderError::NothingToRead`]; the others only if this crate is wrong.
pub fn render(mail: &Mail, reading: &[Audience], portal: &str) -> Result<Rendered, RenderError> {
    let view = View::of(mail, reading, portal)?;
    let text = TextPart { mail: &view }.render()?;
    let mut bodies = Vec::with_capacity(view.parts.len());
    for part in &view.parts {
        let html = BodyPart { mail: &view, part }.render()?;
        // One heading of the first rank; the headings after it rank lower.
        bodies.push(if bodies.is_empty() { html } else { demoted(&html) });
    }
    let html = HtmlPart { mail: &view, bodies: &bodies }.render()?;
    Ok(Rendered { subject: view.subject, text: wrap::wrap(&text), html })
}

/// Lowers the rank of headings. People's text is escaped, so all headings here are the template's own.
fn demoted(html: &str) -> String {
    let one_lower = [("h2>", "h3>"), ("h1>", "h2>")];
    one_lower.iter().fold(html.to_owned(), |html, (from, to)| {
        html.replace(&format!("<{from}"), &format!("<{to}")).replace(&format!("</{from}"), &format!("</{to}"))
    })
}

/// The subject that `mail` has for all its readers together.
///
/// # Errors
/// [`RenderError`], only if this crate is wrong.
pub fn subject(mail: &Mail) -> Result<String, RenderError> {
    let reading = mail.audiences();
    // It leads nowhere.
    let sheet = Sheet::all_of(mail, &reading, "").into_iter().next().ok_or(RenderError::NothingToRead)?;
    Ok(Said::of(&sheet)?.subject)
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
    bodies: &'a [String],
}

#[derive(Template)]
#[template(path = "html/body.html")]
struct BodyPart<'a> {
    mail: &'a View,
    part: &'a Part,
}
