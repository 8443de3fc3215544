//! The walk over a PNG (W3C PNG, third edition). Must not decompress pixels.

use crc32fast::Hasher;

use crate::fault::{Fault, Flaw, Part};
use crate::foreign::Rules;
use crate::limits::Limits;
use crate::padding::is_padding;
use crate::source::Source;
use crate::window::{Stop, Window};

/// The first bytes of every PNG.
pub(crate) const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// The longest chunk data the standard allows, in bytes.
const LONGEST: u32 = (1 << 31) - 1;

/// Walks over the whole file. Answers the dimensions.
pub(crate) async fn walk<S: Source>(
    window: &mut Window<'_, S>,
    limits: &Limits,
) -> Result<(u32, u32), Stop<S::Error>> {
    window.cross_all(SIGNATURE.len() as u64, Rules::PNG_CHUNK, Part::PngChunk, |_| ()).await?;
    let header = header(window).await?;
    limits.check_pixels(header.width, header.height)?;
    let mut order = Order::new(header.colour);
    loop {
        let chunk = chunk(window).await?;
        order.next(&chunk)?;
        cross_chunk(window, &chunk).await?;
        if &chunk.kind == b"IEND" {
            break;
        }
    }
    loop {
        let view = window.view().await?;
        let padding = view.bytes.iter().take(view.free).take_while(|byte| is_padding(**byte)).count();
        if view.free == 0 {
            return Ok((header.width, header.height));
        }
        // The more telling fault first.
        window.cross(padding.max(1), Rules::PNG_CHUNK)?;
        if padding == 0 {
            return Err(Fault::Malformed(Flaw::DataAfterEnd).into());
        }
    }
}

/// The head of a chunk, before its data.
struct Chunk {
    length: u32,
    kind: [u8; 4],
}

/// The chunk at the cursor, checked to be in the file.
async fn chunk<S: Source>(window: &mut Window<'_, S>) -> Result<Chunk, Stop<S::Error>> {
    if window.remaining() == 0 {
        return Err(Fault::Truncated(Part::PngEnd).into());
    }
    let Some([a, b, c, d, kind @ ..]) = window.ahead(8).await?.first_chunk::<8>() else {
        return Err(Fault::Truncated(Part::PngChunk).into());
    };
    let chunk = Chunk { length: u32::from_be_bytes([*a, *b, *c, *d]), kind: *kind };
    if chunk.length > LONGEST {
        return Err(Fault::Malformed(Flaw::PngChunkLength).into());
    }
    // The third letter is reserved to be upper case.
    if !chunk.kind.iter().all(u8::is_ascii_alphabetic) || !chunk.kind[2].is_ascii_uppercase() {
        return Err(Fault::Malformed(Flaw::PngChunkType).into());
    }
    if window.remaining() < 12 + u64::from(chunk.length) {
        return Err(Fault::Truncated(Part::PngChunk).into());
    }
    Ok(chunk)
}

/// Crosses a chunk and checks its checksum.
async fn cross_chunk<S: Source>(window: &mut Window<'_, S>, chunk: &Chunk) -> Result<(), Stop<S::Error>> {
    // The type of the first box comes after its length, which comes after the head of the chunk.
    let boxes = window.ahead(16).await?.get(12..16) == Some(b"jumb");
    let rules = match &chunk.kind {
        b"IDAT" | b"fdAT" => Rules::PNG_PIXELS,
        b"eXIf" => Rules::PNG_EXIF,
        b"caBX" if boxes => Rules::BOXES,
        b"msOG" => Rules::PNG_OFFICE,
        _ => Rules::PNG_CHUNK,
    };
    window.cross_all(4, rules, Part::PngChunk, |_| ()).await?;
    let mut checksum = Hasher::new();
    let covered = 4 + u64::from(chunk.length);
    window.cross_all(covered, rules, Part::PngChunk, |piece| checksum.update(piece)).await?;
    if window.ahead(4).await?.first_chunk() != Some(&checksum.finalize().to_be_bytes()) {
        return Err(Fault::Malformed(Flaw::PngChecksum).into());
    }
    window.cross_all(4, Rules::PNG_CHUNK, Part::PngChunk, |_| ()).await
}

/// The values of `IHDR`.
struct Header {
    width: u32,
    height: u32,
    colour: u8,
}

/// Crosses the header chunk.
async fn header<S: Source>(window: &mut Window<'_, S>) -> Result<Header, Stop<S::Error>> {
    let chunk = chunk(window).await?;
    if &chunk.kind != b"IHDR" || chunk.length != 13 {
        return Err(Fault::Malformed(Flaw::PngHeader).into());
    }
    let Some([_, _, _, _, _, _, _, _, width @ .., h1, h2, h3, h4, depth, colour, 0, 0, 0 | 1]) =
        window.ahead(21).await?.first_chunk::<21>()
    else {
        return Err(Fault::Malformed(Flaw::PngHeader).into());
    };
    let header = Header {
        width: u32::from_be_bytes(*width),
        height: u32::from_be_bytes([*h1, *h2, *h3, *h4]),
        colour: *colour,
    };
    let combination =
        matches!((colour, depth), (0, 1 | 2 | 4 | 8 | 16) | (3, 1 | 2 | 4 | 8) | (2 | 4 | 6, 8 | 16));
    let sides = 1..=LONGEST;
    if !combination || !sides.contains(&header.width) || !sides.contains(&header.height) {
        return Err(Fault::Malformed(Flaw::PngHeader).into());
    }
    cross_chunk(window, &chunk).await?;
    Ok(header)
}

/// Where the walk is among the critical chunks after the header.
struct Order {
    colour: u8,
    palette: bool,
    data: Data,
}

#[derive(PartialEq)]
enum Data {
    Before,
    Within,
    After,
}

impl Order {
    const fn new(colour: u8) -> Self {
        Self { colour, palette: false, data: Data::Before }
    }

    fn next(&mut self, chunk: &Chunk) -> Result<(), Fault> {
        match &chunk.kind {
            b"IDAT" => {
                if self.data == Data::After || (self.colour == 3 && !self.palette) {
                    return Err(Fault::Malformed(Flaw::PngChunkOrder));
                }
                self.data = Data::Within;
                return Ok(());
            }
            b"PLTE" => {
                if self.palette || self.data != Data::Before || matches!(self.colour, 0 | 4) {
                    return Err(Fault::Malformed(Flaw::PngChunkOrder));
                }
                if chunk.length == 0 || chunk.length > 768 || !chunk.length.is_multiple_of(3) {
                    return Err(Fault::Malformed(Flaw::PngChunkLength));
                }
                self.palette = true;
            }
            b"IEND" => {
                if self.data == Data::Before {
                    return Err(Fault::Malformed(Flaw::PngChunkOrder));
                }
                if chunk.length != 0 {
                    return Err(Fault::Malformed(Flaw::PngChunkLength));
                }
            }
            b"IHDR" => return Err(Fault::Malformed(Flaw::PngChunkOrder)),
            // A reader that does not know a critical chunk may not show the image.
            kind if kind[0].is_ascii_uppercase() => return Err(Fault::Malformed(Flaw::PngChunkType)),
            _ => {}
        }
        if self.data == Data::Within {
            self.data = Data::After;
        }
        Ok(())
    }
}
