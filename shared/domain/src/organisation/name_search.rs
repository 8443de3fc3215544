//! Finding an organisation by a part of its name (Q2).

use std::fmt;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

use crate::characters::is_invisible;
use crate::problem::{Field, Problem, Violation};
use crate::text::Name;

const NFKD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();
const MARKS: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMapBorrowed::new();

/// Parts of a name, each of which has to be in it, in any order. Shown as they are compared: small, without accents, with a space
/// between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameSearch(Vec<String>);

impl NameSearch {
    /// Reads what a person typed: words or parts of words.
    ///
    /// # Errors
    /// A [`Problem`] of the field `name`, when it has no letter and no digit, or is longer than a name.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let problem = |violation| Problem::new(Field::Name, violation);
        let characters = typed.chars().count();
        if characters > Name::MAX {
            return Err(problem(Violation::TooLong { max: Name::MAX, characters }));
        }
        let mut parts = words(typed);
        // Which way round they were typed makes no difference.
        parts.sort();
        parts.dedup();
        if parts.is_empty() { Err(problem(Violation::NothingToFind)) } else { Ok(Self(parts)) }
    }

    /// Whether each part is in `name`.
    pub fn finds(&self, name: &Name) -> bool {
        let name = words(name.as_str());
        self.0.iter().all(|part| name.iter().any(|word| word.contains(part.as_str())))
    }
}

impl fmt::Display for NameSearch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// The words of a text, without what people leave out or write differently: case, accents, punctuation.
fn words(text: &str) -> Vec<String> {
    let plain: String =
        NFKD.normalize_iter(text.chars()).filter(|c| !is_left_out(*c)).flat_map(small).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Accents, what cannot be seen, and apostrophes, which join the letters around them.
fn is_left_out(c: char) -> bool {
    MARKS.get_u8(c) != 0 || is_invisible(c) || matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{2BC}' | '`')
}

/// In small letters; letters of Latin script that keyboards here lack as those that stand for them.
fn small(c: char) -> impl Iterator<Item = char> {
    let by_capitals = c.to_uppercase().flat_map(char::to_lowercase);
    by_capitals.flat_map(|c| {
        let plain: &[char] = match c {
            'ø' => &['o'],
            'ł' => &['l'],
            'đ' | 'ð' => &['d'],
            'æ' => &['a', 'e'],
            'œ' => &['o', 'e'],
            'þ' => &['t', 'h'],
            'ı' => &['i'],
            _ => &[],
        };
        let same = plain.is_empty().then_some(c);
        plain.iter().copied().chain(same)
    })
}
