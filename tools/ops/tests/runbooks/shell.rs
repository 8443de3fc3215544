//! A command line as a shell reads it: quotes, and variables that have a value.

use std::collections::BTreeMap;

/// The words of a line. A variable without a value, or a quote without an end, is an error.
pub fn words(line: &str, variables: &BTreeMap<String, String>) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut in_word, mut quote) = (Vec::new(), String::new(), false, None);
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match (sign, quote) {
            ('\'', None) | ('"', None) => {
                quote = Some(sign);
                in_word = true;
            }
            (end, Some(open)) if end == open => quote = None,
            ('\\', None) | ('\\', Some('"')) => word.extend(signs.next()),
            ('$', None) | ('$', Some('"')) => {
                let mut name = String::new();
                while let Some(next) = signs.next_if(|next| next.is_ascii_alphanumeric() || *next == '_') {
                    name.push(next);
                }
                let value = variables.get(&name).ok_or_else(|| format!("nothing sets ${name}"))?;
                word.push_str(value);
                in_word = true;
            }
            (' ', None) => {
                if in_word {
                    words.push(std::mem::take(&mut word));
                }
                in_word = false;
            }
            ('<' | '>' | '|' | ';' | '&', None) => return Err(format!("a bare {sign}")),
            (sign, _) => {
                word.push(sign);
                in_word = true;
            }
        }
    }
    if quote.is_some() {
        return Err("a quote without an end".to_owned());
    }
    words.extend(in_word.then_some(word));
    Ok(words)
}

#[test]
fn a_line_is_read_as_a_shell_reads_it() {
    let variables = BTreeMap::from([("ID".to_owned(), "a b".to_owned())]);
    let read = |line| words(line, &variables);
    assert_eq!(read(r#"aws x --key "{\"pk\":\"$ID\"}" '$ID'"#).unwrap()[3..], [r#"{"pk":"a b"}"#, "$ID"]);
    assert!(read("aws x --id <id>").is_err());
    assert!(read("aws x --id $OTHER").is_err());
    assert!(read("aws x --id 'y").is_err());
}
