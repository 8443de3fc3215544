//! People's actions on a change, each with their own token.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use domain::calendar::Calendar;
use filecheck::corpus;
use jiff::Span;
use jiff::civil::Date;
use journeys::{Answer, Caller, Mailbox, Participants, Stack, StackClock, eventually, post_form};
use serde_json::{Value, json};

use crate::print;

/// The local stack, its clock, its mailboxes, and who has signed in.
pub struct Play {
    pub stack: Stack,
    pub clock: StackClock,
    pub participants: Participants,
    mailbox: Mailbox,
    whole_letters: bool,
    signed_in: RefCell<BTreeMap<String, Caller>>,
}

/// A change on its way.
pub struct Change<'p> {
    play: &'p Play,
    /// `meadow` or `harbour`.
    organisation: &'static str,
    pub path: String,
    pub reference: RefCell<String>,
    letters_seen: Cell<usize>,
}

impl Play {
    pub fn begin(whole_letters: bool) -> Result<Self> {
        let stack = Stack::running()?;
        let (clock, mailbox) = (StackClock::of(&stack)?, Mailbox::of(&stack));
        let participants = Participants::of(&stack)?;
        Ok(Self { stack, clock, participants, mailbox, whole_letters, signed_in: RefCell::default() })
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
    pub fn sweep(&self) -> Result<()> {
        self.stack.sweep().map(|_| ())
    }

    /// Waits for an email about `reference` whose subject contains `words`, then prints every one beyond the first
    /// `seen`; returns how many there are.
    pub fn letters_about(&self, reference: &str, seen: usize, words: &str) -> Result<usize> {
        let letters = eventually(&format!("an email about {reference} that says “{words}”"), || {
            let letters = self.mailbox.about(reference)?;
            let new = letters.iter().skip(seen);
            Ok(new.map(|letter| &letter.subject).any(|subject| subject.contains(words)).then_some(letters))
        })?;
        for letter in letters.iter().skip(seen) {
            print::letter(letter, self.whole_letters);
        }
        Ok(letters.len())
    }

    /// Begins a draft for this organisation.
    pub fn draft(&self, organisation: &'static str) -> Result<Change<'_>> {
        let contact = self.person(&format!("{organisation}-business"))?;
        let drafted = contact.post("/technical-changes", None, &json!({}))?.expect(201)?;
        let path = format!("/technical-changes/{}", drafted.text("/id"));
        let (reference, letters_seen) = (RefCell::default(), Cell::new(0));
        Ok(Change { play: self, organisation, path, reference, letters_seen })
    }
}

impl Change<'_> {
    /// Someone: `business` of the organisation, or `pdp-reviewer`.
    fn caller(&self, who: &str) -> Result<Caller> {
        let key =
            if who.starts_with("pdp-") { who.to_owned() } else { format!("{}-{who}", self.organisation) };
        self.play.person(&key)
    }

    pub fn read(&self) -> Result<Answer> {
        self.caller("business")?.get(&self.path)?.expect(200)
    }

    /// Somebody sends `body` to a part of the change, having seen its present version.
    pub fn send(&self, who: &str, part: &str, body: &Value) -> Result<Answer> {
        let seen = self.read()?;
        self.caller(who)?.post(&format!("{}/{part}", self.path), seen.etag.as_deref(), body)
    }

    /// The same, and it is done.
    pub fn act(&self, who: &str, part: &str, body: &Value, words: &str) -> Result<Answer> {
        let answer = self.send(who, part, body)?;
        ensure!(answer.status < 300, "{who} {part}: {} {:#}", answer.status, answer.body);
        print::say(words);
        Ok(answer)
    }

    /// The same, and it is refused.
    pub fn refused(&self, who: &str, part: &str, body: &Value, words: &str) -> Result<()> {
        let answer = self.send(who, part, body)?;
        ensure!(answer.status >= 400, "{who} {part} was not refused: {:#}", answer.body);
        print::say(&format!("{words} – refused: {}", answer.text("/detail")));
        for problem in print::items(&answer.body["errors"]) {
            print::say(&format!(
                "     {}: {}",
                print::text(problem, "field"),
                print::text(problem, "message")
            ));
        }
        Ok(())
    }

    /// Saves the answers of the draft.
    pub fn fill_in(&self, answers: &Value) -> Result<()> {
        let etag = self.read()?.etag.context("a draft has an entity tag")?;
        self.caller("business")?.put(&self.path, &etag, answers)?.expect(200)?;
        Ok(())
    }

    pub fn check(&self) -> Result<()> {
        print::check(&self.caller("business")?.get(&format!("{}/check", self.path))?.expect(200)?);
        Ok(())
    }

    pub fn submit(&self) -> Result<()> {
        let submitted =
            self.act("business", "submission", &json!({}), "submitted by the business contact")?;
        submitted.text("/reference").clone_into(&mut self.reference.borrow_mut());
        let due = submitted.text("/review_due");
        print::say(&format!("reference {}, PDP aims to review it by {due}", self.reference.borrow()));
        Ok(())
    }

    /// Uploads a file for a step, or for the submission itself, and waits for its inspection.
    pub fn upload(&self, who: &str, step: Option<&str>, name: &str) -> Result<()> {
        let caller = self.caller(who)?;
        let wanted = json!({ "file_name": name, "media_type": "application/pdf", "step": step });
        let upload = caller.post(&format!("{}/evidence", self.path), None, &wanted)?.expect(201)?;
        let (status, answer) = post_form(&self.play.stack, &upload.body["form"], name, &corpus::pdf())?;
        ensure!((200..300).contains(&status), "the object store refused the upload: {status} {answer}");
        let file = format!("{}/evidence/{}", self.path, upload.text("/evidence/id"));
        let inspected = eventually("the inspection of the file", || {
            let seen = caller.get(&file)?.expect(200)?;
            Ok(matches!(seen.text("/state"), "accepted" | "rejected").then_some(seen))
        })?;
        ensure!(inspected.text("/state") == "accepted", "rejected: {}", inspected.text("/rejection"));
        print::say(&format!("{name} uploaded by {who}, inspected and accepted"));
        Ok(())
    }

    /// Uploads the file of a step and submits it.
    pub fn submit_step(&self, who: &str, step: &str, file: &str, body: &Value) -> Result<()> {
        self.upload(who, Some(step), file)?;
        let words = format!("{} submitted by {who}", step.replace('_', " "));
        self.act(who, &format!("steps/{step}/submission"), body, &words).map(|_| ())
    }

    pub fn approve(&self, who: &str, step: &str) -> Result<()> {
        let words = format!("{} approved by {who}", step.replace('_', " "));
        self.act(who, &format!("steps/{step}/decision"), &json!({ "outcome": "approve" }), &words).map(|_| ())
    }

    /// Waits for an email whose subject contains `words`, then prints every one that came since the last time.
    pub fn letters(&self, words: &str) -> Result<()> {
        let reference = self.reference.borrow().clone();
        let seen = self.letters_seen.get();
        self.letters_seen.set(self.play.letters_about(&reference, seen, words)?);
        Ok(())
    }
}
