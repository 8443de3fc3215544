//! The pages of figures: one for each subject, about the months that its reader chooses.

use api::FiguresBody;
use api_client::Error;
use askama::Template;
use axum::extract::Path;
use http::StatusCode;

use super::months::Months;
use super::section::{Number, Section, are_many};
use super::{changes, endpoints, reviews, steps, testing};
use crate::components::{Field, Mistake};
use crate::layout::{Frame, Section as Entry};
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit, html};
use crate::words;

/// The page of the reviews, with which the others begin.
const REVIEWS: &str = "/portal/figures";

/// What a page is about.
struct Subject {
    path: &'static str,
    name: &'static str,
    figures: fn(&FiguresBody) -> Content,
}

/// What a page shows.
pub struct Content {
    pub numbers: Vec<Number>,
    pub sections: Vec<Section>,
}

const SUBJECTS: [Subject; 5] = [
    Subject { path: REVIEWS, name: "Reviews", figures: reviews::content },
    Subject { path: "/portal/figures/changes", name: "Technical changes", figures: changes::content },
    Subject { path: "/portal/figures/steps", name: "Steps", figures: steps::content },
    Subject { path: "/portal/figures/testing", name: "Testing", figures: testing::content },
    Subject { path: "/portal/figures/endpoints", name: "Endpoints gone live", figures: endpoints::content },
];

#[derive(Template)]
#[template(path = "pages/desk/figures/figures.html")]
struct Page {
    frame: Frame,
    name: &'static str,
    path: &'static str,
    views: Vec<View>,
    /// What the figures are of, once the months were read.
    shown: Option<Figures>,
    mistakes: Vec<Mistake>,
    from: Field,
    to: Field,
    /// Months that are looked at most.
    choices: Vec<View>,
}

/// A way to other figures.
struct View {
    text: String,
    href: String,
    is_current: bool,
}

/// The figures of the months.
struct Figures {
    months: String,
    note: Option<String>,
    /// Whether months have no rows of their own.
    are_many: bool,
    is_one: bool,
    sheet: String,
    content: Content,
}

/// Shows the reviews.
pub async fn reviews<P: Ports>(visit: Visit<P>) -> Shown {
    page(&visit, REVIEWS).await
}

/// Shows another subject.
pub async fn show<P: Ports>(visit: Visit<P>, Path(subject): Path<String>) -> Shown {
    page(&visit, &format!("{REVIEWS}/{subject}")).await
}

async fn page<P: Ports>(visit: &Visit<P>, path: &str) -> Shown {
    let subject = SUBJECTS.iter().find(|one| one.path == path).ok_or(Trouble::NotFound)?;
    let (query, today) = (visit.query(), visit.today());
    let read = Months::read(&query, today);
    let (shown, mistakes) = match &read {
        Ok(months) => match visit.api()?.read_figures(&months.which()).send().await {
            Ok(figures) => (Some((*months, figures.body)), Vec::new()),
            Err(Error::Refused(problem)) if problem.status == 422 => {
                let place = |field: &str| if field == "from" { "from" } else { "to" };
                (None, problem.fields().iter().map(|one| (place(&one.field), one.message.clone())).collect())
            }
            Err(error) => return Err(error.into()),
        },
        Err(mistakes) => (None, mistakes.clone()),
    };

    // What was typed, or what is shown where nothing was.
    let typed = |name: &str, month: fn(&Months) -> jiff::civil::Date| {
        let shown = shown.as_ref().map(|(months, _)| words::month(month(months)));
        shown.unwrap_or_else(|| query.value(name))
    };
    let error =
        |name: &str| mistakes.iter().find(|(field, _)| *field == name).map(|(_, words)| words.as_str());
    let field = |name: &str, label: &str, hint: &str, value: String| {
        let field = Field::new(name, label).hint(hint).value(&value).error(error(name));
        Field { classes: "govuk-input--width-10".to_owned(), spellcheck: Some(false), ..field }
    };
    let months = read.as_ref().copied().unwrap_or_else(|_| Months::latest(today, 12));
    let title = match &shown {
        Some((months, _)) => format!("Figures: {}, {}", words::inside(subject.name), months.words()),
        None => format!("Figures: {}", words::inside(subject.name)),
    };
    let mut frame = visit.frame(&title, Entry::Figures);
    frame.not_shown = shown.as_ref().map_or(0, |(_, figures)| figures.not_shown);
    frame.has_error = !mistakes.is_empty();
    let status = if frame.has_error { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Page {
        frame,
        name: subject.name,
        path: subject.path,
        views: SUBJECTS
            .iter()
            .map(|one| view(one.name, months.address(one.path), one.path == path))
            .collect(),
        from: field(
            "from",
            "First month",
            "A month and a year, for example 11 2026.",
            typed("from", |months| months.first),
        ),
        to: field(
            "to",
            "Last month",
            "Leave it empty to see the first month alone.",
            typed("to", |months| months.last),
        ),
        choices: choices(today, subject.path, months),
        mistakes: mistakes
            .iter()
            .map(|(field, words)| Mistake { text: words.clone(), href: Some(format!("#{field}")) })
            .collect(),
        shown: shown.map(|(months, figures)| Figures {
            months: months.words(),
            note: months.note(today),
            are_many: are_many(&figures),
            is_one: months.first == months.last,
            sheet: months.address("/portal/figures/sheet.csv"),
            content: (subject.figures)(&figures),
        }),
    };
    html(status, &page)
}

fn view(text: &str, href: String, is_current: bool) -> View {
    View { text: text.to_owned(), href, is_current }
}

/// This month, the one before, and the last twelve.
fn choices(today: jiff::civil::Date, path: &str, now: Months) -> Vec<View> {
    let this = Months::latest(today, 1);
    let before = Months { last: Months::latest(today, 2).first, ..Months::latest(today, 2) };
    let of = |text: &str, months: Months| view(text, months.address(path), months == now);
    vec![
        of("This month so far", this),
        of("Last month", before),
        of("The last 12 months", Months::latest(today, 12)),
    ]
}
