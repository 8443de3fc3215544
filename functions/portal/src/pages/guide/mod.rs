//! The guide.

#[expect(clippy::module_inception, reason = "a page has the name of its area where the area has one page")]
pub mod guide;
