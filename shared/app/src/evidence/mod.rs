//! Evidence files: upload forms, arriving files, files that are being checked, verdicts, links, and the comparison of what is kept. Adapters implement `ports`.

pub(crate) mod checking;
pub(crate) mod compare;
pub(crate) mod link;
pub(crate) mod ports;
pub(crate) mod receive;
pub(crate) mod request;
pub(crate) mod settle;
