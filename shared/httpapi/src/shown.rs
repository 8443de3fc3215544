//! Values of use cases and rules, as callers see them.

use api::Code;

/// Makes one thing of another. It is `From` where that cannot be: neither what is shown nor its JSON is of this crate.
pub trait Of<T> {
    /// The same, as callers see it or as rules take it.
    fn of(theirs: T) -> Self;
}

impl<T> Of<T> for Code<T> {
    fn of(value: T) -> Self {
        Self(value)
    }
}
