//! The standard security handler of PDF (ISO 32000-2, 7.6) with an empty user password. It says whether the file opens,
//! and decrypts its object streams. Must not try another password.

use aes::cipher::{BlockCipherDecrypt as _, BlockCipherEncrypt as _, KeyInit as _};
use aes::{Aes128, Aes256, Block};
use md5::{Digest as _, Md5};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::lex::{Lexer, Reference, Token, hexadecimal};
use super::value::{Dictionary, Notes, integer, names, walk};

/// Replaces a missing password (7.6.4.3.2).
const PADDING: [u8; 32] = *b"\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a";

/// Whether a file opens without a password.
pub(super) enum Lock {
    /// It does not.
    Closed,
    /// It does, and this decrypts its streams.
    Open(Key),
    /// The encryption is not known here.
    Unknown,
}

/// Decrypts streams.
pub(super) struct Key {
    bytes: Vec<u8>,
    method: Method,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Identity,
    Rc4,
    Aes128,
    Aes256,
}

impl Lock {
    /// Tries the empty user password. `source` holds the values of the encryption dictionary, `id` the file's first
    /// identifier.
    pub(super) fn open(dictionary: &Dictionary, source: &[u8], id: &[u8]) -> Self {
        let name = |key: &[u8]| {
            let names = names(source.get(dictionary.get(key)?)?)?;
            names.first().copied()
        };
        // Certificates, rights management: the file alone does not open.
        match name(b"Filter") {
            Some(filter) if filter.characters() == b"Standard" => {}
            Some(_) => return Self::Closed,
            None => return Self::Unknown,
        }
        Self::standard(dictionary, source, id).unwrap_or(Self::Unknown)
    }

    fn standard(dictionary: &Dictionary, source: &[u8], id: &[u8]) -> Option<Self> {
        let place = |key: &[u8]| source.get(dictionary.get(key)?);
        let number = |key: &[u8]| integer(place(key)?);
        let text = |key: &[u8]| string(place(key)?);
        let (version, revision) = (number(b"V")?, number(b"R")?);
        let method = match version {
            1 | 2 => Method::Rc4,
            4 | 5 => method_of_streams(dictionary, source)?,
            _ => return None,
        };
        let user = text(b"U")?;
        let key = match (version, revision) {
            (1, 2) | (2 | 4, 3) | (4, 4) | (1, 3) => {
                let bits = match version {
                    1 => 40,
                    2 => dictionary.get(b"Length").map_or(Some(40), |_| number(b"Length"))?,
                    _ => 128,
                };
                let length = usize::try_from(bits / 8).ok().filter(|length| (5..=16).contains(length))?;
                let open = place(b"EncryptMetadata").is_some_and(|value| value.trim_ascii() == b"false");
                let asked =
                    Asked { revision, length, owner: &text(b"O")?, permissions: signed(place(b"P")?)?, id };
                asked.key(&user, revision >= 4 && open)
            }
            (5, 5 | 6) => newer_key(revision, &user, &text(b"UE")?),
            _ => return None,
        };
        Some(key.map_or(Self::Closed, |bytes| Self::Open(Key { bytes, method })))
    }
}

/// The method of the crypt filter for streams (7.6.6). Writers call it `StdCF`.
fn method_of_streams(dictionary: &Dictionary, source: &[u8]) -> Option<Method> {
    let Some(place) = dictionary.get(b"StmF") else { return Some(Method::Identity) };
    match names(source.get(place)?)?.first()?.characters() {
        b"Identity" => return Some(Method::Identity),
        b"StdCF" => {}
        _ => return None,
    }
    let filters = source.get(dictionary.get(b"CF")?)?;
    let inner = walk(&mut Lexer::new(filters, 0), &mut Notes::default()).dictionary?;
    let filter = filters.get(inner.get(b"StdCF")?)?;
    let inner = walk(&mut Lexer::new(filter, 0), &mut Notes::default()).dictionary?;
    match names(filter.get(inner.get(b"CFM")?)?)?.first()?.characters() {
        b"None" => Some(Method::Identity),
        b"V2" => Some(Method::Rc4),
        b"AESV2" => Some(Method::Aes128),
        b"AESV3" => Some(Method::Aes256),
        _ => None,
    }
}

