//! Markup as a document: what differs in white space and in the order of attributes and classes is the same.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Node};

/// The document of a fragment, written so that equal documents are equal texts.
pub fn of(markup: &str) -> String {
    let document = Html::parse_fragment(markup);
    let mut text = String::new();
    write(document.root_element(), 0, &mut text);
    text
}

fn write(element: ElementRef<'_>, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let attributes: BTreeSet<_> =
        element.value().attrs().map(|(name, value)| attribute(name, value)).collect();
    text.push_str(&format!("{indent}<{}", element.value().name()));
    attributes.iter().for_each(|attribute| text.push_str(&format!(" {attribute}")));
    text.push_str(">\n");
    let verbatim = element.value().name() == "textarea";
    let mut words = String::new();
    for child in element.children() {
        match child.value() {
            Node::Text(part) => words.push_str(part),
            Node::Element(_) => {
                say(&mut words, verbatim, &indent, text);
                write(ElementRef::wrap(child).expect("an element"), depth + 1, text);
            }
            _ => {}
        }
    }
    say(&mut words, verbatim, &indent, text);
}

fn say(words: &mut String, verbatim: bool, indent: &str, text: &mut String) {
    let said = if verbatim { words.clone() } else { words.split_whitespace().collect::<Vec<_>>().join(" ") };
    if !said.is_empty() {
        text.push_str(&format!("{indent}  {said}\n"));
    }
    words.clear();
}

fn attribute(name: &str, value: &str) -> String {
    if name == "class" {
        let classes: BTreeSet<_> = value.split_whitespace().collect();
        return format!("class={:?}", classes.into_iter().collect::<Vec<_>>().join(" "));
    }
    format!("{name}={value:?}")
}

#[test]
fn what_differs_in_looks_only_is_the_same() {
    assert_eq!(of("<p class=\"a  b\" id=x> one\n two </p>"), of("<p id=\"x\" class=\"b a\">one two</p>"));
    assert_ne!(of("<p>one <b>two</b></p>"), of("<p>one two</p>"));
    assert_ne!(of("<textarea> a</textarea>"), of("<textarea>a</textarea>"));
    assert_ne!(of("<p id=a>"), of("<p id=b>"));
}
