//! The running local stack, as its users meet it: the real template, tokens, object store, stream and mail service.

mod evidence;
mod people;
mod review;
mod tokens;
