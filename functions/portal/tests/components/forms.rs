//! Parts of forms.

use askama::Template;
use portal::components::{Choice, Choices, DateField, Field, SelectOption};
use serde::Deserialize;

use crate::fixtures::{Text, Words, compare};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Label {
    text: String,
    #[serde(default)]
    classes: String,
    #[serde(default)]
    is_page_heading: bool,
}

/// The options of everything with one value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct One {
    id: Option<String>,
    name: String,
    label: Label,
    hint: Option<Text>,
    error_message: Option<Text>,
    value: Option<Words>,
    #[serde(default)]
    classes: String,
    spellcheck: Option<bool>,
    autocomplete: Option<String>,
    inputmode: Option<String>,
    rows: Option<u32>,
    r#type: Option<String>,
    prefix: Option<Text>,
    suffix: Option<Text>,
    items: Option<Vec<Item>>,
    maxlength: Option<Words>,
    javascript: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    value: Words,
    text: String,
    selected: Option<bool>,
}

impl One {
    fn field(&self) -> Field {
        let mut field = Field::new(&self.name, &self.label.text);
        field.id.clone_from(self.id.as_ref().unwrap_or(&self.name));
        field.label.classes.clone_from(&self.label.classes);
        field.label.is_heading = self.label.is_page_heading;
        field.hint = self.hint.as_ref().map(|hint| hint.text.clone());
        field.error = self.error_message.as_ref().map(|error| error.text.clone());
        field.value = self.value.clone().unwrap_or_default().0;
        field.classes.clone_from(&self.classes);
        field.spellcheck = self.spellcheck;
        field.autocomplete.clone_from(&self.autocomplete);
        field.inputmode.clone_from(&self.inputmode);
        field.rows = self.rows.unwrap_or(5);
        field.prefix = self.prefix.as_ref().map(|prefix| prefix.text.clone());
        field.suffix = self.suffix.as_ref().map(|suffix| suffix.text.clone());
        field.with_script = self.javascript == Some(true);
        field
    }
}

/// Makes a test of a macro that shows a field.
macro_rules! template {
    ($name:ident, $source:literal) => {
        #[derive(Template)]
        #[template(source = $source, ext = "html")]
        struct $name {
            field: Field,
        }
    };
}

template!(Input, "{% import \"components/forms.html\" as forms %}{{ forms::input(field) }}");
template!(Textarea, "{% import \"components/forms.html\" as forms %}{{ forms::textarea(field) }}");
template!(FileUpload, "{% import \"components/forms.html\" as forms %}{{ forms::file_upload(field) }}");

#[derive(Template)]
#[template(
    source = "{% import \"components/forms.html\" as forms %}{{ forms::select(field, options) }}",
    ext = "html"
)]
struct Select {
    field: Field,
    options: Vec<SelectOption>,
}

#[derive(Template)]
#[template(
    source = "{% import \"components/forms.html\" as forms %}{{ forms::character_count(field, most) }}",
    ext = "html"
)]
struct CharacterCount {
    field: Field,
    most: String,
}

#[derive(Template)]
#[template(
    source = "{% import \"components/forms.html\" as forms %}{% if radios %}{{ forms::radios(asked) }}{% else %}{{ forms::checkboxes(asked) }}{% endif %}",
    ext = "html"
)]
struct Chosen {
    asked: Choices,
    radios: bool,
}

#[derive(Template)]
#[template(
    source = "{% import \"components/forms.html\" as forms %}{{ forms::date_input(asked) }}",
    ext = "html"
)]
struct Dated {
    asked: DateField,
}

/// An input has no other kind than text, and not both a prefix and a suffix.
/// Holds W5.
#[test]
fn inputs() {
    compare("input", 25, |one: One| {
        let fits = one.r#type.as_deref().is_none_or(|kind| kind == "text")
            && !(one.prefix.is_some() && one.suffix.is_some());
        fits.then(|| Input { field: one.field() }.render().unwrap())
    });
}

/// Holds W5.
#[test]
fn textareas() {
    compare("textarea", 12, |one: One| Some(Textarea { field: one.field() }.render().unwrap()));
}

/// Holds W5.
#[test]
fn texts_whose_characters_are_counted() {
    compare("character-count", 14, |one: One| {
        let most = one.maxlength.clone()?.0;
        Some(CharacterCount { field: one.field(), most }.render().unwrap())
    });
}

/// Holds W5.
#[test]
fn selects() {
    compare("select", 3, |one: One| {
        // An empty choice is chosen where nothing else is: browsers show the first one then, too.
        let items = one.items.as_ref().filter(|items| {
            items.iter().all(|item| item.selected != Some(false) && !item.value.0.is_empty())
        })?;
        let mut field = one.field();
        if let Some(item) = items.iter().find(|item| item.selected == Some(true)) {
            field.value.clone_from(&item.value.0);
        }
        let options = items.iter().map(|item| SelectOption::new(&item.value.0, &item.text)).collect();
        Some(Select { field, options }.render().unwrap())
    });
}

/// Holds W5.
#[test]
fn files() {
    compare("file-upload", 10, |one: One| Some(FileUpload { field: one.field() }.render().unwrap()));
}

