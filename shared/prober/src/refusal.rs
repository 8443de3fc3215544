//! What a TLS error says about the two sides (O6).
//!
//! Must not: know a connection.

use domain::oat::observation::Ending;
use rustls::{
    AlertDescription, CertificateError, Error, HandshakeType, InvalidMessage, PeerIncompatible,
    PeerMisbehaved,
};

/// How a handshake ended that failed with this TLS error. `sent` says whether the server had asked for our certificate
/// and got it.
pub fn ending_of(error: &Error, sent: bool) -> Ending {
    match error {
        Error::InvalidCertificate(fault) => of_certificate(fault),
        Error::AlertReceived(alert) => of_alert(*alert, sent),
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => Ending::TlsTooOld,
        Error::InvalidMessage(
            InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion,
        ) => failed("not_tls"),
        Error::InvalidMessage(_) => failed("decode_error"),
        Error::InappropriateMessage { .. } | Error::InappropriateHandshakeMessage { .. } => {
            failed("unexpected_message")
        }
        Error::PeerMisbehaved(_) => failed("illegal_parameter"),
        Error::PeerIncompatible(_) => failed("handshake_failure"),
        Error::NoCertificatesPresented => failed("no_certificate"),
        Error::DecryptError => failed("bad_record_mac"),
        Error::PeerSentOversizedRecord => failed("record_overflow"),
        Error::NoApplicationProtocol => failed("no_application_protocol"),
        _ => failed("internal_error"),
    }
}

/// How a connection ended that the server abandoned after the handshake, with an alert or against the protocol. Every
/// alert is kept, because the server says nothing else.
pub fn ending_after_handshake(error: &Error, sent: bool) -> Ending {
    match ending_of(error, sent) {
        refused @ Ending::ClientCertificateRefused { .. } => refused,
        Ending::TlsFailed { what } => Ending::BrokenOff { what },
        Ending::TlsTooOld => Ending::BrokenOff { what: name_of(AlertDescription::ProtocolVersion) },
        _ => Ending::Reset,
    }
}

/// Whether the server asked for our certificate after the handshake: in TLS 1.3 by a request that was never offered, in
/// TLS 1.2 by repeated requests to renegotiate.
pub fn is_asking_late(error: &Error) -> bool {
    match error {
        Error::InappropriateHandshakeMessage { got_type, .. } => {
            matches!(got_type, HandshakeType::CertificateRequest | HandshakeType::HelloRequest)
        }
        Error::PeerMisbehaved(fault) => *fault == PeerMisbehaved::TooManyRenegotiationRequests,
        _ => false,
    }
}

fn failed(what: &str) -> Ending {
    Ending::TlsFailed { what: what.to_owned() }
}

fn of_certificate(fault: &CertificateError) -> Ending {
    match fault {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => Ending::CertificateExpired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Ending::CertificateForOtherName
        }
        CertificateError::BadEncoding => failed("bad_certificate"),
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            Ending::CertificateTooWeak
        }
        // No path to a root, one that ends elsewhere, a signature that does not hold, a certificate for another purpose.
        _ => Ending::CertificateUntrusted,
    }
}

fn of_alert(alert: AlertDescription, sent: bool) -> Ending {
    let what = name_of(alert);
    match alert {
        AlertDescription::ProtocolVersion => Ending::TlsTooOld,
        AlertDescription::NoCertificate
        | AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::AccessDenied
        | AlertDescription::CertificateRequired
        // The result for a certificate whose authority has the name of a trusted one, but another key.
        | AlertDescription::DecryptError
            if sent =>
        {
            Ending::ClientCertificateRefused { what }
        }
        _ => Ending::TlsFailed { what },
    }
}

/// The protocol's name of an alert (RFC 8446 §6, RFC 5246 §7.2).
fn name_of(alert: AlertDescription) -> String {
    let known = match alert {
        AlertDescription::CloseNotify => "close_notify",
        AlertDescription::UnexpectedMessage => "unexpected_message",
        AlertDescription::BadRecordMac => "bad_record_mac",
        AlertDescription::DecryptionFailed => "decryption_failed",
        AlertDescription::RecordOverflow => "record_overflow",
        AlertDescription::DecompressionFailure => "decompression_failure",
        AlertDescription::HandshakeFailure => "handshake_failure",
        AlertDescription::NoCertificate => "no_certificate",
        AlertDescription::BadCertificate => "bad_certificate",
        AlertDescription::UnsupportedCertificate => "unsupported_certificate",
        AlertDescription::CertificateRevoked => "certificate_revoked",
        AlertDescription::CertificateExpired => "certificate_expired",
        AlertDescription::CertificateUnknown => "certificate_unknown",
        AlertDescription::IllegalParameter => "illegal_parameter",
        AlertDescription::UnknownCA => "unknown_ca",
        AlertDescription::AccessDenied => "access_denied",
        AlertDescription::DecodeError => "decode_error",
        AlertDescription::DecryptError => "decrypt_error",
        AlertDescription::ProtocolVersion => "protocol_version",
        AlertDescription::InsufficientSecurity => "insufficient_security",
        AlertDescription::InternalError => "internal_error",
        AlertDescription::InappropriateFallback => "inappropriate_fallback",
        AlertDescription::UserCanceled => "user_canceled",
        AlertDescription::NoRenegotiation => "no_renegotiation",
        AlertDescription::MissingExtension => "missing_extension",
        AlertDescription::UnsupportedExtension => "unsupported_extension",
        AlertDescription::UnrecognisedName => "unrecognized_name",
        AlertDescription::CertificateRequired => "certificate_required",
        AlertDescription::NoApplicationProtocol => "no_application_protocol",
        other => return format!("alert_{}", u8::from(other)),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_alert_is_about_ours_if_ours_was_asked_for() {
        let alert = Error::AlertReceived(AlertDescription::UnknownCA);
        let what = "unknown_ca".to_owned();
        assert_eq!(ending_of(&alert, true), Ending::ClientCertificateRefused { what: what.clone() });
        assert_eq!(ending_of(&alert, false), Ending::TlsFailed { what });
    }

    #[test]
    fn an_alert_that_is_not_about_certificates_never_blames_ours() {
        for alert in [AlertDescription::HandshakeFailure, AlertDescription::InternalError] {
            let ending = ending_of(&Error::AlertReceived(alert), true);
            assert!(matches!(ending, Ending::TlsFailed { .. }), "{ending:?}");
        }
        let unknown = ending_of(&Error::AlertReceived(AlertDescription::Unknown(200)), true);
        assert_eq!(unknown, Ending::TlsFailed { what: "alert_200".to_owned() });
    }

    #[test]
    fn a_server_without_modern_tls_is_too_old_however_it_says_so() {
        for error in [
            Error::AlertReceived(AlertDescription::ProtocolVersion),
            Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13),
        ] {
            assert_eq!(ending_of(&error, false), Ending::TlsTooOld);
        }
    }
}
