//! An organisation with a change whose OAT step is open, another that is to be connected, PDP, and a probe.

use app::mail::{Audience, Notification, OatNews};
use app::{
    AppError, IdempotencyKey, Ids, OatDone, OatSubject, Party, Probed, Request, RequestKey, Services,
    draft_change, execute_command, execute_oat_command, probe_due, propose_vouching_scheme,
    register_organisation, request_oat, submit_change,
};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::change::answers::{Answers, ChangeType, EndpointAnswer};
use domain::change::step_answers::StepAnswers;
use domain::change::{Change, Command as ChangeCommand, HostsAtReview};
use domain::endpoint::{EndpointType, EndpointUrl};
use domain::ids::{ChangeId, OatId, OrganisationId};
use domain::oat::{Command, OatAnswers, OatRequest};
use domain::policy::Scale;
use fakes::{FakeProbe, Fakes, MemoryStore, complete_answers, endpoint, key, member, organisation, staff};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use pollster::block_on;

use OrganisationRole::{PrimaryBusinessContact, PrimaryTechnicalContact, ServiceManager};

/// The connection date that tests ask for; the fakes begin on Monday 6 July 2026.
pub const DATE: Date = date(2026, 7, 20);

pub const FIND: &str = "https://find.new.example.org/find";
pub const SECOND: &str = "https://find.second.example.org/find";

pub struct World {
    pub fakes: Fakes,
    pub services: Services<MemoryStore>,
}

impl World {
    pub fn new() -> Self {
        let fakes = Fakes::seeded();
        let services = fakes.services();
        Self { fakes, services }
    }

    pub fn store(&self) -> &MemoryStore {
        &self.services.store
    }

    pub fn probe(&self) -> &FakeProbe {
        &self.fakes.probe
    }

    pub fn fresh_key(&self, actor: &Actor) -> RequestKey {
        key(actor, &format!("key-{}", self.fakes.ids.bits()), 1).unwrap()
    }

    pub fn pass_time(&self, by: SignedDuration) {
        self.fakes.clock.advance(by);
    }

    /// A minute later.
    pub fn minute(&self) {
        self.pass_time(SignedDuration::from_mins(1));
    }

    pub fn on_change(&self, actor: &Actor, id: ChangeId, command: ChangeCommand) -> Change {
        let key = actor.person().map(|_| self.fresh_key(actor));
        let request = Request { actor, on: id, seen: None, key: key.as_ref() };
        block_on(execute_command(&self.services, request, |_| command.clone())).unwrap().change
    }

    /// A change of organisation 1 at minimal scale that adds a Find endpoint at each of `urls`, with its OAT step open.
    pub fn change(&self, urls: &[&str]) -> Change {
        let change = self.in_review(urls).id;
        self.confirm(change);
        self.deployed(change)
    }

    /// PDP confirms it, with OAT.
    pub fn confirm(&self, change: ChangeId) -> Change {
        let hosts = HostsAtReview::default();
        let confirm =
            ChangeCommand::Confirm { scale: Scale::Minimal, reason: None, oat_required: true, hosts };
        self.on_change(&staff(PdpRole::Reviewer), change, confirm)
    }

