//! A question that nobody answers: its people are reminded once a day, until it is answered (Q3).

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, bail};
use api::{AnswerBody, InformationBody};
use domain::change::answers::ChangeType;
use domain::endpoint::EndpointType;
use domain::policy::{Policy, Scale};
use journeys::Notification;

use crate::changes::{answers, endpoints};
use crate::play::Play;
use crate::print;

/// Reminders that are waited for. A person gets one email a day, so where the demonstration was played before, from the same day, only a
/// later day has one.
const REMINDERS: usize = 20;
/// Who is to answer.
const CONTACT: &str = "business@meadow-pensions.example.org";
/// Looks into the mailbox for each of them, a second apart.
const LOOKS: usize = 10;

/// PDP asks, and the business contact forgets to answer.
pub fn reminded(play: &Play) -> Result<()> {
    let change = play.draft("meadow")?;
    let reason = "A View endpoint for a fourth region.";
    let added = endpoints(&[EndpointType::View]);
    change.fill_in(&answers(Scale::Minimal, ChangeType::NewEndpoints, reason, added))?;
    change.submit()?;
    let question = InformationBody { question: "Who runs the platform of the fourth region?".to_owned() };
    let words = "PDP asked for more information; the clock is stopped";
    change.act("pdp-reviewer", words, |api, id, seen| api.ask_for_information(id, seen, &question))?;
    change.notifications("question")?;

    let email = reminder(play)?;
    play.print(&email);
    let answer = AnswerBody { answer: "We do, as in the other regions.".to_owned() };
    let words = "the business contact answered: nobody is reminded of it any more";
    change.act("business", words, |api, id, seen| api.answer_question(id, seen, &answer))?;
    Ok(())
}

/// Lets working days pass until there is one more email of what waits. It lists the most urgent, which may be other things.
fn reminder(play: &Play) -> Result<Notification> {
    let before = play.reminders(CONTACT)?.len();
    for _ in 0..REMINDERS {
        let every = Policy::in_force(play.clock.now().date()).limits.chase.working_days;
        play.wait_until(play.working_day_in(every), &format!("{every} working days later"))?;
        play.process_due()?;
        for _ in 0..LOOKS {
            if let Some(email) = play.reminders(CONTACT)?.into_iter().nth(before) {
                return Ok(email);
            }
            sleep(Duration::from_secs(1));
        }
        print::say("the business contact has had the reminder of this day");
    }
    bail!("no email reminds {CONTACT} of what waits")
}
