//! Parts of pages.

use askama::Template;
use portal::components::{Action, Crumb, Mistake, NavigationItem, PageLinks, Row};
use serde::Deserialize;

use crate::fixtures::{Text, Words, compare};

/// Makes the template of a macro and what it shows.
macro_rules! template {
    ($name:ident { $($field:ident: $type:ty),* $(,)? } $source:literal) => {
        #[derive(Template)]
        #[template(source = $source, ext = "html")]
        struct $name {
            $($field: $type,)*
        }
    };
}

template!(Button { text: String, classes: String, name: String, value: String, once: bool }
    "{% import \"components/page.html\" as ui %}{{ ui::button(text, classes, name, value, once) }}");
template!(LinkButton { text: String, href: String, classes: String }
    "{% import \"components/page.html\" as ui %}{{ ui::link_button(text, href, classes) }}");
template!(StartButton { text: String, href: String }
    "{% import \"components/page.html\" as ui %}{{ ui::start_button(text, href) }}");
template!(BackLink { href: String, text: String }
    "{% import \"components/page.html\" as ui %}{{ ui::back_link(href, text) }}");
template!(Breadcrumbs { crumbs: Vec<Crumb> }
    "{% import \"components/page.html\" as ui %}{{ ui::breadcrumbs(crumbs) }}");
template!(Details { summary: String, open: bool, text: String }
    "{% import \"components/page.html\" as ui %}{% call ui::details(summary, open) %}{{ text }}{% endcall %}");
template!(ErrorSummary { mistakes: Vec<Mistake>, title: String }
    "{% import \"components/page.html\" as ui %}{{ ui::error_summary(mistakes, title) }}");
template!(GenericHeader { href: String, name: String }
    "{% import \"components/page.html\" as ui %}{{ ui::generic_header(href, name) }}");
template!(InsetText { text: String }
    "{% import \"components/page.html\" as ui %}{% call ui::inset_text() %}{{ text }}{% endcall %}");
template!(Banner { text: String, success: bool }
    "{% import \"components/page.html\" as ui %}{% if success %}{{ ui::success_banner(text) }}{% else %}{{ ui::banner(text) }}{% endif %}");
template!(Pagination { links: PageLinks }
    "{% import \"components/page.html\" as ui %}{{ ui::pagination(links) }}");
template!(Panel { title: String, text: String }
    "{% import \"components/page.html\" as ui %}{% call ui::panel(title) %}{{ text }}{% endcall %}");
template!(Navigation { items: Vec<NavigationItem> }
    "{% import \"components/page.html\" as ui %}{{ ui::service_navigation(items) }}");
template!(SkipLink { href: String, text: String }
    "{% import \"components/page.html\" as ui %}{{ ui::skip_link(href, text) }}");
template!(SummaryList { rows: Vec<Row> }
    "{% import \"components/page.html\" as ui %}{{ ui::summary_list(rows) }}");
template!(Table { caption: String, caption_classes: String, heads: Vec<String>, rows: Vec<Vec<String>> }
    "{% import \"components/page.html\" as ui %}{% call ui::table(caption, heads, caption_classes) %}{% for row in rows %}<tr class=\"govuk-table__row\">{% for cell in row %}<td class=\"govuk-table__cell\">{{ cell }}</td>{% endfor %}</tr>{% endfor %}{% endcall %}");
template!(Tag { text: String, colour: String }
    "{% import \"components/page.html\" as ui %}{{ ui::tag(text, colour) }}");
template!(WarningText { text: String }
    "{% import \"components/page.html\" as ui %}{{ ui::warning_text(text) }}");

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ButtonOptions {
    text: String,
    #[serde(default)]
    classes: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: String,
    href: Option<String>,
    r#type: Option<String>,
    #[serde(default)]
    is_start_button: bool,
    prevent_double_click: Option<bool>,
}