/// The ingredients of the key of revisions 2 to 4.
struct Asked<'b> {
    revision: u32,
    length: usize,
    owner: &'b [u8],
    permissions: u32,
    id: &'b [u8],
}

impl Asked<'_> {
    /// The key, if the empty password is the user's (7.6.4.3.2, 7.6.4.4).
    fn key(&self, user: &[u8], metadata_in_clear: bool) -> Option<Vec<u8>> {
        let mut digest = Md5::new();
        digest.update(PADDING);
        digest.update(self.owner.get(..32)?);
        digest.update(self.permissions.to_le_bytes());
        digest.update(self.id);
        if metadata_in_clear {
            digest.update([0xff; 4]);
        }
        let mut key = digest.finalize().to_vec();
        if self.revision >= 3 {
            for _ in 0..50 {
                key = Md5::digest(key.get(..self.length)?).to_vec();
            }
        }
        key.truncate(self.length);
        let expected = if self.revision == 2 {
            rc4(&key, &PADDING)
        } else {
            let mut digest = Md5::new();
            digest.update(PADDING);
            digest.update(self.id);
            (0..20_u8).fold(digest.finalize().to_vec(), |text, round| {
                let key: Vec<u8> = key.iter().map(|byte| byte ^ round).collect();
                rc4(&key, &text)
            })
        };
        (user.get(..expected.len())? == expected).then_some(key)
    }
}

/// The key of revisions 5 and 6, if the empty password is the user's (7.6.4.3.3).
fn newer_key(revision: u32, user: &[u8], encrypted: &[u8]) -> Option<Vec<u8>> {
    let (check, salts) = user.get(..48)?.split_at_checked(32)?;
    let (for_check, for_key) = salts.split_at_checked(8)?;
    let hash = if revision == 5 { |salt: &[u8]| Sha256::digest(salt).to_vec() } else { hardened };
    if hash(for_check) != check {
        return None;
    }
    let cipher = Aes256::new_from_slice(&hash(for_key)).ok()?;
    Some(unchain(encrypted.get(..32)?, [0; 16], |block| cipher.decrypt_block(block)))
}

/// The hash of revision 6 for an empty password (7.6.4.3.4).
fn hardened(salt: &[u8]) -> Vec<u8> {
    let mut key = Sha256::digest(salt).to_vec();
    for round in 1_u32.. {
        let text = key.repeat(64);
        let Some((cipher_key, vector)) = key.split_first_chunk::<16>() else { break };
        let Ok(cipher) = Aes128::new_from_slice(cipher_key) else { break };
        let vector = vector.first_chunk::<16>().copied().unwrap_or_default();
        let encrypted = chain(&text, vector, |block| cipher.encrypt_block(block));
        let sum: u32 = encrypted.iter().take(16).map(|byte| u32::from(*byte)).sum();
        key = match sum % 3 {
            0 => Sha256::digest(&encrypted).to_vec(),
            1 => Sha384::digest(&encrypted).to_vec(),
            _ => Sha512::digest(&encrypted).to_vec(),
        };
        let last = encrypted.last().copied().unwrap_or_default();
        // The standard counts from 0 and looks at the last byte from the 64th round on.
        if round >= 64 && u32::from(last) <= round.saturating_sub(32) {
            break;
        }
    }
    key.truncate(32);
    key
}

impl Key {
    /// A stream in clear (7.6.3.2); none when it cannot be decrypted.
    pub(super) fn decrypt(&self, data: &[u8], object: Reference) -> Option<Vec<u8>> {
        match self.method {
            Method::Identity => Some(data.to_vec()),
            Method::Rc4 => Some(rc4(&self.of(object, b""), data)),
            Method::Aes128 => {
                let cipher = Aes128::new_from_slice(&self.of(object, b"sAlT")).ok()?;
                unpadded(data, |block| cipher.decrypt_block(block))
            }
            Method::Aes256 => {
                let cipher = Aes256::new_from_slice(&self.bytes).ok()?;
                unpadded(data, |block| cipher.decrypt_block(block))
            }
        }
    }

    fn of(&self, object: Reference, salt: &[u8]) -> Vec<u8> {
        let mut digest = Md5::new();
        digest.update(&self.bytes);
        digest.update(object.number.to_le_bytes().get(..3).unwrap_or_default());
        digest.update(object.generation.to_le_bytes().get(..2).unwrap_or_default());
        digest.update(salt);
        let mut key = digest.finalize().to_vec();
        key.truncate(self.bytes.len().saturating_add(5).min(16));
        key
    }
}

