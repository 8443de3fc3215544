//! What a rule of the tables means: who gets what, where it can succeed, and the call of it.

use std::collections::BTreeSet;

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::endpoint::EndpointType;
use domain::ids::{ChangeId, DisputeId, DowntimeId, OatId, OrganisationId, PreFlightId};
use fakes::{organisation, staff};
use httpapi::Route;
use serde_json::Value;

use crate::rules::RULES;
use crate::support::{
    Api, Call, Caller, DisputePlace, Made, MadeDispute, MadeOat, OatPlace, Place, proposal,
};
use api_client::ETag;

/// Who gets a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    Everyone,
    /// Everyone in the owning organisation, and PDP; it does not exist for others (P1).
    Readers,
    /// Holders of this role; it does not exist for other organisations (P1).
    Holders(Role),
    /// Holders of this role, each for what is nobody else's to know.
    HoldersForTheirOwn(Role),
    /// Service managers, primary technical contacts and test managers, each for what is their own organisation's.
    Askers,
    /// Primary business contacts and service managers; it does not exist for other organisations (P1).
    Declarers,
    /// The same, each for their own organisation.
    DeclarersForTheirOwn,
    /// Service managers and primary business contacts; it does not exist for other organisations (P1).
    Disputers,
    /// PDP; what is about one organisation or PDP's team does not exist for others (P1).
    Pdp,
    /// PDP, and it does not exist for others.
    PdpAlone,
    /// Holders of any role at PDP; of notes others learn nothing.
    AnyRoleAtPdp,
    /// The reviewer, who claimed it: the claim keeps the others at PDP from it.
    WhoClaimed,
}

/// What there has to be.
#[derive(Debug, Clone, Copy)]
pub enum Given {
    /// A change of the first organisation at this place.
    Change(Place),
    /// OAT at this place.
    Oat(OatPlace),
    /// A notice of downtime of the first organisation, without a change.
    Notice,
    /// The same, of which the downtime is under way.
    NoticeUnderWay,
    /// A result of the first organisation, disputed or not.
    Dispute(DisputePlace),
    /// Organisations and PDP's team.
    Records,
    /// The same, of which the first organisation is not connected yet.
    Unconnected,
    /// The same, with suspended endpoints; somebody proposes that one of them is live again.
    Suspended { proposed: bool },
    /// The same, and nobody has signed in yet.
    Invited,
    /// The same, and PDP's second administrator proposed roles.
    Proposed,
}

/// One route and what it answers to whom.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub method: &'static str,
    pub path: &'static str,
    pub may: May,
    pub given: Given,
    pub success: u16,
    /// What the history calls the attempt, when it is refused; of changes.
    pub attempt: Option<&'static str>,
    pub body: fn(&Subject) -> Value,
}

/// Makes rules of a table: the route and the status of its success, who may, what there has to be, what the history calls the
/// attempt, and the body.
macro_rules! rule_table {
    ($($method:ident $path:literal $success:literal: $may:expr, $given:expr
        $(, tries $attempt:path)? $(, sends $body:tt)? $(, by $make:expr)?;)+) => {&[$($crate::routes::Rule {
        method: stringify!($method),
        path: $path,
        may: $may,
        given: $given,
        success: $success,
        attempt: $crate::routes::rule_table!(@attempt $($attempt)?),
        body: $crate::routes::rule_table!(@body $(sends $body)? $(by $make)?),
    },)+]};
    (@attempt) => { None };
    (@attempt $attempt:path) => { Some($attempt.code()) };
    (@body) => { |_| serde_json::Value::Null };
    (@body sends $body:tt) => { |_| serde_json::json!($body) };
    (@body by $make:expr) => { $make };
}

pub(crate) use rule_table;

/// What a rule is tried on.
#[derive(Debug, Clone)]
pub enum Subject {
    Change(Made),
    Oat(MadeOat),
    Dispute(MadeDispute),
    Organisation(OrganisationId),
    Notice(DowntimeId, ETag),
}

/// The id of nothing.
const NOWHERE: u128 = 0x0190_A0B0_0000_7000_8000_0000_0000_DEAD;

