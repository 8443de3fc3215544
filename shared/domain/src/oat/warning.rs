//! Warnings about an attempt, even about a pass (O6). Pure.

use jiff::{SignedDuration, Timestamp};

use super::observation::{CertificateFacts, ClientCertificate, Observation, ResponseFacts};
use super::verdict::is_challenge;
use crate::policy::OatLimits;

/// The part of its life that a certificate may have left without a warning: those that live for days are renewed within days.
const PART_LEFT: i32 = 3;

codes! {
    /// Why an answer may mean less than it seems to. O3 makes a 202 a pass all the same.
    Doubt {
        /// The server let the probe in without a client certificate.
        NoClientCertificate = "no_client_certificate", "The endpoint answered without having taken PDP’s client certificate, because it did not ask for it when the connection began. So the test cannot show that mutual TLS is in order";
        /// A web application firewall seems to have answered.
        Challenge = "challenge", "The answer carries the mark of a web application firewall that asks for proof that a person is there. It may have answered in place of the service";
        WebPage = "web_page", "The answer is a web page, which a find endpoint does not send. Something else may have answered in place of the service";
    }
}

impl Doubt {
    /// What the organisation can do about it: a sentence.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::NoClientCertificate => {
                "Ask your technical team whether mutual TLS is switched on where the connection ends"
            }
            Self::Challenge | Self::WebPage => {
                "Ask your technical team whether this request, by its id, reached the service"
            }
        }
    }
}

/// Something worth saying even on a pass.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// A certificate that the endpoint needs expires soon.
    #[error(
        "The certificate of {subject} expires on {}. Ask whoever looks after your certificates to renew it before then",
        crate::calendar::london_date(*at)
    )]
    CertificateExpires {
        /// Whose it is, as the certificate says.
        subject: String,
        at: Timestamp,
    },
    /// The answer may mean less than it seems to.
    #[error("{}. {}", .0, .0.advice())]
    Doubt(Doubt),
}

impl Warning {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CertificateExpires { .. } => "certificate_expires",
            Self::Doubt(doubt) => doubt.code(),
        }
    }
}

/// What is worth saying of an attempt: certificates that are valid and will not be for long, and doubts about the answer.
pub fn warnings(seen: &Observation, limits: &OatLimits) -> Vec<Warning> {
    let chain = seen.tls.iter().flat_map(|tls| &tls.chain);
    let expiring =
        chain.filter(|certificate| is_needed(certificate) && ends_soon(certificate, seen.at, limits));
    let warning = |certificate: &CertificateFacts| Warning::CertificateExpires {
        subject: certificate.subject.clone(),
        at: certificate.not_after,
    };
    expiring.map(warning).chain(doubts(seen).into_iter().map(Warning::Doubt)).collect()
}

/// What casts doubt on an answer, each once; none when there was none.
pub fn doubts(seen: &Observation) -> Vec<Doubt> {
    let Some(response) = &seen.response else { return Vec::new() };
    let state = seen.tls.as_ref().and_then(|tls| tls.client_certificate);
    let without = state.is_some_and(|state| state != ClientCertificate::Sent);
    let found = [
        (without, Doubt::NoClientCertificate),
        (is_challenge(response), Doubt::Challenge),
        (is_web_page(response), Doubt::WebPage),
    ];
    found.into_iter().filter_map(|(found, doubt)| found.then_some(doubt)).collect()
}

fn is_web_page(response: &ResponseFacts) -> bool {
    let kind = response.header("content-type").map(str::to_lowercase);
    let says_so = kind
        .is_some_and(|kind| ["text/html", "application/xhtml+xml"].iter().any(|page| kind.starts_with(page)));
    let body = response.body_start.trim_ascii_start();
    let begins = |with: &[u8]| body.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    says_so || begins(b"<!doctype html") || begins(b"<html")
}

fn is_needed(certificate: &CertificateFacts) -> bool {
    certificate.used != Some(false)
}

/// Whether a certificate that is valid at `now` ends within the days of the policy, or, where a third of its life is less, within
/// that.
fn ends_soon(certificate: &CertificateFacts, now: Timestamp, limits: &OatLimits) -> bool {
    let days = SignedDuration::from_hours(24 * i64::from(limits.certificate_days));
    let life = certificate.not_after.duration_since(certificate.not_before);
    let soon = now.saturating_add(days.min(life / PART_LEFT)).unwrap_or(Timestamp::MAX);
    (now..=soon).contains(&certificate.not_after)
}
