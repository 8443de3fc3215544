//! Changes brought to where a test needs them, through the API.

use std::collections::BTreeMap;

use app::Verdict;
use domain::change::Status;
use domain::evidence::{AcceptedFile, PdfFlag};
use domain::export::{Export, ExportState, Product, RegisterFormat, Subject};
use domain::organisation::Organisation;
use fakes::accepted_file;
use serde_json::{Value, json};

use super::{Answer, Api, Call, Caller};

/// A change of the first organisation.
#[derive(Debug, Clone)]
pub struct Made {
    /// `/technical-changes/{id}`.
    pub path: String,
    pub id: String,
    /// Its entity tag.
    pub etag: String,
    /// An accepted file.
    pub evidence: String,
}

impl Made {
    /// The id of a bundle of the first change that was made; it is ready.
    pub const BUNDLE: &str = "0190a0b0-0000-7000-8000-0000000000b1";
    /// The id of an export of the first organisation's register; it is ready.
    pub const REGISTER: &str = "0190a0b0-0000-7000-8000-0000000000b2";
}

/// Answers that can be submitted once there is evidence.
pub fn answers() -> Value {
    json!({
        "change_type": "both",
        "reason": "We are moving our find service to a new platform",
        "oat_requested": false,
        "suggested_scale": "minor",
        "new_endpoints": [
            { "endpoint_type": "find", "url": "https://find.new.example.org/pensions" },
            { "endpoint_type": "view", "url": "https://view.new.example.org/pensions" },
            { "endpoint_type": "pat_refresh", "url": "https://pat.new.example.org/pensions" },
        ],
        "affected_endpoints": [],
        "needs_downtime": true,
    })
}

impl Api {
    /// Two organisations of which the first is not connected yet: nothing of it is live.
    pub fn before_connecting() -> Self {
        let api = Self::new();
        let own = Organisation { live_endpoints: BTreeMap::new(), ..fakes::organisation(1) };
        api.fakes.store.put_organisation(&own, &BTreeMap::new());
        api
    }

    /// Begins a draft with these answers.
    pub fn draft(&self, answers: &Value) -> Answer {
        self.send(Call::post("/technical-changes").by(Caller::BUSINESS).json(answers)).expect(201)
    }

    /// Asks for an upload form.
    pub fn request_upload(&self, path: &str) -> Answer {
        let body = json!({ "file_name": "acceptance.pdf", "media_type": "application/pdf" });
        self.send(Call::post(format!("{path}/evidence")).by(Caller::BUSINESS).json(&body)).expect(201)
    }

    /// Accepts an uploaded file, as its inspection does.
    pub fn accept(&self, change: &str, evidence: &str) {
        let file = AcceptedFile {
            flags: vec![PdfFlag::JavaScript],
            ..accepted_file(app::Clock::now(&self.fakes.clock))
        };
        self.settle(change, evidence, &Verdict::Accepted(file));
    }

    /// Notes that a file arrived.
    pub fn receive(&self, change: &str, evidence: &str) {
        let (change, evidence) = (change.parse().expect("an id"), evidence.parse().expect("an id"));
        pollster::block_on(app::receive_evidence(&self.fakes.desk(), change, evidence)).expect("it is noted");
    }

    /// Keeps a verdict on a file.
    pub fn settle(&self, change: &str, evidence: &str, verdict: &Verdict) {
        let (change, evidence) = (change.parse().expect("an id"), evidence.parse().expect("an id"));
        pollster::block_on(app::settle_evidence(&self.fakes.desk(), change, evidence, verdict))
            .expect("the verdict is kept");
    }

    /// Reads the change at `path`.
    pub fn read(&self, path: &str) -> Answer {
        self.send(Call::get(path).by(Caller::BUSINESS)).expect(200)
    }

    /// A change in this status, with an accepted file; complete is not reachable yet.
    pub fn change_in(&self, status: Status) -> Made {
        let id = self.draft(&answers()).text("/id").to_owned();
        let path = format!("/technical-changes/{id}");
        let evidence = self.request_upload(&path).text("/evidence/id").to_owned();
        self.accept(&id, &evidence);
        let steps: &[(&str, Caller, Value)] = &[
            ("submission", Caller::BUSINESS, json!({})),
            ("question", Caller::REVIEWER, json!({ "question": "Which systems are affected?" })),
            ("answer", Caller::BUSINESS, json!({ "answer": "The find service only" })),
            (
                "review",
                Caller::REVIEWER,
                json!({ "outcome": "confirm", "scale": "minor", "oat_required": true }),
            ),
        ];
        let count = match status {
            Status::Draft | Status::Withdrawn => 0,
            Status::InReview | Status::Rejected => 1,
            Status::AwaitingInformation => 2,
            Status::Confirmed | Status::Complete => 4,
        };
        for (step, caller, body) in &steps[..count] {
            self.act(&path, step, *caller, body).expect(200);
        }
        match status {
            Status::Withdrawn => {
                self.act(&path, "withdrawal", Caller::BUSINESS, &json!({})).expect(200);
            }
            Status::Rejected => {
                let body = json!({ "outcome": "reject", "reason": "Sent twice" });
                self.act(&path, "review", Caller::REVIEWER, &body).expect(200);
            }
            _ => {}
        }
        let etag = self.read(&path).header("etag").to_owned();
        self.put_exports(&id);
        Made { path, id, etag, evidence }
    }

    /// Exports as their maker leaves them, unless they are there.
    fn put_exports(&self, change: &str) {
        let now = app::Clock::now(&self.fakes.clock);
        let state = ExportState::Ready(Product { build: 1, bytes: 7, sha256: [7; 32], at: now });
        let subjects = [
            (Made::BUNDLE, Subject::EvidenceBundle(change.parse().expect("an id"))),
            (Made::REGISTER, Subject::Register(RegisterFormat::Csv)),
        ];
        for (id, subject) in subjects {
            let id = id.parse().expect("an id");
            if self.fakes.store.export(id).is_none() {
                let asked = Export::request(id, subject, &Caller::BUSINESS.actor(), now).expect("a person");
                self.fakes.store.put_export_as_is(Export { state: state.clone(), ..asked });
            }
        }
    }

    /// POSTs to a part of the change, having seen it as it is.
    pub fn act(&self, path: &str, part: &str, caller: Caller, body: &Value) -> Answer {
        let etag = self.read(path).header("etag").to_owned();
        self.send(Call::post(format!("{path}/{part}")).by(caller).seen(&etag).json(body))
    }
}
