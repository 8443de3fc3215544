//! Amounts and tables, written for people.

/// A table of Markdown: the first row is its head.
pub fn table(head: &[String], rows: Vec<Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule = format!("|---|{}\n", "---:|".repeat(head.len() - 1));
    rows.iter().fold(line(head) + &rule, |table, row| table + &line(row))
}

/// The head of a table.
pub fn head<'t>(first: &'t str, others: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    [first].into_iter().chain(others).map(str::to_owned).collect()
}

/// A whole number with commas.
pub fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with commas.
pub fn count(number: u64) -> String {
    whole(number as f64)
}

/// Dollars: cents, or from a hundred dollars whole ones; of less than ten cents as many places as tell something.
pub fn dollars(amount: f64) -> String {
    match amount {
        _ if amount == 0.0 => "0".to_owned(),
        _ if amount < 0.000_05 => "< $0.0001".to_owned(),
        _ if amount < 0.1 => format!("${amount:.4}"),
        _ if amount < 100.0 => format!("${amount:.2}"),
        _ => format!("${}", whole(amount)),
    }
}

/// Thousands of bytes, rounded.
pub fn kilobytes(bytes: u64) -> String {
    count((bytes + 500) / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_for_people() {
        for (amount, words) in [
            (0.0, "0"),
            (0.000_01, "< $0.0001"),
            (0.012_34, "$0.0123"),
            (1.0, "$1.00"),
            (99.994, "$99.99"),
            (1_234.5, "$1,234"),
            (1_234_567.0, "$1,234,567"),
        ] {
            assert_eq!(dollars(amount), words);
        }
    }

    #[test]
    fn a_table_has_a_head_a_rule_and_rows() {
        let rows = vec![vec!["x".to_owned(), "1".to_owned()]];
        assert_eq!(table(&head("a", ["b"]), rows), "| a | b |\n|---|---:|\n| x | 1 |\n");
    }
}
