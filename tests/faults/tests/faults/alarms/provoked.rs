//! Faults that are provoked in functions, in memory, and what the functions log of them. Without the fault, the same is done.

use std::collections::HashMap;
use std::iter::repeat_n;

use app::mail::Notification;
use app::{
    Clock as _, ExportMaker, Exports, Fault, KeptEvidence, Lease, MakeFault, ReminderThrottle,
    receive_evidence, settle_evidence,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::evidence::comparison::Damage;
use domain::evidence::{AcceptedFile, FileOwner, FileRejection};
use domain::export::Export;
use domain::ids::{ChangeId, EvidenceId};
use domain::oat::observation::{Ending, OwnFault};
use fakes::{Play, Reply, Verdict};
use jiff::{SignedDuration, Timestamp};
use newtype_uuid::GenericUuid;
use serde_json::json;

use super::lines::{Captured, Line};
use crate::interruptions::Room;
use crate::notifications::{JOB_TIME, batch, go_live_once, prepared_for_mail};
use crate::probing::{DEADLINE, Endpoints, INVOCATION};
use crate::scenarios::{DUE, REGISTER, REJECTED, REQUESTED, SUBMITTED, UPLOADING, WITH_FILE};
use crate::support::{Call, Given};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// More calls than any of this makes.
const EVERY_CALL: usize = 10_000;

/// When it was provoked, until when it went on, and what was logged.
pub struct Provoked {
    pub from: Timestamp,
    pub until: Timestamp,
    pub lines: Vec<Line>,
}

/// A room, and what is logged in it.
struct Stage {
    room: Room,
    from: Timestamp,
    captured: Captured,
}

impl Stage {
    async fn with(given: &[Given]) -> Self {
        let room = Room::with(given).await;
        let from = room.services.clock.now();
        Self { room, from, captured: Captured::begin() }
    }

    /// The store answers nothing from now on, if that is the fault.
    fn break_store(&self, fault: bool) {
        self.room.services.store.tell(&vec![Verdict::Fails; if fault { EVERY_CALL } else { 0 }]);
    }

    /// Notes what `function` logged, and lets a minute pass.
    fn minute_of(&mut self, function: &'static str) {
        self.captured.of(function, self.room.services.clock.now());
        self.room.fakes.clock.advance(MINUTE);
    }

    async fn due_work_job(&mut self) {
        let (services, mailer) = (&self.room.services, &self.room.fakes.mailer);
        go_live::handle(services, mailer, &ReminderThrottle::default(), JOB_TIME).await.ok();
        self.minute_of("go-live");
    }

    /// What the stream calls `notify` with: everything in the outbox.
    async fn deliver(&self) {
        let ids: Vec<_> = self.room.fakes.store.mails().iter().map(|(mail, _)| mail.id.to_string()).collect();
        assert!(ids.len() > 1, "there is something to send");
        notify::handle(&self.room.services, &self.room.fakes.mailer, batch(&ids)).await;
    }

    async fn probe(&mut self, endpoints: &Endpoints) {
        oat_probe::handle(&self.room.services, endpoints, INVOCATION, DEADLINE).await.ok();
        self.minute_of("oat-probe");
    }

    fn end(self) -> Provoked {
        let until = self.room.services.clock.now();
        Provoked { from: self.from, until, lines: self.captured.lines() }
    }
}

/// A request of somebody; the fault: the table does not answer. They see 503.
pub async fn request(function: &'static str, given: &[Given], call: Call, fault: bool) -> Provoked {
    let mut stage = Stage::with(given).await;
    let tag = stage.room.api.tag(&call, &stage.room.names).await;
    stage.break_store(fault);
    let answer = stage.room.api.send(&call, &stage.room.names, "a-key", tag.as_deref()).await;
    assert_eq!(answer.status == 503, fault, "{function}: {:#}", answer.body);
    stage.minute_of(function);
    stage.end()
}

/// A page of the portal; the fault: the API does not answer.
pub async fn page(fault: bool) -> Provoked {
    let mut stage = Stage::with(&[]).await;
    if fault {
        // This is all that it logs of it (`functions/portal/src/trouble.rs`).
        runtime::log_fault(&Fault::retryable("ask the API", "no answer"));
    }
    stage.minute_of("portal");
    stage.end()
}

/// Letters of a change that was submitted, and a due-work job each minute for so long; the fault: the mail service refuses all.
pub async fn refused_letters(minutes: usize, fault: bool) -> Provoked {
    let mut stage = Stage::with(SUBMITTED).await;
    if fault {
        stage.room.fakes.mailer.reply(repeat_n(Reply::Refused, EVERY_CALL));
    }
    stage.deliver().await;
    stage.minute_of("notify");
    for _ in 0..minutes {
        stage.due_work_job().await;
    }
    stage.end()
}

/// One letter that is refused once is sent a minute later.
pub async fn letter_refused_once() -> Provoked {
    let mut stage = Stage::with(SUBMITTED).await;
    stage.room.fakes.mailer.reply([Reply::Refused]);
    stage.deliver().await;
    stage.minute_of("notify");
    for _ in 0..20 {
        stage.due_work_job().await;
    }
    stage.end()
}

/// The stream brings letters again each minute; the fault: the table does not answer.
pub async fn letters_without_store(fault: bool) -> Provoked {
    let mut stage = Stage::with(SUBMITTED).await;
    for _ in 0..20 {
        stage.break_store(fault);
        stage.deliver().await;
        stage.minute_of("notify");
    }
    stage.end()
}

/// An email comes back; the fault: it is the rejection of a change, and not its receipt.
pub async fn bounce(fault: bool) -> Provoked {
    let mut stage = Stage::with(REJECTED).await;
    let mails = stage.room.fakes.store.mails();
    let is_it = |notification: &Notification| match notification {
        Notification::ChangeRejected { .. } => fault,
        Notification::ChangeSubmitted { .. } => !fault,
        _ => false,
    };
    let of = mails.iter().filter(|(mail, _)| mail.notifications().any(is_it));
    let of: Vec<_> = of.map(|(mail, _)| mail.id.to_string()).collect();
    assert_eq!(of.len(), 1);
    let event = crate::news::event(&of);
    mail_feedback::handle(&stage.room.services, event).await.expect("it is heard");
    stage.minute_of("mail-feedback");
    stage.end()
}

/// Endpoints are due to go live; the fault: no due-work job comes for eleven minutes.
pub async fn going_live(fault: bool) -> Provoked {
    let mut stage = Stage::with(DUE).await;
    if fault {
        stage.room.fakes.clock.advance(MINUTE * 11);
    }
    for _ in 0..3 {
        stage.due_work_job().await;
    }
    stage.end()
}

/// A file arrived, and a due-work job comes each minute; the fault: its verdict is lost.
pub async fn lost_verdict(fault: bool) -> Provoked {
    let mut stage = Stage::with(UPLOADING).await;
    let (services, names) = (&stage.room.services, &stage.room.names);
    let change: ChangeId = names["id"].parse().expect("an id");
    let file = names["evidence_id"].parse().expect("an id");
    receive_evidence(services, change, file).await.expect("it arrives");
    if !fault {
        let verdict = app::Verdict::Rejected(FileRejection::Damaged);
        settle_evidence(services, change, file, &verdict).await.expect("the verdict is kept");
    }
    for _ in 0..40 {
        stage.due_work_job().await;
    }
    stage.end()
}

/// A run is due; the fault: no batch comes for eleven minutes.
pub async fn run(fault: bool) -> Provoked {
    let mut stage = Stage::with(REQUESTED).await;
    if fault {
        stage.room.fakes.clock.advance(MINUTE * 11);
    }
    for _ in 0..3 {
        stage.probe(&Endpoints::default()).await;
    }
    stage.end()
}

/// A run is due; the fault: the probe has no keys.
pub async fn keys(fault: bool) -> Provoked {
    let mut stage = Stage::with(REQUESTED).await;
    let ours = Play::End(Ending::OwnFault(OwnFault::SecretMissing));
    let endpoints = Endpoints::doing(&ours, if fault { EVERY_CALL } else { 0 });
    for _ in 0..10 {
        stage.probe(&endpoints).await;
    }
    stage.end()
}

/// Batches without a run; the fault: the certificate of the probe ends in less than thirty days.
pub async fn certificate(fault: bool) -> Provoked {
    let mut stage = Stage::with(&[]).await;
    let lasts = SignedDuration::from_hours(24 * 30);
    let lasts = if fault { lasts - SignedDuration::from_secs(1) } else { lasts };
    let endpoints = Endpoints { certificate_lasts: Some(lasts), ..Endpoints::default() };
    for _ in 0..3 {
        stage.probe(&endpoints).await;
    }
    stage.end()
}

/// A due-work job goes over the table of a change that is due; the fault: its row in the queue cannot be read.
pub async fn unreadable_row(fault: bool) -> Provoked {
    let prepared = prepared_for_mail(DUE).await;
    let world = prepared.world(None).await;
    let is_due = |item: &&HashMap<String, AttributeValue>| {
        item.get("queue").is_some_and(|queue| queue.as_s().is_ok_and(|queue| queue == "golive"))
    };
    let mut row = prepared.items.iter().find(is_due).expect("a row").clone();
    if fault {
        row.insert("format".to_owned(), AttributeValue::N("99".to_owned()));
    }
    world.table.put(row).await;
    let (from, mut captured) = (world.clock.now(), Captured::begin());
    go_live_once(&world).await.ok();
    captured.of("go-live", world.clock.now());
    world.clock.advance(MINUTE);
    let until = world.clock.now();
    world.table.delete().await;
    Provoked { from, until, lines: captured.lines() }
}

/// How making an export ends.
#[derive(Clone, Copy)]
pub enum Maker {
    Makes,
    Fails,
    FindsDamage,
}

impl ExportMaker for Maker {
    async fn make<S: Exports>(
        &self,
        _: &Export,
        _: u32,
        _: &mut Lease<'_, S>,
    ) -> Result<app::Made, MakeFault> {
        match self {
            Self::Makes => Ok(app::Made { bytes: 1, sha256: [7; 32] }),
            Self::Fails => Err(Fault::retryable("read a file", "no answer").into()),
            Self::FindsDamage => {
                Err(MakeFault::EvidenceDamaged(EvidenceId::from_untyped_uuid(uuid::Uuid::from_u128(1))))
            }
        }
    }
}

impl KeptEvidence for Maker {
    async fn damage(
        &self,
        _: FileOwner,
        _: EvidenceId,
        _: &AcceptedFile,
        _: bool,
    ) -> Result<Option<Damage>, Fault> {
        match self {
            Self::Makes => Ok(None),
            Self::Fails => Err(Fault::retryable("read a file", "no answer")),
            Self::FindsDamage => Ok(Some(Damage::Altered)),
        }
    }
}

/// Evidence was compared; the fault: for two days no file can be read.
pub async fn comparison(fault: bool) -> Provoked {
    let mut stage = Stage::with(WITH_FILE).await;
    let look = async |stage: &mut Stage, maker: Maker| {
        export::handle(&stage.room.services, &maker, export::Incoming::default()).await;
        stage.minute_of("export");
    };
    look(&mut stage, Maker::Makes).await;
    stage.room.fakes.clock.advance(SignedDuration::from_hours(if fault { 48 } else { 23 }));
    for _ in 0..3 {
        look(&mut stage, if fault { Maker::Fails } else { Maker::Makes }).await;
    }
    stage.end()
}

/// Several exports were asked for. The stream brings them, and then the schedule looks each minute.
async fn export(maker: Maker, minutes: usize) -> Provoked {
    let mut stage = Stage::with(&[]).await;
    let mut records = Vec::new();
    for key in ["first", "second", "third"] {
        let asked = stage.room.api.send(&REGISTER, &stage.room.names, key, None).await;
        assert!(asked.status < 300, "{:#}", asked.body);
        records.push(json!({
            "eventID": key,
            "eventName": "INSERT",
            "awsRegion": "eu-west-2",
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_339_800,
                "Keys": {
                    "pk": { "S": format!("EXPORT#{}", asked.text("/id")) },
                    "sk": { "S": "EXPORT" },
                },
                "SequenceNumber": key,
                "SizeBytes": 1,
                "StreamViewType": "NEW_IMAGE",
            },
        }));
    }
    stage.captured.of("evidence", stage.room.services.clock.now());
    let event = serde_json::from_value(json!({ "Records": records })).expect("an event of the stream");
    export::handle(&stage.room.services, &maker, event).await;
    stage.minute_of("export");
    for _ in 1..minutes {
        export::handle(&stage.room.services, &maker, export::Incoming::default()).await;
        stage.minute_of("export");
    }
    stage.end()
}

/// Exports are tried for hours; the fault: no file can be read.
pub async fn failing_export(fault: bool) -> Provoked {
    export(if fault { Maker::Fails } else { Maker::Makes }, 240).await
}

/// An export; the fault: a file is not what was accepted.
pub async fn damaged_file(fault: bool) -> Provoked {
    export(if fault { Maker::FindsDamage } else { Maker::Makes }, 1).await
}
