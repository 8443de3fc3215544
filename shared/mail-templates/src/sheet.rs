//! One part of a notification as one person reads it.

use app::mail::{Audience, Mail, Notification};

/// A part of a notification, and who reads it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet<'m> {
    pub mail: &'m Mail,
    pub notification: &'m Notification,
    pub audiences: &'m [Audience],
    /// The audiences among these and others that the reader belongs to.
    pub reading: &'m [Audience],
    /// The origin of the portal.
    pub portal: &'m str,
    /// Whether another part already gives the same reader something to do.
    pub to_do_beside: bool,
}

impl<'m> Sheet<'m> {
    /// Every part for somebody who belongs to `reading`, with the origin of the portal.
    pub(crate) fn all_of(mail: &'m Mail, reading: &'m [Audience], portal: &'m str) -> Vec<Self> {
        let is_for = |audiences: &[Audience]| audiences.iter().any(|audience| reading.contains(audience));
        let parts: Vec<_> = mail.parts.iter().filter(|part| is_for(&part.audiences)).collect();
        let to_do = parts.iter().any(|part| part.notification.says_what_to_do());
        let sheet = |part: &&'m app::mail::Part| Self {
            mail,
            notification: &part.notification,
            audiences: &part.audiences,
            reading,
            portal,
            to_do_beside: to_do && !part.notification.says_what_to_do(),
        };
        parts.iter().map(sheet).collect()
    }

    /// Whether it is for people of PDP.
    pub(crate) fn at_pdp(&self) -> bool {
        self.audiences.iter().any(|audience| audience.at_pdp())
    }
}
