//! The running local stack, as its users see it: the real template, tokens, object store, stream and mail service.

mod administration;
mod clock;
mod evidence;
mod mail_feedback;
mod oat;
mod people;
mod portal;
mod review;
mod tokens;
