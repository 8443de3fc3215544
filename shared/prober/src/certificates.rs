//! The facts of a certificate (O6).
//!
//! Must not: verify anything.

use std::collections::HashSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use domain::oat::observation::CertificateFacts;
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use sha2::{Digest, Sha256};
use x509_parser::asn1_rs::oid;
use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;
use x509_parser::public_key::PublicKey;
use x509_parser::time::ASN1Time;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

/// The most certificates of a chain, and names of a certificate, that are kept: a server must not decide how much is stored.
const MOST_CERTIFICATES: usize = 8;
const MOST_NAMES: usize = 50;

/// The longest kept part of a name, in characters.
const LONGEST_NAME: usize = 255;

/// The facts of a server's certificates, its own first. An unreadable one appears with its digest alone. `roots` are
/// the subjects of the trusted roots, `now` is when they were sent.
pub fn facts_of_chain(
    chain: &[CertificateDer<'_>],
    roots: &HashSet<Vec<u8>>,
    now: Timestamp,
) -> Vec<CertificateFacts> {
    let used = used(chain, roots, now);
    let facts = |(at, der): (usize, &CertificateDer<'_>)| {
        let facts = facts_of(der).unwrap_or_else(|| CertificateFacts {
            subject: String::new(),
            names: Vec::new(),
            issuer: String::new(),
            serial: String::new(),
            sha256: Sha256::digest(der).into(),
            not_before: Timestamp::UNIX_EPOCH,
            not_after: Timestamp::UNIX_EPOCH,
            used: None,
        });
        CertificateFacts { used: Some(used.contains(&at)), ..facts }
    };
    chain.iter().enumerate().take(MOST_CERTIFICATES).map(facts).collect()
}

/// The certificates that lead from the server's own, the first, to a trusted root, by the names of their issuers. Of
/// several candidates, as with cross-signing, it takes a valid one, as the check of the chain does.
fn used(chain: &[CertificateDer<'_>], roots: &HashSet<Vec<u8>>, now: Timestamp) -> HashSet<usize> {
    let read = |der: &'_ CertificateDer<'_>| {
        let (_, certificate) = parse_x509_certificate(der).ok()?;
        let validity = certificate.validity();
        let valid = instant(validity.not_before)? <= now && now <= instant(validity.not_after)?;
        let (subject, issuer) = (certificate.subject().as_raw(), certificate.issuer().as_raw());
        Some(Link { subject: subject.to_vec(), issuer: issuer.to_vec(), valid })
    };
    let links: Vec<_> = chain.iter().take(MOST_CERTIFICATES).map(read).collect();
    let mut used = HashSet::from([0]);
    let mut last = links.first().and_then(Option::as_ref);
    while let Some(Link { issuer, .. }) = last.filter(|last| !roots.contains(contents(&last.issuer))) {
        let fits = |at: &usize| {
            let link = links.get(*at).and_then(Option::as_ref);
            !used.contains(at) && link.is_some_and(|link| link.subject == *issuer)
        };
        let is_valid = |at: &usize| links.get(*at).and_then(Option::as_ref).is_some_and(|link| link.valid);
        let fitting: Vec<usize> = (0..links.len()).filter(fits).collect();
        let Some(next) = fitting.iter().find(|at| is_valid(at)).or(fitting.first()).copied() else { break };
        used.insert(next);
        last = links.get(next).and_then(Option::as_ref);
    }
    used
}

/// A name without its tag and length, as trusted roots are kept.
fn contents(name: &[u8]) -> &[u8] {
    match name {
        [_, 0x81, _, rest @ ..] | [_, 0x82, _, _, rest @ ..] => rest,
        [_, _, rest @ ..] => rest,
        _ => &[],
    }
}

/// The parts of a certificate that give its place in a chain.
struct Link {
    subject: Vec<u8>,
    issuer: Vec<u8>,
    valid: bool,
}

/// The facts of one certificate; none when it cannot be read.
pub fn facts_of(der: &CertificateDer<'_>) -> Option<CertificateFacts> {
    let (_, certificate) = parse_x509_certificate(der).ok()?;
    let names = certificate.subject_alternative_name().ok().flatten();
    let names = names.map(|extension| extension.value.general_names.iter());
    Some(CertificateFacts {
        subject: distinguished(certificate.subject()),
        names: names.into_iter().flatten().take(MOST_NAMES).map(name).collect(),
        issuer: distinguished(certificate.issuer()),
        serial: hex::encode(certificate.raw_serial()),
        sha256: Sha256::digest(der).into(),
        not_before: instant(certificate.validity().not_before)?,
        not_after: instant(certificate.validity().not_after)?,
        used: None,
    })
}

/// The shortest RSA key of a certificate that is accepted, in bits.
const SHORTEST_RSA: usize = 2048;

/// Whether the server's own certificate has an RSA key that is too short.
pub fn has_short_key(chain: &[CertificateDer<'_>]) -> bool {
    let own = chain.first().and_then(|own| parse_x509_certificate(own).ok());
    own.is_some_and(|(_, own)| match own.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => key.key_size() < SHORTEST_RSA,
        _ => false,
    })
}

fn instant(time: ASN1Time) -> Option<Timestamp> {
    Timestamp::from_second(time.timestamp()).ok()
}

fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

/// A name of a certificate as text.
fn name(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::DNSName(text) | GeneralName::RFC822Name(text) | GeneralName::URI(text) => {
            shortened(text)
        }
        GeneralName::IPAddress(bytes) => match (<[u8; 4]>::try_from(*bytes), <[u8; 16]>::try_from(*bytes)) {
            (Ok(v4), _) => Ipv4Addr::from(v4).to_string(),
            (_, Ok(v6)) => Ipv6Addr::from(v6).to_string(),
            _ => hex::encode(bytes.iter().take(LONGEST_NAME / 2).copied().collect::<Vec<_>>()),
        },
        GeneralName::DirectoryName(name) => distinguished(name),
        GeneralName::RegisteredID(oid) => shortened(&oid.to_id_string()),
        GeneralName::OtherName(oid, _) => shortened(&oid.to_id_string()),
        GeneralName::X400Address(_) | GeneralName::EDIPartyName(_) | GeneralName::Invalid(..) => {
            "(of another kind)".to_owned()
        }
    }
}

/// A distinguished name as RFC 4514 writes it: the most specific part first.
fn distinguished(name: &X509Name<'_>) -> String {
    let relative = name.iter_rdn().map(|rdn| rdn.iter().map(attribute).collect::<Vec<_>>().join("+"));
    let mut parts: Vec<_> = relative.collect();
    parts.reverse();
    shortened(&parts.join(","))
}

fn attribute(attribute: &AttributeTypeAndValue<'_>) -> String {
    let value = match attribute.as_str() {
        Ok(text) => escaped(text),
        Err(_) => format!("#{}", hex::encode(attribute.as_slice())),
    };
    let kind = attribute.attr_type();
    // The short names that RFC 4514 fixes.
    let known = [
        (oid!(2.5.4.3), "CN"),
        (oid!(2.5.4.7), "L"),
        (oid!(2.5.4.8), "ST"),
        (oid!(2.5.4.10), "O"),
        (oid!(2.5.4.11), "OU"),
        (oid!(2.5.4.6), "C"),
        (oid!(2.5.4.9), "STREET"),
        (oid!(0.9.2342.19200300.100.1.25), "DC"),
        (oid!(0.9.2342.19200300.100.1.1), "UID"),
    ];
    match known.iter().find(|(oid, _)| oid == kind) {
        Some((_, short)) => format!("{short}={value}"),
        None => format!("{}={value}", kind.to_id_string()),
    }
}

/// A value with the escapes of RFC 4514 §2.4.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let last = text.chars().count().saturating_sub(1);
    for (position, c) in text.chars().enumerate() {
        let at_an_end = (c == ' ' && (position == 0 || position == last)) || (c == '#' && position == 0);
        if at_an_end || matches!(c, '"' | '+' | ',' | ';' | '<' | '>' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