/// Decrypts what starts with its vector and ends with padding (PKCS #7).
fn unpadded(data: &[u8], decrypt: impl Fn(&mut Block)) -> Option<Vec<u8>> {
    let (vector, text) = data.split_first_chunk::<16>()?;
    if !text.len().is_multiple_of(16) {
        return None;
    }
    let mut clear = unchain(text, *vector, decrypt);
    let padding = usize::from(*clear.last()?);
    clear.truncate(clear.len().checked_sub(padding)?);
    Some(clear)
}

/// Cipher block chaining, encrypting.
fn chain(text: &[u8], mut vector: [u8; 16], encrypt: impl Fn(&mut Block)) -> Vec<u8> {
    let mut encrypted = Vec::with_capacity(text.len());
    for piece in text.as_chunks::<16>().0 {
        let mut block = Block::from(*piece);
        block.iter_mut().zip(vector).for_each(|(byte, before)| *byte ^= before);
        encrypt(&mut block);
        vector = block.into();
        encrypted.extend_from_slice(&block);
    }
    encrypted
}

/// Cipher block chaining, decrypting.
fn unchain(text: &[u8], mut vector: [u8; 16], decrypt: impl Fn(&mut Block)) -> Vec<u8> {
    let mut clear = Vec::with_capacity(text.len());
    for piece in text.as_chunks::<16>().0 {
        let mut block = Block::from(*piece);
        decrypt(&mut block);
        clear.extend(block.iter().zip(vector).map(|(byte, before)| byte ^ before));
        vector = *piece;
    }
    clear
}

/// RC4, for old files. Nothing here is kept secret with it.
fn rc4(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|place| u8::try_from(place).unwrap_or_default());
    let mut other = 0_u8;
    for (place, byte) in (0..=255_u8).zip(key.iter().cycle()) {
        other = other.wrapping_add(state[usize::from(place)]).wrapping_add(*byte);
        state.swap(usize::from(place), usize::from(other));
    }
    let (mut place, mut other) = (0_u8, 0_u8);
    let crypt = |byte: &u8| {
        place = place.wrapping_add(1);
        other = other.wrapping_add(state[usize::from(place)]);
        state.swap(usize::from(place), usize::from(other));
        let index = state[usize::from(place)].wrapping_add(state[usize::from(other)]);
        byte ^ state[usize::from(index)]
    };
    text.iter().map(crypt).collect()
}

/// The number of a value, as 32 bits; permissions are written with a sign.
fn signed(bytes: &[u8]) -> Option<u32> {
    let number: i64 = std::str::from_utf8(bytes).ok()?.trim().parse().ok()?;
    i32::try_from(number).map(i32::cast_unsigned).or_else(|_| u32::try_from(number)).ok()
}

/// The bytes that a string stands for.
pub(super) fn string(bytes: &[u8]) -> Option<Vec<u8>> {
    let Token::String(token) = Lexer::new(bytes, 0).next() else { return None };
    let inside = token.get(1..token.len().checked_sub(1)?)?;
    if token.starts_with(b"<") {
        let digits: Vec<u8> = inside.iter().filter_map(|byte| hexadecimal(*byte)).collect();
        return Some(
            digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or_default()).collect(),
        );
    }
    let mut text = Vec::new();
    let mut rest = inside;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'\\', [b'0'..=b'7', ..]) => {
                let digits = after.iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7'));
                let (count, code) = digits
                    .fold((0, 0_u32), |(count, code), digit| (count + 1, code * 8 + u32::from(digit - b'0')));
                text.extend(code.to_le_bytes().first());
                rest = after.get(count..).unwrap_or_default();
            }
            (b'\\', [b'\r', b'\n', after @ ..] | [b'\r' | b'\n', after @ ..]) => rest = after,
            (b'\\', [escaped, after @ ..]) => {
                text.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    other => *other,
                });
                rest = after;
            }
            // A line end is one newline, however it is written.
            (b'\r', _) => {
                text.push(b'\n');
                rest = after.strip_prefix(b"\n").unwrap_or(after);
            }
            _ => text.push(*first),
        }
    }
    Some(text)
}