impl Subject {
    /// The same that does not exist.
    pub fn missing(&self) -> Self {
        match self.clone() {
            Self::Change(made) => Self::Change(Made { id: ChangeId::from_u128(NOWHERE), ..made }),
            Self::Oat(made) => {
                let pre_flight = PreFlightId::from_u128(NOWHERE);
                Self::Oat(MadeOat { id: OatId::from_u128(NOWHERE), pre_flight, ..made })
            }
            Self::Dispute(made) => {
                let oat = OatId::from_u128(NOWHERE);
                Self::Dispute(MadeDispute { id: DisputeId::from_u128(NOWHERE), oat, ..made })
            }
            Self::Organisation(_) => Self::Organisation(OrganisationId::from_u128(NOWHERE)),
            Self::Notice(_, etag) => Self::Notice(DowntimeId::from_u128(NOWHERE), etag),
        }
    }

    /// The OAT that it is about.
    pub fn oat(&self) -> &MadeOat {
        let Self::Oat(made) = self else { panic!("{self:?}") };
        made
    }

    /// The disputed result that it is about.
    pub fn dispute(&self) -> &MadeDispute {
        let Self::Dispute(made) = self else { panic!("{self:?}") };
        made
    }

    fn etag(&self) -> &str {
        match self {
            Self::Change(made) => made.etag.as_str(),
            Self::Oat(made) => made.etag.as_str(),
            Self::Notice(_, etag) => etag.as_str(),
            Self::Dispute(made) => made.etag.as_str(),
            Self::Organisation(_) => "*",
        }
    }
}

impl Rule {
    /// A world in which it can succeed, and what it is tried on there.
    pub fn world(&self) -> (Api, Subject) {
        match self.given {
            Given::Change(place) => {
                let api = Api::new();
                let made = api.change_at(place);
                (api, Subject::Change(made))
            }
            Given::Oat(place) => {
                let (api, made) = Api::with_oat(place);
                (api, Subject::Oat(made))
            }
            Given::Notice | Given::NoticeUnderWay => {
                let (api, notice) = Api::with_notice();
                if matches!(self.given, Given::NoticeUnderWay) {
                    api.go_to("2027-03-01T09:30:00Z");
                }
                (api, Subject::Notice(notice.id, ETag::of(notice.version)))
            }
            Given::Dispute(place) => {
                let (api, made) = Api::with_dispute(place);
                (api, Subject::Dispute(made))
            }
            Given::Records => (Api::new(), Subject::Organisation(organisation(1).id)),
            Given::Invited => (Api::with_everybody_invited(), Subject::Organisation(organisation(1).id)),
            Given::Proposed => (Api::with_proposal(), Subject::Organisation(organisation(1).id)),
            Given::Unconnected => (Api::before_connecting(), Subject::Organisation(organisation(1).id)),
            Given::Suspended { proposed } => {
                (Api::with_suspended(proposed), Subject::Organisation(organisation(1).id))
            }
        }
    }

    /// Somebody who gets a success.
    pub fn somebody(&self) -> Caller {
        match self.may {
            May::Holders(Role::Pdp(role)) | May::HoldersForTheirOwn(Role::Pdp(role)) => {
                Caller::Staff(Some(role))
            }
            May::Holders(Role::Organisation(role)) | May::HoldersForTheirOwn(Role::Organisation(role)) => {
                Caller::Member(1, Some(role))
            }
            May::Askers | May::Declarers | May::DeclarersForTheirOwn | May::Disputers => Caller::SERVICE,
            May::Pdp | May::PdpAlone | May::AnyRoleAtPdp | May::WhoClaimed => Caller::REVIEWER,
            May::Everyone | May::Readers => Caller::BUSINESS,
        }
    }

    /// Whether a role is needed, and not only being of a side.
    pub fn needs_role(&self) -> bool {
        matches!(
            self.may,
            May::Holders(_)
                | May::HoldersForTheirOwn(_)
                | May::Askers
                | May::Declarers
                | May::DeclarersForTheirOwn
                | May::Disputers
                | May::AnyRoleAtPdp
                | May::WhoClaimed
        )
    }

