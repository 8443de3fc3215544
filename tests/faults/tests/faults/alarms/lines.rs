//! The log lines of functions that run in this test, as they are written in production.

use std::io;
use std::mem;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use json_subscriber::JsonLayer;
use serde_json::Value;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;

/// A line, and whose it is.
#[derive(Debug, Clone)]
pub struct Line {
    pub function: &'static str,
    pub at: Timestamp,
    pub content: Value,
}

impl Line {
    /// The log group that it is in, as the template names it.
    pub fn log(&self) -> String {
        let words = self.function.split('-').map(|word| word[..1].to_uppercase() + &word[1..]);
        format!("${{{}LogName}}", words.collect::<String>())
    }
}

/// Everything that is logged on this thread from now on.
pub struct Captured {
    written: Sink,
    lines: Vec<Line>,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the lines").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Captured {
    pub fn begin() -> Self {
        let written = Sink::default();
        let sink = written.clone();
        // As `runtime::start_logs` makes it.
        let mut layer = JsonLayer::new(move || sink.clone());
        layer.with_level("level");
        layer.with_flattened_event();
        layer.with_top_level_flattened_span_list();
        let guard = tracing::subscriber::set_default(registry().with(layer));
        Self { written, lines: Vec::new(), _guard: guard }
    }

    /// What was written since the last time is of `function`, which ran at this instant.
    pub fn of(&mut self, function: &'static str, at: Timestamp) {
        let contents = self.contents().into_iter();
        self.lines.extend(contents.map(|content| Line { function, at, content }));
    }

    /// What was written since the last time, by whichever function.
    pub fn contents(&mut self) -> Vec<Value> {
        let written = mem::take(&mut *self.written.0.lock().expect("the lines"));
        let text = String::from_utf8(written).expect("lines in UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    /// Every line, with its function.
    pub fn lines(self) -> Vec<Line> {
        self.lines
    }
}
