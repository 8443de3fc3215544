//! No input panics, and the verdict does not depend on the cuts between reads (E2).

use filecheck::corpus::{self, Memory};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A change to a file.
#[derive(Debug, Clone)]
enum Change {
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize),
    Cut(Index),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let (Self::Flip(at, _)
        | Self::Insert(at, _)
        | Self::Remove(at, _)
        | Self::Repeat(at, _)
        | Self::Cut(at)) = self;
        if bytes.is_empty() {
            return;
        }
        let at = at.index(bytes.len());
        match self {
            Self::Flip(_, bits) => bytes[at] ^= bits,
            Self::Insert(_, more) => drop(bytes.splice(at..at, more.iter().copied())),
            Self::Remove(_, count) => drop(bytes.drain(at..bytes.len().min(at + count))),
            Self::Repeat(_, count) => {
                let again = bytes[at..bytes.len().min(at + count)].to_vec();
                bytes.extend_from_slice(&again);
            }
            Self::Cut(_) => bytes.truncate(at),
        }
    }
}

fn samples() -> Vec<Vec<u8>> {
    vec![
        corpus::jpeg(),
        corpus::jpeg_progressive(),
        [corpus::jpeg(), vec![0; 9], corpus::jpeg()].concat(),
        corpus::jpeg_with_segment(0xfe, &corpus::zip()),
        corpus::png(50, 20),
        corpus::png_with_chunk(b"tEXt", b"<html >"),
        corpus::pdf(),
        corpus::pdf_with_javascript(),
        corpus::pdf_with_embedded_file(),
        corpus::pdf_with_javascript_in_object_stream(),
        corpus::pdf_encrypted(),
        corpus::padded_pdf(5_000),
    ]
}

/// Bytes that mean something to one of the walks.
fn meaningful() -> impl Strategy<Value = Vec<u8>> {
    let words: Vec<&[u8]> = vec![
        b"\xff\xd8\xff",
        b"\xff\xd9",
        b"\xff\xda\0\x08",
        b"\xff\xff",
        b"IDAT",
        b"IEND",
        b"\0\0\0\0IEND\xae\x42\x60\x82",
        b"%PDF-1.7\n",
        b"%%EOF",
        b"startxref\n9\n",
        b"1 0 obj",
        b"endobj",
        b">>\nstream\n",
        b"endstream",
        b"/ObjStm ",
        b"/FlateDecode ",
        b"/Filter ",
        b"/N 1/First 1",
        b"/JS(",
        b"/J#61vaScript ",
        b"/Root ",
        b"PK\x03\x04\x14\0\0\0\0\0",
        b"PK\x05\x06",
        b"<svg ",
        b"<html>",
        b"GIF89a",
        b"\x7fELF\x01\x01\x01",
        b"\x78\x9c",
    ];
    select(words).prop_map(<[u8]>::to_vec)
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), 1..=u8::MAX).prop_map(|(at, bits)| Change::Flip(at, bits)),
        (any::<Index>(), prop_oneof![meaningful(), vec(any::<u8>(), 0..80)])
            .prop_map(|(at, more)| Change::Insert(at, more)),
        (any::<Index>(), 1_usize..100).prop_map(|(at, count)| Change::Remove(at, count)),
        (any::<Index>(), 1_usize..200).prop_map(|(at, count)| Change::Repeat(at, count)),
        any::<Index>().prop_map(Change::Cut),
    ]
}

fn changed_sample() -> impl Strategy<Value = Vec<u8>> {
    (select(samples()), vec(change(), 0..6)).prop_map(|(mut bytes, changes)| {
        changes.iter().for_each(|change| change.apply(&mut bytes));
        bytes
    })
}

fn fragments() -> impl Strategy<Value = Vec<u8>> {
    let start = select(vec![&b"\xff\xd8\xff\xe0\0\x02"[..], b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b""]);
    let fragment = prop_oneof![3 => meaningful(), 1 => vec(any::<u8>(), 0..100)];
    (start, vec(fragment, 0..40)).prop_map(|(start, rest)| [start.to_vec(), rest.concat()].concat())
}

fn reads() -> impl Strategy<Value = Vec<usize>> {
    vec(prop_oneof![1_usize..8, 1_usize..300, Just(usize::MAX)], 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn arbitrary_bytes_get_one_verdict_however_they_are_read(
        bytes in vec(any::<u8>(), 0..2_000),
        reads in reads(),
    ) {
        let whole = corpus::verdict(&bytes);
        prop_assert_eq!(corpus::verdict_of(&mut Memory::in_pieces(bytes, &reads)), whole);
    }

    #[test]
    fn changed_files_get_one_verdict_however_they_are_read(
        bytes in changed_sample(),
        reads in reads(),
    ) {
        let whole = corpus::verdict(&bytes);
        prop_assert_eq!(corpus::verdict_of(&mut Memory::in_pieces(bytes, &reads)), whole);
    }

    #[test]
    fn fragments_of_formats_get_one_verdict_however_they_are_read(
        bytes in fragments(),
        reads in reads(),
    ) {
        let whole = corpus::verdict(&bytes);
        prop_assert_eq!(corpus::verdict_of(&mut Memory::in_pieces(bytes, &reads)), whole);
    }

    #[test]
    fn an_archive_put_anywhere_into_a_good_file_is_never_accepted(
        mut bytes in select(vec![corpus::jpeg_sized(200, 200), corpus::png(300, 300), corpus::padded_pdf(4_000)]),
        at in any::<Index>(),
    ) {
        let at = at.index(bytes.len() + 1);
        bytes.splice(at..at, corpus::zip());
        prop_assert!(corpus::verdict(&bytes).is_err());
    }
}
