//! A form as its page shows it: what was typed, what is wrong with it, and what tells it from every other (W3, W4).
//!
//! Every page with a form goes the same way. It opens with [`FormView::open`], and shows again what was typed before a trouble. When the
//! form comes back, [`taken`] sends what it asks for under the form's own key: it is taken, or it comes back with its mistakes
//! ([`FormView::mistaken`]), or there is trouble, whose page keeps what was typed.

use api::FieldProblem;
use api_client::{Answer, Call, ETag, Error, Problem, Transport};
use domain::calendar::london_clock;
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::de::DeserializeOwned;

use crate::components::{Choice, Choices, DateField, Field, Mistake, SelectOption, part_id};
use crate::layout::Frame;
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::Visit;
use crate::web::day;
use crate::web::form::Form;
use crate::words;

/// The field with the key of the form.
const KEY: &str = "key";
/// The field with the version of what the page showed.
const SEEN: &str = "seen";

/// A form on a page.
#[derive(Debug, Clone)]
pub struct FormView {
    typed: Form,
    /// What is wrong, each with its place: the id of a field, or the address of another page; without one it is about the whole form.
    mistakes: Vec<(Option<String>, String)>,
    /// Whether what was typed is shown again after a trouble.
    pub is_kept: bool,
    /// The version of what the page shows; empty, where nothing is changed that others can change.
    pub seen: String,
    /// Tells this form from every other, until it is taken.
    pub key: String,
}

impl FormView {
    /// The form of a page that is opened.
    ///
    /// # Errors
    /// [`Trouble`] of the table of sessions.
    pub async fn open<P: Ports>(visit: &Visit<P>) -> Result<Self, Trouble> {
        let kept = visit.kept().await?;
        let is_kept = kept.is_some();
        Ok(Self { is_kept, ..Self::of(visit, kept.unwrap_or_default()) })
    }

    /// The form that was sent, to be shown again with what the API says is wrong with it. `places` names the field of the page,
    /// or the address of another page, for the API's fields that begin so; what has no place is about the whole form.
    pub fn mistaken<P: Ports>(visit: &Visit<P>, problem: &Problem, places: &[(&str, &str)]) -> Self {
        let mut mistakes = placed(problem.fields(), places);
        if mistakes.is_empty() {
            mistakes.push((None, problem.advice().to_owned()));
        }
        Self { mistakes, ..Self::of(visit, visit.form.clone()) }
    }

    /// The form that was sent and taken as a draft, to be shown again with what the API says is still wrong with it. It goes on as
    /// another form: under the old key it would be taken for the one that was.
    pub fn unfinished<P: Ports>(
        visit: &Visit<P>,
        problems: &[FieldProblem],
        places: &[(&str, &str)],
    ) -> Self {
        let form = Self::of(visit, visit.form.clone());
        Self { key: visit.new_key(), ..form }.with_problems(problems, places)
    }

    /// With what the API says is wrong with it.
    pub fn with_problems(self, problems: &[FieldProblem], places: &[(&str, &str)]) -> Self {
        Self { mistakes: placed(problems, places), ..self }
    }

    /// The form that was sent without what has to be in the field of this id, before there is anything that the API could check.
    pub fn lacking<P: Ports>(visit: &Visit<P>, id: &str, words: &str) -> Self {
        Self::unreadable(visit, vec![(id.to_owned(), words.to_owned())])
    }

    /// The form that was sent, to be shown again with what its page found wrong: what cannot even be read. Each mistake has the id of
    /// its field.
    pub fn unreadable<P: Ports>(visit: &Visit<P>, mistakes: Vec<(String, String)>) -> Self {
        let mistakes = mistakes.into_iter().map(|(id, words)| (Some(id), words)).collect();
        Self { mistakes, ..Self::of(visit, visit.form.clone()) }
    }

    /// With these words about fields that could not be read, in place of the API's, which got nothing of them.
    pub fn saying(mut self, mistakes: Vec<(String, String)>) -> Self {
        for (id, words) in mistakes {
            match self.mistakes.iter_mut().find(|(of, _)| of.as_deref() == Some(&id)) {
                Some((_, said)) => *said = words,
                None => self.mistakes.push((Some(id), words)),
            }
        }
        self
    }

    /// The same form once more, after what was sent with it was done: the next sending is another one.
    pub fn again<P: Ports>(visit: &Visit<P>) -> Self {
        Self::of(visit, Form::default())
    }