/// The options of radios, checkboxes and dates.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Many {
    id_prefix: Option<String>,
    id: Option<String>,
    name: Option<String>,
    name_prefix: Option<String>,
    fieldset: Fieldset,
    hint: Option<Text>,
    error_message: Option<Text>,
    #[serde(default)]
    classes: String,
    value: Option<Words>,
    values: Option<serde_json::Value>,
    #[serde(default)]
    items: Vec<serde_json::Value>,
    day: Option<DatePart>,
    month: Option<DatePart>,
    year: Option<DatePart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DatePart {
    error: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fieldset {
    legend: Label,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choosable {
    value: Words,
    text: Words,
    hint: Option<Text>,
    #[serde(default)]
    checked: bool,
    conditional: Option<Conditional>,
    behaviour: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conditional {
    html: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Divider {
    divider: String,
}

impl Many {
    fn choices(&self) -> Option<Choices> {
        let mut choices = Vec::new();
        let mut divider = None;
        for item in &self.items {
            if let Ok(found) = serde_json::from_value::<Divider>(item.clone()) {
                divider = Some(found.divider);
                continue;
            }
            let item: Choosable = serde_json::from_value(item.clone()).ok()?;
            choices.push(Choice {
                hint: item.hint.map(|hint| hint.text),
                checked: item.checked || self.value.as_ref().is_some_and(|value| value.0 == item.value.0),
                divider: divider.take(),
                alone: item.behaviour.is_some(),
                conditional: item.conditional.map(|more| more.html).filter(|html| !html.is_empty()),
                ..Choice::new(&item.value.0, &item.text.0)
            });
        }
        let name = self.name.as_ref()?;
        let mut asked = Choices::new(name, &self.fieldset.legend.text, choices);
        asked.id.clone_from(self.id_prefix.as_ref().unwrap_or(name));
        asked.classes.clone_from(&self.classes);
        asked.legend.classes.clone_from(&self.fieldset.legend.classes);
        asked.legend.is_heading = self.fieldset.legend.is_page_heading;
        asked.hint = self.hint.as_ref().map(|hint| hint.text.clone());
        asked.error = self.error_message.as_ref().map(|error| error.text.clone());
        if let Some(values) = &self.values {
            let values: Vec<String> = serde_json::from_value(values.clone()).ok()?;
            asked = asked.chosen(&values.iter().map(String::as_str).collect::<Vec<_>>());
        }
        Some(asked)
    }

    fn date(&self) -> Option<DateField> {
        let id = self.id.as_ref()?;
        let mut asked = DateField::new(id, &self.fieldset.legend.text);
        asked.name = self.name_prefix.clone().unwrap_or_default();
        asked.takes_names = false;
        asked.hint = self.hint.as_ref().map(|hint| hint.text.clone());
        asked.error = self.error_message.as_ref().map(|error| error.text.clone());
        asked.legend.classes.clone_from(&self.fieldset.legend.classes);
        asked.legend.is_heading = self.fieldset.legend.is_page_heading;
        let parts = [("day", &self.day), ("month", &self.month), ("year", &self.year)];
        // Who says which parts are right says that the others are wrong.
        let any_right = parts.iter().any(|(_, part)| part.as_ref().is_some_and(|part| !part.error));
        let wrong = parts.iter().filter(|(_, part)| part.as_ref().map_or(any_right, |part| part.error));
        asked.wrong = wrong.map(|(name, _)| *name).collect();
        let begin = self.name_prefix.as_ref().map(|prefix| format!("{prefix}-")).unwrap_or_default();
        let value = |part: &str| {
            let value = self.values.as_ref()?.get(format!("{begin}{part}"))?;
            Some(Words::from(value.clone()).0)
        };
        [asked.day, asked.month, asked.year] =
            ["day", "month", "year"].map(|part| value(part).unwrap_or_default());
        Some(asked)
    }
}

/// Holds W5.
#[test]
fn radios() {
    compare("radios", 16, |many: Many| {
        Some(Chosen { asked: many.choices()?, radios: true }.render().unwrap())
    });
}

/// Holds W5.
#[test]
fn checkboxes() {
    compare("checkboxes", 19, |many: Many| {
        Some(Chosen { asked: many.choices()?, radios: false }.render().unwrap())
    });
}

/// Holds W5.
#[test]
fn dates() {
    compare("date-input", 10, |many: Many| {
        // A date has its three parts, as they are.
        let fits = many.items.is_empty() && many.classes.is_empty();
        fits.then(|| many.date()).flatten().map(|asked| Dated { asked }.render().unwrap())
    });
}

/// The month takes its name, and the first part that is wrong is where its error leads.
#[test]
fn a_date_takes_the_name_of_a_month() {
    let mut asked = DateField::new("connection", "When?");
    asked.error = Some("Enter a month".to_owned());
    asked.wrong = vec!["month", "year"];
    assert_eq!(asked.first_wrong(), "connection-month");
    let [day, month, year] = asked.parts();
    assert_eq!((day.inputmode, month.inputmode, year.inputmode), ("numeric", "text", "numeric"));
    assert!(!day.class.contains("error") && month.class.contains("error") && year.class.contains("error"));
    assert_eq!(month.name, "connection-month");
}
