//! HTTP as browsers speak it: addresses, cookies, forms, headers, where a request comes from, the files of styles and script.
//!
//! Must not: know a session or a page.

pub mod about;
pub mod address;
pub mod assets;
pub mod cookies;
pub mod day;
pub mod form;
pub mod headers;
pub mod multipart;
pub mod observe;
pub mod origin;