    /// The live cryptographic material of the change is deployed.
    pub fn deployed(&self, change: ChangeId) -> Change {
        let answers =
            StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: None };
        self.on_change(&member(1, PrimaryTechnicalContact), change, ChangeCommand::SubmitStep { answers })
    }

    /// A change of organisation 1 that adds a Find endpoint at each of `urls`, submitted at minimal scale.
    pub fn in_review(&self, urls: &[&str]) -> Change {
        let answers = match urls {
            [] => Answers {
                change_type: Some(ChangeType::UnderlyingSolution),
                new_endpoints: Vec::new(),
                ..complete_answers(&[])
            },
            urls => complete_answers(urls),
        };
        let contact = member(1, PrimaryBusinessContact);
        let draft = block_on(draft_change(&self.services, &contact, &self.fresh_key(&contact), answers))
            .unwrap()
            .change;
        let key = self.fresh_key(&contact);
        let request = Request { actor: &contact, on: draft.id, seen: None, key: Some(&key) };
        block_on(submit_change(&self.services, request)).unwrap().change
    }

    /// An organisation without live endpoints, with a service manager and a vouching scheme on record.
    pub fn newcomer(&self) -> (OrganisationId, Actor) {
        let administrator = staff(PdpRole::Administrator);
        let made = block_on(register_organisation(
            &self.services,
            &administrator,
            &self.fresh_key(&administrator),
            "Newcomer Pensions",
        ));
        let Party::Organisation(id) = made.unwrap().record.party() else { panic!("no organisation") };
        let key = self.fresh_key(&administrator);
        let request =
            Request { actor: &administrator, on: Party::Organisation(id), seen: None, key: Some(&key) };
        let typed = |kind, url: &str| EndpointAnswer { endpoint_type: Some(kind), url: url.to_owned() };
        let endpoints = vec![
            typed(EndpointType::Find, "https://find.newcomer.example.org/find"),
            typed(EndpointType::View, "https://view.newcomer.example.org/view"),
        ];
        block_on(propose_vouching_scheme(&self.services, request, "Newcomer Scheme".to_owned(), endpoints))
            .unwrap();
        let Actor::Member { person, roles, .. } = member(9, ServiceManager) else { panic!("no member") };
        (id, Actor::Member { person, organisation: id, roles, name: None })
    }

    /// OAT of `subject`, requested by `actor`.
    pub fn request(&self, actor: &Actor, subject: OatSubject) -> Result<OatDone, AppError> {
        let key = self.fresh_key(actor);
        block_on(request_oat(&self.services, actor, Some(&key), subject, &ready(DATE)))
    }

    /// OAT of a change with a Find endpoint at each of `urls`, requested.
    pub fn requested(&self, urls: &[&str]) -> OatRequest {
        let change = self.change(urls);
        self.request(&service_manager(), OatSubject::Change(change.id)).unwrap().oat
    }

    pub fn try_on(&self, actor: &Actor, id: OatId, command: &Command) -> Result<OatDone, AppError> {
        let key = actor.person().map(|_| self.fresh_key(actor));
        let on = Request { actor, on: id, seen: None, key: key.as_ref() };
        block_on(execute_oat_command(&self.services, on, command))
    }

    pub fn on(&self, actor: &Actor, id: OatId, command: &Command) -> OatRequest {
        self.try_on(actor, id, command).unwrap().oat
    }

    /// One invocation of the probe.
    pub fn probe_once(&self) -> Probed {
        block_on(probe_due(&self.services, self.probe(), 8, || true)).unwrap()
    }

    pub fn oat(&self, id: OatId) -> OatRequest {
        self.store().oat(id).unwrap()
    }

    /// The change that has the UUID of `id`.
    pub fn tested(&self, id: OatId) -> Change {
        self.store().change(ChangeId::from_u128(id.as_u128())).unwrap()
    }

    /// What was told about OAT, to whom, in the order it was written.
    pub fn told(&self) -> Vec<(Audience, &'static str)> {
        let mails = self.store().mails();
        let news = |(audience, notification): (Audience, &Notification)| match notification {
            Notification::Oat { news, .. } => Some((audience, news.kind())),
            _ => None,
        };
        mails.iter().flat_map(|(mail, _)| mail.told()).filter_map(news).collect()
    }

    /// The last news about OAT.
    pub fn last_news(&self) -> OatNews {
        let mut parts = self.store().mails().into_iter().flat_map(|(mail, _)| mail.parts).rev();
        parts
            .find_map(|part| match part.notification {
                Notification::Oat { news, .. } => Some(news),
                _ => None,
            })
            .unwrap()
    }

    /// The notifications of the change that were sent, by code.
    pub fn codes(&self) -> Vec<&'static str> {
        self.store()
            .mails()
            .iter()
            .flat_map(|(mail, _)| mail.notifications())
            .map(Notification::code)
            .collect()
    }
}

pub const SERVICE_MANAGERS: Audience = Audience::Organisation(ServiceManager);
pub const CONTACTS: Audience = Audience::Organisation(PrimaryBusinessContact);
pub const SUPPORT: Audience = Audience::Pdp(PdpRole::Support);

/// Three times yes, and a date.
pub fn ready(date: Date) -> OatAnswers {
    OatAnswers {
        material_deployed: Some(true),
        connection_ready: Some(true),
        organisation_ready: Some(true),
        connection_date: Some(date),
    }
}

pub fn service_manager() -> Actor {
    member(1, ServiceManager)
}

pub fn support() -> Actor {
    staff(PdpRole::Support)
}

/// Somebody else of PDP support.
pub fn other_support() -> Actor {
    let Actor::Staff { roles, .. } = support() else { panic!("no staff") };
    let person = staff(PdpRole::Reviewer).person().unwrap();
    Actor::Staff { person, roles, name: None }
}

pub fn url(url: &str) -> EndpointUrl {
    endpoint(EndpointType::Find, url).unwrap().url
}

/// The URL of the live Find endpoint of organisation 1.
pub fn live_find() -> EndpointUrl {
    let own = organisation(1);
    let (id, _) = own.live_endpoints.iter().find(|(_, kind)| **kind == EndpointType::Find).unwrap();
    fakes::urls_of(&own)[id].clone()
}

pub fn named(actor: &Actor, name: &str) -> RequestKey {
    RequestKey {
        person: actor.person().unwrap(),
        party: app::Party::of(actor).unwrap(),
        key: IdempotencyKey::parse(name).unwrap(),
        fingerprint: [1; 32],
    }
}
