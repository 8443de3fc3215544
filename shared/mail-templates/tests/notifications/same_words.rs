//! The HTML of an email says what its text says: the same words and list marks in the same order, and the same links.

use std::collections::BTreeSet;

use fakes::notifications::all;
use scraper::{ElementRef, Html, Selector};

use crate::render;

/// Why two forms of one email differ.
#[derive(Debug, PartialEq, Eq)]
enum Difference {
    /// There is not one element that holds the notification.
    NoNotification,
    /// The first words that differ, a few at once, as the HTML and as the text have them.
    Words { html: String, text: String },
    /// Links that only one of them has.
    Links { html: Vec<String>, text: Vec<String> },
}

/// Compares both forms of one email. The band above the notification is of the HTML alone.
fn compare(html: &str, text: &str) -> Result<(), Difference> {
    let html = Html::parse_document(html);
    let found: Vec<_> = html.select(&Selector::parse("#letter").unwrap()).collect();
    let [notification] = found[..] else { return Err(Difference::NoNotification) };
    let (mut seen, mut linked) = (String::new(), BTreeSet::new());
    read(notification, &mut seen, &mut linked);
    let (seen, read) = (words(&seen), words(text));
    if seen != read {
        let at = seen.iter().zip(&read).take_while(|(seen, read)| seen == read).count();
        let few = |words: &[&str]| words[at..].iter().take(8).copied().collect::<Vec<_>>().join(" ");
        return Err(Difference::Words { html: few(&seen), text: few(&read) });
    }
    linked.extend(links(&seen));
    let written: BTreeSet<String> = links(&read).collect();
    if linked == written {
        return Ok(());
    }
    let only =
        |these: &BTreeSet<String>, those: &BTreeSet<String>| these.difference(those).cloned().collect();
    Err(Difference::Links { html: only(&linked, &written), text: only(&written, &linked) })
}

/// Everything that a person reads of `element`, list marks too, and every address that it leads to or fetches.
fn read(element: ElementRef<'_>, seen: &mut String, linked: &mut BTreeSet<String>) {
    let mut number = 0;
    for child in element.children() {
        if let Some(text) = child.value().as_text() {
            seen.push_str(text);
        }
        let Some(child) = ElementRef::wrap(child) else { continue };
        let addresses = ["href", "src"].into_iter().filter_map(|name| child.attr(name));
        linked.extend(addresses.map(str::to_owned));
        if child.value().name() == "li" {
            number += 1;
            let numbered = element.value().name() == "ol";
            seen.push_str(&if numbered { format!(" {number}. ") } else { " - ".to_owned() });
        }
        read(child, seen, linked);
    }
}

/// The words of `text` and its list marks, without the lines that are drawn under headings and between parts.
fn words(text: &str) -> Vec<&str> {
    let is_line = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte == b'-');
    text.split_whitespace().filter(|word| !is_line(word)).collect()
}

/// The links among `words`.
fn links(words: &[&str]) -> impl Iterator<Item = String> {
    let links = words.iter().filter(|word| word.contains("://"));
    links.map(|word| word.trim_end_matches(['.', ',', ';', ')']).to_owned())
}

/// Holds S5.
#[test]
fn the_text_and_the_html_say_the_same_words() {
    for (name, mail) in all() {
        let rendered = render(&mail).unwrap();
        assert_eq!(compare(&rendered.html, &rendered.text), Ok(()), "{name}");
    }
}

const TEXT: &str = "Two steps\n---------\n\n1. Read\n   this.\n2. Go to https://a.example/x.\n\n- A\n";
const HTML: &str = "<h2>Two steps</h2><ol><li>Read this.<li>Go to https://a.example/x.</ol><ul><li>A</ul>";

fn notification(inside: &str) -> String {
    format!("<!DOCTYPE html><title>T</title><p>Band</p><div id=\"letter\">{inside}</div>")
}

#[test]
fn a_pair_that_says_the_same_passes_however_it_is_laid_out() {
    for (from, to) in [
        ("<li>A", "<li>A"),
        ("<li>", "\n\n<li>\t"),
        ("this", "<b>this</b>"),
        ("https:", "https&#58;"),
        ("https://a.example/x", "<a href=\"https://a.example/x\">https://a.example/x</a>"),
    ] {
        assert_eq!(compare(&notification(&HTML.replace(from, to)), TEXT), Ok(()), "{to}");
    }
}

#[test]
fn a_pair_whose_words_differ_fails() {
    for (differs, from, to) in [
        ("a word is missing", " this", ""),
        ("a word is too many", "<li>A", "<li>A B"),
        ("two words changed places", "Two steps", "steps Two"),
        ("a word has another case", "Read", "read"),
        ("the steps are not numbered", "ol>", "ul>"),
        ("the list has no marks", "<ul><li>A</ul>", "<p>A"),
        ("the link leads elsewhere", "a.example", "b.example"),
        ("nothing is said", HTML, ""),
    ] {
        let compared = compare(&notification(&HTML.replace(from, to)), TEXT);
        assert!(matches!(compared, Err(Difference::Words { .. })), "{differs}: {compared:?}");
    }
}

#[test]
fn a_pair_whose_links_differ_fails() {
    let hidden = notification("<p>Read <a href=\"https://a.example/y\">this</a>");
    let only_html = vec!["https://a.example/y".to_owned()];
    assert_eq!(compare(&hidden, "Read this"), Err(Difference::Links { html: only_html, text: vec![] }));
    let fetched = notification("<p>Read this<img src=\"https://a.example/z.png\">");
    assert!(matches!(compare(&fetched, "Read this"), Err(Difference::Links { .. })));
    // A link of the text that is not in the HTML is a word that is not there either.
    let missing = compare(&notification("<p>Read"), "Read https://a.example/x");
    assert!(matches!(missing, Err(Difference::Words { .. })), "{missing:?}");
}

#[test]
fn a_document_without_a_notification_fails() {
    assert_eq!(compare("<!DOCTYPE html><title>T</title><p>Two steps", TEXT), Err(Difference::NoNotification));
}
