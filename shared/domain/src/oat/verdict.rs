//! What follows from what was seen of an attempt (O3, O6): a pass or one cause, and warnings. Pure and total.

use jiff::{SignedDuration, Timestamp};

use super::Cause;
use super::observation::{Ending, Observation, ResponseFacts};
use crate::policy::OatLimits;

/// The one answer that is a pass (O3).
const ACCEPTED: u16 = 202;

/// Why the attempt was no pass; none when it was: 202, all of it within the deadline. Nothing else passes (O3).
pub fn cause_of(seen: &Observation) -> Option<Cause> {
    Some(match &seen.ending {
        Ending::Answered => return answered(seen),
        Ending::UrlRefused { .. } => Cause::UrlNotAllowed,
        Ending::NameNotFound => Cause::NameNotFound,
        Ending::NameServerTimedOut => Cause::NameServerTimedOut,
        Ending::NameServerFailed => Cause::NameServerFailed,
        Ending::AddressRefused { .. } => Cause::AddressNotPublic,
        Ending::ConnectionRefused => Cause::ConnectionRefused,
        Ending::ConnectTimedOut => Cause::ConnectTimedOut,
        Ending::ConnectionFailed => Cause::ConnectionFailed,
        Ending::TlsFailed { .. } => Cause::TlsFailed,
        Ending::CertificateExpired if begins_later(seen) => Cause::CertificateNotYetValid,
        Ending::CertificateExpired => Cause::CertificateExpired,
        Ending::CertificateForOtherName => Cause::CertificateForOtherName,
        Ending::CertificateUntrusted => Cause::CertificateUntrusted,
        Ending::TlsTooOld => Cause::TlsTooOld,
        Ending::ClientCertificateRefused { .. } => Cause::ClientCertificateRefused,
        Ending::Reset => Cause::ConnectionReset,
        Ending::TimedOut => Cause::NoAnswerInTime,
        Ending::Malformed => Cause::Malformed,
        Ending::HeaderTooLarge => Cause::HeaderTooLarge,
        Ending::BodyTooLarge => Cause::BodyTooLarge,
        Ending::BodyTooSlow => Cause::BodyTooSlow,
        Ending::OwnFault(fault) => (*fault).into(),
    })
}

fn answered(seen: &Observation) -> Option<Cause> {
    // Answered, and no answer kept: the probe contradicts itself.
    let Some(ResponseFacts { status, .. }) = seen.response else { return Some(Cause::OurFault) };
    match status {
        ACCEPTED if seen.timings.total > seen.deadline => Some(Cause::NoAnswerInTime),
        ACCEPTED => None,
        200..=299 => Some(Cause::NotAccepted),
        300..=399 => Some(Cause::Redirect),
        401 => Some(Cause::Unauthorised),
        403 => Some(Cause::Forbidden),
        429 => Some(Cause::TooManyRequests),
        400..=499 => Some(Cause::OtherClientError),
        500..=599 => Some(Cause::ServerError),
        _ => Some(Cause::Malformed),
    }
}

/// Whether a certificate that was sent is not valid yet, and none has expired.
fn begins_later(seen: &Observation) -> bool {
    let chain = seen.tls.iter().flat_map(|tls| &tls.chain);
    let mut chain =
        chain.filter(|certificate| certificate.not_before > seen.at || certificate.not_after < seen.at);
    let is_later = |certificate: &super::observation::CertificateFacts| certificate.not_before > seen.at;
    chain.next().is_some_and(is_later) && chain.all(is_later)
}

/// Something worth saying even on a pass (O6).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// A certificate that was sent expires soon.
    #[error(
        "The certificate of {subject} expires on {}. Ask whoever looks after your certificates to renew it before then",
        crate::calendar::london_date(*at)
    )]
    CertificateExpires {
        /// Whose it is, as the certificate says.
        subject: String,
        /// When.
        at: Timestamp,
    },
}

impl Warning {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CertificateExpires { .. } => "certificate_expires",
        }
    }
}

/// What is worth saying of an attempt, even of a pass: certificates that are valid and will not be for long.
pub fn warnings(seen: &Observation, limits: &OatLimits) -> Vec<Warning> {
    let within = SignedDuration::from_hours(24 * i64::from(limits.certificate_days));
    let soon = seen.at.saturating_add(within).unwrap_or(Timestamp::MAX);
    let chain = seen.tls.iter().flat_map(|tls| &tls.chain);
    let expiring = chain.filter(|certificate| (seen.at..=soon).contains(&certificate.not_after));
    let warning = |certificate: &super::observation::CertificateFacts| Warning::CertificateExpires {
        subject: certificate.subject.clone(),
        at: certificate.not_after,
    };
    expiring.map(warning).collect()
}
