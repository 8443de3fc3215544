//! The proxy does what it is told, to the call it is told, and nothing to any other.

use std::io::{BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Fault, Proxy, Span, Target, Trouble};
use crate::Message;

const ANSWER: &str = "the whole answer";

/// A service that answers everything, and how often it was asked.
fn service() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            Message::read(&mut BufReader::new(&stream)).unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            stream.write_all(&Message::answer(200, &[], ANSWER).bytes(false)).unwrap();
        }
    });
    (url, asked)
}

/// What comes back of one try of a call before the connection ends or falls silent; none if it was reset.
fn ask(proxy: &Proxy, call: &str) -> Option<String> {
    let mut stream = TcpStream::connect(proxy.url.trim_start_matches("http://")).unwrap();
    let request = format!(
        "POST / HTTP/1.1\r\nx-amz-target: DynamoDB_20120810.PutItem\r\namz-sdk-invocation-id: {call}\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    // The connection may be reset at any moment: what can still be read tells.
    _ = stream.write_all(request.as_bytes());
    // A caller whose answer does not come waits until it says that it is done.
    _ = stream.shutdown(std::net::Shutdown::Write);
    let mut text = String::new();
    stream.read_to_string(&mut text).ok().map(|_| text)
}

fn trouble(fault: Fault, span: Span) -> Trouble {
    let target = Target::of(&Message::answer(0, &[("x-amz-target", "DynamoDB_20120810.PutItem")], ""));
    Trouble { fault, call: 2, target, span }
}

#[test]
fn each_fault_lets_happen_and_answers_what_it_says() {
    for (fault, happens, answer) in [
        (Fault::Throttled, 0, Some("ProvisionedThroughputExceededException")),
        (Fault::ServerError, 0, Some("InternalServerError")),
        (Fault::Unavailable, 0, Some("503")),
        (Fault::ResetBefore, 0, None),
        (Fault::ResetAfter, 1, None),
        (Fault::Unanswered, 1, Some("")),
        (Fault::Slow, 1, Some("the whol")),
        (Fault::Truncated, 1, Some("the whol")),
        (Fault::Late, 0, Some("")),
    ] {
        let (url, asked) = service();
        let proxy = Proxy::to(&url);
        proxy.expect(Some(&trouble(fault, Span::Once)));
        assert!(ask(&proxy, "first").unwrap().ends_with(ANSWER), "{fault:?}");
        let spoiled = ask(&proxy, "second");
        assert_eq!(asked.load(Ordering::SeqCst), 1 + happens, "{fault:?}");
        match answer {
            None => assert_eq!(spoiled, None, "{fault:?}"),
            Some("") => assert_eq!(spoiled.as_deref(), Some(""), "{fault:?}"),
            Some(part) => {
                let spoiled = spoiled.unwrap();
                assert!(spoiled.contains(part) && !spoiled.contains(ANSWER), "{fault:?}: {spoiled}");
            }
        }
        proxy.deliver_late();
        let in_the_end = 1 + happens + usize::from(fault == Fault::Late);
        assert_eq!(asked.load(Ordering::SeqCst), in_the_end, "{fault:?}");
    }
}

#[test]
fn a_trouble_lasts_as_long_as_it_is_told() {
    for (span, spoiled) in
        [(Span::Once, [2, 0, 0, 0]), (Span::Call, [2, 3, 0, 0]), (Span::Outage, [2, 3, 4, 0])]
    {
        let (url, _) = service();
        let proxy = Proxy::to(&url);
        proxy.expect(Some(&trouble(Fault::ServerError, span)));
        let is_spoiled = |call| !ask(&proxy, call).unwrap().ends_with(ANSWER);
        let mut tries: Vec<_> = ["first", "second", "second", "third"].map(is_spoiled).to_vec();
        assert!(proxy.mend());
        tries.push(is_spoiled("fourth"));
        let places: Vec<_> =
            (1..).zip(tries).filter_map(|(place, spoiled)| spoiled.then_some(place)).collect();
        assert_eq!(places, spoiled.into_iter().filter(|place| *place > 0).collect::<Vec<_>>(), "{span:?}");
    }
}
