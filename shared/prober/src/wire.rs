//! Measures a connection: below TLS the server's first bytes, above it the times, the amounts, and how it broke.
//!
//! Must not: read what it carries.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::hello::ENOUGH;
use crate::identity::Notes;
use crate::records::Records;

/// The first bytes that came in.
pub type First = Arc<Mutex<Vec<u8>>>;

/// A copy of the first bytes that came in.
pub fn first(first: &First) -> Vec<u8> {
    first.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// A connection that keeps the first incoming bytes and breaks after too many.
#[derive(Debug)]
pub struct Tap<S> {
    stream: S,
    first: First,
    notes: Arc<Notes>,
    records: Records,
    left: usize,
}

/// Roughly the most bytes that may come in over a connection, TLS included. A server that sends more than any answer
/// needs wants to keep us busy.
const MOST: usize = 1024 * 1024;

/// How a connection fails after [`MOST`] bytes.
const TOO_MUCH: io::ErrorKind = io::ErrorKind::FileTooLarge;

impl<S> Tap<S> {
    /// Keeps them in `first`, and notes in `notes` when the server asks to renegotiate.
    pub const fn new(stream: S, first: First, notes: Arc<Notes>) -> Self {
        Self { stream, first, notes, records: Records::new(), left: MOST }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Tap<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.left == 0 {
            return Poll::Ready(Err(TOO_MUCH.into()));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let count = buffer.filled().len() - before;
        self.left = self.left.saturating_sub(count);
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = ENOUGH.saturating_sub(first.len());
        first.extend(buffer.filled().iter().skip(before).take(missing));
        drop(first);
        if self.records.read(buffer.filled().get(before..).unwrap_or_default()) {
            self.notes.note_asked_late();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tap<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// How a connection broke.
#[derive(Debug, Clone)]
pub enum Break {
    /// TLS gave it up.
    Tls(rustls::Error),
    /// It was reset, or ended without saying so.
    Reset,
    /// More came in than is read.
    TooMuch,
}

/// How many first bytes of an answer are kept, in case it cannot be read.
const START: usize = domain::oat::observation::BODY_KEPT;

/// The measurements.
#[derive(Debug, Clone, Default)]
pub struct Measures {
    /// When the first byte went out.
    pub sent: Option<Instant>,
    /// When the first byte came in.
    pub received: Option<Instant>,
    /// Bytes that came in.
    pub bytes: usize,
    /// The first of them.
    pub start: Vec<u8>,
    /// Whether the other side has ended.
    pub ended: bool,
    pub broken: Option<Break>,
}

/// Where it is measured.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Measures>>);

impl Meter {
    /// The measurements so far.
    pub fn read(&self) -> Measures {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Measures> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A measured connection for the HTTP library, which reads a limited number of bytes.
#[derive(Debug)]
pub struct Metered<S> {
    stream: S,
    meter: Meter,
    most: usize,
    deaf: bool,
}

impl<S> Metered<S> {
    /// Measures with `meter`, and breaks after `most` bytes.
    pub const fn new(stream: S, meter: Meter, most: usize) -> Self {
        Self { stream, meter, most, deaf: false }
    }
}

/// How much is read at a time.
const AT_ONCE: usize = 4096;

impl<S: AsyncRead + Unpin> Read for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut cursor: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let mut bytes = [0; AT_ONCE];
        let room = cursor.remaining().min(AT_ONCE);
        let mut buffer = ReadBuf::new(&mut bytes[..room]);
        let result = ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer));
        let mut measures = self.meter.lock();
        let result = match result {
            // The connection ended without TLS saying so. HTTP decides whether the answer was complete.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(()),
            result => result,
        };
        if let Err(error) = result {
            let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
            measures.broken = Some(match tls {
                Some(tls) => Break::Tls(tls.clone()),
                None if error.kind() == TOO_MUCH => Break::TooMuch,
                None => Break::Reset,
            });
            return Poll::Ready(Err(error));
        }
        let count = buffer.filled().len();
        measures.bytes += count;
        let missing = START.saturating_sub(measures.start.len());
        measures.start.extend(buffer.filled().iter().take(missing));
        if count == 0 {
            measures.ended = true;
        } else {
            measures.received.get_or_insert_with(Instant::now);
        }
        if measures.bytes > self.most {
            measures.broken = Some(Break::TooMuch);
            return Poll::Ready(Err(io::Error::other("more than is read")));
        }
        cursor.put_slice(buffer.filled());
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> Write for Metered<S> {
    /// This ignores an error. The other side may have given the reason before it stopped listening (a refused client
    /// certificate in TLS 1.3), and that is read next. If it did not, the next read reports that the connection broke.
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.deaf {
            return Poll::Ready(Ok(bytes.len()));
        }
        let result = ready!(Pin::new(&mut self.stream).poll_write(context, bytes));
        self.meter.lock().sent.get_or_insert_with(Instant::now);
        self.deaf = result.is_err();
        Poll::Ready(Ok(result.unwrap_or(bytes.len())))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.deaf {
            self.deaf = ready!(Pin::new(&mut self.stream).poll_flush(context)).is_err();
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.deaf {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, join, repeat, sink};

    use super::*;

    #[tokio::test]
    async fn an_endless_connection_breaks_and_keeps_its_first_bytes() {
        let kept = First::default();
        let mut tap = Tap::new(join(repeat(7), sink()), Arc::clone(&kept), Arc::default());
        let mut read = Vec::new();
        let error = tap.read_to_end(&mut read).await.expect_err("an end");
        assert_eq!(error.kind(), TOO_MUCH);
        assert!((MOST..2 * MOST).contains(&read.len()), "{}", read.len());
        assert_eq!(first(&kept), [7; ENOUGH]);
    }
}
