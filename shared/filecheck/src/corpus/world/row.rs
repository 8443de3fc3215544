//! A row of the table, and the flags that rows expect.

use crate::{Fault, PdfFlags};

/// A file's description, the file, and its flags or its refusal.
pub(super) type Row = (&'static str, Vec<u8>, Result<PdfFlags, Fault>);

pub(super) const NONE: PdfFlags = PdfFlags::NONE;
pub(super) const JAVASCRIPT: PdfFlags = PdfFlags { javascript: true, ..NONE };
pub(super) const LAUNCH: PdfFlags = PdfFlags { launch: true, ..NONE };
pub(super) const EMBEDDED: PdfFlags = PdfFlags { embedded_files: true, ..NONE };
pub(super) const LINKS: PdfFlags = PdfFlags { links: true, ..NONE };
pub(super) const XFA: PdfFlags = PdfFlags { xfa: true, javascript: true, ..NONE };
pub(super) const MEDIA: PdfFlags = PdfFlags { rich_media: true, embedded_files: true, ..NONE };
pub(super) const REMOTE: PdfFlags = PdfFlags { remote_document: true, ..NONE };
pub(super) const UNKNOWN: PdfFlags = PdfFlags { not_examinable: true, ..NONE };
pub(super) const UNKNOWN_SCRIPT: PdfFlags = PdfFlags { not_examinable: true, ..JAVASCRIPT };
