//! What follows a command: emails, news of them, inspections, exports; and the schedules.

use app::Clock;
use aws_lambda_events::event::dynamodb::Event;
use cloud::keys::upload_key;
use cloud::{S3Evidence, S3EvidenceStore, S3ExportStore, SesSender};
use cost::{Counts, Tally};
use domain::ids::{ChangeId, EvidenceId};
use domain::oat::ProfileMark;
use domain::oat::observation::Observation;
use export::Maker;
use fakes::FakeProbe;
use filecheck::corpus;
use inspect_evidence::{Incoming, Inspector};
use jiff::SignedDuration;
use oat_probe::Keys;
use serde_json::{Value, json};
use ses_mailer::SesMailer;
use store::DynamoStore;

use crate::functions::{KMS_KEY, PORTAL};
use crate::world::World;

const SENDER: &str = "no-reply@technical-change.example.org";
/// As the template has it: the most records of the stream that `notify` gets at once.
const BATCH: usize = 10;
const JOB_TIME: SignedDuration = SignedDuration::from_secs(60);
const PROBE_TIME: SignedDuration = SignedDuration::from_secs(120);
const DEADLINE: SignedDuration = SignedDuration::from_secs(10);

/// Endpoints that accept everything, and keys that can be used.
struct Endpoints(FakeProbe);

impl app::FindProbe for Endpoints {
    async fn send(&self, request: app::FindRequest) -> Observation {
        self.0.send(request).await
    }

    fn profile(&self) -> ProfileMark {
        self.0.profile()
    }
}

impl Keys for Endpoints {
    async fn unusable(&self) -> Option<String> {
        None
    }

    async fn certificate_lasts(&self) -> Option<SignedDuration> {
        Some(SignedDuration::from_hours(24 * 300))
    }
}

/// The event of the table's stream with these new items.
fn of_the_stream(partitions: &[String], sort: &str) -> Value {
    let record = |(at, partition): (usize, &String)| {
        json!({
            "eventID": at.to_string(),
            "eventName": "INSERT",
            "awsRegion": "eu-west-2",
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_339_800,
                "Keys": { "pk": { "S": partition }, "sk": { "S": sort } },
                "SequenceNumber": at.to_string(),
                "SizeBytes": 1,
                "StreamViewType": "NEW_IMAGE",
            },
        })
    };
    json!({ "Records": partitions.iter().enumerate().map(record).collect::<Vec<_>>() })
}

impl World {
    fn mailer(&self, function: &str) -> SesMailer {
        let sender = SesSender::new(self.sdk(function).ses(), SENDER.to_owned(), "mail".to_owned());
        SesMailer { sender, portal: PORTAL.to_owned() }
    }

    fn maker(&self) -> Maker<DynamoStore, S3Evidence, S3ExportStore> {
        let (sdk, exports) = (self.sdk("export"), self.around.exports.clone());
        Maker {
            services: self.services("export"),
            evidence: S3Evidence::new(&sdk, self.around.evidence.clone()),
            exports: S3ExportStore::new(&sdk, exports, KMS_KEY.to_owned()),
        }
    }

    /// Sends emails and hears of them, and makes exports, until nothing follows.
    pub async fn settle(&self) {
        loop {
            let (mails, exports) = (self.meter.take_inserted("mail"), self.meter.take_inserted("export"));
            let sent = self.meter.take_sent();
            if mails.is_empty() && exports.is_empty() && sent.is_empty() {
                return;
            }
            for batch in mails.chunks(BATCH) {
                let event: Event = serde_json::from_value(of_the_stream(batch, "MAIL")).expect("an event");
                let (services, mailer) = (self.services("notify"), self.mailer("notify"));
                let failed = notify::handle(&services, &mailer, event).await.batch_item_failures;
                assert!(failed.is_empty(), "{failed:?}");
                self.gateway.counts().called("notify");
            }
            for export in exports {
                let event = of_the_stream(&[export], "EXPORT");
                let event = serde_json::from_value(event).expect("an event");
                let maker = self.maker();
                assert_eq!(export::handle(&maker.services, &maker, event).await.deferred, 0);
                self.gateway.counts().called("export");
            }
            for sent in sent {
                self.hear("Send", "send", json!({}), &sent).await;
                let delivered = json!({ "timestamp": "2026-07-06T09:00:07.442Z", "recipients": sent.to });
                self.hear("Delivery", "delivery", delivered, &sent).await;
            }
        }
    }

