//! How long going live is on hold: until a day, or until PDP support releases it.

use jiff::civil::Date;

use crate::components::{Choice, Choices, DateField};
use crate::form_view::FormView;
use crate::web::day;
use crate::web::form::Form;

/// The fields: which of the two, as `legend` asks, and the day. `day` is what stands there while nothing was typed.
pub fn fields(form: &FormView, legend: &str, chosen: &str, day: Option<Date>) -> (Choices, DateField) {
    let choices =
        vec![Choice::new("day", "Until a day"), Choice::new("released", "Until PDP support releases it")];
    let lasts = form.radios("lasts", legend, choices, chosen);
    let until = form
        .date("until", "Until which day", day)
        .hint("Only for a hold until a day: it ends at 00:00 on that day. For example, 27 1 2027");
    (lasts, until)
}

/// What was chosen: the day, or none until it is released.
///
/// # Errors
/// What is missing or cannot be read, with the id of its field.
pub fn read(typed: &Form) -> Result<Option<Date>, (String, String)> {
    match typed.value("lasts").as_str() {
        "released" => Ok(None),
        "day" => match day::read(typed, "until", "The day until which going live is on hold") {
            Ok(day) => Ok(Some(day)),
            Err(mistake) => Err(mistake.of("until")),
        },
        _ => Err(("lasts".to_owned(), "Select how long going live is on hold".to_owned())),
    }
}
