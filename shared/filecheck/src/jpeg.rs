//! The walk over a JPEG (ITU-T T.81 annex B). Must not decode pixels.

mod trailer;

use memchr::memchr;

use crate::fault::{Fault, Flaw, Part};
use crate::foreign::Rules;
use crate::limits::Limits;
use crate::padding::is_padding;
use crate::source::Source;
use crate::window::{Stop, Window};

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
/// The segments that hold boxes of JUMBF.
const BOXES: u8 = 0xeb;

/// The longest frame header that is read: marker, length, five further fixed bytes, four components.
const FRAME: usize = 2 + 8 + 4 * 3;

/// Walks over the whole file: an image, then padding and further images, then the trailer of Samsung's phones. Returns
/// the dimensions of the first image.
pub(crate) async fn walk<S: Source>(
    window: &mut Window<'_, S>,
    limits: &Limits,
) -> Result<(u32, u32), Stop<S::Error>> {
    let dimensions = image(window, limits).await?;
    let trailer = trailer::find(window).await?;
    loop {
        let position = window.position();
        if trailer.is_some_and(|start| position >= start) {
            trailer::cross(window).await?;
            return Ok(dimensions);
        }
        // The filling before a trailer ends where the trailer starts.
        let left = trailer.map_or(u64::MAX, |start| start - position);
        let view = window.view().await?;
        if view.free == 0 {
            return Ok(dimensions);
        }
        let free = view.free.min(usize::try_from(left).unwrap_or(usize::MAX));
        let padding = view.bytes.iter().take(free).take_while(|byte| is_padding(**byte)).count();
        // The last byte of filling may be the first half of the mark that starts a picture.
        let picture = |at: usize| view.bytes.get(at..).unwrap_or_default().starts_with(&[0xff, START, 0xff]);
        match padding.checked_sub(1) {
            Some(0) if picture(0) => {
                image(window, limits).await?;
            }
            Some(last) if picture(last) => window.cross(last, Rules::JPEG_SEGMENT)?,
            Some(_) => window.cross(padding, Rules::JPEG_SEGMENT)?,
            None => return Err(trailer::fault(window).await?.into()),
        }
    }
}

/// Walks over one image, from SOI to EOI.
async fn image<S: Source>(window: &mut Window<'_, S>, limits: &Limits) -> Result<(u32, u32), Stop<S::Error>> {
    let mut frame: Option<Frame> = None;
    let mut scans = false;
    // SOI was seen by the caller.
    cross_marker(window).await?;
    loop {
        let kind = marker(window).await?;
        match kind {
            END => {
                cross_marker(window).await?;
                let frame = frame.ok_or(Fault::Malformed(Flaw::JpegFrame))?;
                if !scans {
                    return Err(Fault::Malformed(Flaw::JpegScan).into());
                }
                return Ok((frame.width, frame.height));
            }
            SCAN => {
                let frame = frame.as_ref().ok_or(Fault::Malformed(Flaw::JpegScan))?;
                let length = segment_length(window).await?;
                let components = window.ahead(5).await?.get(4).copied().unwrap_or_default();
                if components == 0 || components > frame.components {
                    return Err(Fault::Malformed(Flaw::JpegScan).into());
                }
                if length != 6 + 2 * u64::from(components) {
                    return Err(Fault::Malformed(Flaw::JpegSegmentLength).into());
                }
                cross_segment(window, length).await?;
                entropy(window).await?;
                scans = true;
            }
            // Baseline, extended and progressive; Huffman and arithmetic. Viewers show no other.
            0xc0 | 0xc1 | 0xc2 | 0xc9 | 0xca => {
                if frame.is_some() {
                    return Err(Fault::Malformed(Flaw::JpegFrame).into());
                }
                let length = segment_length(window).await?;
                let read = Frame::read(window.ahead(FRAME).await?, length)?;
                limits.check_pixels(read.width, read.height)?;
                frame = Some(read);
                cross_segment(window, length).await?;
            }
            // Tables, restart interval, number of lines, application data, comment.
            0xc4 | 0xcc | 0xdb..=0xdd | 0xe0..=0xef | 0xfe => {
                let length = segment_length(window).await?;
                cross_segment(window, length).await?;
            }
            _ => return Err(Fault::Malformed(Flaw::JpegMarker).into()),
        }
    }
}

