//! Evidence files: upload forms, what arrives, verdicts and links; `ports` is what adapters fill.

pub(crate) mod link;
pub(crate) mod ports;
pub(crate) mod receive;
pub(crate) mod request;
pub(crate) mod settle;
