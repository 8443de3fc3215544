//! People's actions on a change, each with their own token.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use api::{
    AnswersBody, ChangeBody, NewClaimBody, StepDecisionBody, StepSubmissionRequest, UploadRequestBody,
};
use api_client::{Answer, Call, ETag, LookUp, Paging, WhichTasks};
use domain::calendar::Calendar;
use domain::evidence::{EvidencePlace, FileFormat};
use domain::ids::ChangeId;
use domain::policy::Step;
use filecheck::corpus;
use jiff::Span;
use jiff::civil::Date;
use journeys::{
    Caller, Mailbox, Network, Notification, Participants, Stack, StackClock, Wait, eventually, post_form,
};
use serde::de::DeserializeOwned;

use crate::print;

/// The local stack, its clock, its mailboxes, and who has signed in.
pub struct Play {
    pub stack: Stack,
    pub clock: StackClock,
    pub participants: Participants,
    mailbox: Mailbox,
    whole_notifications: bool,
    signed_in: RefCell<BTreeMap<String, Caller>>,
    /// The changes that were submitted, to look at afterwards: reference, organisation and page.
    submitted: RefCell<Vec<(String, &'static str, String)>>,
}

/// A change on its way.
pub struct Change<'p> {
    play: &'p Play,
    /// `meadow` or `harbour`.
    organisation: &'static str,
    pub id: ChangeId,
    pub reference: RefCell<String>,
    notifications_seen: Cell<usize>,
}

impl Play {
    pub fn begin(whole_notifications: bool) -> Result<Self> {
        let stack = Stack::running()?;
        let (clock, mailbox) = (StackClock::of(&stack)?, Mailbox::of(&stack));
        let participants = Participants::of(&stack)?;
        let (signed_in, submitted) = (RefCell::default(), RefCell::default());
        Ok(Self { stack, clock, participants, mailbox, whole_notifications, signed_in, submitted })
    }

    /// This person, signed in.
    pub fn person(&self, key: &str) -> Result<Caller> {
        if let Some(caller) = self.signed_in.borrow().get(key) {
            return Ok(caller.clone());
        }
        let caller = self.stack.sign_in(key)?;
        self.signed_in.borrow_mut().insert(key.to_owned(), caller.clone());
        Ok(caller)
    }

    /// Lets time pass.
    pub fn wait(&self, by: Span, words: &str) -> Result<()> {
        let now = self.clock.forward(by)?;
        print::say(&format!("⏱ {words}: it is {} in London", now.strftime("%A %-d %B %Y, %H:%M")));
        Ok(())
    }

    /// Lets time pass until the morning of `day`, if that is still to come.
    pub fn wait_until(&self, day: Date, words: &str) -> Result<()> {
        let now = self.clock.now();
        let morning = day.at(9, 30, 0, 0).to_zoned(now.time_zone().clone())?;
        self.wait(now.until(&morning.max(now.clone()))?, words)
    }

    /// The working day that is `days` working days away.
    pub fn working_day_in(&self, days: u32) -> Date {
        Calendar::england_and_wales().add_working_days(self.clock.now().date(), days)
    }

    /// Lets the schedule do what is due.
    pub fn process_due(&self) -> Result<()> {
        self.stack.process_due().map(|_| ())
    }

    /// How many emails about `reference` there are.
    pub fn notifications_so_far(&self, reference: &str) -> Result<usize> {
        Ok(self.mailbox.about(reference)?.len())
    }

    /// Waits for an email about `reference` whose subject contains `words`, then prints every one beyond the first
    /// `seen`; returns how many there are.
    pub fn notifications_about(&self, reference: &str, seen: usize, words: &str) -> Result<usize> {
        let notifications =
            eventually(&format!("an email about {reference} that says “{words}”"), || {
                let notifications = self.mailbox.about(reference)?;
                let new = notifications.iter().skip(seen);
                Ok(new
                    .map(|notification| &notification.subject)
                    .any(|subject| subject.contains(words))
                    .then_some(notifications))
            })?;
        for notification in notifications.iter().skip(seen) {
            self.print(notification);
        }
        Ok(notifications.len())
    }

