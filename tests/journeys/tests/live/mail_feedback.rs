//! What the mail service says of an email reaches PDP, through the topic and the function of the running stack.

use anyhow::{Context, Result};
use journeys::{Mailbox, Stack, eventually};
use serde_json::Value;

use crate::people::{CONTACT, accepted_pdf, answers, draft, host, submit};

#[test]
fn a_bounce_is_shown_to_pdp_alone_with_the_contact() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    let reviewer = stack.sign_in("pdp-reviewer")?;
    let change = draft(&contact, &answers(&host()))?;
    accepted_pdf(&stack, &contact, &change)?;
    let reference = submit(&contact, &change)?.expect(200)?.text("/reference").to_owned();
    Mailbox::of(&stack).wait_for(&reference, CONTACT, "received")?;

    let me = contact.get("/me")?.expect(200)?;
    let path = format!("/organisations/{}/mail-feedback", me.text("/organisation/id"));
    contact.get(&path)?.expect(403)?;
    let news = |kind: &str, name: &str| -> Result<Value> {
        stack.mail_news(kind, CONTACT, &reference)?;
        eventually(&format!("news of a {kind}"), || {
            let read = reviewer.get(&path)?.expect(200)?;
            let people = read.body["items"].as_array().cloned().unwrap_or_default();
            let own = people.into_iter().find(|one| one["person"] == me.body["person"]);
            Ok(own.map(|one| one[name].clone()).filter(|found| found["reference"] == reference.as_str()))
        })
    };
    assert_eq!(news("delivery", "delivered")?["bounce_type"], Value::Null);
    let bounced = news("bounce", "bounced")?;
    assert_eq!((&bounced["bounce_type"], &bounced["reason"]), (&"permanent".into(), &"General".into()));
    bounced["at"].as_str().context("when it came back")?;
    Ok(())
}
