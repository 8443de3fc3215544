//! One attempt of the probe, with everything it saw (O6). Written once, never again.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use app::Fault;
use domain::endpoint::EndpointUrl;
use domain::ids::{EndpointId, FindRequestId, OatId};
use domain::oat::observation::{
    CertificateFacts, ClientCertificate, Ending, Observation, OwnFault, ResponseFacts, Timings, TlsFacts,
    Unread, UrlFault,
};
use domain::oat::{Cause, ProfileMark, RecordedAttempt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::Item;
use crate::item::stored::{Stored, stored_enum, stored_struct};
use crate::table::keys::Key;

/// The item of an attempt.
pub(crate) fn write(oat: OatId, attempt: &RecordedAttempt) -> Result<Item, Fault> {
    let key = Key::probe_attempt(oat, attempt.run, attempt.endpoint, attempt.number);
    crate::item::write(key, &attempt.item())
}

/// The attempt in `item`.
pub(crate) fn read(item: Item) -> Result<RecordedAttempt, Fault> {
    crate::item::read::<AttemptItem<'static>>(item).map(RecordedAttempt::restore)
}

stored_struct! {
    AttemptItem for RecordedAttempt {
        run: u32, endpoint: EndpointId, number: u32, observation: Observation,
        cause: Option<Cause>
    }
}

stored_struct! {
    ObservationItem for Observation {
        request: FindRequestId, at: Timestamp, url: EndpointUrl, addresses: Vec<IpAddr>, timings: Timings,
        deadline: Duration, ending: Ending, profile: Option<ProfileMark>,
        peer: Option<SocketAddr>, tls: Option<TlsFacts>, response: Option<ResponseFacts>, unread: Option<Unread>
    }
}

stored_struct! {
    TimingsItem for Timings {
        total: Duration,
        dns: Option<Duration>, connect: Option<Duration>, tls: Option<Duration>, first_byte: Option<Duration>
    }
}

stored_struct! {
    TlsItem for TlsFacts {
        chain: Vec<CertificateFacts>,
        version: Option<String>, cipher: Option<String>, alpn: Option<String>, client_certificate: Option<ClientCertificate>
    }
}

stored_struct! {
    CertificateItem for CertificateFacts {
        subject: String, names: Vec<String>, issuer: String, serial: String, sha256: [u8; 32],
        not_before: Timestamp, not_after: Timestamp,
        used: Option<bool>
    }
}

stored_struct!(UnreadItem for Unread { why: String, start: Vec<u8> });

stored_struct! {
    ResponseItem for ResponseFacts {
        status: u16, headers: Vec<(String, String)>, body_bytes: u64, body_sha256: [u8; 32], body_start: Vec<u8>
    }
}

stored_enum! {
    EndingItem for Ending {
        Answered,
        UrlRefused { what: UrlFault },
        NameNotFound,
        NameServerTimedOut,
        NameServerFailed,
        AddressRefused { address: IpAddr },
        ConnectionRefused,
        ConnectTimedOut,
        ConnectionFailed,
        TlsFailed { what: String },
        CertificateExpired,
        CertificateForOtherName,
        CertificateUntrusted,
        CertificateTooWeak,
        TlsTooOld,
        ClientCertificateRefused { what: String },
        BrokenOff { what: String },
        Reset,
        TimedOut,
        Malformed,
        HeaderTooLarge,
        BodyTooLarge,
        BodyTooSlow,
        OwnFault(OwnFault),
    }
}

/// A header.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct HeaderItem<'a> {
    name: <String as Stored>::Item<'a>,
    value: <String as Stored>::Item<'a>,
}

impl Stored for (String, String) {
    type Item<'a> = HeaderItem<'a>;
    fn item(&self) -> HeaderItem<'_> {
        HeaderItem { name: self.0.item(), value: self.1.item() }
    }
    fn restore(item: HeaderItem<'_>) -> Self {
        (String::restore(item.name), String::restore(item.value))
    }
}

/// In nanoseconds: an attempt takes seconds.
impl Stored for Duration {
    type Item<'a> = u64;
    fn item(&self) -> u64 {
        u64::try_from(self.as_nanos()).unwrap_or(u64::MAX)
    }
    fn restore(item: u64) -> Self {
        Self::from_nanos(item)
    }
}
