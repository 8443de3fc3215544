//! The result of checking a draft.

use api::{CheckBody, FieldAdvice, RegisteredFormBody};
use app::{Checked, RegisteredForm};

use crate::shown::Of;

impl Of<&RegisteredForm> for RegisteredFormBody {
    fn of(form: &RegisteredForm) -> Self {
        Self { field: form.field.to_string(), typed: form.typed.clone(), registered: form.registered.clone() }
    }
}

impl Of<&Checked> for CheckBody {
    fn of(checked: &Checked) -> Self {
        let advice = checked
            .advice
            .iter()
            .map(|a| FieldAdvice { code: a.code().to_owned(), message: a.to_string() })
            .collect();
        Self {
            ready: checked.problems.is_empty() && !checked.change.status().is_terminal(),
            problems: checked.problems.iter().map(Of::of).collect(),
            advice,
            registered_forms: checked.registered.iter().map(Of::of).collect(),
        }
    }
}
