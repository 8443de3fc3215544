//! HTTP: organisations, their people and PDP's team, reports on emails to them, the register of endpoints.
//!
//! Responsible for: these routes, as thin as they can be. It alone may make and change sign-ins in the user pool.
//! Must not: decide a rule, or touch a technical change.

mod endpoints;
mod mail_feedback;
mod members;
mod organisations;
mod proposals;
mod settings;
mod team;
mod vouching;

use std::sync::Arc;

use app::{Identities, MailFeedback, Members, Organisations, Register, Services, Suppressions, WorkList};

pub use self::settings::Settings;

/// The handlers' store and sign-ins.
pub trait Backing: Send + Sync + 'static {
    /// The store of records, of the register, of mail feedback, and of what waits.
    type Store: Organisations + Members + Register + MailFeedback + WorkList;
    /// The sign-ins of people.
    type Identities: Identities;
    /// The mail service's suppression list.
    type Suppressions: Suppressions;
}

/// The state of the handlers.
pub struct Office<B: Backing> {
    pub services: Services<B::Store>,
    /// The sign-ins of people.
    pub identities: B::Identities,
    /// The mail service's suppression list.
    pub suppressions: B::Suppressions,
}

httpapi::route_table! {
    B: Backing, Arc<Office<B>>;
    GET "/organisations" for Pdp => organisations::list_organisations;
    POST "/organisations" for Pdp => organisations::register_organisation;
    GET "/organisations/{id}" for Both => organisations::read_organisation;
    PUT "/organisations/{id}" for Pdp => organisations::rename_organisation;
    GET "/organisations/{id}/history" for Both => organisations::read_organisation_history;
    GET "/organisations/{id}/mail-feedback" for Pdp => mail_feedback::read_mail_feedback;
    GET "/organisations/{id}/members" for Both => members::list_members;
    POST "/organisations/{id}/members" for Pdp => members::add_member;
    PUT "/organisations/{id}/members/{person_id}" for Pdp => members::change_roles;
    GET "/organisations/{id}/members/{person_id}" for Pdp => members::read_member;
    POST "/organisations/{id}/members/{person_id}/removal" for Pdp => members::remove_member;
    POST "/organisations/{id}/members/{person_id}/correction" for Pdp => members::correct_member;
    POST "/organisations/{id}/members/{person_id}/invitation" for Pdp => members::invite_again;
    POST "/organisations/{id}/members/{person_id}/address-trial" for Pdp => members::try_address;
    POST "/organisations/{id}/endpoints/{endpoint_id}/retirement" for Organisation => endpoints::retire_endpoint;
    POST "/organisations/{id}/endpoints/{endpoint_id}/suspension" for Pdp => endpoints::suspend_endpoint;
    POST "/organisations/{id}/endpoints/{endpoint_id}/restoration" for Pdp => endpoints::propose_restoration;
    POST "/organisations/{id}/endpoints/{endpoint_id}/restoration/decision" for Pdp => endpoints::decide_restoration;
    POST "/organisations/{id}/vouching-scheme" for Pdp => vouching::propose_vouching_scheme;
    GET "/endpoints" for Both => endpoints::list_endpoints;
    GET "/pdp-team" for Pdp => team::read_team;
    GET "/pdp-team/history" for Pdp => team::read_team_history;
    GET "/pdp-team/mail-feedback" for Pdp => mail_feedback::read_own_mail_feedback;
    POST "/pdp-team/members" for Pdp => team::add_team_member;
    PUT "/pdp-team/members/{person_id}" for Pdp => team::change_team_roles;
    GET "/pdp-team/members/{person_id}" for Pdp => team::read_team_member;
    POST "/pdp-team/members/{person_id}/removal" for Pdp => team::remove_team_member;
    POST "/pdp-team/members/{person_id}/correction" for Pdp => team::correct_team_member;
    POST "/pdp-team/members/{person_id}/invitation" for Pdp => team::invite_team_member_again;
    POST "/pdp-team/members/{person_id}/address-trial" for Pdp => team::try_team_address;
    POST "/pdp-team/role-proposals" for Pdp => proposals::propose_roles;
    POST "/pdp-team/role-proposals/{proposal_id}/approval" for Pdp => proposals::approve_roles;
    POST "/pdp-team/role-proposals/{proposal_id}/withdrawal" for Pdp => proposals::withdraw_roles;
}
