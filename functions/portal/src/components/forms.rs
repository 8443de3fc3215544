//! Fields of forms.

use super::{class, described_by, group_class, part_id};

/// A label or a legend.
#[derive(Debug, Clone, Default)]
pub struct Heading {
    pub text: String,
    base: &'static str,
    pub classes: String,
    /// Whether it is the heading of its page.
    pub is_heading: bool,
}

impl Heading {
    /// Its classes.
    pub fn class(&self) -> String {
        class(self.base, &self.classes, None)
    }
}

/// A text, a number, a choice of a list, or a file.
#[derive(Debug, Clone)]
pub struct Field {
    pub id: String,
    pub name: String,
    pub label: Heading,
    pub hint: Option<String>,
    /// What is saved, where it differs from what was typed before.
    pub saved: Option<String>,
    pub error: Option<String>,
    /// What was typed or chosen.
    pub value: String,
    pub classes: String,
    /// The type of the input.
    pub kind: &'static str,
    /// The lines of a long text.
    pub rows: u32,
    pub spellcheck: Option<bool>,
    pub autocomplete: Option<String>,
    pub inputmode: Option<String>,
    pub prefix: Option<String>,
    pub suffix: Option<String>,
    /// Whether the script makes it easier to use: of files.
    pub with_script: bool,
}

impl Field {
    /// A field of this name, which is its id too.
    pub fn new(name: &str, label: &str) -> Self {
        let heading = Heading { text: label.to_owned(), base: "govuk-label", ..Heading::default() };
        Self {
            id: name.to_owned(),
            name: name.to_owned(),
            label: heading,
            hint: None,
            saved: None,
            error: None,
            value: String::new(),
            classes: String::new(),
            kind: "text",
            rows: 5,
            spellcheck: None,
            autocomplete: None,
            inputmode: None,
            prefix: None,
            suffix: None,
            with_script: false,
        }
    }

    /// The label is the heading of the page.
    pub fn as_heading(mut self) -> Self {
        self.label.is_heading = true;
        "govuk-label--l".clone_into(&mut self.label.classes);
        self
    }

    /// With a hint.
    pub fn hint(self, hint: &str) -> Self {
        Self { hint: Some(hint.to_owned()), ..self }
    }

    /// With what was typed.
    pub fn value(self, value: &str) -> Self {
        Self { value: value.to_owned(), ..self }
    }

    /// With what is saved, where that is something else.
    pub fn saved(self, saved: Option<String>) -> Self {
        Self { saved, ..self }
    }

    /// For a number of this many digits.
    pub fn digits(self, width: u8) -> Self {
        let classes = format!("govuk-input--width-{width}");
        Self { classes, inputmode: Some("numeric".to_owned()), spellcheck: Some(false), ..self }
    }

    /// For the address of an endpoint.
    pub fn url(self) -> Self {
        Self { kind: "url", spellcheck: Some(false), ..self }
    }

    /// With what is wrong with it, if something is.
    pub fn error(self, error: Option<&str>) -> Self {
        Self { error: error.map(str::to_owned), ..self }
    }

    /// The classes of the element that takes the value.
    pub fn class(&self, base: &str) -> String {
        class(base, &self.classes, self.error.is_some().then(|| format!("{base}--error")).as_deref())
    }

    /// The same, of a text whose characters are counted.
    pub fn counted_class(&self) -> String {
        class(&self.class("govuk-textarea"), "govuk-js-character-count", None)
    }

    /// The classes of what is around it.
    pub fn group_class(&self) -> &'static str {
        group_class(self.error.is_some())
    }

    /// The ids of what describes it.
    pub fn described_by(&self) -> Option<String> {
        described_by(&self.id, self.hint.is_some(), self.saved.is_some(), self.error.is_some())
    }

    /// The same, of a text whose characters are counted.
    pub fn described_by_count(&self) -> Option<String> {
        let count = part_id(&self.id, "info");
        Some(self.described_by().map_or(count.clone(), |ids| format!("{count} {ids}")))
    }
}

/// An entry of a list to choose from.
#[derive(Debug, Clone)]
pub struct SelectOption {
    pub value: String,
    pub text: String,
}

impl SelectOption {
    /// An entry.
    pub fn new(value: &str, text: &str) -> Self {
        Self { value: value.to_owned(), text: text.to_owned() }
    }
}

/// Radios or checkboxes.
#[derive(Debug, Clone)]
pub struct Choices {
    /// The id of the first one, where its error leads.
    pub id: String,
    pub name: String,
    pub legend: Heading,
    pub hint: Option<String>,
    /// What is saved, where it differs from what was typed before.
    pub saved: Option<String>,
    pub error: Option<String>,
    pub classes: String,
    pub choices: Vec<Choice>,
}

/// A radio or a checkbox.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    pub value: String,
    pub text: String,
    pub hint: Option<String>,
    pub checked: bool,
    /// What stands between the one before and this one: "or".
    pub divider: Option<String>,
    /// Whether choosing it takes all others back: "none of these".
    pub alone: bool,
    /// The markup that choosing it shows: rendered by a template, never made of what people type.
    pub conditional: Option<String>,
}