/// The kind of the marker at the cursor, after fill bytes are crossed.
async fn marker<S: Source>(window: &mut Window<'_, S>) -> Result<u8, Stop<S::Error>> {
    loop {
        let view = window.view().await?;
        if view.free == 0 {
            return Err(Fault::Truncated(Part::JpegSegment).into());
        }
        let run = view.bytes.iter().take(view.free).take_while(|byte| **byte == 0xff).count();
        match (run, view.bytes.get(run)) {
            (0, _) => return Err(Fault::Malformed(Flaw::JpegMarker).into()),
            (1, Some(kind)) if *kind != 0xff => return Ok(*kind),
            // The marker may end beyond the bytes that may be crossed now, so its last 0xff is kept for the next look.
            (1, Some(_)) => window.cross(1, Rules::JPEG_SEGMENT)?,
            (_, Some(_)) => window.cross(run - 1, Rules::JPEG_SEGMENT)?,
            (_, None) => return Err(Fault::Truncated(Part::JpegSegment).into()),
        }
    }
}

/// The length of the segment whose marker is at the cursor, its length field included, checked to be in the file.
async fn segment_length<S: Source>(window: &mut Window<'_, S>) -> Result<u64, Stop<S::Error>> {
    let Some([_, _, high, low]) = window.ahead(4).await?.first_chunk() else {
        return Err(Fault::Truncated(Part::JpegSegment).into());
    };
    let length = u64::from(u16::from_be_bytes([*high, *low]));
    if length < 2 {
        return Err(Fault::Malformed(Flaw::JpegSegmentLength).into());
    }
    if window.remaining() < 2 + length {
        return Err(Fault::Truncated(Part::JpegSegment).into());
    }
    Ok(length)
}

/// Crosses a marker that has no segment.
async fn cross_marker<S: Source>(window: &mut Window<'_, S>) -> Result<(), Stop<S::Error>> {
    window.cross_all(2, Rules::JPEG_SEGMENT, Part::JpegSegment, |_| ()).await
}

/// Crosses a marker and its segment.
async fn cross_segment<S: Source>(window: &mut Window<'_, S>, length: u64) -> Result<(), Stop<S::Error>> {
    let head = window.ahead(6).await?;
    let boxes = head.get(1) == Some(&BOXES) && head.get(4..6) == Some(b"JP");
    let rules = if boxes { Rules::BOXES } else { Rules::JPEG_SEGMENT };
    window.cross_all(2 + length, rules, Part::JpegSegment, |_| ()).await
}

/// Crosses compressed data up to the marker that ends it. Stuffed bytes, restart markers and fill bytes belong to it.
async fn entropy<S: Source>(window: &mut Window<'_, S>) -> Result<(), Stop<S::Error>> {
    let mut any = false;
    loop {
        let view = window.view().await?;
        if view.free == 0 {
            return Err(Fault::Truncated(Part::JpegScan).into());
        }
        let mut at = 0;
        let mut end = None;
        while at < view.free && end.is_none() {
            let Some(found) = view.bytes.get(at..view.free).and_then(|ahead| memchr(0xff, ahead)) else {
                at = view.free;
                break;
            };
            at += found;
            match view.bytes.get(at + 1) {
                Some(0x00 | 0xd0..=0xd7) => at += 2,
                Some(0xff) => at += 1,
                Some(_) if any || at > 0 => end = Some(Ok(())),
                Some(_) => end = Some(Err(Fault::Malformed(Flaw::JpegScan))),
                None => end = Some(Err(Fault::Truncated(Part::JpegScan))),
            }
        }
        any |= at > 0;
        // The second byte of a pair may be beyond the bytes that may be crossed. It is no 0xff and does no harm next
        // time.
        let crossed = at.min(view.free);
        window.cross(crossed, Rules::JPEG_SCAN)?;
        if let Some(end) = end {
            return Ok(end?);
        }
    }
}

/// The values of a frame header.
struct Frame {
    width: u32,
    height: u32,
    components: u8,
}

impl Frame {
    /// Reads a frame header of this length, from its marker on.
    fn read(bytes: &[u8], length: u64) -> Result<Self, Fault> {
        let Some([_, _, _, _, precision, top, bottom, left, right, components]) = bytes.first_chunk() else {
            return Err(Fault::Malformed(Flaw::JpegFrame));
        };
        let frame = Self {
            width: u32::from(u16::from_be_bytes([*left, *right])),
            height: u32::from(u16::from_be_bytes([*top, *bottom])),
            components: *components,
        };
        // A height of 0 announces a DNL segment, so the size of the image could not be limited here.
        let possible = matches!(precision, 8 | 12)
            && frame.width > 0
            && frame.height > 0
            && matches!(components, 1..=4)
            && length == 8 + 3 * u64::from(*components);
        if possible { Ok(frame) } else { Err(Fault::Malformed(Flaw::JpegFrame)) }
    }
}