    /// The status that `caller` gets.
    pub fn expected(&self, caller: Caller) -> u16 {
        use OrganisationRole::{
            PrimaryBusinessContact, PrimaryTechnicalContact, ServiceManager, TestManager,
        };
        let holds = |role: Role| match (caller, role) {
            (Caller::Member(_, held), Role::Organisation(role)) => held == Some(role),
            (Caller::Staff(held), Role::Pdp(role)) => held == Some(role),
            _ => false,
        };
        let asks = |role| matches!(role, Some(ServiceManager | PrimaryTechnicalContact | TestManager));
        let declares = |role| matches!(role, Some(PrimaryBusinessContact | ServiceManager));
        match (self.may, caller) {
            (May::Everyone, _)
            | (May::Pdp | May::PdpAlone, Caller::Staff(_))
            | (May::AnyRoleAtPdp, Caller::Staff(Some(_))) => self.success,
            (May::PdpAlone, Caller::Member(..)) => 404,
            (May::AnyRoleAtPdp, Caller::Member(..)) if self.is_of_notes() => 404,
            (May::WhoClaimed, Caller::Staff(Some(PdpRole::Reviewer))) => self.success,
            (May::WhoClaimed, Caller::Staff(Some(_))) => 409,
            (May::AnyRoleAtPdp | May::WhoClaimed, _) => 403,
            // What is somebody else's does not exist, and only those who may ask at all are told so.
            (May::Askers, Caller::Member(2, role)) if asks(role) => 404,
            (May::Askers, Caller::Member(1, role)) if asks(role) => self.success,
            (May::Askers, _) => 403,
            (May::Declarers, Caller::Member(2, _)) => 404,
            (May::DeclarersForTheirOwn, Caller::Member(2, role)) if declares(role) => 422,
            (May::Declarers | May::DeclarersForTheirOwn, Caller::Member(_, role)) if declares(role) => {
                self.success
            }
            (May::Declarers | May::DeclarersForTheirOwn, _) => 403,
            (May::Pdp, Caller::Member(2, _)) if self.path.starts_with("/technical-changes/{id}") => 404,
            // PDP's team does not exist for others; lists of emails need no record to be there.
            (May::Pdp, _) if self.path.starts_with("/pdp-team") && !self.is_of_emails() => 404,
            (May::Pdp, Caller::Member(..)) => 403,
            (May::Readers | May::Holders(_) | May::Disputers, Caller::Member(2, _)) => 404,
            (May::Disputers, Caller::Member(_, Some(ServiceManager | PrimaryBusinessContact))) => {
                self.success
            }
            (May::Disputers, _) => 403,
            (May::Readers, _) => self.success,
            (May::Holders(role) | May::HoldersForTheirOwn(role), _) if holds(role) => self.success,
            (May::Holders(_) | May::HoldersForTheirOwn(_), _) => 403,
        }
    }

    /// Whether it is about PDP's notes.
    pub fn is_of_notes(&self) -> bool {
        self.path.ends_with("/notes")
    }

    /// Whether a refusal of it is kept with who tried it, wherever that was: nothing about notes stands where others read, and a
    /// draft is begun at home, whatever it begins from.
    pub fn is_refused_at_home(&self) -> bool {
        self.is_of_notes() || self.path.ends_with("/new-draft")
    }

    /// Whether it lists deliveries and bounces.
    pub fn is_of_emails(&self) -> bool {
        self.path.ends_with("/mail-feedback")
    }