impl Choice {
    /// A choice.
    pub fn new(value: &str, text: &str) -> Self {
        Self { value: value.to_owned(), text: text.to_owned(), ..Self::default() }
    }
}

impl Choices {
    /// Choices under this legend.
    pub fn new(name: &str, legend: &str, choices: Vec<Choice>) -> Self {
        Self {
            id: name.to_owned(),
            name: name.to_owned(),
            legend: self::legend(legend),
            hint: None,
            saved: None,
            error: None,
            classes: String::new(),
            choices,
        }
    }

    /// The legend is the heading of the page.
    pub fn as_heading(mut self) -> Self {
        self.legend.is_heading = true;
        "govuk-fieldset__legend--l".clone_into(&mut self.legend.classes);
        self
    }

    /// With a hint.
    pub fn hint(self, hint: &str) -> Self {
        Self { hint: Some(hint.to_owned()), ..self }
    }

    /// With what is wrong with it, if something is.
    pub fn error(self, error: Option<&str>) -> Self {
        Self { error: error.map(str::to_owned), ..self }
    }

    /// With these chosen.
    pub fn chosen(mut self, values: &[&str]) -> Self {
        for choice in &mut self.choices {
            choice.checked = values.contains(&choice.value.as_str());
        }
        self
    }

    /// Its classes.
    pub fn class(&self, base: &str) -> String {
        class(base, &self.classes, None)
    }

    /// The classes of what is around it.
    pub fn group_class(&self) -> &'static str {
        group_class(self.error.is_some())
    }

    /// The ids of what describes it.
    pub fn described_by(&self) -> Option<String> {
        described_by(&self.id, self.hint.is_some(), self.saved.is_some(), self.error.is_some())
    }

    /// The id of the choice at this place. A divider takes a place too.
    pub fn choice_id(&self, index: &usize) -> String {
        let dividers = self.choices.iter().take(*index + 1).filter(|choice| choice.divider.is_some()).count();
        match *index + dividers {
            0 => self.id.clone(),
            before => format!("{}-{}", self.id, before + 1),
        }
    }
}

/// A date: day, month and year.
#[derive(Debug, Clone)]
pub struct DateField {
    pub id: String,
    /// What begins the names of its parts: `{name}-day`. Nothing begins them when it is empty.
    pub name: String,
    pub legend: Heading,
    pub hint: Option<String>,
    /// What is saved, where it differs from what was typed before.
    pub saved: Option<String>,
    pub error: Option<String>,
    pub day: String,
    pub month: String,
    pub year: String,
    /// Which parts are wrong; all of them when it has an error and none is named.
    pub wrong: Vec<&'static str>,
    /// Whether the name of a month is understood. Then a keyboard of digits would be in the way.
    pub takes_names: bool,
}

/// A part of a date, as it is shown.
#[derive(Debug, Clone)]
pub struct DatePart {
    pub id: String,
    pub name: String,
    pub label: &'static str,
    pub class: String,
    pub value: String,
    pub inputmode: &'static str,
}

impl DateField {
    /// A date under this legend.
    pub fn new(name: &str, legend: &str) -> Self {
        Self {
            id: name.to_owned(),
            name: name.to_owned(),
            legend: self::legend(legend),
            hint: None,
            saved: None,
            error: None,
            day: String::new(),
            month: String::new(),
            year: String::new(),
            wrong: Vec::new(),
            takes_names: true,
        }
    }

    /// With a hint.
    pub fn hint(self, hint: &str) -> Self {
        Self { hint: Some(hint.to_owned()), ..self }
    }

    /// The classes of what is around it.
    pub fn group_class(&self) -> &'static str {
        group_class(self.error.is_some())
    }

    /// The ids of what describes it.
    pub fn described_by(&self) -> Option<String> {
        described_by(&self.id, self.hint.is_some(), self.saved.is_some(), self.error.is_some())
    }

    /// The id of the first part that is wrong, where its error leads.
    pub fn first_wrong(&self) -> String {
        part_id(&self.id, self.wrong.first().unwrap_or(&"day"))
    }

    /// Its parts.
    pub fn parts(&self) -> [DatePart; 3] {
        let all = self.error.is_some() && self.wrong.is_empty();
        [("day", "Day", 2, &self.day), ("month", "Month", 2, &self.month), ("year", "Year", 4, &self.year)]
            .map(|(part, label, width, value)| {
                let wrong = all || self.wrong.contains(&part);
                let names = self.takes_names && part == "month";
                let width = if names {
                    "govuk-input--width-5".to_owned()
                } else {
                    format!("govuk-input--width-{width}")
                };
                DatePart {
                    id: part_id(&self.id, part),
                    name: if self.name.is_empty() { part.to_owned() } else { part_id(&self.name, part) },
                    label,
                    class: class(
                        "govuk-input govuk-date-input__input",
                        &width,
                        wrong.then_some("govuk-input--error"),
                    ),
                    value: value.clone(),
                    inputmode: if names { "text" } else { "numeric" },
                }
            })
    }
}

fn legend(text: &str) -> Heading {
    Heading { text: text.to_owned(), base: "govuk-fieldset__legend", ..Heading::default() }
}