    fn of<P: Ports>(visit: &Visit<P>, typed: Form) -> Self {
        // The same form has the same key, until it is taken.
        let key = Some(typed.value(KEY)).filter(|key| !key.is_empty());
        let key = key.unwrap_or_else(|| visit.new_key());
        Self { typed, mistakes: Vec::new(), is_kept: false, seen: String::new(), key }
    }

    /// Showing this version.
    pub fn showing(self, version: u64) -> Self {
        Self { seen: ETag::of(version).to_string(), ..self }
    }

    /// Whether something was typed into it before.
    pub fn is_typed(&self) -> bool {
        self.typed != Form::default()
    }

    /// What was typed into a field, or what stands in it while nothing was typed into the form.
    pub fn value(&self, name: &str, otherwise: &str) -> String {
        if self.is_typed() { self.typed.value(name) } else { otherwise.to_owned() }
    }

    /// What is wrong with the field of this id.
    pub fn error(&self, id: &str) -> Option<&str> {
        self.mistakes.iter().find(|(of, _)| of.as_deref() == Some(id)).map(|(_, words)| words.as_str())
    }

    /// The field of this name, which is its id too, with what was typed and what is wrong with it.
    pub fn field(&self, name: &str, label: &str, otherwise: &str) -> Field {
        let field = Field::new(name, label).value(&self.value(name, otherwise)).error(self.error(name));
        let saved = self.saved(&[field.value.as_str()], &[otherwise], otherwise);
        field.saved(saved)
    }

    /// A list to choose one from, the same.
    pub fn select(&self, name: &str, label: &str, options: &[SelectOption], otherwise: &str) -> Field {
        let field = self.field(name, label, otherwise);
        let words =
            |saved: &String| options.iter().find(|one| one.value == *saved).map(|one| one.text.clone());
        let saved = field.saved.as_ref().and_then(words);
        field.saved(saved)
    }

    /// What stands there now in these words, beside what was typed before somebody else changed it (W3).
    fn saved(&self, typed: &[&str], otherwise: &[&str], words: &str) -> Option<String> {
        let differs = !typed.iter().map(|one| one.trim()).eq(otherwise.iter().map(|one| one.trim()));
        (self.is_kept && differs && !words.trim().is_empty()).then(|| words.to_owned())
    }

    /// The same of choices: those that were chosen, or those that stand while nothing was typed into the form.
    pub fn choices(&self, asked: Choices, otherwise: &[&str]) -> Choices {
        let error = self.error(&asked.id).map(str::to_owned);
        let typed = self.typed.values(&asked.name);
        let typed: Vec<_> = typed.iter().map(String::as_str).collect();
        let chosen = asked.choices.iter().filter(|one| otherwise.contains(&one.value.as_str()));
        let words: Vec<_> = chosen.map(|one| one.text.as_str()).collect();
        let saved = self.saved(&typed, otherwise, &words.join("\n"));
        let asked = asked.chosen(if self.is_typed() { &typed } else { otherwise }).error(error.as_deref());
        Choices { saved, ..asked }
    }

    /// Radios of this name, which is their id too, with what was chosen and what is wrong with it.
    pub fn radios(&self, name: &str, legend: &str, choices: Vec<Choice>, otherwise: &str) -> Choices {
        self.choices(Choices::new(name, legend, choices), &[otherwise])
    }

    /// A question that is answered with yes or no.
    pub fn yes_no(&self, name: &str, legend: &str, otherwise: Option<bool>) -> Choices {
        let choices = vec![Choice::new("yes", "Yes"), Choice::new("no", "No")];
        let mut asked = self.radios(name, legend, choices, yes_no(otherwise));
        "govuk-radios--inline".clone_into(&mut asked.classes);
        asked
    }

    /// Checkboxes of this name, which is their id too.
    pub fn checkboxes(
        &self,
        name: &str,
        legend: &str,
        choices: Vec<Choice>,
        otherwise: &[String],
    ) -> Choices {
        let otherwise: Vec<_> = otherwise.iter().map(String::as_str).collect();
        self.choices(Choices::new(name, legend, choices), &otherwise)
    }

