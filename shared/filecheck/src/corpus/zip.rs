//! A ZIP sample, to hide in other files.

/// An archive of one stored file.
pub fn zip() -> Vec<u8> {
    let (name, data) = (b"hello.txt", b"hello");
    let shared = |name: &[u8]| {
        [
            // Version, flags, method, time, date.
            &[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x58][..],
            &crc32fast::hash(data).to_le_bytes(),
            &[5, 0, 0, 0, 5, 0, 0, 0],
            &[u8::try_from(name.len()).unwrap_or(u8::MAX), 0, 0, 0],
        ]
        .concat()
    };
    let entry = [b"PK\x03\x04", &shared(name)[..], name, data].concat();
    let directory = [b"PK\x01\x02\x14\0", &shared(name)[..], &[0; 14], name].concat();
    let size = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
    let end = [b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &size(&directory)[..], &size(&entry), &[0, 0]].concat();
    [entry, directory, end].concat()
}
