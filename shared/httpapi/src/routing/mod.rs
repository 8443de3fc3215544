//! One table of routes for each function, and the layer that every request passes.

mod about;
mod observe;
mod route;

pub(crate) use self::about::note_caller;
pub use self::observe::observe;
pub use self::route::{Access, Route, method_not_allowed, no_such_route};
