//! JPEG samples: grey images of one colour, with Huffman tables of one code each.

const START: [u8; 2] = [0xff, 0xd8];
const END: [u8; 2] = [0xff, 0xd9];
const BASELINE: u8 = 0xc0;
const PROGRESSIVE: u8 = 0xc2;

/// A baseline image of 16 by 16 pixels that every viewer shows.
pub fn jpeg() -> Vec<u8> {
    jpeg_sized(16, 16)
}

/// A baseline image of this size.
pub fn jpeg_sized(width: u16, height: u16) -> Vec<u8> {
    let blocks = usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8);
    // Each block is two bits, both zero: no difference, end of block.
    let data = padded_bits(blocks * 2);
    [&head(BASELINE, width, height)[..], &scan(0, 63), &data, &END].concat()
}

/// A progressive image of 8 by 8 pixels with two scans.
pub fn jpeg_progressive() -> Vec<u8> {
    let bits = padded_bits(1);
    [&head(PROGRESSIVE, 8, 8)[..], &scan(0, 0), &bits, &scan(1, 63), &bits, &END].concat()
}

/// A small file whose frame header claims any size.
pub fn jpeg_claiming(width: u16, height: u16) -> Vec<u8> {
    [&head(BASELINE, width, height)[..], &scan(0, 63), &padded_bits(2), &END].concat()
}

/// A small file with this frame header; its pixels fit one component.
pub fn jpeg_with_frame(frame: &[u8]) -> Vec<u8> {
    let rest = jpeg();
    let usual = segment(BASELINE, &[8, 0, 16, 0, 16, 1, 1, 0x11, 0]);
    let at = rest.windows(usual.len()).position(|window| window == usual).unwrap_or(rest.len());
    let (before, after) = rest.split_at(at);
    [before, &segment(BASELINE, frame), after.get(usual.len()..).unwrap_or_default()].concat()
}

/// A good image with one more segment in front, such as a comment (`0xfe`) or application data (`0xe1`).
pub fn jpeg_with_segment(kind: u8, data: &[u8]) -> Vec<u8> {
    let rest = jpeg();
    [&START[..], &segment(kind, data), rest.get(2..).unwrap_or_default()].concat()
}

/// Zero bits, filled up with ones to whole bytes.
fn padded_bits(count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count / 8];
    if !count.is_multiple_of(8) {
        bytes.push(0xff >> (count % 8));
    }
    bytes
}

fn segment(kind: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap_or(u16::MAX);
    [&[0xff, kind], &length.to_be_bytes()[..], data].concat()
}

fn head(frame: u8, width: u16, height: u16) -> Vec<u8> {
    let [top, bottom] = height.to_be_bytes();
    let [left, right] = width.to_be_bytes();
    let one_code = |class: u8| [&[class, 1][..], &[0; 15], &[0]].concat();
    [
        START.to_vec(),
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(0xdb, &[&[0][..], &[16; 64]].concat()),
        segment(frame, &[8, top, bottom, left, right, 1, 1, 0x11, 0]),
        segment(0xc4, &one_code(0x00)),
        segment(0xc4, &one_code(0x10)),
    ]
    .concat()
}

fn scan(first: u8, last: u8) -> Vec<u8> {
    segment(0xda, &[1, 1, 0, first, last, 0])
}
