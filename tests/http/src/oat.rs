//! Requests for OAT brought to where a test needs them.

use api::{
    NewPreFlightBody, OatRequestBody, OtherDateBody, OverrideBody, ProposedSchemeBody, RetestBody,
    SupportSessionBody,
};
use api_client::{ETag, Paging};
use domain::endpoint::{EndpointType, EndpointUrl};
use domain::ids::{ChangeId, FindRequestId, OatId, PreFlightId};
use domain::oat::Outcome;
use domain::policy::Step;
use fakes::{Play, organisation};
use jiff::SignedDuration;
use jiff::civil::{Date, date};

use super::{Api, Caller, Made, Place, Wait, endpoints};

/// Where OAT has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OatPlace {
    /// The OAT step of a change is open, and nobody has requested it.
    Open,
    /// The same, and a pre-flight was asked for: [`MadeOat::pre_flight`].
    Tried,
    /// Of a change; its first run waits for the probe.
    Testing,
    /// Of a change; its first run failed.
    Failed,
    /// Of a change; its first run passed.
    Passed,
    /// As failed, and PDP support proposes a pass.
    Overriding,
    /// As passed, and another date is asked for.
    DateAsked,
    /// Of an initial connection; nobody has requested it.
    ToConnect,
    /// The same, and its first run waits for the probe.
    Connecting,
    /// The same, with a support request: [`MadeOat::reference`].
    SupportAsked,
    /// As connecting, and PDP holds it.
    Held,
    /// Of an initial connection; it passed after its date.
    DateNeeded,
}

/// What is tested, and the request for it.
#[derive(Debug, Clone)]
pub struct MadeOat {
    /// Its id, and that of what is tested.
    pub id: OatId,
    /// Its entity tag; any while there is none.
    pub etag: ETag,
    /// What the first attempt of the first run sent, if it was made.
    pub request: FindRequestId,
    /// The reference of its support request.
    pub reference: String,
    pub pre_flight: PreFlightId,
}

impl MadeOat {
    /// The Find endpoint of the change or of the vouching scheme.
    pub const FIND: &str = "https://find.new.example.org/pensions";
    /// The connection date.
    pub const DATE: Date = date(2026, 9, 1);

    /// `/oat-requests/{id}`.
    pub fn path(&self) -> String {
        format!("/oat-requests/{}", self.id)
    }

    /// The change that is tested, if it is one.
    pub fn change(&self) -> ChangeId {
        ChangeId::from_u128(self.id.as_u128())
    }
}

/// Three times yes, and a date; of this change, or of the initial connection.
pub fn oat_request(change: Option<ChangeId>) -> OatRequestBody {
    OatRequestBody {
        technical_change: change.map(Into::into),
        material_deployed: Some(true),
        connection_ready: Some(true),
        organisation_ready: Some(true),
        connection_date: Some(MadeOat::DATE.into()),
    }
}

/// The first of October, with a reason.
pub fn other_date() -> OtherDateBody {
    OtherDateBody { connection_date: date(2026, 10, 1).into(), reason: "Our supplier is late".to_owned() }
}

/// Another test, since this was fixed.
pub fn retest(fixed: &str) -> RetestBody {
    RetestBody { fixed: fixed.to_owned() }
}

impl Api {
    /// An API in which OAT is at this place.
    pub fn with_oat(place: OatPlace) -> (Self, MadeOat) {
        let connects = matches!(
            place,
            OatPlace::ToConnect
                | OatPlace::Connecting
                | OatPlace::SupportAsked
                | OatPlace::Held
                | OatPlace::DateNeeded
        );
        let (api, id) = if connects { Self::with_scheme() } else { Self::with_open_step() };
        let mut made = MadeOat {
            id,
            etag: ETag::any(),
            request: FindRequestId::from_u128(0xBEEF),
            reference: Made::SUPPORT.to_owned(),
            pre_flight: PreFlightId::nil(),
        };
        let service = api.client(Caller::SERVICE);
        match place {
            OatPlace::Open | OatPlace::ToConnect => {}
            OatPlace::Tried => {
                let of_change =
                    NewPreFlightBody { technical_change: Some(made.change().into()), endpoints: None };
                made.pre_flight = service.ask_pre_flight(&of_change).wait().id;
            }
            _ => {
                service.request_oat(&oat_request((!connects).then(|| made.change()))).wait();
                api.go_on(place, &mut made);
                made.etag = ETag::of(service.read_oat(made.id).wait().version);
            }
        }
        drop(service);
        (api, made)
    }

    fn go_on(&self, place: OatPlace, made: &mut MadeOat) {
        match place {
            OatPlace::Failed | OatPlace::Overriding => self.probe_with(&[Play::Answer(404)]),
            OatPlace::Passed | OatPlace::DateAsked => self.probe_with(&[]),
            OatPlace::DateNeeded => {
                self.fakes.clock.advance(SignedDuration::from_hours(90 * 24));
                self.probe_with(&[]);
            }
            _ => {}
        }
        let (service, now) = (self.client(Caller::SERVICE), ETag::any());
        match place {
            OatPlace::Overriding => {
                let reason = "It was our mistake".to_owned();
                let passed = OverrideBody { outcome: Outcome::Passed.into(), reason };
                self.client(Caller::SUPPORT).propose_override(made.id, &now, &passed).wait();
            }
            OatPlace::DateAsked => {
                service.ask_for_date(made.id, &now, &other_date()).wait();
            }
            OatPlace::Held => {
                let hold = api::HoldBody { reason: "An incident".to_owned(), until: None };
                self.client(Caller::SUPPORT).hold_connection(made.id, &now, &hold).wait();
            }
            OatPlace::SupportAsked => {
                let question = SupportSessionBody {
                    text: "What does the report mean?".to_owned(),
                    ..Default::default()
                };
                let asked = service.ask_for_support(made.id, &now, &question).wait();
                made.reference.clone_from(&asked.support_requests[0].reference);
            }
            _ => {}
        }
        let report = service.read_run(made.id, 1, &Paging::default()).wait();
        if let Some(attempt) = report.attempts.first() {
            made.request = attempt.request_id;
        }
    }

    fn with_open_step() -> (Self, OatId) {
        let api = Self::new();
        let change = api.change_at(Place::Open(Step::OperationalAcceptanceTesting)).id;
        (api, domain::oat::id_of_change(change))
    }

    fn with_scheme() -> (Self, OatId) {
        let api = Self::before_connecting();
        let id = organisation(1).id;
        let scheme = ProposedSchemeBody {
            name: "Orchard Trust".to_owned(),
            endpoints: endpoints(&[(EndpointType::Find, MadeOat::FIND)]),
        };
        api.client(Caller::ADMINISTRATOR).propose_vouching_scheme(id, &ETag::any(), &scheme).wait();
        (api, domain::oat::id_of_organisation(id))
    }

    /// A little later the probe runs a batch, in which the endpoint does this; it accepts when nothing is said.
    pub fn probe_with(&self, plays: &[Play]) {
        self.fakes.clock.advance(SignedDuration::from_mins(2));
        self.fakes.probe.play(&EndpointUrl::restore(MadeOat::FIND.to_owned()), plays.to_vec());
        let probed =
            pollster::block_on(app::probe_due(&self.fakes.services(), &self.fakes.probe, 8, || true));
        let probed = probed.expect("a batch");
        assert!(probed.failed.is_empty() && !probed.attempts.is_empty(), "{probed:?}");
    }
}
