//! The bytes of the lines that functions log in this test, as they are written in production.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use runtime::{Environment, LogLevel, ProgramVersion, lines_to};
use serde_json::{Map, Value};
use tracing::subscriber::DefaultGuard;

/// How long something took is written with so many digits here, however long it took.
const TOOK: &str = "10";

/// Everything that is logged on this thread, until it is dropped.
pub struct Lines {
    sink: Sink,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    pub fn begin() -> Self {
        let sink = Sink::default();
        let release = |name: &str| (name == "RELEASE").then(|| "4f1c9a2".to_owned());
        let version = ProgramVersion::read(&mut Environment::new(&release));
        let writer = sink.clone();
        let subscriber = lines_to(move || writer.clone(), LogLevel::Info, &version);
        Self { sink, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// The bytes since the last time. Whatever is logged as an error or a warning fails: nothing goes wrong here.
    pub fn take(&self) -> u64 {
        let written = std::mem::take(&mut *self.sink.0.lock().unwrap_or_else(PoisonError::into_inner));
        let text = String::from_utf8(written).expect("lines in UTF-8");
        text.lines().map(bytes).sum()
    }
}

fn bytes(line: &str) -> u64 {
    let fields: Map<String, Value> = serde_json::from_str(line).expect("a line of JSON");
    assert_ne!(fields["level"], "ERROR", "{line}");
    let took = fields.get("duration.ms").map_or(TOOK.len(), |took| took.to_string().len());
    // With its end.
    (line.len() + 1 + TOOK.len() - took) as u64
}