/// A button sends its form; what leads elsewhere is a link.
/// Holds W5.
#[test]
fn buttons() {
    compare("button", 26, |one: ButtonOptions| {
        let ButtonOptions { text, classes, name, value, href, .. } = one;
        let made = match (href, one.is_start_button) {
            (Some(href), true) => StartButton { text, href }.render(),
            (Some(href), false) => LinkButton { text, href, classes }.render(),
            (None, false) if one.r#type.is_none() && one.prevent_double_click != Some(false) => {
                let once = one.prevent_double_click == Some(true);
                Button { text, classes, name, value, once }.render()
            }
            _ => return None,
        };
        Some(made.unwrap())
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    href: Option<String>,
    text: Option<String>,
}

#[test]
fn back_links() {
    compare("back-link", 1, |one: Link| {
        let text = one.text.unwrap_or_else(|| "Back".to_owned());
        Some(BackLink { href: one.href?, text }.render().unwrap())
    });
}

#[test]
fn skip_links() {
    compare("skip-link", 5, |one: Link| {
        let href = one.href.unwrap_or_else(|| "#content".to_owned());
        Some(SkipLink { href, text: one.text? }.render().unwrap())
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Links {
    items: Vec<Link>,
}

#[test]
fn breadcrumbs() {
    compare("breadcrumbs", 5, |all: Links| {
        let crumbs = all.items.into_iter().map(|one| Some(Crumb { text: one.text?, href: one.href }));
        Some(Breadcrumbs { crumbs: crumbs.collect::<Option<_>>()? }.render().unwrap())
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct DetailsOptions {
    summary_text: String,
    text: String,
    #[serde(default)]
    open: bool,
}

#[test]
fn details() {
    compare("details", 3, |one: DetailsOptions| {
        Some(Details { summary: one.summary_text, open: one.open, text: one.text }.render().unwrap())
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Summary {
    title_text: String,
    error_list: Vec<Link>,
}

/// Holds W5.
#[test]
fn error_summaries() {
    compare("error-summary", 6, |one: Summary| {
        let mistakes =
            one.error_list.into_iter().map(|one| Some(Mistake { text: one.text?, href: one.href }));
        let mistakes = mistakes.collect::<Option<_>>()?;
        Some(ErrorSummary { mistakes, title: one.title_text }.render().unwrap())
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct HeaderOptions {
    url: Option<String>,
    logo_text: String,
}

#[test]
fn generic_headers() {
    compare("generic-header", 2, |one: HeaderOptions| {
        let href = one.url.unwrap_or_else(|| "/".to_owned());
        Some(GenericHeader { href, name: one.logo_text }.render().unwrap())
    });
}

#[test]
fn inset_texts() {
    compare("inset-text", 2, |one: Text| Some(InsetText { text: one.text }.render().unwrap()));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BannerOptions {
    text: String,
    r#type: Option<String>,
}

#[test]
fn notification_banners() {
    compare("notification-banner", 5, |one: BannerOptions| {
        let success = one.r#type.as_deref() == Some("success");
        let fits = success || one.r#type.is_none();
        fits.then(|| Banner { text: one.text, success }.render().unwrap())
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaginationOptions {
    previous: Option<Link>,
    next: Option<Link>,
}

#[test]
fn paginations() {
    compare("pagination", 3, |one: PaginationOptions| {
        let href = |link: Option<Link>| link.and_then(|link| link.href);
        let links = PageLinks { previous: href(one.previous), next: href(one.next) };
        Some(Pagination { links }.render().unwrap())
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PanelOptions {
    title_text: String,
    text: String,
}

#[test]
fn panels() {
    compare("panel", 2, |one: PanelOptions| {
        Some(Panel { title: one.title_text, text: one.text }.render().unwrap())
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NavigationOptions {
    navigation: Vec<NavigationEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NavigationEntry {
    href: String,
    text: String,
    #[serde(default)]
    current: bool,
    #[serde(default)]
    active: bool,
}

/// Holds W5.
#[test]
fn service_navigations() {
    compare("service-navigation", 4, |one: NavigationOptions| {
        let items = one.navigation.into_iter().map(|entry| {
            let NavigationEntry { href, text, current, active } = entry;
            NavigationItem { text, href, current, active }
        });
        let items: Vec<_> = items.collect();
        // Every page leads somewhere.
        (!items.is_empty()).then(|| Navigation { items }.render().unwrap())
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SummaryListOptions {
    rows: Vec<SummaryRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SummaryRow {
    key: Text,
    value: Text,
    #[serde(default)]
    actions: Actions,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Actions {
    items: Vec<ActionOptions>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ActionOptions {
    href: String,
    text: String,
    visually_hidden_text: Option<String>,
}

#[test]
fn summary_lists() {
    compare("summary-list", 3, |all: SummaryListOptions| {
        let rows = all.rows.into_iter().map(|row| {
            let actions = row.actions.items.into_iter().map(|action| {
                let ActionOptions { href, text, visually_hidden_text: about } = action;
                Action { href, text, about }
            });
            Row { actions: actions.collect(), ..Row::new(&row.key.text, row.value.text) }
        });
        Some(SummaryList { rows: rows.collect() }.render().unwrap())
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TagOptions {
    text: String,
    #[serde(default)]
    classes: String,
}

#[test]
fn tags() {
    compare("tag", 10, |one: TagOptions| {
        let colour = one.classes.strip_prefix("govuk-tag--").unwrap_or_default().to_owned();
        let fits = one.classes.is_empty() || !colour.is_empty();
        fits.then(|| Tag { text: one.text, colour }.render().unwrap())
    });
}

#[test]
fn warning_texts() {
    compare("warning-text", 2, |one: Text| Some(WarningText { text: one.text }.render().unwrap()));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct TableOptions {
    caption: Option<String>,
    #[serde(default)]
    caption_classes: String,
    head: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cell {
    text: Words,
}

/// Every table of ours has a caption, and no fixture has one without numbers too: the frame is compared with one that has no caption.
/// Holds W5.
#[test]
fn tables() {
    compare("table", 1, |all: TableOptions| {
        let texts = |cells: Vec<Cell>| cells.into_iter().map(|cell| cell.text.0).collect::<Vec<_>>();
        let (caption, rows) = (all.caption.unwrap_or_default(), all.rows.into_iter().map(texts).collect());
        let table = Table { caption, caption_classes: all.caption_classes, heads: texts(all.head), rows };
        let html = table.render().unwrap();
        Some(html.replace("<caption class=\"govuk-table__caption \"></caption>", ""))
    });
}