    /// What those are told to whom it does not exist.
    pub fn missing(&self) -> &'static str {
        if self.path.starts_with("/endpoints/exports/") { "export_not_found" } else { "not_found" }
    }

    /// The call of it, by nobody yet.
    pub fn call(&self, on: &Subject) -> Call {
        let id = match on {
            Subject::Change(made) => made.id.to_string(),
            Subject::Oat(made) if self.path.starts_with("/pre-flights") => made.pre_flight.to_string(),
            Subject::Oat(made) => made.id.to_string(),
            Subject::Dispute(made) => made.id.to_string(),
            Subject::Organisation(id) => id.to_string(),
            Subject::Notice(id, _) => id.to_string(),
        };
        self.call_at(&id, on)
    }

    /// The same where `id` stands for that of what it is about, whatever it is.
    pub fn call_at(&self, id: &str, on: &Subject) -> Call {
        let mut path = self.path.to_owned();
        let mut put = |name: &str, value: &str| path = path.replace(name, value);
        put("{id}", id);
        match on {
            Subject::Change(made) => {
                let decides = self.path.ends_with("/decision");
                put("{evidence_id}", &made.evidence.to_string());
                put("{step}", if decides { "service_acceptance" } else { "live_cryptographic_material" });
                put("{reference}", Made::SUPPORT);
                put("{downtime_id}", Made::DOWNTIME);
                put("{environment}", "test");
                put("{task}", &format!("technical_change.{id}.review"));
                let of_register = self.path.starts_with("/endpoints/");
                put("{export_id}", if of_register { Made::REGISTER } else { Made::BUNDLE });
            }
            Subject::Oat(made) => {
                put("{number}", "1");
                put("{reference}", &made.reference);
            }
            Subject::Notice(..) => put("{downtime_id}", id),
            Subject::Dispute(made) => put("{evidence_id}", &made.evidence.to_string()),
            Subject::Organisation(_) => {
                let of_pdp = self.path.starts_with("/pdp-team");
                let person = if of_pdp { staff(PdpRole::Support) } else { Caller::TEST_MANAGER.actor() };
                put("{person_id}", &person.person().expect("a person").to_string());
                let mut live = organisation(1).live_endpoints.into_iter();
                let view = live.find(|(_, kind)| *kind == EndpointType::View).expect("a View endpoint").0;
                put("{endpoint_id}", &view.to_string());
                put("{proposal_id}", &proposal().to_string());
            }
        }
        // Lists of the first organisation: the query names it.
        match (self.method, self.path) {
            (
                "GET" | "HEAD",
                "/technical-changes" | "/oat-requests" | "/downtime-notices" | "/downtime-calendar"
                | "/pre-flights" | "/disputes",
            ) => {
                path.push_str(&format!("?organisation={}", organisation(1).id));
            }
            ("GET" | "HEAD", "/look-up") => {
                let is_there = id != ChangeId::from_u128(NOWHERE).to_string();
                let reference = if is_there { Made::SUPPORT } else { "SR-0000000Z" };
                path.push_str(&format!("?reference={reference}"));
            }
            ("GET" | "HEAD", "/technical-changes/{id}/reclassification") => path.push_str("?scale=moderate"),
            ("GET" | "HEAD", "/figures" | "/figures/sheet") => path.push_str("?from=2026-07"),
            ("GET", "/endpoints") => path.push_str(&format!("?organisation={id}")),
            _ => {}
        }
        let call = Call::new(self.method, path).seen(on.etag());
        match (self.body)(on) {
            Value::Null => call,
            body => call.json(&body),
        }
    }
}

/// Each table has every route of its functions, once, and no other.
pub fn has_every_route(rules: &[Rule], routes: &[Route]) {
    let routes: BTreeSet<_> = routes.iter().map(|route| (route.method, route.path)).collect();
    let found: BTreeSet<_> = rules.iter().map(|rule| (rule.method, rule.path)).collect();
    assert_eq!(found, routes);
    assert_eq!(found.len(), rules.len());
}

/// Each route has exactly the scopes of those who may call it.
pub fn has_the_scopes(rules: &[Rule], routes: &[Route]) {
    for rule in rules {
        let route = routes.iter().find(|route| (route.method, route.path) == (rule.method, rule.path));
        let needed: &[_] = match rule.may {
            May::Holders(Role::Organisation(_))
            | May::HoldersForTheirOwn(Role::Organisation(_))
            | May::Askers
            | May::Declarers
            | May::DeclarersForTheirOwn
            | May::Disputers => &["technical-changes/organisation"],
            May::Holders(Role::Pdp(_))
            | May::HoldersForTheirOwn(Role::Pdp(_))
            | May::Pdp
            | May::PdpAlone
            | May::AnyRoleAtPdp
            | May::WhoClaimed => &["technical-changes/pdp"],
            // PDP reads a submitted change, not what a draft still lacks: the check is the organisation's.
            May::Readers if rule.path.ends_with("/check") => &["technical-changes/organisation"],
            May::Readers | May::Everyone => &["technical-changes/organisation", "technical-changes/pdp"],
        };
        assert_eq!(route.expect("a route").access.scopes(), needed, "{} {}", rule.method, rule.path);
    }
}

/// Routes of disputes, or the others: two functions have some.
pub fn of_disputes(routes: &[Route], are: bool) -> Vec<Route> {
    routes.iter().filter(|route| route.path.starts_with("/disputes") == are).copied().collect()
}

/// The routes of the functions whose table this is; oat/rules.rs, disputes/rules.rs and records.rs have the others.
fn routes() -> Vec<Route> {
    let own =
        [submissions::ROUTES, evidence::ROUTES, reviews_and_steps::ROUTES, cryptographic_material::ROUTES];
    of_disputes(&own.concat(), false)
}

#[test]
fn the_table_has_every_route_and_no_other() {
    has_every_route(RULES, &routes());
}

#[test]
fn a_person_with_the_role_of_a_route_has_a_scope_of_it() {
    has_the_scopes(RULES, &routes());
}
