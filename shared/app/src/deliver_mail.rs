//! Delivers one letter of the outbox: leased, at least once, never lost.

use domain::actor::{OrganisationRole, PdpRole};
use domain::ids::MailId;
use domain::organisation::Person;
use jiff::{SignedDuration, Timestamp};

use crate::desk::Desk;
use crate::error::Fault;
use crate::mail::{Audience, Mail, MailState, Outcome};
use crate::ports::{Mailer, Members, Outbox};

/// How long one attempt to send may take before nobody trusts it any more.
pub const SENDING_LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How long an attempt of unknown outcome waits for news of it before the letter is sent once more.
pub const RETRY_AMBIGUOUS_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// What came of a delivery.
#[derive(Debug)]
pub enum Delivery {
    /// The mail service has it, now or before, or there is no such letter.
    Done,
    /// Not yet: someone else is sending it, or its fate is unknown. Try later.
    Later,
    /// Nobody holds the role it is for. Try later, when somebody does.
    NoRecipient,
    /// Sending failed. Try later.
    Failed(Fault),
}

/// Delivers the letter `id`, unless that is done or under way.
///
/// # Errors
/// [`Fault`] of the store; the letter then keeps its state.
pub async fn deliver_mail<S, M>(desk: &Desk<S>, mailer: &M, id: MailId) -> Result<Delivery, Fault>
where
    S: Outbox + Members,
    M: Mailer,
{
    let Some((mail, state)) = desk.store.mail(id).await? else {
        return Ok(Delivery::Done);
    };
    let now = desk.clock.now();
    let failures = match due(&state, now) {
        Due::Send { failures } => failures,
        Due::Never => return Ok(Delivery::Done),
        Due::Later => return Ok(Delivery::Later),
        Due::Doubtful { failures, since } => {
            desk.store.advance(id, &state, &MailState::Ambiguous { failures, since }).await?;
            return Ok(Delivery::Later);
        }
    };
    let recipients = recipients(desk, &mail).await?;
    if recipients.is_empty() {
        return Ok(Delivery::NoRecipient);
    }
    let until = now.checked_add(SENDING_LEASE).unwrap_or(Timestamp::MAX);
    let sending = MailState::Sending { failures, until };
    if !desk.store.advance(id, &state, &sending).await? {
        return Ok(Delivery::Later);
    }
    let (next, delivery) = match mailer.send(&mail, &recipients).await {
        Outcome::Sent(message_id) => (MailState::Sent { at: desk.clock.now(), message_id }, Delivery::Done),
        Outcome::NotSent(fault) => (MailState::Pending { failures: failures + 1 }, Delivery::Failed(fault)),
        Outcome::Unknown(fault) => {
            (MailState::Ambiguous { failures, since: desk.clock.now() }, Delivery::Failed(fault))
        }
    };
    desk.store.advance(id, &sending, &next).await?;
    Ok(delivery)
}

enum Due {
    Send { failures: u32 },
    Later,
    Never,
    Doubtful { failures: u32, since: Timestamp },
}

/// What a letter in this state needs at `now`. An attempt that outlived its lease may have sent the letter.
fn due(state: &MailState, now: Timestamp) -> Due {
    match state {
        MailState::Pending { failures } => Due::Send { failures: *failures },
        MailState::Sent { .. } => Due::Never,
        MailState::Sending { until, .. } if now < *until => Due::Later,
        MailState::Sending { failures, until } => Due::Doubtful { failures: *failures, since: *until },
        MailState::Ambiguous { failures, since } if now.duration_since(*since) >= RETRY_AMBIGUOUS_AFTER => {
            Due::Send { failures: *failures }
        }
        MailState::Ambiguous { .. } => Due::Later,
    }
}

async fn recipients<S: Members>(desk: &Desk<S>, mail: &Mail) -> Result<Vec<String>, Fault> {
    Ok(match mail.audience {
        Audience::Organisation(role) => {
            let organisation = desk.store.organisation(mail.organisation).await?;
            organisation.iter().flat_map(|own| own.holders(role)).map(address::<OrganisationRole>).collect()
        }
        Audience::Pdp(role) => desk.store.pdp_team().await?.holders(role).map(address::<PdpRole>).collect(),
    })
}

fn address<R>(person: &Person<R>) -> String {
    person.email.clone()
}
