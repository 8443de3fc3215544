//! Plays the past of a change through the real use cases, so its commits are those of production. This file plays it
//! until it is confirmed; `steps` plays its steps.
//!
//! Must not: write to a table, or know any stored form.

use std::sync::Arc;

use anyhow::{Context, Result};
use app::{
    Clock, Commit, IdempotencyKey, Party, Request, RequestKey, Services, Verdict, draft_change,
    execute_command, go_live, receive_evidence, settle_evidence, submit_change,
};
use domain::actor::{Actor, OrganisationRole, PdpRole, Role};
use domain::change::answers::{Answers, ChangeType, EndpointAnswer};
use domain::change::{Change, Command, HostsAtReview};
use domain::endpoint::EndpointType;
use domain::evidence::{AcceptedFile, FileFormat, KeptVersion};
use domain::ids::ChangeId;
use domain::organisation::Organisation;
use domain::policy::{Scale, Step};
use jiff::SignedDuration;
use newtype_uuid::{TypedUuid, TypedUuidKind};

use super::chance::{Chance, HandClock, NumberedIds};
use super::population::{self, Fate, Plan};
use super::recorder::Recorder;

const DAY: u64 = 24 * 3_600_000;
/// The dates that some steps wait for come within this many days.
const DATES: u64 = 20;

const CONTACT: Role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
const REVIEWER: Role = Role::Pdp(PdpRole::Reviewer);

const REASONS: [&str; 4] = [
    "Moving the find service and its data to another platform, so that the old hosting contract can end",
    "A second region for our live endpoints",
    "Replacing the matching engine. Nothing changes in how schemes are held, only where and how requests are \
     answered; our internal testing is complete and its report is attached",
    "Our integrated service provider renews its technology stack during the summer. All requests for the schemes \
     that we hold will be answered by the new stack from the day it is live; the old one is kept for two weeks and \
     then taken out of use. Member data are migrated by a process that was rehearsed twice, with reports at each stage",
];
const QUESTIONS: [&str; 2] = [
    "Which hosts does the change affect?",
    "Please say when the old endpoints will be taken out of use, and how requests that arrive meanwhile are answered",
];

/// A change whose past is being played.
pub struct Past {
    services: Services<Recorder>,
    organisation: Organisation,
    id: ChangeId,
    /// The time.
    pub clock: HandClock,
    /// Its draws.
    pub chance: Chance,
    /// Milliseconds between two things that happen, at most.
    pace: u64,
}

/// The commits of the change of this plan, oldest first; the last holds its present state. They have no receipts. The
/// second value is the organisation after them.
///
/// # Errors
/// A use case refused: the plan cannot be.
pub async fn play(plan: Plan, organisation: &Organisation) -> Result<(Vec<Commit>, Organisation)> {
    let Plan { number, fate, scale, .. } = plan;
    let played = Past::begin(plan, organisation).await;
    let mut past = played.with_context(|| format!("change {number}, {fate:?}"))?;
    let followed = past.follow(fate, scale, number).await;
    followed.with_context(|| format!("change {number}, {fate:?}"))?;
    Ok(past.services.store.into_past())
}

/// The age in days of a change with this fate, and the most events in its past.
const fn age(fate: Fate) -> (u64, u64, u64) {
    match fate {
        Fate::Draft => (1, 60, 6),
        // No review is due on the next working day, so no reminder is due.
        Fate::InReview => (1, 2, 8),
        Fate::AwaitingInformation => (5, 30, 10),
        Fate::Due | Fate::Midnight => (10, 40, 10),
        Fate::Confirmed | Fate::Scheduled => (DATES + 40, 240, 80),
        Fate::Complete | Fate::Rejected | Fate::Withdrawn => (DATES + 60, 700, 80),
    }
}

impl Past {
    /// A draft with all its answers.
    async fn begin(plan: Plan, organisation: &Organisation) -> Result<Self> {
        let (from, to, things) = age(plan.fate);
        let mut chance = plan.chance;
        let days = from + chance.below(to - from);
        let begun = population::present() - milliseconds(days * DAY + chance.below(DAY));
        let clock = HandClock::at(begun);
        let ids = Arc::new(NumberedIds::new(plan.number, clock.clone()));
        let services = Services::new(Recorder::new(organisation.clone()), Arc::new(clock.clone()), ids);
        let affected = organisation.live_endpoints.keys().take(chance.below(3) as usize).copied();
        let adds = plan.new_endpoints > 0;
        let mut answers = Answers {
            change_type: Some(if adds { ChangeType::Both } else { ChangeType::UnderlyingSolution }),
            reason: chance.one_of(&REASONS).to_owned(),
            oat_requested: Some(plan.oat_requested),
            suggested_scale: Some(plan.scale),
            new_endpoints: (0..plan.new_endpoints).map(|place| endpoint(plan.number, place)).collect(),
            needs_downtime: Some(chance.percent(40)),
            ..Answers::default()
        };
        answers.affected_endpoints = affected.collect();
        let contact =
            population::holder(CONTACT, organisation).context("an organisation without a contact")?;
        let key = RequestKey {
            person: contact.person().context("no person")?,
            party: Party::of(&contact).context("no party")?,
            key: IdempotencyKey::parse("begin").context("no key")?,
            fingerprint: [0; 32],
        };
        let beginning = Answers { new_endpoints: Vec::new(), suggested_scale: None, ..answers.clone() };
        let id = draft_change(&services, &contact, &key, beginning).await?.change.id;
        let pace = days.saturating_sub(DATES).max(1) * DAY / things;
        let mut past = Self { services, organisation: organisation.clone(), id, clock, chance, pace };
        past.wait();
        past.does(CONTACT, Command::EditDraft { answers }).await?;
        Ok(past)
    }

