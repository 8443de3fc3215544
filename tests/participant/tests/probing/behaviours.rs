//! Every odd behaviour of a server: its cause, whether it is tried again, and its advice (O3, O6).
//!
//! One row for each. `domain::oat::Cause` has the words of causes; a row names words they must contain.

use domain::oat::Cause::*;
use domain::oat::Doubt;
use participant::{Behaviour, Certificate, ClientAlert, Ending, LateMessage};

use crate::table::{HTML, answer, check, late, left, pass, raw, refused, row, without_certificate};

const NGINX_WRONG: &str = "<html>\r\n<head><title>400 The SSL certificate error</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>The SSL certificate error</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
const NGINX_MISSING: &str = "<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>No required SSL certificate was sent</center>\r\n<hr><center>nginx/1.24.0</center>\r\n</body>\r\n</html>\r\n";
const AZURE_WRONG: &str = "<html>\r\n<head><title>400 The SSL certificate error</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>The SSL certificate error</center>\r\n<hr><center>Microsoft-Azure-Application-Gateway/v2</center>\r\n</body>\r\n</html>\r\n";
const IIS_MISSING: &str = "<h2>HTTP Error 403.7 - Forbidden</h2><h3>The page you are attempting to access requires your browser to have a Secure Sockets Layer (SSL) client certificate that the Web server recognizes.</h3>";
const APACHE_FORBIDDEN: &str =
    "HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 9\r\n\r\nForbidden";

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn what_happens_to_a_connection() {
    check(vec![
        row("a closed port", Behaviour::Refuse, ConnectionRefused)
            .tried_again()
            .says("refused")
            .advises("443"),
        row("nobody takes connections", Behaviour::NeverAccept, ConnectTimedOut)
            .tried_again()
            .says("in time")
            .advises("firewall"),
        row("silence", Behaviour::Silent, NoAnswerInTime).tried_again().says("in time").advises("phase"),
        row("a reset at once", Behaviour::ResetInHandshake, ConnectionFailed)
            .tried_again()
            .advises("network"),
        row("an end at once", Behaviour::CloseInHandshake, ConnectionFailed).tried_again(),
        row("a reset after the request", Behaviour::Reset, ConnectionReset).tried_again().says("broke"),
        row("an end after the request", Behaviour::Close, ConnectionReset).tried_again(),
        row("half an answer", Behaviour::Truncated, ConnectionReset).tried_again(),
        row("half a header", left("HTTP/1.1 202 Acc", Ending::CloseWithoutNotice), ConnectionReset)
            .tried_again(),
        row("no answer", Behaviour::NoAnswer, NoAnswerInTime).tried_again().advises("202 first"),
    ])
    .await;
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn what_happens_in_tls() {
    check(vec![
        pass("TLS 1.2 only", Behaviour::OnlyTls12),
        row("TLS 1.1 only", Behaviour::Tls11, TlsTooOld).says("too old").advises("TLS 1.2"),
        row("an alert of the version", Behaviour::Alert(70), TlsTooOld),
        row("no cipher suite in common", Behaviour::Alert(40), TlsFailed).advises("cipher"),
        row("not secure enough for them", Behaviour::Alert(71), TlsFailed),
        row("a name that is not known", Behaviour::Alert(112), HostNotServed)
            .says("host name")
            .advises("SNI"),
        row("HTTP where TLS should be", Behaviour::PlainText, TlsFailed),
        row("HTTP/2 only", Behaviour::OnlyHttp2, OnlyNewerHttp)
            .says("HTTP/1.1")
            .advises("switch on HTTP/1.1"),
        row("HTTP/2 all the same", raw("\0\0\0\u{4}\0\0\0\0\0"), OnlyNewerHttp),
    ])
    .await;
}

/// Holds O5.
#[tokio::test(flavor = "multi_thread")]
async fn what_happens_to_our_client_certificate() {
    check(vec![
        row("not known, TLS 1.3", refused(ClientAlert::UnknownCa, false), ClientCertificateRefused)
            .says("did not accept the client certificate")
            .advises("trusts the PDP authority"),
        row("not known, TLS 1.2", refused(ClientAlert::UnknownCa, true), ClientCertificateRefused),
        row("a reset on receiving it", Behaviour::ResetOnClientCertificate, ClientCertificateRefused),
        row("nginx: it is wrong", answer(400, &[HTML], NGINX_WRONG), ClientCertificateRefused)
            .doubted(&[Doubt::WebPage]),
        row("Azure: it is wrong", answer(400, &[HTML], AZURE_WRONG), ClientCertificateRefused)
            .doubted(&[Doubt::WebPage]),
        row(
            "nginx: it was asked for and not seen",
            answer(400, &[HTML], NGINX_MISSING),
            ClientCertificateRefused,
        )
        .doubted(&[Doubt::WebPage]),
        row("495", Behaviour::Status(495), ClientCertificateRefused),
        row("496", Behaviour::Status(496), ClientCertificateRefused),
        row(
            "nginx: missing, and not asked for",
            without_certificate(answer(400, &[HTML], NGINX_MISSING)),
            ClientCertificateNotAsked,
        )
        .says("never asked")
        .advises("load balancer")
        .doubted(&[Doubt::NoClientCertificate, Doubt::WebPage]),
        row(
            "IIS: missing, and not asked for",
            without_certificate(answer(403, &[], IIS_MISSING)),
            ClientCertificateNotAsked,
        )
        .doubted(&[Doubt::NoClientCertificate]),
        row("496, and not asked for", without_certificate(Behaviour::Status(496)), ClientCertificateNotAsked)
            .doubted(&[Doubt::NoClientCertificate]),
        row(
            "asked for late, TLS 1.2",
            late(LateMessage::AskForCertificate, true, ""),
            ClientCertificateAskedLate,
        )
        .says("too late")
        .advises("SSLVerifyClient"),
        row(
            "asked for late, TLS 1.3",
            late(LateMessage::AskForCertificate, false, ""),
            ClientCertificateAskedLate,
        )
        .advises("Negotiate Client Certificate"),
        row(
            "Apache: asked for late, then 403",
            late(LateMessage::AskForCertificate, true, APACHE_FORBIDDEN),
            ClientCertificateAskedLate,
        )
        .doubted(&[Doubt::NoClientCertificate]),
        row(
            "a late alert, certificate unknown",
            late(LateMessage::Alert(46), false, ""),
            ClientCertificateRefused,
        ),
        row(
            "a late alert, unknown authority",
            late(LateMessage::Alert(48), true, ""),
            ClientCertificateRefused,
        ),
        row(
            "a late alert, certificate required",
            late(LateMessage::Alert(116), false, ""),
            ClientCertificateRefused,
        ),
        row("a late alert, handshake failure", late(LateMessage::Alert(40), false, ""), TlsBrokenOff)
            .says("ended it with an error")
            .advises("words of TLS"),
        row("a late alert, decode error", late(LateMessage::Alert(50), true, ""), TlsBrokenOff),
        row("a late alert, internal error", late(LateMessage::Alert(80), false, ""), ConnectionReset)
            .tried_again(),
        pass("not asked for, 202", without_certificate(Behaviour::Status(202)))
            .doubted(&[Doubt::NoClientCertificate]),
        row("not asked for, 401", without_certificate(Behaviour::Status(401)), Unauthorised)
            .doubted(&[Doubt::NoClientCertificate]),
    ])
    .await;
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn what_servers_show_for_a_certificate() {
    let shows = |what, how, cause| row(what, Behaviour::Certificate(how), cause);
    let good = |what, how| pass(what, Behaviour::Certificate(how));
    check(vec![
        shows("expired", Certificate::Expired, CertificateExpired).says("has expired").advises("renew"),
        shows("not yet valid", Certificate::NotYetValid, CertificateNotYetValid).says("not valid yet"),
        shows(
            "not yet valid, with an expired root",
            Certificate::NotYetValidWithExpiredRoot,
            CertificateNotYetValid,
        ),
        shows("an expired intermediate", Certificate::ExpiredIntermediate, IntermediateNotValid)
            .says("intermediate certificate")
            .advises("current intermediate certificates"),
        shows("another name", Certificate::OtherName, CertificateForOtherName).advises("SNI"),
        shows("an address", Certificate::AddressOnly, CertificateForOtherName),
        shows("a common name only", Certificate::CommonNameOnly, CertificateWithoutNames)
            .says("old way")
            .advises("subject alternative names"),
        shows("another authority", Certificate::OtherAuthority, CertificateUntrusted)
            .advises("public authority"),
        shows("no intermediate", Certificate::IncompleteChain, CertificateUntrusted)
            .advises("intermediate certificate is missing"),
        shows("a wrong intermediate", Certificate::WrongIntermediate, CertificateUntrusted),
        shows("self-signed", Certificate::SelfSigned, CertificateUntrusted),
        shows("an authority for other names", Certificate::NameConstrained, CertificateUntrusted),
        good("an expired root for nothing", Certificate::WithExpiredRoot),
        good("a wildcard", Certificate::Wildcard),
        good("proof asked for and not given", Certificate::MustStaple),
        good("soon over", Certificate::ExpiresSoon),
        good("a root for nothing that ends soon", Certificate::WithRootThatEndsSoon),
        good("six days", Certificate::SixDays),
        good("six days, nearly over", Certificate::SixDaysNearlyOver),
    ])
    .await;
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn what_statuses_mean() {
    let status = |status, cause| row("", Behaviour::Status(status), cause);
    let mut rows = vec![
        pass("202", Behaviour::Status(202)),
        status(200, NotAccepted).says("another status than 202").advises("Only 202"),
        status(204, NotAccepted),
        status(207, NotAccepted),
        status(304, NotAccepted),
        status(400, OtherClientError).says("the request was wrong").advises("header"),
        status(401, Unauthorised).says("401").advises("keys"),
        status(403, Forbidden).says("403").advises("firewall"),
        status(404, NotFound).says("nothing at the path").advises("which path"),
        status(405, MethodNotAllowed).says("POST").advises("POST"),
        status(406, OtherClientError),
        status(407, OtherClientError),
        status(408, RequestTimedOut).tried_again().says("whole request in time").advises("proxy"),
        status(410, NotFound),
        status(411, OtherClientError),
        status(413, OtherClientError),
        status(415, OtherClientError),
        status(421, HostNotServed).advises("host name"),
        status(422, OtherClientError),
        status(425, OtherClientError),
        status(426, OnlyNewerHttp),
        status(428, OtherClientError),
        status(431, OtherClientError),
        status(451, OtherClientError),
        status(499, OtherClientError),
        row("429, in seconds", answer(429, &[("retry-after", "120")], ""), TooManyRequests).tried_again(),
        row(
            "429, by a date",
            answer(429, &[("retry-after", "Tue, 24 Nov 2026 09:05:00 GMT")], ""),
            TooManyRequests,
        )
        .tried_again()
        .says("429")
        .advises("raise the limit"),
    ];
    for redirect in [300, 301, 302, 303, 305, 307, 308] {
        let to = answer(redirect, &[("location", "https://elsewhere.example.org/find")], "");
        rows.push(row("a redirect", to, Redirect).says("redirect").advises("never follows"));
    }
    for error in [500, 501, 503, 505, 507, 508, 511, 529, 599, 600, 799, 999] {
        rows.push(status(error, ServerError).tried_again().says("on the server").advises("errors"));
    }
    for gateway in [502, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530] {
        rows.push(status(gateway, GatewayError).tried_again().says("behind it").advises("gateway"));
    }
    check(rows).await;
}
