//! PNG samples.

use miniz_oxide::deflate::compress_to_vec_zlib;

use crate::png::SIGNATURE;

/// A white grey-scale image, one bit per pixel, that every viewer shows.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let row = 1 + (width as usize).div_ceil(8);
    let pixels: Vec<u8> = (0..row * height as usize).map(|at| if at % row == 0 { 0 } else { 0xff }).collect();
    assemble(width, height, &[png_chunk(b"IDAT", &compress_to_vec_zlib(&pixels, 6))])
}

/// A small file whose header claims any size.
pub fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    assemble(width, height, &[png_chunk(b"IDAT", &compress_to_vec_zlib(&[0, 0xff], 6))])
}

/// An 8 by 8 image with one more chunk before its pixels.
pub fn png_with_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let pixels = compress_to_vec_zlib(&[0, 0xff].repeat(8), 6);
    assemble(8, 8, &[png_chunk(kind, data), png_chunk(b"IDAT", &pixels)])
}

/// A file of these chunks and an end.
pub fn png_of(chunks: &[Vec<u8>]) -> Vec<u8> {
    [&SIGNATURE[..], &chunks.concat(), &png_chunk(b"IEND", &[])].concat()
}

/// A chunk with its checksum.
pub fn png_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(kind);
    checksum.update(data);
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), &kind[..], data, &checksum.finalize().to_be_bytes()].concat()
}

fn assemble(width: u32, height: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    png_of(&[&[png_chunk(b"IHDR", &header)], chunks].concat())
}
