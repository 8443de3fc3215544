//! Requests for OAT brought to where a test needs them.

use domain::actor::{OrganisationRole, PdpRole};
use domain::endpoint::EndpointUrl;
use domain::policy::Step;
use fakes::{Play, organisation};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Answer, Api, Call, Caller, Made, Place};

/// The service manager of the first organisation.
pub const SERVICE: Caller = Caller::Member(1, Some(OrganisationRole::ServiceManager));
/// PDP support.
pub const SUPPORT: Caller = Caller::Staff(Some(PdpRole::Support));
const ADMINISTRATOR: Caller = Caller::Staff(Some(PdpRole::Administrator));

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
    /// Of an initial connection; it passed after its date.
    DateNeeded,
}

/// What is tested, and the request for it.
#[derive(Debug, Clone)]
pub struct MadeOat {
    /// `/oat-requests/{id}`.
    pub path: String,
    /// Its id, and that of what is tested.
    pub id: String,
    /// Its entity tag; `"*"` while there is none.
    pub etag: String,
    /// What the first attempt of the first run sent, if it was made.
    pub request: String,
    /// The reference of its support request.
    pub reference: String,
    pub pre_flight: String,
}

impl MadeOat {
    /// The Find endpoint of the change or of the vouching scheme.
    pub const FIND: &str = "https://find.new.example.org/pensions";
    /// The connection date.
    pub const DATE: &str = "2026-09-01";
}

/// Three times yes, and a date; of this change, or of the initial connection.
pub fn oat_request(change: Option<&str>) -> Value {
    json!({
        "technical_change": change,
        "material_deployed": true,
        "connection_ready": true,
        "organisation_ready": true,
        "connection_date": MadeOat::DATE,
    })
}

impl Api {
    /// An API in which OAT is at this place.
    pub fn with_oat(place: OatPlace) -> (Self, MadeOat) {
        let connects = matches!(
            place,
            OatPlace::ToConnect | OatPlace::Connecting | OatPlace::SupportAsked | OatPlace::DateNeeded
        );
        let (api, id) = if connects { Self::with_scheme() } else { Self::with_open_step() };
        let mut made = MadeOat {
            path: format!("/oat-requests/{id}"),
            id,
            etag: "*".to_owned(),
            request: "0190a0b0-0000-8000-8000-00000000beef".to_owned(),
            reference: Made::SUPPORT.to_owned(),
            pre_flight: String::new(),
        };
        match place {
            OatPlace::Open | OatPlace::ToConnect => return (api, made),
            OatPlace::Tried => {
                let body = json!({ "technical_change": made.id });
                let asked = api.send(Call::post("/pre-flights").by(SERVICE).json(&body)).expect(202);
                made.pre_flight = asked.text("/id").to_owned();
                return (api, made);
            }
            _ => {}
        }
        let subject = (!connects).then_some(made.id.as_str());
        api.send(Call::post("/oat-requests").by(SERVICE).json(&oat_request(subject))).expect(201);
        api.go_on(place, &mut made);
        made.etag = api.read_oat(&made, SERVICE).header("etag").to_owned();
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
        match place {
            OatPlace::Overriding => {
                let body = json!({ "outcome": "passed", "reason": "It was our mistake" });
                self.act_on_oat(made, "overrides", SUPPORT, &body).expect(200);
            }
            OatPlace::DateAsked => {
                let body = json!({ "connection_date": "2026-10-01", "reason": "Our supplier is late" });
                self.act_on_oat(made, "date-changes", SERVICE, &body).expect(200);
            }
            OatPlace::SupportAsked => {
                let body = json!({ "text": "What does the report mean?" });
                let asked = self.act_on_oat(made, "support-requests", SERVICE, &body).expect(200);
                made.reference = asked.text("/support_requests/0/reference").to_owned();
            }
            _ => {}
        }
        let report = self.send(Call::get(format!("{}/runs/1", made.path)).by(SERVICE)).expect(200);
        if let Some(sent) = report.body.pointer("/attempts/0/request_id").and_then(Value::as_str) {
            made.request = sent.to_owned();
        }
    }

    fn with_open_step() -> (Self, String) {
        let api = Self::new();
        let id = api.change_at(Place::Open(Step::OperationalAcceptanceTesting)).id;
        (api, id)
    }

    fn with_scheme() -> (Self, String) {
        let api = Self::before_connecting();
        let id = organisation(1).id.to_string();
        let body = json!({
            "name": "Orchard Trust",
            "endpoints": [{ "endpoint_type": "find", "url": MadeOat::FIND }],
        });
        let call = Call::post(format!("/organisations/{id}/vouching-scheme")).by(ADMINISTRATOR).seen("*");
        api.send(call.json(&body)).expect(200);
        (api, id)
    }

    /// A little later the probe makes a pass, and the endpoint does this; it accepts when nothing is said.
    pub fn probe_with(&self, plays: &[Play]) {
        self.fakes.clock.advance(SignedDuration::from_mins(2));
        self.fakes.probe.play(&EndpointUrl::restore(MadeOat::FIND.to_owned()), plays.to_vec());
        let probed = pollster::block_on(app::probe_due(&self.fakes.desk(), &self.fakes.probe, 8, || true));
        let probed = probed.expect("a pass");
        assert!(probed.failed.is_empty() && !probed.attempts.is_empty(), "{probed:?}");
    }

    pub fn read_oat(&self, made: &MadeOat, caller: Caller) -> Answer {
        self.send(Call::get(&made.path).by(caller)).expect(200)
    }

    /// POSTs to a part of the request, having seen it as it is.
    pub fn act_on_oat(&self, made: &MadeOat, part: &str, caller: Caller, body: &Value) -> Answer {
        let etag = self.read_oat(made, SERVICE).header("etag").to_owned();
        self.send(Call::post(format!("{}/{part}", made.path)).by(caller).seen(&etag).json(body))
    }
}
