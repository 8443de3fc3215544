//! One table of routes for each function, and what every request goes through.

mod observe;
mod route;

pub use self::observe::observe;
pub use self::route::{Access, Route, method_not_allowed, no_such_route};
