//! What the probe may have seen, with every fact that can be there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use domain::endpoint::EndpointUrl;
use domain::ids::FindRequestId;
use domain::oat::ProfileMark;
use domain::oat::observation::{
    CertificateFacts, ClientCertificate, Ending, Observation, ResponseFacts, Timings, TlsFacts,
};
use domain::text::Name;
use jiff::{SignedDuration, Timestamp};

/// An attempt that was answered with this status, over TLS 1.3, by a server whose certificates are good for a year.
pub fn answered(request: FindRequestId, url: &EndpointUrl, at: Timestamp, status: u16) -> Observation {
    let server = IpAddr::V4(Ipv4Addr::new(93, 184, 216, 34));
    let body = b"{\"problem\":\"\xff none\"}".to_vec();
    Observation {
        addresses: vec![server, IpAddr::V6(Ipv6Addr::new(0x2606, 0x2800, 0x220, 1, 0, 0, 0, 1))],
        peer: Some(SocketAddr::new(server, 443)),
        timings: Timings {
            dns: Some(Duration::from_micros(12_345)),
            connect: Some(Duration::from_nanos(8_000_001)),
            tls: Some(Duration::from_millis(31)),
            first_byte: Some(Duration::from_millis(120)),
            total: Duration::from_millis(175),
        },
        tls: Some(TlsFacts {
            version: Some("TLSv1.3".to_owned()),
            cipher: Some("TLS13_AES_256_GCM_SHA384".to_owned()),
            alpn: Some("http/1.1".to_owned()),
            client_certificate: Some(ClientCertificate::Sent),
            chain: vec![certificate(at, "CN=find.example.org"), certificate(at, "CN=Example Authority")],
        }),
        response: Some(ResponseFacts {
            status,
            headers: vec![
                ("content-type".to_owned(), "application/json".to_owned()),
                ("retry-after".to_owned(), "30".to_owned()),
            ],
            body_bytes: 21,
            body_sha256: [7; 32],
            body_start: body,
        }),
        ..unanswered(request, url, at, Ending::Answered)
    }
}

/// An attempt that ended before anything was answered, and before anything was known of the server.
pub fn unanswered(request: FindRequestId, url: &EndpointUrl, at: Timestamp, ending: Ending) -> Observation {
    Observation {
        request,
        at,
        url: url.clone(),
        profile: Some(find_profile(1)),
        addresses: Vec::new(),
        peer: None,
        timings: Timings { total: Duration::from_millis(5), ..Timings::default() },
        deadline: Duration::from_secs(10),
        tls: None,
        response: None,
        unread: None,
        ending,
    }
}

/// A find profile; profiles of other numbers send other requests.
pub fn find_profile(number: u8) -> ProfileMark {
    ProfileMark { label: Name::restore(format!("Profile {number}")), digest: [number; 32] }
}

fn certificate(at: Timestamp, subject: &str) -> CertificateFacts {
    let year = SignedDuration::from_hours(365 * 24);
    CertificateFacts {
        subject: subject.to_owned(),
        names: vec!["find.example.org".to_owned(), "*.example.org".to_owned()],
        issuer: "CN=Example Authority".to_owned(),
        serial: "0a1b2c".to_owned(),
        sha256: [9; 32],
        not_before: at.saturating_sub(year).unwrap_or(at),
        not_after: at.saturating_add(year).unwrap_or(at),
        used: Some(true),
    }
}
