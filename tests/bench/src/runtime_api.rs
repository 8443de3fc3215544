//! The counterpart of a function: Lambda's runtime API on loopback, with one invocation at a time.
//!
//! Must not: start or stop the function.

use std::io::BufReader;
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::http::{self, Message};

/// A function counts as dead after this time without a sign of it. Under the instruction counter everything is slow.
const PATIENCE: Duration = Duration::from_secs(120);

/// A request of the function, the time at which it was read to its end, and the connection for the answer.
struct Call {
    message: Message,
    at: Instant,
    stream: TcpStream,
}

/// The runtime API of one function.
pub struct RuntimeApi {
    port: u16,
    calls: Receiver<Call>,
    waiting: Option<TcpStream>,
    invocations: u32,
}

/// The result of an event.
pub struct Outcome {
    /// The function's answer.
    pub answer: Value,
    /// When the answer had been read.
    pub at: Instant,
    /// From handing over the event to having read the answer.
    pub took: Duration,
}

impl RuntimeApi {
    /// Listens on a free port of loopback.
    ///
    /// # Errors
    /// There is none.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let (sender, calls) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let sender = sender.clone();
                thread::spawn(move || read_calls(stream, &sender));
            }
        });
        Ok(Self { port, calls, waiting: None, invocations: 0 })
    }

    /// The value of `AWS_LAMBDA_RUNTIME_API`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Waits until the function asks for its next event, and leaves it waiting.
    ///
    /// # Errors
    /// It did something else, or nothing.
    pub fn wait_for_next(&mut self) -> Result<()> {
        if self.waiting.is_none() {
            let call = self.calls.recv_timeout(PATIENCE).context("the function never asked for an event")?;
            let start = &call.message.start;
            ensure!(
                start.starts_with("GET /2018-06-01/runtime/invocation/next "),
                "the function said {start}"
            );
            self.waiting = Some(call.stream);
        }
        Ok(())
    }

    /// Hands an event to the function and waits for its answer.
    ///
    /// # Errors
    /// The function failed, or answered something that is not JSON.
    pub fn invoke(&mut self, event: &str) -> Result<Outcome> {
        let handed_over = self.hand_over(event)?;
        self.answer(handed_over)
    }

    /// Hands an event to the function. When that was.
    ///
    /// # Errors
    /// The function does not wait for one.
    pub fn hand_over(&mut self, event: &str) -> Result<Instant> {
        self.wait_for_next()?;
        let stream = self.waiting.take().context("nobody waits")?;
        self.invocations += 1;
        let id = format!("00000000-0000-4000-8000-{:012}", self.invocations);
        let headers = format!(
            "content-type: application/json\r\nlambda-runtime-aws-request-id: {id}\r\n\
             lambda-runtime-deadline-ms: 4102444800000\r\n\
             lambda-runtime-invoked-function-arn: arn:aws:lambda:eu-west-2:000000000000:function:bench\r\n\
             lambda-runtime-trace-id: Root=1-6740a1b2-0123456789abcdef01234567;Sampled=0\r\n"
        );
        let handed_over = Instant::now();
        http::answer(&stream, "200 OK", &headers, event)?;
        Ok(handed_over)
    }

    /// Waits for the answer to the event that was handed over then.
    ///
    /// # Errors
    /// As [`RuntimeApi::invoke`].
    pub fn answer(&mut self, handed_over: Instant) -> Result<Outcome> {
        let call = self.calls.recv_timeout(PATIENCE).context("the function never answered")?;
        http::answer(&call.stream, "202 Accepted", "", "")?;
        let said = String::from_utf8_lossy(&call.message.body);
        if !call.message.start.contains("/response ") {
            bail!("the function failed: {} {said}", call.message.start);
        }
        Ok(Outcome {
            answer: serde_json::from_str(&said)?,
            at: call.at,
            took: call.at.duration_since(handed_over),
        })
    }
}

fn read_calls(stream: TcpStream, calls: &Sender<Call>) {
    let (Ok(()), Ok(reading)) = (stream.set_nodelay(true), stream.try_clone()) else { return };
    let mut reading = BufReader::new(reading);
    while let Ok(Some(message)) = Message::read(&mut reading) {
        let Ok(stream) = stream.try_clone() else { return };
        if calls.send(Call { message, at: Instant::now(), stream }).is_err() {
            return;
        }
    }
}
