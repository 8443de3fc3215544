//! Mail delivery events reach PDP, through the topic and the function of the running stack.

use anyhow::{Context, Result};
use api::{ContactFeedbackBody, MailNoticeBody};
use api_client::Paging;
use domain::email::BounceType;
use journeys::{Mailbox, Stack, Wait, eventually};

use crate::people::{CONTACT, accepted_pdf, answers, draft, host, submission};

#[test]
fn a_bounce_is_shown_to_pdp_alone_with_the_contact() -> Result<()> {
    let stack = Stack::running()?;
    let contact = stack.sign_in("meadow-business")?;
    let reviewer = stack.sign_in("pdp-reviewer")?;
    let change = draft(&contact, &answers(&host()))?;
    accepted_pdf(&stack, &contact, change)?;
    let reference = submission(&contact, change)?.wait()?.body.reference.context("a reference")?;
    Mailbox::of(&stack).wait_for(&reference, CONTACT, "received")?;

    let me = contact.read_me().wait()?;
    let organisation = me.organisation.as_ref().context("an organisation")?.id;
    let first = Paging::default();
    assert_eq!(contact.read_mail_feedback(organisation, &first).status()?, 403);
    type Part = fn(ContactFeedbackBody) -> Option<MailNoticeBody>;
    let news = |kind: &str, part: Part| -> Result<MailNoticeBody> {
        stack.mail_news(kind, CONTACT, &reference)?;
        eventually(&format!("news of a {kind}"), || {
            let people = reviewer.read_mail_feedback(organisation, &first).wait()?.body.items;
            let own = people.into_iter().find(|one| one.person == me.person);
            Ok(own.and_then(part).filter(|notice| notice.reference.as_deref() == Some(&*reference)))
        })
    };
    assert_eq!(news("delivery", |own| own.delivered)?.bounce_type, None);
    let bounced = news("bounce", |own| own.bounced)?;
    assert_eq!(bounced.bounce_type.map(BounceType::from), Some(BounceType::Permanent));
    assert_eq!(bounced.reason.as_deref(), Some("General"));
    Ok(())
}
