//! Plain text in lines that read well.
//!
//! Responsible for: the width of lines. Must not: change a word, or break one (URLs stay whole).

/// The longest line, in characters.
const WIDTH: usize = 76;
/// Continuation lines are indented no further than this.
const DEEPEST: usize = 12;

/// `text` with long lines broken at spaces, continuing under the first word of the line or list item.
pub(crate) fn wrap(text: &str) -> String {
    let mut wrapped = String::with_capacity(text.len() + text.len() / 16);
    for line in text.trim().lines() {
        wrap_line(line.trim_end(), &mut wrapped);
        wrapped.push('\n');
    }
    wrapped
}

fn wrap_line(line: &str, wrapped: &mut String) {
    if line.chars().count() <= WIDTH {
        wrapped.push_str(line);
        return;
    }
    let indent = line.chars().take_while(|c| *c == ' ').count();
    let hanging = (indent + marker(&line[indent..])).min(DEEPEST);
    wrapped.push_str(&line[..indent]);
    let mut column = indent;
    let mut words = line[indent..].split_whitespace();
    if let Some(first) = words.next() {
        wrapped.push_str(first);
        column += first.chars().count();
    }
    for word in words {
        let length = word.chars().count();
        if column + 1 + length > WIDTH {
            wrapped.push('\n');
            wrapped.extend(std::iter::repeat_n(' ', hanging));
            column = hanging;
        } else {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += length;
    }
}

/// The width of a list item's marker (`- `, `1. `); none when `line` does not begin with one.
fn marker(line: &str) -> usize {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    match digits {
        0 if rest.starts_with("- ") => 2,
        1 | 2 if rest.starts_with(". ") => digits + 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_broken_at_spaces() {
        let wrapped = wrap(&"word ".repeat(40));
        assert!(wrapped.lines().all(|line| line.len() <= WIDTH), "{wrapped}");
        assert_eq!(wrapped.split_whitespace().count(), 40);
    }

    #[test]
    fn a_list_item_continues_under_its_first_word() {
        let wrapped = wrap(&format!("- {}\n12. {}\n    {0}", "word ".repeat(20), "word ".repeat(20)));
        let starts: Vec<_> = wrapped.lines().map(|line| line.len() - line.trim_start().len()).collect();
        assert_eq!(starts, [0, 2, 0, 4, 4, 4]);
    }

    #[test]
    fn a_word_longer_than_a_line_stays_whole() {
        let url = format!("https://find.provider.co.uk/{}", "x".repeat(200));
        assert_eq!(wrap(&format!("- Find: {url}")), format!("- Find:\n  {url}\n"));
    }
}
