//! Records of organisations and of PDP's team, and the register of endpoints. `administer` runs every command; adapters
//! implement `ports` and `endpoints`.

pub(crate) mod add_member;
pub(crate) mod administer;
pub(crate) mod correct_member;
pub(crate) mod endpoints;
pub(crate) mod every_record;
pub(crate) mod invite_again;
mod joining;
mod left_empty;
pub(crate) mod list_endpoints;
pub(crate) mod lost_sign_ins;
pub(crate) mod members;
mod notifications;
pub(crate) mod ports;
pub(crate) mod read;
pub(crate) mod read_member;
pub(crate) mod record;
pub(crate) mod register;
pub(crate) mod remove_member;
pub(crate) mod retire_endpoint;
mod sign_ins;
pub(crate) mod suspend_endpoint;
pub(crate) mod team_roles;
pub(crate) mod try_address;
pub(crate) mod vouching_scheme;
