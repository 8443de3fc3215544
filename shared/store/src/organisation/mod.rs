//! Records of organisations and of PDP's team in the table: the port, memberships, the register of endpoints.

pub(crate) mod endpoints;
pub(crate) mod members;
pub(crate) mod port;
pub(crate) mod seeding;
