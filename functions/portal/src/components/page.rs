//! Parts of pages.

/// A step of the way to a page.
#[derive(Debug, Clone)]
pub struct Crumb {
    pub text: String,
    /// Where it leads; nowhere, when it is the page itself.
    pub href: Option<String>,
}

/// An entry of an error summary.
#[derive(Debug, Clone)]
pub struct Mistake {
    pub text: String,
    /// The field that it is about: `#reason`.
    pub href: Option<String>,
}

/// An entry of the navigation.
#[derive(Debug, Clone)]
pub struct NavigationItem {
    pub text: String,
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
    /// Whether this page stands below it.
    pub active: bool,
}

/// The pages before and after.
#[derive(Debug, Clone, Default)]
pub struct PageLinks {
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl PageLinks {
    /// A link to the next page alone: lists lead forward only.
    pub fn next(next: &Option<String>) -> Self {
        Self { previous: None, next: next.clone() }
    }
}

/// A row of a summary list.
#[derive(Debug, Clone)]
pub struct Row {
    pub key: String,
    pub value: String,
    pub actions: Vec<Action>,
}

impl Row {
    /// A row without an action.
    pub fn new(key: &str, value: impl Into<String>) -> Self {
        Self { key: key.to_owned(), value: value.into(), actions: Vec::new() }
    }

    /// Whether anything can be done with a row of these.
    pub fn any_actions(rows: &[Self]) -> bool {
        rows.iter().any(|row| !row.actions.is_empty())
    }
}

/// What can be done with a row.
#[derive(Debug, Clone)]
pub struct Action {
    pub href: String,
    pub text: String,
    /// What it is done with, for those who do not see the row.
    pub about: Option<String>,
}
