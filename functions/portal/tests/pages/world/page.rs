//! A page as its reader finds it: title, headings, words, links, forms.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};

/// A page.
pub struct Page {
    html: Html,
    /// Its markup.
    pub source: String,
}

/// A part of a page, by a selector of CSS.
fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

/// The words of an element, in one line.
fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Page {
    /// Reads it, and holds it to what every page has to be.
    #[track_caller]
    pub fn read(source: &str) -> Self {
        let page = Self { html: Html::parse_document(source), source: source.to_owned() };
        page.hold();
        page
    }

    /// What every page has: one title and heading, ids that differ, headings in order, labels that lead to fields, nothing that a
    /// policy of ours would block.
    #[track_caller]
    fn hold(&self) {
        assert!(self.html.errors.is_empty(), "{:?}\n{}", self.html.errors, self.source);
        assert!(self.title().ends_with(" – Connection portal"), "{}", self.title());
        assert_eq!(self.all("h1").len(), 1, "{}", self.source);
        assert_eq!(self.html.root_element().attr("lang"), Some("en-GB"));
        let ids: Vec<_> = self.html.select(&selector("[id]")).filter_map(|one| one.attr("id")).collect();
        let distinct: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), distinct.len(), "{ids:?}");
        let ranks: Vec<u8> = self
            .html
            .select(&selector("main h1, main h2, main h3, main h4"))
            .map(|heading| heading.value().name().as_bytes()[1] - b'0')
            .collect();
        let in_order = ranks.windows(2).all(|pair| pair[1] <= pair[0] + 1);
        assert!(in_order, "{ranks:?}");
        for label in self.html.select(&selector("label")) {
            let target = label.attr("for").expect("a label is for a field");
            assert!(distinct.contains(&target), "a label is for {target}, which is not there");
        }
        for name in ["aria-describedby", "aria-labelledby", "aria-controls"] {
            let those = selector(&format!("[{name}]"));
            let found = self.html.select(&those);
            for target in found.filter_map(|one| one.attr(name)).flat_map(str::split_whitespace) {
                assert!(distinct.contains(&target), "{name} is {target}, which is not there");
            }
        }
        for field in self.html.select(&selector("main input:not([type=hidden]), main select, main textarea"))
        {
            let id = field.attr("id").expect("a field has an id");
            assert_eq!(self.all(&format!("label[for='{id}']")).len(), 1, "{id} has a label");
        }
        for element in self.html.select(&selector("*")) {
            for (name, value) in element.value().attrs() {
                assert!(!name.starts_with("on") && name != "style", "{name}={value}");
            }
        }
        assert_eq!(self.all("style, script:not([src]), base, meta[http-equiv]").len(), 0);
        for table in self.html.select(&selector("table")) {
            assert!(table.select(&selector("caption")).next().is_some(), "a table has a caption");
            // A wide table scrolls a small screen sideways unless its rows become lists.
            assert!(
                table.attr("class").is_some_and(|class| class.contains("portal-rows")),
                "{}",
                words(table)
            );
        }
    }

    /// Its title.
    pub fn title(&self) -> String {
        self.text("title")
    }

    /// The words of the first element that this selects.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        let found = self.html.select(&selector(css)).next();
        words(found.unwrap_or_else(|| panic!("there is no {css}: {}", self.source)))
    }

    /// The words of each element that this selects.
    pub fn all(&self, css: &str) -> Vec<String> {
        self.html.select(&selector(css)).map(words).collect()
    }

    /// An attribute of the first element that this selects.
    #[track_caller]
    pub fn attribute(&self, css: &str, name: &str) -> String {
        let found = self.html.select(&selector(css)).find_map(|one| one.attr(name));
        found.unwrap_or_else(|| panic!("there is no {name} of {css}: {}", self.source)).to_owned()
    }

    /// What a browser fetches for it.
    pub fn fetched(&self) -> Vec<String> {
        let those = selector("link[href], [src]");
        let found = self.html.select(&those).filter_map(|one| one.attr("href").or_else(|| one.attr("src")));
        found.filter(|address| !address.starts_with("data:")).map(str::to_owned).collect()
    }

    /// The words of its content.
    pub fn main(&self) -> String {
        self.text("main")
    }

    /// Where the link with these words leads.
    #[track_caller]
    pub fn link(&self, text: &str) -> String {
        let found = self.html.select(&selector("a")).find(|link| words(*link) == text);
        let found = found.unwrap_or_else(|| panic!("there is no link {text:?}: {:?}", self.all("a")));
        found.attr("href").expect("a link leads somewhere").to_owned()
    }

    /// Where all of its links lead.
    pub fn links(&self) -> Vec<String> {
        self.html
            .select(&selector("a[href]"))
            .filter_map(|link| link.attr("href"))
            .map(str::to_owned)
            .collect()
    }

    /// Whether there is a link with these words.
    pub fn has_link(&self, text: &str) -> bool {
        self.html.select(&selector("a")).any(|link| words(link) == text)
    }

    /// The fields of the form in its content, as a browser would send them.
    pub fn form(&self) -> Vec<(String, String)> {
        let those = selector("main form input, main form textarea, main form select");
        let fields = self.html.select(&those).filter(|field| is_sent(*field));
        fields.filter_map(|field| Some((field.attr("name")?.to_owned(), value(field)))).collect()
    }

    /// The same with this typed and chosen.
    pub fn filled(&self, typed: &[(&str, &str)]) -> Vec<(String, String)> {
        let kept = self.form().into_iter().filter(|(name, _)| !typed.iter().any(|(other, _)| other == name));
        kept.chain(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
    }

    /// What a field of the form in its content shows; nothing, where nothing is typed or chosen.
    pub fn shown(&self, name: &str) -> String {
        let found = self.form().into_iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.trim_start_matches('\n').to_owned()).unwrap_or_default()
    }
}

/// Whether a browser sends it: what can be chosen, once it is.
fn is_sent(field: ElementRef<'_>) -> bool {
    let is_choice = matches!(field.attr("type"), Some("radio" | "checkbox"));
    !is_choice || field.attr("checked").is_some()
}

fn value(field: ElementRef<'_>) -> String {
    match field.value().name() {
        "textarea" => field.text().collect(),
        "select" => {
            let those = selector("option[selected]");
            field.select(&those).find_map(|one| one.attr("value")).unwrap_or_default().to_owned()
        }
        _ => field.attr("value").unwrap_or_default().to_owned(),
    }
}
