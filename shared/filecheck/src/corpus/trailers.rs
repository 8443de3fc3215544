//! Data that phones and cameras put after a picture, and in it.

use super::jpeg::{jpeg, jpeg_with_segment};
use super::png::png_with_chunk;

/// The start of a film, as phones append it to a photo.
pub fn film() -> Vec<u8> {
    let kind = b"\0\0\0\x18ftypmp42\0\0\0\0isommp42";
    [&kind[..], b"\0\0\0\x10mdat", &[0x5a; 8], b"\0\0\0\x08moov"].concat()
}

/// A photo with a film appended, as Google's phones make them.
pub fn jpeg_with_film() -> Vec<u8> {
    [jpeg(), film()].concat()
}

/// A photo with the trailer of Samsung's phones: named blocks, a directory of them, its size.
pub fn jpeg_with_samsung_trailer(blocks: &[(u16, &str, &[u8])]) -> Vec<u8> {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes();
    let (mut trailer, mut places) = (Vec::new(), Vec::new());
    for (kind, name, value) in blocks {
        let block = [&[0, 0][..], &kind.to_le_bytes(), &number(name.len()), name.as_bytes(), value].concat();
        places.push((*kind, trailer.len(), block.len()));
        trailer.extend_from_slice(&block);
    }
    let mut directory = [b"SEFH", &[0x6b, 0, 0, 0][..], &number(places.len())].concat();
    for (kind, start, length) in places {
        directory.extend_from_slice(&[0, 0]);
        directory.extend_from_slice(&kind.to_le_bytes());
        directory.extend_from_slice(&number(trailer.len() - start));
        directory.extend_from_slice(&number(length));
    }
    let size = number(directory.len());
    [jpeg(), trailer, directory, size.to_vec(), b"SEFT".to_vec()].concat()
}

/// A box of JUMBF, as Content Credentials are kept in, with this content.
fn jumbf(content: &[u8]) -> Vec<u8> {
    let boxed = |kind: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len() + 8).unwrap_or(u32::MAX).to_be_bytes();
        [&length[..], kind, content].concat()
    };
    let description = boxed(b"jumd", b"c2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0");
    boxed(b"jumb", &[description, boxed(b"bidb", content)].concat())
}

/// A PNG with Content Credentials that hold a thumbnail.
pub fn png_with_credentials(thumbnail: &[u8]) -> Vec<u8> {
    png_with_chunk(b"caBX", &jumbf(thumbnail))
}

/// A JPEG with the same.
pub fn jpeg_with_credentials(thumbnail: &[u8]) -> Vec<u8> {
    jpeg_with_segment(0xeb, &[b"JP\0\x01\0\0\0\x01", &jumbf(thumbnail)[..]].concat())
}

/// The start of a tar archive of one empty file, with the mark or without.
pub fn tar(marked: bool) -> Vec<u8> {
    tar_over(b"hello.txt", marked)
}

/// The header of a tar archive whose first bytes, the name, are given.
pub fn tar_over(name: &[u8], marked: bool) -> Vec<u8> {
    let mut header = vec![0; 512];
    let mut put = |at: usize, bytes: &[u8]| {
        header.splice(at..at + bytes.len(), bytes.iter().copied());
    };
    put(0, name.get(..name.len().min(100)).unwrap_or_default());
    put(100, b"0000644\0");
    put(124, b"00000000000\0");
    put(136, b"14700000000\0");
    put(148, b"        ");
    put(156, b"0");
    if marked {
        put(257, b"ustar\x0000");
    }
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header.splice(148..156, format!("{sum:06o}\0 ").into_bytes());
    header.resize(1_024, 0);
    header
}

/// The first descriptor of an image of a disk.
pub fn iso() -> Vec<u8> {
    let mut descriptor = b"\x01CD001\x01\0LINUX".to_vec();
    descriptor.resize(2_048, b' ');
    descriptor
}