    /// The emails that reminded this address of what waits, oldest first.
    pub fn reminders(&self, address: &str) -> Result<Vec<Notification>> {
        let mut all = self.mailbox.all()?;
        all.retain(|email| {
            email.subject.contains("waiting for you") && email.to.iter().any(|to| to == address)
        });
        Ok(all)
    }

    /// Prints an email.
    pub fn print(&self, notification: &Notification) {
        print::notification(notification, self.whole_notifications);
    }

    /// Says on which pages of the portal everything can be looked at, and who signs in there.
    pub fn pages(&self) -> Result<()> {
        let portal = self.stack.portal()?;
        print::say("Each change has a page. Its organisation and PDP can look at it:");
        for (reference, organisation, page) in self.submitted.borrow().iter() {
            println!("     {reference:<12} {organisation:<8} {portal}{page}");
        }
        print::say("What is beside the changes:");
        for (page, words) in [
            ("", "what waits for you; for PDP the work list"),
            ("changes", "all changes"),
            ("endpoints", "the register of endpoints"),
            ("downtime", "planned downtime"),
            ("team", "the people and their roles"),
        ] {
            println!("     {portal}{page:<10} {words}");
        }
        print::say("Sign in, for example, as one of these; `make up` ends with everybody who can:");
        for (person, who) in [
            ("meadow-business", "reports the changes of Meadow"),
            ("meadow-service", "asks for its OAT"),
            ("harbour-business", "reports the changes of Harbour"),
            ("pdp-reviewer", "reviews at PDP"),
        ] {
            let (email, password) = self.stack.signs_in_with(person)?;
            println!("     {email:<40} {password:<18} {who}");
        }
        Ok(())
    }

    /// Begins a draft for this organisation.
    pub fn draft(&self, organisation: &'static str) -> Result<Change<'_>> {
        let contact = self.person(&format!("{organisation}-business"))?;
        let id = contact.draft_change(&AnswersBody::default()).wait()?.id;
        let (reference, notifications_seen) = (RefCell::default(), Cell::new(0));
        Ok(Change { play: self, organisation, id, reference, notifications_seen })
    }
}

impl Change<'_> {
    /// Someone: `business` of the organisation, or `pdp-reviewer`.
    fn caller(&self, who: &str) -> Result<Caller> {
        let key =
            if who.starts_with("pdp-") { who.to_owned() } else { format!("{}-{who}", self.organisation) };
        self.play.person(&key)
    }

    pub fn read(&self) -> Result<ChangeBody> {
        Ok(self.caller("business")?.read_change(self.id).wait()?.body)
    }

