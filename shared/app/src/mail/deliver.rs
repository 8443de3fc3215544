//! Delivers one notification of the outbox: leased, at least once, never lost.
//!
//! Responsible for: sending it if it is due, or replacing it with a notification for each person; recording the outcome;
//! informing PDP when nobody can get it (S5).
//! Must not: choose the next state; `state` does.

use domain::actor::PdpRole;
use domain::ids::{MailId, OrganisationId, PersonId};

use crate::error::Fault;
use crate::mail::ports::{Mailer, Outbox, Recipient};
use crate::mail::recipients::{Addressed, People, address};
use crate::mail::state::Due;
use crate::mail::what_waits::{Found, find_what_waits};
use crate::mail::{About, Audience, Mail, MailState, Notification, Outcome, Part};
use crate::organisation::members::Members;
use crate::services::Services;
use crate::work::ports::WorkList;

/// How often a notification may change under us before we let somebody else settle it.
const ATTEMPTS_TO_SETTLE: usize = 4;

/// The result of a delivery. Whatever it is but an error of the store, the notification has it in its state and comes again by
/// itself when it has to ([`crate::mail::resend`]).
#[derive(Debug)]
pub enum Delivery {
    /// The mail service took it.
    Sent,
    /// It became so many notifications, each for one person, or for a role that nobody holds.
    Addressed { notifications: usize },
    /// It was sent before, or there is no such notification.
    Done,
    /// It is not due, someone else is sending it, or its sender went missing.
    Later,
    /// Nobody holds the role it is for.
    NoRecipient {
        /// Whether PDP has been told, or will be; not if the notification itself was to tell them.
        told: bool,
    },
    /// What it would have said is over, or was said otherwise: it is not sent.
    Over,
    /// It was not sent, for sure.
    Failed { failures: u32, fault: Fault },
    /// It may have been sent.
    Unknown(Fault),
}

/// A notification that was tried, and the ids by which it can be followed.
#[derive(Debug)]
pub struct TriedMail {
    pub id: MailId,
    /// What it is about, and for whom; none when it could not be read.
    pub subject: Option<MailSubject>,
    /// How it went, or the fault of the store.
    pub delivery: Result<Delivery, Fault>,
}

/// What a notification is about, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailSubject {
    pub about: About,
    /// None when it is about PDP's own people.
    pub organisation: Option<OrganisationId>,
    /// The person it is for, if it is one person's.
    pub reader: Option<PersonId>,
}

/// Delivers the notification `id`, unless that is done, under way or not due, and says what it is about. A fault of the store leaves it
/// in its state, or in the hands of its sender until the lease ends.
pub async fn try_mail<S, M>(services: &Services<S>, mailer: &M, id: MailId) -> TriedMail
where
    S: Outbox + Members + WorkList,
    M: Mailer,
{
    let (subject, delivery) = match services.store.mail(id).await {
        Ok(Some((mail, state))) => {
            let subject =
                MailSubject { about: mail.about, organisation: mail.organisation, reader: mail.reader };
            // Boxed: the compiler does not see through as many layers of futures.
            (Some(subject), Box::pin(deliver(services, mailer, mail, state)).await)
        }
        Ok(None) => (None, Ok(Delivery::Done)),
        Err(fault) => (None, Err(fault)),
    };
    TriedMail { id, subject, delivery }
}

async fn deliver<S, M>(
    services: &Services<S>,
    mailer: &M,
    mail: Mail,
    state: MailState,
) -> Result<Delivery, Fault>
where
    S: Outbox + Members + WorkList,
    M: Mailer,
{
    let id = mail.id;
    match state.due(services.clock.now()) {
        Due::Nothing => return Ok(Delivery::Done),
        Due::Later => return Ok(Delivery::Later),
        Due::Doubt(doubt) => {
            services.store.advance(id, &state, &doubt).await?;
            return Ok(Delivery::Later);
        }
        Due::Sending => {}
    }
    let is_told_otherwise = is_told_otherwise(&mail, &state);
    match address(&services.store, mail).await? {
        Addressed::To { .. } | Addressed::Copies(_) if is_told_otherwise => end(services, id, &state).await,
        Addressed::To { recipient, mail, roles } => match find_what_waits(services, mail, &roles).await? {
            Found::Send(mail) => send(services, mailer, &mail, &recipient, &state).await,
            Found::Over => end(services, id, &state).await,
            Found::NotBefore(then) => {
                services.store.look_at(id, then).await?;
                Ok(Delivery::Later)
            }
        },
        Addressed::Copies(copies) => make_copies(services, id, &copies, &state).await,
        Addressed::ToNobody(mail, people) => keep(services, mailer, (&mail, &people), &state).await,
    }
}

