//! Queries of lists: which entries, and which page of them.

use domain::actor::Role;
use domain::change::Status;
use domain::figures::With;
use domain::ids::OrganisationId;
use domain::oat::Queue;
use domain::policy::Scale;
use domain::register::EndpointState;
use domain::task::TaskKind;
use jiff::civil::Date;

/// Which page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paging {
    /// Entries on it: 1 to 100; 25 when none.
    pub limit: Option<u32>,
    /// The `next` of the page before; the first page when none.
    pub cursor: Option<String>,
}

impl Paging {
    /// The first page, with up to this many entries.
    pub const fn first(limit: u32) -> Self {
        Self { limit: Some(limit), cursor: None }
    }
}

/// Which technical changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhichChanges {
    /// Whose: PDP says so, or in which status; others see their own.
    pub organisation: Option<OrganisationId>,
    /// Only those in this status.
    pub status: Option<Status>,
    /// Only those in which something waits for this side.
    pub waits_for: Option<With>,
    pub page: Paging,
}

/// Which tasks of the work list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhichTasks {
    /// About whom: for PDP, others see their own.
    pub organisation: Option<OrganisationId>,
    pub kind: Option<TaskKind>,
    /// Whose turn it is.
    pub role: Option<Role>,
    /// Only those that wait for a role that the caller holds.
    pub mine: bool,
    /// With the first page, how much waits of each kind.
    pub counted: bool,
    pub page: Paging,
}

/// Which organisations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhichOrganisations {
    /// Words or parts of words of their names; all organisations when none.
    pub name: Option<String>,
    pub page: Paging,
}

/// Which endpoints of the register: of an organisation, or for PDP everybody's in one state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhichEndpoints {
    pub organisation: Option<OrganisationId>,
    /// Only those in this state.
    pub state: Option<EndpointState>,
    pub page: Paging,
}

/// Which requests for OAT: of an organisation, or for PDP those in a queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhichOats {
    /// Whose; for PDP, others see their own.
    pub organisation: Option<OrganisationId>,
    /// In which queue; for PDP.
    pub queue: Option<Queue>,
    pub page: Paging,
}

/// Which notices of downtime.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhichDowntime {
    /// Whose; for PDP, others see their own.
    pub organisation: Option<OrganisationId>,
    /// Those that were cancelled lately, and nothing else.
    pub cancelled: bool,
    /// From this day in London on; from now on when none.
    pub from: Option<Date>,
    /// Up to this day in London.
    pub to: Option<Date>,
    pub page: Paging,
}

/// Which notices of downtime a calendar file has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhichCalendar {
    /// Whose; for PDP, others see their own.
    pub organisation: Option<OrganisationId>,
    /// From this day in London on; from 30 days ago when none.
    pub from: Option<Date>,
    /// Up to this day in London.
    pub to: Option<Date>,
}

/// Whose pre-flights.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhichPreFlights {
    /// Whose: PDP has to say, others see their own.
    pub organisation: Option<OrganisationId>,
    pub page: Paging,
}

/// Which disputes: of an organisation, or for PDP those that wait for its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhichDisputes {
    /// Whose; for PDP, others see their own.
    pub organisation: Option<OrganisationId>,
    pub page: Paging,
}

/// What to look up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookUp {
    /// The reference, as somebody wrote it.
    pub reference: String,
}

/// Another scale of a change, to see what it would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherScale {
    pub scale: Scale,
    /// Whether OAT is required from then on; unchanged when none.
    pub oat_required: Option<bool>,
}

/// The figures of which months.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhichMonths {
    /// The first one: `2026-11`.
    pub from: String,
    /// The last one; the first one alone when none.
    pub to: Option<String>,
}

/// The parameters of an address.
pub(crate) trait Query {
    /// Their names and values, of those that are given.
    fn pairs(&self) -> Vec<(&'static str, String)>;
}

impl Query for Paging {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let limit = self.limit.map(|limit| ("limit", limit.to_string()));
        let cursor = self.cursor.clone().map(|cursor| ("cursor", cursor));
        limit.into_iter().chain(cursor).collect()
    }
}

impl Query for WhichChanges {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let status = self.status.map(|status| ("status", status.code().to_owned()));
        let waits_for = self.waits_for.map(|side| ("waits_for", side.code().to_owned()));
        of(self.organisation).chain(status).chain(waits_for).chain(self.page.pairs()).collect()
    }
}

impl Query for WhichTasks {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let kind = self.kind.map(|kind| ("kind", kind.code().to_owned()));
        let role = self.role.map(|role| ("role", role.code().to_owned()));
        let mine = self.mine.then(|| ("mine", "true".to_owned()));
        let counted = self.counted.then(|| ("counted", "true".to_owned()));
        let chosen = kind.into_iter().chain(role).chain(mine).chain(counted);
        of(self.organisation).chain(chosen).chain(self.page.pairs()).collect()
    }
}

impl Query for WhichOrganisations {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let name = self.name.clone().map(|name| ("name", name));
        name.into_iter().chain(self.page.pairs()).collect()
    }
}

impl Query for WhichEndpoints {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let state = self.state.map(|state| ("state", state.code().to_owned()));
        of(self.organisation).chain(state).chain(self.page.pairs()).collect()
    }
}

impl Query for WhichOats {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let queue = self.queue.map(|queue| ("queue", queue.code().to_owned()));
        of(self.organisation).chain(queue).chain(self.page.pairs()).collect()
    }
}

impl Query for WhichDowntime {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let state = self.cancelled.then(|| ("state", "cancelled".to_owned()));
        of(self.organisation).chain(state).chain(days(self.from, self.to)).chain(self.page.pairs()).collect()
    }
}

impl Query for WhichCalendar {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        of(self.organisation).chain(days(self.from, self.to)).collect()
    }
}

impl Query for WhichPreFlights {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        of(self.organisation).chain(self.page.pairs()).collect()
    }
}

impl Query for WhichDisputes {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        of(self.organisation).chain(self.page.pairs()).collect()
    }
}

impl Query for LookUp {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![("reference", self.reference.clone())]
    }
}

impl Query for OtherScale {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let oat_required = self.oat_required.map(|is| ("oat_required", is.to_string()));
        [("scale", self.scale.code().to_owned())].into_iter().chain(oat_required).collect()
    }
}

impl Query for WhichMonths {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let to = self.to.clone().map(|to| ("to", to));
        [("from", self.from.clone())].into_iter().chain(to).collect()
    }
}

fn of(organisation: Option<OrganisationId>) -> impl Iterator<Item = (&'static str, String)> {
    organisation.into_iter().map(|id| ("organisation", id.to_string()))
}

fn days(from: Option<Date>, to: Option<Date>) -> impl Iterator<Item = (&'static str, String)> {
    let named = |name, day: Option<Date>| day.map(|day| (name, day.to_string()));
    named("from", from).into_iter().chain(named("to", to))
}