    /// The date of this name. Its mistakes are about its parts: `{name}-day`, `{name}-month` and `{name}-year`.
    pub fn date(&self, name: &str, legend: &str, otherwise: Option<Date>) -> DateField {
        let part = |part: &str, otherwise: Option<String>| {
            self.value(&part_id(name, part), &otherwise.unwrap_or_default())
        };
        let error = ["day", "month", "year"].iter().find_map(|part| self.error(&part_id(name, part)));
        // What can be read and is wrong all the same, is wrong as a whole.
        let unread = error.and_then(|_| day::read(&self.typed, name, "").err());
        let wrong = unread.map(|mistake| mistake.wrong);
        let typed = day::read(&self.typed, name, "").ok();
        let saved = otherwise.filter(|day| self.is_kept && typed != Some(*day)).map(words::day);
        DateField {
            error: error.map(str::to_owned),
            saved,
            day: part("day", otherwise.map(|day| day.day().to_string())),
            month: part("month", otherwise.map(|day| day.month().to_string())),
            year: part("year", otherwise.map(|day| day.year().to_string())),
            wrong: wrong.unwrap_or_default(),
            ..DateField::new(name, legend)
        }
    }

    /// A day, and the time of day in the field `{name}_time`; what they are called, and what stands there while nothing was typed.
    pub fn moment(
        &self,
        name: &str,
        (day, time): (&str, &str),
        otherwise: Option<Timestamp>,
    ) -> (DateField, Field) {
        let at = otherwise.map(london_clock);
        let date = self.date(name, day, at.map(DateTime::date));
        let clock = otherwise.map(words::clock).unwrap_or_default();
        let mut time =
            self.field(&day::time_field(name), time, &clock).hint("UK time, for example 9:30 or 17:00");
        "govuk-input--width-5".clone_into(&mut time.classes);
        (date, time)
    }

    /// What is wrong, for the summary above the form. What is put right on another page leads there.
    pub fn mistakes(&self) -> Vec<Mistake> {
        let href = |place: &String| if place.starts_with('/') { place.clone() } else { format!("#{place}") };
        let mistake = |(place, text): &(Option<String>, String)| Mistake {
            text: text.clone(),
            href: place.as_ref().map(href),
        };
        self.mistakes.iter().map(mistake).collect()
    }

    /// The status of the page, and its title's beginning. A page that is opened is not refused, whatever is wrong with its answer.
    pub fn mark(&self, frame: &mut Frame) -> StatusCode {
        frame.has_error = !self.mistakes.is_empty();
        let is_refused = frame.has_error && self.is_typed();
        if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}

/// An answer, as [`Form::yes_no`] reads it.
pub const fn yes_no(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

/// Problems, each with the place of its field.
fn placed(problems: &[FieldProblem], places: &[(&str, &str)]) -> Vec<(Option<String>, String)> {
    let place = |field: &str| {
        let found = places.iter().find(|(begin, _)| field.starts_with(begin));
        found.map(|(_, id)| (*id).to_owned())
    };
    problems.iter().map(|problem| (place(&problem.field), problem.message.clone())).collect()
}

impl Form {
    /// The version that the page of this form showed.
    ///
    /// # Errors
    /// [`Trouble::Unreadable`] when it is none of our forms.
    pub fn seen(&self) -> Result<ETag, Trouble> {
        ETag::parse(&self.value(SEEN)).ok_or(Trouble::Unreadable)
    }
}

/// Sends what a form asks for, under the form's own key, so that it happens once however often the form is sent. Answers what was
/// answered, or what is wrong with it.
///
/// # Errors
/// [`Trouble`], for whose page what was typed is kept.
pub async fn taken<T: Transport, A: DeserializeOwned>(
    call: Call<'_, T, A>,
    form: &Form,
) -> Result<Result<Answer<A>, Box<Problem>>, Trouble> {
    sent(call, &form.value(KEY), "invalid").await
}

/// The same of a form of which a refusal with this code is a mistake of what was typed too. It names no field.
///
/// # Errors
/// As [`taken`].
pub async fn taken_or<T: Transport, A: DeserializeOwned>(
    call: Call<'_, T, A>,
    form: &Form,
    code: &str,
) -> Result<Result<Answer<A>, Box<Problem>>, Trouble> {
    sent(call, &form.value(KEY), code).await
}

/// The same under a key that is made of the form's own, where one form has buttons for several things.
///
/// # Errors
/// As [`taken`].
pub async fn taken_under<T: Transport, A: DeserializeOwned>(
    call: Call<'_, T, A>,
    key: &str,
) -> Result<Result<Answer<A>, Box<Problem>>, Trouble> {
    sent(call, key, "invalid").await
}

async fn sent<T: Transport, A: DeserializeOwned>(
    call: Call<'_, T, A>,
    key: &str,
    code: &str,
) -> Result<Result<Answer<A>, Box<Problem>>, Trouble> {
    match call.key(key).send().await {
        Ok(answer) => Ok(Ok(answer)),
        Err(Error::Refused(problem)) if problem.status == 422 || problem.code() == code => Ok(Err(problem)),
        Err(error) => Err(error.into()),
    }
}