/// Whether somebody has taken the role, and so got an email with everything that waits for it: another one would say it twice, or tell
/// of what is over (Q4).
fn is_told_otherwise(mail: &Mail, state: &MailState) -> bool {
    let matters = Notification::outlives_an_empty_role;
    matches!(state, MailState::NoRecipient { .. }) && !mail.notifications().any(matters)
}

/// Settles a notification without sending it.
async fn end<S: Outbox>(services: &Services<S>, id: MailId, state: &MailState) -> Result<Delivery, Fault> {
    let over = MailState::Over { at: services.clock.now() };
    Ok(if services.store.advance(id, state, &over).await? { Delivery::Over } else { Delivery::Later })
}

/// Puts each copy in the outbox, then notes that all are there. A second sender, now or later, puts the same copies.
pub(super) async fn make_copies<S: Outbox>(
    services: &Services<S>,
    id: MailId,
    copies: &[Mail],
    state: &MailState,
) -> Result<Delivery, Fault> {
    for copy in copies {
        services.store.post(copy).await?;
    }
    let addressed = MailState::Addressed { at: services.clock.now() };
    let noted = services.store.advance(id, state, &addressed).await?;
    Ok(if noted { Delivery::Addressed { notifications: copies.len() } } else { Delivery::Later })
}

async fn send<S: Outbox, M: Mailer>(
    services: &Services<S>,
    mailer: &M,
    mail: &Mail,
    recipient: &Recipient,
    state: &MailState,
) -> Result<Delivery, Fault> {
    mailer.turn().await;
    let sending = state.sending(services.clock.now());
    if !services.store.advance(mail.id, state, &sending).await? {
        return Ok(Delivery::Later);
    }
    match mailer.send(mail, recipient).await {
        Outcome::Sent(message_id) => {
            let sent = MailState::Sent { at: services.clock.now(), message_id };
            settle(&services.store, mail.id, sending, &sent).await?;
            Ok(Delivery::Sent)
        }
        Outcome::NotSent(fault) => {
            let failed = sending.failed(services.clock.now());
            services.store.advance(mail.id, &sending, &failed).await?;
            Ok(Delivery::Failed { failures: failed.failures(), fault })
        }
        Outcome::Unknown(fault) => {
            let ambiguous = sending.ambiguous(services.clock.now());
            services.store.advance(mail.id, &sending, &ambiguous).await?;
            Ok(Delivery::Unknown(fault))
        }
    }
}

/// Notes that the mail service took a notification: that is certain, whatever others believe of it meanwhile. Whether it was news.
pub(crate) async fn settle<S: Outbox>(
    store: &S,
    id: MailId,
    mut state: MailState,
    sent: &MailState,
) -> Result<bool, Fault> {
    for _ in 0..ATTEMPTS_TO_SETTLE {
        if matches!(state, MailState::Sent { .. }) {
            return Ok(false);
        }
        if store.advance(id, &state, sent).await? {
            return Ok(true);
        }
        match store.mail(id).await? {
            Some((_, now)) => state = now,
            None => return Ok(false),
        }
    }
    Err(Fault::retryable("note that a notification was sent", "others keep changing its state"))
}

/// Keeps a notification that has no recipient. When that begins, the same transaction writes a notification to PDP and puts the empty
/// role on PDP's work list, unless this one is about a missing recipient already. Should somebody take the role meanwhile, none of
/// it is written, and the notification is looked at again.
async fn keep<S: Outbox, M: Mailer>(
    services: &Services<S>,
    mailer: &M,
    (mail, people): (&Mail, &People),
    state: &MailState,
) -> Result<Delivery, Fault> {
    let kept = state.without_recipient(services.clock.now());
    let says_so = |part: &Part| {
        matches!(
            part.notification,
            Notification::NobodyHoldsRole { .. }
                | Notification::RoleLeftEmpty { .. }
                | Notification::NobodyCanBeReached { .. }
        )
    };
    let about_nobody = mail.parts.iter().all(says_so);
    let begins = !matches!(state, MailState::NoRecipient { .. });
    let Some(&audience) = mail.audiences().first() else {
        return Err(Fault::lasting("keep a notification", "it is for nobody"));
    };
    let told = (begins && !about_nobody).then(|| notice(services, mailer, mail, audience));
    let empty = people.without(audience, &services.context());
    let won = services.store.keep_for_role(mail.id, state, &kept, &empty, told.as_ref()).await?;
    Ok(if won { Delivery::NoRecipient { told: !about_nobody } } else { Delivery::Later })
}

fn notice<S, M: Mailer>(services: &Services<S>, mailer: &M, mail: &Mail, empty: Audience) -> Mail {
    let notification = Notification::NobodyHoldsRole { audience: empty, subject: mailer.subject(mail) };
    Mail {
        id: services.fresh_id(),
        parts: vec![Part { audiences: vec![Audience::Pdp(PdpRole::Support)], notification }],
        reader: None,
        copy_of: None,
        address: None,
        at: services.clock.now(),
        ..mail.clone()
    }
}