    /// The fate of the draft.
    async fn follow(&mut self, fate: Fate, scale: Scale, number: u64) -> Result<()> {
        if fate == Fate::Draft {
            return Ok(());
        }
        // Of those withdrawn, a third never was submitted.
        if fate == Fate::Withdrawn && self.chance.percent(33) {
            return self.withdraw().await;
        }
        if scale > Scale::Minimal {
            for _ in 0..=self.chance.below(2) {
                self.file(None, CONTACT).await?;
            }
        }
        self.wait();
        let contact = population::holder(CONTACT, &self.organisation).context("no contact")?;
        submit_change(&self.services, self.request(&contact)).await?;
        if fate == Fate::InReview {
            return Ok(());
        }
        if fate == Fate::AwaitingInformation || self.chance.percent(25) {
            let question = self.chance.one_of(&QUESTIONS).to_owned();
            self.does(REVIEWER, Command::AskForInformation { question }).await?;
            if fate == Fate::AwaitingInformation {
                return Ok(());
            }
            let answer = "All of them, one after the other; the plan is attached".to_owned();
            self.does(CONTACT, Command::AnswerQuestion { answer }).await?;
        }
        match fate {
            Fate::Rejected => {
                let reason = "This is a new connection, not a technical change".to_owned();
                self.does(REVIEWER, Command::Reject { reason }).await
            }
            Fate::Withdrawn if self.chance.percent(70) => self.withdraw().await,
            _ => {
                self.confirm(fate, scale).await?;
                self.take_steps(fate, number).await?;
                if fate == Fate::Withdrawn { self.withdraw().await } else { Ok(()) }
            }
        }
    }

    async fn confirm(&mut self, fate: Fate, scale: Scale) -> Result<()> {
        // As suggested, or one up.
        let other = Scale::ALL.get(scale as usize + 1);
        let other = other.filter(|_| self.chance.percent(15) && !fate.is_plain());
        let reason = other.map(|_| "The hosting environment changes too".to_owned());
        let asked = self.change()?.answers.oat_requested == Some(true);
        let oat_required = asked || (self.chance.percent(20) && !fate.is_plain());
        let confirm = Command::Confirm {
            scale: *other.unwrap_or(&scale),
            reason,
            oat_required,
            hosts: HostsAtReview::default(),
        };
        self.does(REVIEWER, confirm).await
    }

    async fn withdraw(&mut self) -> Result<()> {
        let reason = self.chance.percent(70).then(|| "The supplier has postponed the move".to_owned());
        self.does(CONTACT, Command::Withdraw { reason }).await
    }

    /// An accepted file, for a step or for the submission.
    pub async fn file(&mut self, step: Option<Step>, uploader: Role) -> Result<()> {
        let id = self.id();
        let file_name = format!("Acceptance report {:03}.pdf", self.chance.below(1_000));
        let ask = Command::RequestUpload { id, file_name, declared: Some(FileFormat::Pdf), step };
        self.does(uploader, ask).await?;
        self.clock.advance(60_000);
        let sha256 = self.digest();
        let bytes = 40_000 + self.chance.below(5_000_000);
        let at = self.clock.now();
        let version = Some(KeptVersion::restore(id.to_string()));
        let file = AcceptedFile { format: FileFormat::Pdf, bytes, sha256, flags: Vec::new(), at, version };
        receive_evidence(&self.services, self.id, id).await?;
        settle_evidence(&self.services, self.id, id, &Verdict::Accepted(file)).await?;
        Ok(())
    }

    /// The change, as it is now.
    pub fn change(&self) -> Result<Change> {
        self.services.store.change().context("no change")
    }

    /// A digest of nothing in particular.
    pub fn digest(&mut self) -> [u8; 32] {
        std::array::from_fn(|_| self.chance.below(256) as u8)
    }

    /// A fresh id.
    pub fn id<K: TypedUuidKind>(&self) -> TypedUuid<K> {
        population::id(&*self.services.ids)
    }

    /// After a while, the holder of this role gives this command.
    pub async fn does(&mut self, role: Role, command: Command) -> Result<()> {
        self.wait();
        self.does_now(role, command).await
    }

    /// The holder of this role gives this command.
    pub async fn does_now(&self, role: Role, command: Command) -> Result<()> {
        let actor = population::holder(role, &self.organisation).with_context(|| format!("no {role}"))?;
        self.carry_out(&actor, command).await
    }

    /// The endpoints go live, if it is time.
    pub async fn go_live(&self) -> Result<()> {
        go_live(&self.services, self.id, self.organisation.id).await?;
        Ok(())
    }

    /// The actor asks for this now.
    pub async fn carry_out(&self, actor: &Actor, command: Command) -> Result<()> {
        let kind = command.kind();
        let done = execute_command(&self.services, self.request(actor), |_| command.clone()).await;
        done.map(|_| ()).with_context(|| kind.code())
    }

    /// A request without a key, because receipts expire after a day.
    fn request<'a>(&self, actor: &'a Actor) -> Request<'a, ChangeId> {
        Request { actor, on: self.id, seen: None, key: None }
    }

    /// Time passes, at least a minute.
    pub fn wait(&mut self) {
        self.clock.advance(60_000 + i64::try_from(self.chance.below(self.pace)).unwrap_or(0));
    }
}

fn endpoint(number: u64, place: u64) -> EndpointAnswer {
    let kind = EndpointType::ALL[place as usize % EndpointType::ALL.len()];
    let host = format!("{}-{place}.change-{number:06}.example.org", kind.code().replace('_', "-"));
    EndpointAnswer { endpoint_type: Some(kind), url: format!("https://{host}/pensions") }
}

fn milliseconds(count: u64) -> SignedDuration {
    SignedDuration::from_millis(i64::try_from(count).unwrap_or(i64::MAX))
}