    /// Someone acts on the change, having seen it as it is, and it is done.
    pub fn act<A: DeserializeOwned>(
        &self,
        who: &str,
        words: &str,
        call: impl for<'c> FnOnce(&'c Caller, ChangeId, &ETag) -> Call<'c, Network, A>,
    ) -> Result<Answer<A>> {
        let (seen, caller) = (ETag::of(self.read()?.version), self.caller(who)?);
        let done = call(&caller, self.id, &seen).wait().with_context(|| format!("{who}: {words}"))?;
        print::say(words);
        Ok(done)
    }

    /// The same, and it is refused.
    pub fn refused<A: DeserializeOwned>(
        &self,
        who: &str,
        words: &str,
        call: impl for<'c> FnOnce(&'c Caller, ChangeId, &ETag) -> Call<'c, Network, A>,
    ) -> Result<()> {
        let (seen, caller) = (ETag::of(self.read()?.version), self.caller(who)?);
        let problem = call(&caller, self.id, &seen).refused().with_context(|| format!("{who}: {words}"))?;
        print::say(&format!("{words} – refused: {}", problem.advice()));
        print::fields(problem.fields());
        Ok(())
    }

    /// Saves the answers of the draft.
    pub fn fill_in(&self, answers: &AnswersBody) -> Result<()> {
        let seen = ETag::of(self.read()?.version);
        self.caller("business")?.edit_draft(self.id, &seen, answers).wait()?;
        Ok(())
    }

    pub fn check(&self) -> Result<()> {
        print::check(&*self.caller("business")?.check_draft(self.id).wait()?);
        Ok(())
    }

    pub fn submit(&self) -> Result<()> {
        let words = "submitted by the business contact";
        let submitted = self.act("business", words, |api, id, seen| api.submit_change(id, seen))?.body;
        *self.reference.borrow_mut() = submitted.reference.context("a submitted change has a reference")?;
        let due = submitted.review_due.context("a submitted change is to be reviewed")?;
        let page = format!("changes/{}", self.id);
        self.play.submitted.borrow_mut().push((self.reference.borrow().clone(), self.organisation, page));
        print::say(&format!("reference {}, PDP aims to review it by {due}", self.reference.borrow()));
        Ok(())
    }

    /// PDP looks the change up by its reference, as somebody reads it out on the telephone (Q2).
    pub fn look_up(&self) -> Result<()> {
        let read_out =
            self.reference.borrow().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        let found =
            self.caller("pdp-reviewer")?.look_up(&LookUp { reference: read_out.clone() }).wait()?.body;
        ensure!(found.technical_change == Some(self.id), "{read_out} led to {found:?}");
        print::say(&format!("PDP looked up “{read_out}”, as read aloud, and found {}", found.reference));
        Ok(())
    }

    /// PDP reads its work list, and the reviewer claims the review of this change (Q1).
    pub fn work_list(&self) -> Result<()> {
        let reviewer = self.caller("pdp-reviewer")?;
        let own = WhichTasks { mine: true, counted: true, page: Paging::first(3), ..WhichTasks::default() };
        print::work(&reviewer.read_work(&own).wait()?.body);
        let task = format!("technical_change.{}.review", self.id);
        let claim = reviewer.claim_task(&task, &NewClaimBody { take_over: None }).wait()?.body.claim;
        let claim = claim.context("a claim shows")?;
        let who = claim.name.as_deref().unwrap_or("somebody");
        print::say(&format!("{who} claimed the review of {} until {}", self.reference.borrow(), claim.until));
        Ok(())
    }

    /// Uploads a file for a step, or for the submission itself, and waits for its inspection.
    pub fn upload(&self, who: &str, step: Option<Step>, name: &str) -> Result<()> {
        let caller = self.caller(who)?;
        let (file_name, step) = (name.to_owned(), step.map(Into::into));
        let wanted =
            UploadRequestBody { file_name, media_type: FileFormat::Pdf.into(), step, return_to: None };
        let upload = caller.request_upload(self.id, &wanted).wait()?;
        let (status, answer) = post_form(&self.play.stack, &upload.form, name, &corpus::pdf())?;
        ensure!((200..300).contains(&status), "the object store refused the upload: {status} {answer}");
        let inspected = eventually("the inspection of the file", || {
            let seen = caller.read_evidence(self.id, upload.evidence.id).wait()?.body;
            let decided = matches!(*seen.state, EvidencePlace::Accepted | EvidencePlace::Rejected);
            Ok(decided.then_some(seen))
        })?;
        ensure!(inspected.state == EvidencePlace::Accepted, "rejected: {:?}", inspected.rejection);
        print::say(&format!("{name} uploaded by {who}, inspected and accepted"));
        Ok(())
    }

    /// Uploads the file of a step and submits it.
    pub fn submit_step(&self, who: &str, step: Step, file: &str, body: &StepSubmissionRequest) -> Result<()> {
        self.upload(who, Some(step), file)?;
        let words = format!("{} submitted by {who}", step.code().replace('_', " "));
        self.act(who, &words, |api, id, seen| api.submit_step(id, step, seen, body)).map(|_| ())
    }

    pub fn approve(&self, who: &str, step: Step) -> Result<()> {
        let words = format!("{} approved by {who}", step.code().replace('_', " "));
        let approve = StepDecisionBody::approve();
        self.act(who, &words, |api, id, seen| api.decide_step(id, step, seen, &approve)).map(|_| ())
    }

    /// Waits for an email whose subject contains `words`, then prints every one that came since the last time.
    pub fn notifications(&self, words: &str) -> Result<()> {
        let reference = self.reference.borrow().clone();
        let seen = self.notifications_seen.get();
        self.notifications_seen.set(self.play.notifications_about(&reference, seen, words)?);
        Ok(())
    }
}
