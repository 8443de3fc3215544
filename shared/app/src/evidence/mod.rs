//! Evidence files: upload forms, arriving files, verdicts and links. Adapters implement `ports`.

pub(crate) mod link;
pub(crate) mod ports;
pub(crate) mod receive;
pub(crate) mod request;
pub(crate) mod settle;
