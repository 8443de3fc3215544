//! A proxy between the SDK's clients and the emulator that spoils calls as it is told, and notes what it saw.
//!
//! Each request is held against the rights of the function that signed it; one without fails the test.
//!
//! A [`Watch`] sees each call that takes effect, with what is asked and what is answered.
//!
//! On loopback only. Each connection has a thread of its own, so that a call can be kept waiting for as long as it takes the
//! other side to give up. A call that the SDK tries several times is one call.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod fault;
mod log;
mod rights;
mod target;
#[cfg(test)]
mod tests;
mod wire;

use std::io::{BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;
use socket2::SockRef;

use self::fault::Course;
pub use self::fault::Fault;
use self::log::Log;
pub use self::log::{Seen, Span, Trouble};
pub use self::target::{Service, Target};
pub use self::wire::Message;

/// Sees each request that goes on to the emulator. It may ask the emulator for more, before and after.
pub trait Watch: std::fmt::Debug + Send + Sync {
    /// Lets `request` take effect by `forward`, once, and hands its answer on. What is asked by `forward` besides is not judged.
    fn pass(&self, request: &Message, forward: &dyn Fn(&Message) -> Option<Message>) -> Option<Message>;
}

/// A running proxy; it ends when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    pub url: String,
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    upstream: String,
    watch: Option<Arc<dyn Watch>>,
    log: Log,
    ended: AtomicBool,
}

impl Proxy {
    /// A proxy to the server at this address (`http://` and an authority), on a free port.
    pub fn to(upstream: &str) -> Self {
        Self::over(upstream, None)
    }

    /// The same, and this watches.
    pub fn watched(upstream: &str, watch: Arc<dyn Watch>) -> Self {
        Self::over(upstream, Some(watch))
    }

    fn over(upstream: &str, watch: Option<Arc<dyn Watch>>) -> Self {
        let upstream = upstream.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of loopback");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let inner = Arc::new(Inner { upstream, watch, log: Log::default(), ended: AtomicBool::new(false) });
        let shared = Arc::clone(&inner);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if shared.ended.load(Ordering::Relaxed) {
                    return;
                }
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || shared.serve(&stream));
            }
        });
        Self { url, inner }
    }

    /// From now on counts calls from 1 again, and causes this trouble, if any.
    pub fn expect(&self, trouble: Option<&Trouble>) {
        self.inner.log.begin(trouble.cloned());
    }

    /// Ends whatever trouble there is. Answers whether it was met.
    pub fn mend(&self) -> bool {
        self.inner.log.mend();
        self.seen().iter().any(|seen| seen.fault.is_some())
    }

    /// What was seen since it was last told to count.
    pub fn seen(&self) -> Vec<Seen> {
        self.inner.log.seen()
    }

    /// The calls since then, each once, in order.
    pub fn calls(&self) -> Vec<Target> {
        self.inner.log.calls()
    }

    /// Lets every request that was kept back take effect now.
    pub fn deliver_late(&self) {
        for (at, request) in self.inner.log.take_late() {
            self.inner.forward(at, &request);
        }
    }

    /// Holds what people can ask for with this answer of a function, a link or a form, against the rights of the signer.
    pub fn hand_out(&self, answer: &Value) {
        if let Some(asked) = rights::asked_with(answer) {
            self.inner.log.note_lacking(rights::lacking(&asked));
        }
    }

    /// Waits until everything that was on its way to the emulator has taken effect.
    pub fn settle(&self) {
        self.inner.log.settle();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.inner.ended.store(true, Ordering::Relaxed);
        // Wakes the thread that listens, so that it sees.
        TcpStream::connect(self.url.trim_start_matches("http://")).ok();
        let lacking = self.inner.log.lacking();
        if !lacking.is_empty() && !std::thread::panicking() {
            panic!("a right is missing in template.yaml:\n{}", lacking.join("\n"));
        }
    }
}

impl Inner {
    /// Serves one connection until either side ends it.
    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some(request) = Message::read(&mut reader) {
            let target = Target::of(&request);
            let (at, fault) = self.log.note(&request, &target);
            let course = fault.map(|fault| fault.course(&target, &request));
            if !self.take(course, at, &request, stream) {
                return;
            }
        }
    }

    /// Takes a request its course; whether the connection goes on.
    fn take(&self, course: Option<Course>, at: usize, request: &Message, mut stream: &TcpStream) -> bool {
        let to_head = request.method() == "HEAD";
        let mut say = |bytes: &[u8]| stream.write_all(bytes).is_ok();
        match course {
            None => self.forward(at, request).is_some_and(|answer| say(&answer.bytes(to_head))),
            Some(Course::Refused(answer)) => {
                self.log.done(at, None);
                say(&answer.bytes(false))
            }
            Some(Course::Reset) => {
                self.log.done(at, None);
                reset(stream)
            }
            Some(Course::ResetAfter) => {
                self.forward(at, request);
                reset(stream)
            }
            Some(Course::KeptBack) => {
                self.log.keep_back(at, request.clone());
                wait_for_the_end(stream)
            }
            Some(Course::Silence) => {
                self.forward(at, request);
                wait_for_the_end(stream)
            }
            Some(Course::Half | Course::HalfThenSilence) => {
                let Some(answer) = self.forward(at, request) else { return false };
                let bytes = answer.bytes(to_head);
                let half = bytes.len() - answer.body.len().div_ceil(2);
                say(&bytes[..half]) && course == Some(Course::HalfThenSilence) && wait_for_the_end(stream)
            }
        }
    }

    /// Lets the request take effect.
    fn forward(&self, at: usize, request: &Message) -> Option<Message> {
        let answer = match self.is_in_the_way(request) {
            true => Some(Message::answer(412, &[("content-type", "application/xml")], PRECONDITION_FAILED)),
            false => self.pass(request),
        };
        self.log.note_lacking(rights::lacking(&rights::asked(request, answer.as_ref())));
        self.log.done(at, answer.as_ref().map(Message::status));
        answer
    }

    fn pass(&self, request: &Message) -> Option<Message> {
        let forward = |request: &Message| request.exchange(&self.upstream).ok();
        match &self.watch {
            Some(watch) => watch.pass(request, &forward),
            None => forward(request),
        }
    }

    /// Whether this copies to a key that must be free and is not.
    fn is_in_the_way(&self, request: &Message) -> bool {
        let copies = request.header("x-amz-copy-source").is_some();
        if !copies || request.header("if-none-match") != Some("*") {
            return false;
        }
        let look = request.head_of_the_same();
        look.exchange(&self.upstream).is_ok_and(|there| there.status() == 200)
    }
}

/// The emulator copies over what is there even when it is asked not to. S3 does not, and says this.
const PRECONDITION_FAILED: &str =
    "<?xml version=\"1.0\"?><Error><Code>PreconditionFailed</Code><Message>There is one</Message></Error>";

/// Ends the connection the hard way.
fn reset(stream: &TcpStream) -> bool {
    SockRef::from(stream).set_linger(Some(Duration::ZERO)).expect("a connection");
    false
}

/// Says nothing until the other side goes away.
fn wait_for_the_end(mut stream: &TcpStream) -> bool {
    let mut ignored = [0; 64];
    while stream.read(&mut ignored).is_ok_and(|read| read > 0) {}
    false
}
