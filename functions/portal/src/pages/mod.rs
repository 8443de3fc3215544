//! Pages, each a file with a template of the same name: what it asks of the API (at most three calls, at once), what it shows, and
//! the form that it takes.

pub mod changes;
pub mod desk;
pub mod disputes;
pub mod downtime;
pub mod endpoints;
pub mod error;
pub mod exports;
pub mod files;
pub mod guide;
pub mod home;
pub mod look_up;
pub mod oat;
pub mod pre_flights;
pub mod report;
pub mod sign_in;
pub mod team;
mod whose;
