//! Words that a parser uses of what it met. They say nothing to people.

/// What no answer may contain, in lower case.
const WORDS: &[&str] = &[
    "`",
    "at line",
    "column ",
    "deserial",
    "duplicate field",
    "eof ",
    "expected ",
    "floating point",
    "i64",
    "identifier",
    "integer ",
    "invalid length",
    "invalid type",
    "invalid value",
    "missing field",
    "recursion",
    "sequence",
    "serde",
    "struct ",
    "surrogate",
    "trailing ",
    "u32",
    "u64",
    "unit value",
    "unknown field",
    "unknown variant",
    "utf-8 sequence",
    "variant",
];

/// The first such word in a text.
pub fn parser_words(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    WORDS.iter().copied().find(|word| text.contains(word))
}
