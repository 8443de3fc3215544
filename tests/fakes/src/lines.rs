//! The log lines of a piece of work, as the functions write them.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use runtime::{Environment, LogLevel, ProgramVersion, lines_to};
use serde_json::{Map, Value};

/// Where lines go.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Does some work on this thread, and returns its result with every line of it, down to debugging.
///
/// # Panics
/// If a line is no JSON object, or has a field twice.
#[expect(clippy::unwrap_used, reason = "for tests alone, which fail by panicking")]
pub fn lines_of<T>(work: impl FnOnce() -> T) -> (T, Vec<Map<String, Value>>) {
    let page = Page::default();
    let release = |name: &str| (name == "RELEASE").then(|| "4f1c9a2".to_owned());
    let version = ProgramVersion::read(&mut Environment::new(&release));
    let writer = page.clone();
    let subscriber = lines_to(move || writer.clone(), LogLevel::Debug, &version);
    let result = tracing::subscriber::with_default(subscriber, work);
    let written = page.0.lock().unwrap().clone();
    let lines = String::from_utf8(written).unwrap();
    let lines = lines.lines().map(|line| {
        let fields: Map<String, Value> = serde_json::from_str(line).unwrap();
        for name in fields.keys() {
            let name = format!("\"{name}\":");
            assert_eq!(line.matches(&name).count(), 1, "{name} in {line}");
        }
        fields
    });
    (result, lines.collect())
}
