//! Every odd answer, with a row for each as in `behaviours.rs`, and the parts of it that are kept (O6).

use domain::calendar::london_date;
use domain::oat::Cause::*;
use domain::oat::observation::{BODY_KEPT, Ending as End, Observation};
use domain::oat::{Doubt, warnings};
use domain::policy::Policy;
use participant::{AnswerPart, Behaviour, Certificate, Drip, Ending, LateMessage};

use crate::table::{HTML, answer, check, late, left, pass, raw, row};
use crate::world::World;

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn what_answers_look_like() {
    const OK: &str = "HTTP/1.1 202 Accepted\r\n";
    let begun = |rest: &str| raw(&format!("{OK}{rest}"));
    check(vec![
        pass("a folded header", begun("x-policy: a;\r\n  b;\r\n\tc\r\ncontent-length: 0\r\n\r\n")),
        pass("a space before the colon", begun("server : old\r\ncontent-length: 0\r\n\r\n")),
        pass("no reason", raw("HTTP/1.1 202\r\ncontent-length: 0\r\n\r\n")),
        pass("no reason but its space", raw("HTTP/1.1 202 \r\ncontent-length: 0\r\n\r\n")),
        pass("HTTP/1.0", raw("HTTP/1.0 202 Accepted\r\n\r\n")),
        pass("bare line feeds", raw("HTTP/1.1 202 Accepted\ncontent-length: 0\n\n")),
        pass("lower case", begun("CONTENT-LENGTH: 0\r\ncOnNeCtIoN: close\r\n\r\n")),
        pass("100 before", raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")),
        pass(
            "103 before",
            raw("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n"),
        ),
        pass("chunks with extensions", begun("transfer-encoding: chunked\r\n\r\n2;name=value\r\n{}\r\n0\r\n\r\n")),
        pass("trailers", begun("transfer-encoding: chunked\r\ntrailer: x\r\n\r\n2\r\n{}\r\n0\r\nx: 1\r\n\r\n")),
        pass("a compressed body", begun("content-encoding: gzip\r\ncontent-length: 4\r\n\r\n\u{1f}abc")),
        pass("kept alive", left(&format!("{OK}connection: keep-alive\r\ncontent-length: 0\r\n\r\n"), Ending::Stay)),
        pass("no length, and closed", begun("\r\n")),
        pass("no length, and closed without a word", left(&format!("{OK}\r\n"), Ending::CloseWithoutNotice)),
        pass("many headers", begun(&format!("{}content-length: 0\r\n\r\n", "x-a: b\r\n".repeat(90)))),
        pass("before the body was read", Behaviour::Early),
        pass("slow and in time", Behaviour::Slow(150)),
        row("no length, and left open", left(&format!("{OK}\r\n"), Ending::Stay), AnswerWithoutEnd)
            .says("where it ends")
            .advises("Content-Length: 0"),
        row(
            "less than it says, and left open",
            left(&format!("{OK}content-length: 9\r\n\r\n{{}}"), Ending::Stay),
            BodyTooSlow,
        )
        .tried_again(),
        row(
            "pieces without an end",
            left(&format!("{OK}transfer-encoding: chunked\r\n\r\n2\r\n{{}}\r\n"), Ending::Stay),
            BodyTooSlow,
        )
        .tried_again()
        .says("did not end in time"),
        row("too many headers", begun(&format!("{}\r\n", "x-a: b\r\n".repeat(200))), HeaderTooLarge),
        row("large headers", Behaviour::LargeHeader(1 << 20), HeaderTooLarge).advises("cookies"),
        row("a large body", Behaviour::LargeBody(8 << 20), BodyTooLarge).says("too large"),
        row("a body without end", Behaviour::EndlessBody, BodyTooLarge),
        row("words", raw("hello there\r\n\r\n"), Malformed).says("could not be read").advises("HTTP/1.1"),
        row("a small http", raw("http/1.1 202 Accepted\r\n\r\n"), Malformed),
        row("another version", raw("HTTP/3 202 Accepted\r\n\r\n"), Malformed),
        row("a status in words", raw("HTTP/1.1 twohundred OK\r\n\r\n"), Malformed),
        row("a header without a colon", begun("no colon\r\n\r\n"), Malformed),
        row("NUL in a header", begun("x-a: a\0b\r\n\r\n"), Malformed),
        row("a length in words", begun("content-length: none\r\n\r\n"), Malformed),
        row("two lengths", begun("content-length: 1\r\ncontent-length: 2\r\n\r\nab"), Malformed),
        row("a piece without a length", begun("transfer-encoding: chunked\r\n\r\nxyz\r\n"), Malformed),
        row("another protocol", raw("SSH-2.0-OpenSSH_9.6\r\n"), Malformed),
        row("a head byte by byte", drip(AnswerPart::Head), NoAnswerInTime).tried_again(),
        row("a body byte by byte", drip(AnswerPart::Body), BodyTooSlow).tried_again(),
    ])
    .await;
}

fn drip(part: AnswerPart) -> Behaviour {
    Behaviour::Drip(Drip { part, every_ms: 200 })
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn what_answers_in_place_of_the_service() {
    const PAGE: &str = "<!DOCTYPE html><title>Are you human?</title>";
    check(vec![
        pass("a challenge with 202", answer(202, &[("x-amzn-waf-action", "challenge")], ""))
            .doubted(&[Doubt::Challenge]),
        pass("a page with 202", answer(202, &[("content-type", "text/html; charset=utf-8")], PAGE))
            .doubted(&[Doubt::WebPage]),
        pass("a page with 202 that does not say so", answer(202, &[], "\n<HTML><body>Welcome</body>"))
            .doubted(&[Doubt::WebPage]),
        pass("JSON with 202", answer(202, &[("content-type", "application/json")], "{}")),
        row("a captcha", answer(405, &[("x-amzn-waf-action", "captcha")], ""), Challenged)
            .says("proof that a person is there")
            .advises("web application firewall")
            .doubted(&[Doubt::Challenge]),
        row("a managed challenge", answer(403, &[("cf-mitigated", "challenge"), HTML], PAGE), Challenged)
            .doubted(&[Doubt::Challenge, Doubt::WebPage]),
        row("a page with 200", answer(200, &[HTML], PAGE), NotAccepted)
            .advises("wrong service")
            .doubted(&[Doubt::WebPage]),
    ])
    .await;
}

/// The observations of an attempt while the provider behaves like this.
async fn seen(behaviour: Behaviour) -> Observation {
    World::hurried(1_500).await.meet(behaviour).await.0
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_read_is_kept_with_the_reason() {
    for (text, reason) in [
        ("hello there\r\n\r\n", "version of HTTP"),
        ("HTTP/1.1 twohundred OK\r\n\r\n", "status"),
        ("HTTP/1.1 202 Accepted\r\nx-a: a\0b\r\n\r\n", "line of its headers"),
        ("HTTP/1.1 202 Accepted\r\ncontent-length: none\r\n\r\n", "length"),
    ] {
        let unread = seen(raw(text)).await.unread.expect("what could not be read");
        assert!(unread.why.contains(reason), "{text:?}: {}", unread.why);
        assert_eq!(unread.start, text.as_bytes(), "{text:?}");
    }
    let long = format!("hello {}", "there ".repeat(1000));
    let unread = seen(raw(&long)).await.unread.expect("what could not be read");
    assert_eq!(unread.start, long.as_bytes()[..BODY_KEPT]);
    let piece = seen(raw("HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n")).await;
    assert!(piece.unread.expect("a reason").why.contains("pieces") && piece.response.is_some());
    // A correctly read answer leaves no bytes over.
    assert_eq!(seen(Behaviour::Accept).await.unread, None);
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn every_alert_is_kept_by_its_name() {
    let what = |seen: &Observation| match &seen.ending {
        End::TlsFailed { what } | End::ClientCertificateRefused { what } | End::BrokenOff { what } => {
            what.clone()
        }
        other => panic!("{other:?}"),
    };
    for (behaviour, name) in [
        (Behaviour::Alert(112), "unrecognized_name"),
        (late(LateMessage::Alert(80), true, ""), "internal_error"),
        (late(LateMessage::Alert(40), false, ""), "handshake_failure"),
        (late(LateMessage::Alert(116), false, ""), "certificate_required"),
        (Behaviour::OnlyHttp2, "no_application_protocol"),
        (Behaviour::ResetOnClientCertificate, "connection_reset"),
    ] {
        assert_eq!(what(&seen(behaviour.clone()).await), name, "{behaviour:?}");
    }
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn only_needed_certificates_near_their_end_are_warned_of() {
    let warned = async |how| {
        let seen = seen(Behaviour::Certificate(how)).await;
        let limits = &Policy::in_force(london_date(seen.at)).limits.oat;
        warnings(&seen, limits).len()
    };
    assert_eq!(warned(Certificate::ExpiresSoon).await, 1);
    assert_eq!(warned(Certificate::WithRootThatEndsSoon).await, 0);
    assert_eq!(warned(Certificate::SixDays).await, 0);
    assert_eq!(warned(Certificate::SixDaysNearlyOver).await, 1);
    let used =
        |seen: Observation| seen.tls.expect("facts").chain.iter().map(|one| one.used).collect::<Vec<_>>();
    let superfluous = seen(Behaviour::Certificate(Certificate::WithRootThatEndsSoon)).await;
    assert_eq!(used(superfluous), [Some(true), Some(true), Some(false)]);
}
