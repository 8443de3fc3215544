//! Files that people upload: to a submission, to a step, to a dispute (E1–E4).
//!
//! A file goes from the browser straight to the object store. Without a script that takes three pages: what the file is
//! ([`add`]), the form that sends it, and the page of the file, which says the verdict ([`file`]). The store leads from one to the next.
//! With a script it is one page.
//!
//! Any page can lead here: it links to [`Subject::add_page`], and lists files as [`Line`]s by the
//! macro of `templates/pages/files/list.html`.

mod add;
mod file;
mod line;
mod subject;

use axum::routing::get;

pub use self::line::Line;
pub use self::subject::Subject;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/changes/{id}/files/new", get(add::to_change::<P>).post(add::send_to_change::<P>))
        .route(
            "/portal/changes/{id}/steps/{step}/files/new",
            get(add::to_step::<P>).post(add::send_to_step::<P>),
        )
        .route("/portal/disputes/{id}/files/new", get(add::to_dispute::<P>).post(add::send_to_dispute::<P>))
        .route("/portal/changes/{id}/files/{file}", get(file::of_change::<P>).post(file::act_on_change::<P>))
        .route(
            "/portal/disputes/{id}/files/{file}",
            get(file::of_dispute::<P>).post(file::act_on_dispute::<P>),
        )
        .route("/portal/changes/{id}/files/sent/{file}", get(file::sent_to_change::<P>))
        .route("/portal/disputes/{id}/files/sent/{file}", get(file::sent_to_dispute::<P>))
        .route("/portal/changes/{id}/files/{file}/state", get(file::state_of_change::<P>))
        .route("/portal/disputes/{id}/files/{file}/state", get(file::state_of_dispute::<P>))
}
