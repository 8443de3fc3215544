//! The closed list of causes of an attempt that was no pass (O6), each with an explanation and advice, for people who run the
//! service and did not build it.
//!
//! Must not: look at an observation; [`super::cause_of`] does.

use super::observation::OwnFault;

/// Makes the list of causes, with the code, class, words and advice of each.
macro_rules! causes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $class:ident, $words:literal, $advice:literal;)+) => {
        codes! {
            /// Why an attempt was no pass, in the order of its phases.
            Cause { $($(#[$doc])* $variant = $code, $words;)+ }
        }

        impl Cause {
            /// What it means for the test.
            pub const fn class(self) -> CauseClass {
                match self { $(Self::$variant => CauseClass::$class,)+ }
            }

            /// What to do next, and whom to ask: sentences.
            pub const fn advice(self) -> &'static str {
                match self { $(Self::$variant => $advice,)+ }
            }
        }
    };
}

codes! {
    /// What a cause means for the test.
    CauseClass {
        /// It can pass by itself, so it is tried again within the run (O6).
        MayPass = "may_pass", "may pass by itself";
        /// Something has to be changed at the endpoint first.
        NeedsAction = "needs_action", "needs to be fixed";
        /// Something on PDP's side; it never counts against the organisation (O7).
        Ours = "ours", "a fault on PDP’s side";
    }
}

causes! {
    /// The URL is none that a find request may be sent to (O9).
    UrlNotAllowed = "url_not_allowed", NeedsAction,
        "The test could not use the registered URL of your endpoint.",
        "The test connects only to https, to a public host name, on the standard port, 443. Contact PDP support with your OAT reference: they can tell you how to register a URL that can be tested.";
    /// The name does not exist, or has no address.
    NameNotFound = "name_not_found", NeedsAction,
        "The host name of your endpoint could not be found in public DNS.",
        "Ask whoever looks after your DNS to publish an address for this host name where everyone on the Internet can see it, not only on your own network. When it can be found from outside, ask for a re-test.";
    NameServerTimedOut = "name_server_timed_out", MayPass,
        "The name servers of your endpoint’s host name did not answer in time.",
        "Ask whoever looks after your DNS whether the name servers of your domain were slow or out of reach at the time of the test. When they answer again, ask for a re-test.";
    /// The name servers answered that they cannot tell.
    NameServerFailed = "name_server_failed", MayPass,
        "The name servers of your endpoint’s host name answered that they could not look it up.",
        "Ask whoever looks after your DNS to check the name servers of your domain, and its DNSSEC signatures if it has them. When the name can be looked up from outside, ask for a re-test.";
    /// The name leads to an address that is not globally routable (O9).
    AddressNotPublic = "address_not_public", NeedsAction,
        "The host name of your endpoint leads to an address that cannot be reached from the Internet.",
        "Every address published for this host name has to be a public one; the report lists those that were found. Ask whoever looks after your DNS to take out addresses of your own network, then ask for a re-test.";
    ConnectionRefused = "connection_refused", MayPass,
        "The server at your endpoint’s address refused the connection.",
        "Ask your technical team whether the service is running and listens on port 443, and whether a firewall or load balancer turns connections away. Then ask for a re-test.";
    ConnectTimedOut = "connect_timed_out", MayPass,
        "No connection to your endpoint’s address could be made in time.",
        "Most often a firewall drops the connection without a word. Ask your technical team or hosting supplier whether port 443 is open to PDP, and whether the address in the report is the right one. Then ask for a re-test.";
    /// The connection could not be made for another reason.
    ConnectionFailed = "connection_failed", MayPass,
        "The connection to your endpoint’s address could not be made.",
        "Ask your technical team or hosting supplier to look for network errors at the time of the test and whether the address in the report is the right one. Then ask for a re-test.";
    /// The server does not speak TLS 1.2 or later (O5).
    TlsTooOld = "tls_too_old", NeedsAction,
        "Your endpoint offered only versions of TLS that are too old.",
        "Ask your technical team to switch on TLS 1.2 or, better, TLS 1.3 at the endpoint or the load balancer in front of it. Then ask for a re-test.";
    CertificateExpired = "certificate_expired", NeedsAction,
        "The server certificate of your endpoint has expired.",
        "Ask whoever looks after your certificates to renew it and to install the new one, with its intermediate certificates. The report shows which certificate was sent and until when it was valid. Then ask for a re-test.";
    /// A certificate between the server's own and the root has expired, or is not valid yet.
    IntermediateNotValid = "intermediate_not_valid", NeedsAction,
        "An intermediate certificate that your endpoint sends has expired or is not valid yet.",
        "The server certificate itself is in its time. Ask whoever looks after your certificates to install the current intermediate certificates of the authority that issued it in place of the old ones; the report shows from when until when each is valid. Then ask for a re-test.";
    CertificateNotYetValid = "certificate_not_yet_valid", NeedsAction,
        "The server certificate of your endpoint is not valid yet.",
        "Ask whoever looks after your certificates to install one that is valid now, or wait until this one is; the report shows from when on. Then ask for a re-test.";
    CertificateForOtherName = "certificate_for_other_name", NeedsAction,
        "The server certificate of your endpoint is for another host name.",
        "Ask whoever looks after your certificates for one that names the host of the registered URL; the report shows the names in the one that was sent. If several sites share the server, check that it picks the certificate by the host name asked for (SNI). Then ask for a re-test.";
    /// The server's certificate has a common name only.
    CertificateWithoutNames = "certificate_without_names", NeedsAction,
        "The server certificate of your endpoint names its host in an old way that is no longer accepted.",
        "The certificate has a common name (CN) and no list of names. Ask whoever looks after your certificates for one that has the host of the registered URL among its subject alternative names (SAN), as every public authority makes them. Then ask for a re-test.";
    /// The server's certificate, or one above it, is signed or keyed too weakly.
    CertificateTooWeak = "certificate_too_weak", NeedsAction,
        "The server certificate of your endpoint uses cryptography that is too weak.",
        "Usual reasons: a signature with SHA-1 or MD5, or an RSA key of less than 2,048 bits. Ask whoever looks after your certificates for a new certificate with a key of today’s strength. Then ask for a re-test.";
    /// The server's certificate does not lead to a public root.
    CertificateUntrusted = "certificate_untrusted", NeedsAction,
        "The server certificate of your endpoint could not be traced to a publicly trusted authority.",
        "Most often an intermediate certificate is missing, or the certificate was made by an authority of your own. Ask whoever looks after your certificates to install one from a public authority, with its intermediate certificates. Then ask for a re-test.";
    /// The server did not accept PDP's client certificate.
    ClientCertificateRefused = "client_certificate_refused", NeedsAction,
        "Your endpoint did not accept the client certificate that PDP presented.",
        "Ask your primary technical contact to check that the live cryptographic material is deployed and that the endpoint trusts the PDP authority in it; the report shows what the endpoint answered. If it is deployed and this stays so, ask PDP for a support session. Then ask for a re-test.";
    /// It says that PDP's client certificate is missing, and did not ask for it.
    ClientCertificateNotAsked = "client_certificate_not_asked", NeedsAction,
        "Your endpoint turned the request down for want of a client certificate, but never asked PDP for one.",
        "A server gets a client certificate only if it asks for it when the connection begins. Ask your technical team to switch on mutual TLS where the connection ends: often that is a load balancer or gateway in front of the service. Then ask for a re-test.";
    /// It asks for PDP's client certificate after the request.
    ClientCertificateAskedLate = "client_certificate_asked_late", NeedsAction,
        "Your endpoint asked for PDP’s client certificate too late, when the request had been sent.",
        "Ask your technical team to have client certificates asked for at the beginning of every connection to this host. In Apache, SSLVerifyClient belongs to the virtual host, not to a directory or location; in IIS, switch on Negotiate Client Certificate. Asking later (renegotiation, post-handshake authentication) is not possible. Then ask for a re-test.";
    /// The server does not answer for this host name.
    HostNotServed = "host_not_served", NeedsAction,
        "The server at your endpoint’s address does not answer for its host name.",
        "Ask your technical team or hosting supplier to set up the host name of the registered URL on the server or load balancer that has this address (SNI, virtual host), and whether the address in the report is the right one. Then ask for a re-test.";
    /// The server does not speak HTTP/1.1.
    OnlyNewerHttp = "only_newer_http", NeedsAction,
        "Your endpoint does not speak HTTP/1.1.",
        "PDP asks by HTTP/1.1, which a server can speak beside later versions. Ask your technical team to switch on HTTP/1.1 at the endpoint, or at the load balancer in front of it. Then ask for a re-test.";
    /// The TLS handshake failed for another reason.
    TlsFailed = "tls_failed", NeedsAction,
        "A secure connection with your endpoint could not be agreed on.",
        "Ask your technical team to check that the endpoint speaks TLS 1.2 or 1.3 on port 443 with common cipher suites; the report shows what it answered. If they find nothing, ask PDP for a support session. Then ask for a re-test.";
    /// TLS was agreed on, and the server ended it with an error that will come again.
    TlsBrokenOff = "tls_broken_off", NeedsAction,
        "Your endpoint agreed on a secure connection and then ended it with an error.",
        "The report shows the error in the words of TLS. Ask your technical team to look for it in the logs of the endpoint and of the load balancer in front of it, and whether they take PDP’s client certificate. If they find nothing, ask PDP for a support session. Then ask for a re-test.";
    /// The connection broke before the answer was complete.
    ConnectionReset = "connection_reset", MayPass,
        "The connection to your endpoint broke before the answer was complete.",
        "Ask your technical team to look for errors or restarts at the time of the test, and whether a firewall or load balancer cuts connections. The request id in the report helps to find it in your logs. If it breaks every time, check that the endpoint takes PDP’s client certificate: some servers hang up without a word when they do not. Then ask for a re-test.";
    NoAnswerInTime = "no_answer_in_time", MayPass,
        "Your endpoint did not answer in time.",
        "The endpoint has to acknowledge a find request with 202 first and do the matching afterwards. Ask your technical team where the time was spent; the report shows how long each phase took. Then ask for a re-test.";
    Redirect = "redirect", NeedsAction,
        "Your endpoint answered with a redirect to another address.",
        "PDP never follows redirects: the registered URL itself has to answer 202. Ask your technical team to take the redirect away. If the URL itself is wrong, contact PDP support. Then ask for a re-test.";
    /// It answered 401.
    Unauthorised = "unauthorised", NeedsAction,
        "Your endpoint answered 401: it did not accept the tokens of the request.",
        "Ask your technical team why the tokens were turned down; the request id in the report helps to find it in your logs. Usual reasons: the keys of the live cryptographic material are not deployed, or the clock of the server is wrong. Then ask for a re-test.";
    /// It answered 403.
    Forbidden = "forbidden", NeedsAction,
        "Your endpoint answered 403: it understood the request and did not allow it.",
        "Ask your technical team which rule turned it down: usually a web application firewall, an allow list of addresses, or a check of the client certificate. Then ask for a re-test.";
    /// A firewall answered in its place.
    Challenged = "challenged", NeedsAction,
        "A firewall in front of your endpoint answered in its place and asked for proof that a person is there.",
        "PDP’s test is a program and cannot solve a challenge or a captcha, and neither can find requests in live use. Ask whoever runs your web application firewall to let requests to the registered URL through that come with PDP’s client certificate. Then ask for a re-test.";
    /// It answered 404 or 410.
    NotFound = "not_found", NeedsAction,
        "Your endpoint answered that there is nothing at the path of the registered URL.",
        "Ask your technical team which path the service has, and compare it with the registered URL letter by letter. If the URL is wrong, contact PDP support. Then ask for a re-test.";
    /// It answered 405.
    MethodNotAllowed = "method_not_allowed", NeedsAction,
        "Your endpoint answered that it does not take POST requests at the registered URL.",
        "A find request is a POST. Ask your technical team to accept POST at exactly this path: a gateway, a firewall or a slash at the end may lead to another rule. Then ask for a re-test.";
    /// It answered 408.
    RequestTimedOut = "request_timed_out", MayPass,
        "Your endpoint answered that it did not get the whole request in time.",
        "A find request is small and is sent at once. Ask your technical team whether a proxy or load balancer on the way was slow, and which time limits it has. Then ask for a re-test.";
    /// It answered 429.
    TooManyRequests = "too_many_requests", MayPass,
        "Your endpoint answered 429: it takes no more requests for the moment.",
        "The test sends very few requests, so other traffic probably used up what the endpoint allows. Ask your technical team to raise the limit, or to leave PDP out of it. Then ask for a re-test.";
    /// It answered another status from 400 to 499.
    OtherClientError = "other_client_error", NeedsAction,
        "Your endpoint answered that the request was wrong. The report shows the status.",
        "Ask your technical team why a valid find request was turned down: often a header, the type or the form of the body is not what the service or a gateway in front of it expects. The request id in the report helps to find it in your logs. Then ask for a re-test.";
    /// A gateway says that it did not reach what is behind it.
    GatewayError = "gateway_error", MayPass,
        "A gateway or load balancer in front of your endpoint could not get an answer from the service behind it.",
        "Ask your technical team whether the service behind the gateway was running and within reach at the time of the test, and how long the gateway waits for it. The request id in the report helps to find it in your logs. Then ask for a re-test.";
    /// It answered another status from 500 up.
    ServerError = "server_error", MayPass,
        "Your endpoint answered that something went wrong on the server. The report shows the status.",
        "Ask your technical team to look for errors at the time of the test; the request id in the report helps to find them in your logs. Check the load balancer and the systems behind the endpoint too. Then ask for a re-test.";
    /// It answered a 2xx that is not 202.
    NotAccepted = "not_accepted", NeedsAction,
        "Your endpoint answered that all was well, but with another status than 202. The report shows which.",
        "Only 202 acknowledges a find request. Ask your technical team to answer 202 as soon as the request is accepted, and to match afterwards. If a page of a web site answered, the registered URL may lead to the wrong service. Then ask for a re-test.";
    /// What was answered is not HTTP.
    Malformed = "malformed", NeedsAction,
        "Your endpoint answered something that could not be read as HTTP.",
        "The report says what could not be read, and PDP support can see the beginning of the answer. Ask your technical team which program answers on port 443 of this address, and whether it or a proxy in front of it writes proper HTTP/1.1. Then ask for a re-test.";
    /// The headers are larger than is read.
    HeaderTooLarge = "header_too_large", NeedsAction,
        "The headers of your endpoint’s answer were too large.",
        "An acknowledgement needs very few headers. Ask your technical team what adds the others (often cookies or policies of a gateway) and to take them away. Then ask for a re-test.";
    /// The body is larger than is read.
    BodyTooLarge = "body_too_large", NeedsAction,
        "The body of your endpoint’s answer was too large.",
        "An acknowledgement needs no body. Ask your technical team to answer 202 with a short body or none. Then ask for a re-test.";
    /// The answer says neither how long it is nor ends.
    AnswerWithoutEnd = "answer_without_end", NeedsAction,
        "The answer of your endpoint did not say where it ends, and the connection stayed open.",
        "Without a length, only the end of the connection ends an answer. Ask your technical team to send Content-Length: 0 with the 202, or to close the connection after it as PDP asks (Connection: close). Then ask for a re-test.";
    /// The body did not end by the deadline.
    BodyTooSlow = "body_too_slow", MayPass,
        "The answer of your endpoint began in time but did not end in time.",
        "An acknowledgement needs no body. Ask your technical team to answer 202 with a short body or none, and to end the answer at once. Then ask for a re-test.";
    /// The key bundle cannot be fetched.
    OurSecretMissing = "our_secret_missing", Ours,
        "The test could not be made because of a fault on PDP’s side: its keys and certificates were not available.",
        "You need not do anything. This does not count, PDP is looking into it, and the test will be tried again by itself.";
    /// A key or certificate of the pack cannot be read.
    OurKeyUnreadable = "our_key_unreadable", Ours,
        "The test could not be made because of a fault on PDP’s side: one of its keys or certificates could not be read.",
        "You need not do anything. This does not count, PDP is looking into it, and the test will be tried again by itself.";
    /// The network of the probe itself.
    OurNetwork = "our_network", Ours,
        "The test could not be made because of a fault on PDP’s side: it had no connection to the Internet.",
        "You need not do anything. This does not count, PDP is looking into it, and the test will be tried again by itself.";
    /// The name has only IPv6 addresses, and the network of the probe has no IPv6.
    OurIpVersion = "our_ip_version", Ours,
        "The test could not be made because of a fault on PDP’s side: it cannot reach IPv6 addresses, and the host name has no others.",
        "You need not do anything. This does not count, PDP has been told the URL, and the test will be tried again by itself. If you publish an IPv4 address for the host name as well, the next try will reach it.";
    OurFault = "our_fault", Ours,
        "The test could not be made because of a fault on PDP’s side.",
        "You need not do anything. This does not count, PDP is looking into it, and the test will be tried again by itself.";
}

impl Cause {
    /// Whether it can pass by itself, so that another attempt within the run makes sense (O6).
    pub const fn may_pass_by_itself(self) -> bool {
        matches!(self.class(), CauseClass::MayPass)
    }

    /// Whether the fault is on PDP's side, so that it never counts against the organisation (O7).
    pub const fn is_ours(self) -> bool {
        matches!(self.class(), CauseClass::Ours)
    }

    /// The fault on our side, when it is one.
    pub const fn own_fault(self) -> Option<OwnFault> {
        match self {
            Self::OurSecretMissing => Some(OwnFault::SecretMissing),
            Self::OurKeyUnreadable => Some(OwnFault::KeyUnreadable),
            Self::OurNetwork => Some(OwnFault::NoNetwork),
            Self::OurIpVersion => Some(OwnFault::IpVersion),
            Self::OurFault => Some(OwnFault::Internal),
            _ => None,
        }
    }
}

impl From<OwnFault> for Cause {
    fn from(fault: OwnFault) -> Self {
        match fault {
            OwnFault::SecretMissing => Self::OurSecretMissing,
            OwnFault::KeyUnreadable => Self::OurKeyUnreadable,
            OwnFault::NoNetwork => Self::OurNetwork,
            OwnFault::IpVersion => Self::OurIpVersion,
            OwnFault::Internal => Self::OurFault,
        }
    }
}