    /// SES tells of an email.
    async fn hear(&self, kind: &str, name: &str, part: Value, sent: &cost::Sent) {
        let news = json!({
            "eventType": kind,
            name: part,
            "mail": {
                "timestamp": "2026-07-06T09:00:02.012Z",
                "messageId": "EXAMPLE7c191be45-000000",
                "destination": sent.to,
                "tags": { "mail-id": [sent.notification] },
            },
        });
        let event = json!({ "Records": [{ "Sns": { "Message": news.to_string() } }] });
        let event = serde_json::from_value(event).expect("an event of the topic");
        mail_feedback::handle(&self.services("mail-feedback"), event).await.expect("it is heard");
        let mut counts = self.gateway.counts();
        counts.called("mail-feedback");
        counts.news += 1;
    }

    /// A browser sends a file by the form, and it is inspected.
    pub async fn upload(&self, change: ChangeId, evidence: EvidenceId) {
        let key = upload_key(change, evidence);
        self.around.upload(&key, corpus::pdf()).await;
        let (quarantine, kept) = (self.around.quarantine.clone(), self.around.evidence.clone());
        let store = S3EvidenceStore::new(&self.sdk("inspect-evidence"), quarantine, kept, KMS_KEY.to_owned());
        let inspector = Inspector { quarantine: store, scanning: false };
        let event = json!({ "Records": [{ "s3": { "object": { "key": key } } }] });
        let incoming: Incoming = serde_json::from_value(event).expect("an event of the object store");
        let services = self.services("inspect-evidence");
        inspect_evidence::handle(&services, &inspector, incoming).await.expect("it is inspected");
        let mut counts = self.gateway.counts();
        counts.called("inspect-evidence");
        counts.files += 1;
    }

    /// What each minute runs.
    pub async fn run_schedules(&self) {
        self.do_due_work().await;
        self.probe().await;
        let maker = self.maker();
        let incoming = serde_json::from_value(json!({})).expect("a minute of the schedule");
        export::handle(&maker.services, &maker, incoming).await;
        for function in ["go-live", "oat-probe", "export"] {
            self.gateway.counts().called(function);
        }
    }

    async fn do_due_work(&self) {
        let (services, mailer) = (self.services("go-live"), self.mailer("go-live"));
        go_live::handle(&services, &mailer, &self.throttle, JOB_TIME).await.expect("a job");
    }

    async fn probe(&self) {
        let endpoints = Endpoints(self.fakes.probe.clone());
        let services = self.services("oat-probe");
        oat_probe::handle(&services, &endpoints, PROBE_TIME, DEADLINE).await.expect("a batch");
    }

    /// What the due-work job and the probe do in the first minute of an hour, beyond one in which there is nothing to do: they run
    /// anyway, so their invocations and usual lines are no part of a change.
    pub async fn due(&self, background: &mut Counts) {
        background.add(&self.take());
        self.do_due_work().await;
        self.probe().await;
        let mut counts = self.take();
        for (function, tally) in &mut counts.tallies {
            *tally = *tally - self.baseline.hour.get(function).copied().unwrap_or_default();
        }
        counts.log_bytes = counts.log_bytes.saturating_sub(self.baseline.minute.log_bytes);
        background.add(&counts);
        self.settle().await;
        background.add(&self.take());
    }

    /// What the comparison of evidence takes in the next night.
    pub async fn compare_at_night(&self) -> Tally {
        self.pass(SignedDuration::from_hours(24));
        let maker = self.maker();
        self.take();
        let end = self.fakes.clock.now() + export::COMPARES_FOR;
        let mut report = export::Report::default();
        export::compare(&maker.services, &maker, end, &mut report).await;
        assert_eq!(report.failed, 0, "{report:?}");
        self.take().together()
    }
}
