//! Records of organisations and of PDP's team, and the register of endpoints. `administer` runs every command; adapters
//! implement `ports` and `endpoints`.

pub(crate) mod add_member;
pub(crate) mod administer;
pub(crate) mod endpoints;
pub(crate) mod list_endpoints;
pub(crate) mod members;
mod notifications;
pub(crate) mod ports;
pub(crate) mod read;
pub(crate) mod record;
pub(crate) mod register;
pub(crate) mod retire_endpoint;
pub(crate) mod suspend_endpoint;
pub(crate) mod vouching_scheme;
