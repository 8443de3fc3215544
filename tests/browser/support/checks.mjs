// What holds on every page, in every state (W5).

import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";

/** Widths at which pages are looked at, in CSS pixels: a small telephone, a tablet, a desktop. */
const WIDTHS = [320, 768, 1280];

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * Finds nothing wrong on the page that is open: axe, ids, headings, title, and at any width no scrolling sideways and
 * no word of a name broken in two.
 */
export async function check(page, what) {
  await page.waitForLoadState("load");
  const found = await page.evaluate(() => {
    // What a summary of mistakes or a banner says stands above the heading of its page, as govuk-frontend means it.
    const above = ".govuk-error-summary, .govuk-notification-banner";
    const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
      .filter((one) => !one.closest(above))
      .map((one) => Number(one.tagName[1]));
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    const named = (attribute) =>
      [...document.querySelectorAll(`[${attribute}]`)].flatMap((one) => one.getAttribute(attribute).split(/\s+/));
    const pointed = ["for", "aria-describedby", "aria-labelledby", "aria-controls"].flatMap(named).filter(Boolean);
    return {
      title: document.title,
      language: document.documentElement.lang,
      headings,
      twice: ids.filter((id, at) => ids.indexOf(id) !== at),
      nowhere: pointed.filter((id) => !ids.includes(id)),
      landmarks: document.querySelectorAll("main").length,
    };
  });
  assert.notEqual(found.title.trim(), "", `${what} has a title`);
  assert.equal(found.language, "en-GB", `${what} says its language`);
  assert.equal(found.landmarks, 1, `${what} has one main part`);
  assert.deepEqual(found.twice, [], `${what}: each id is used once`);
  assert.deepEqual(found.nowhere, [], `${what}: labels and descriptions point to something`);
  assert.equal(found.headings.filter((level) => level === 1).length, 1, `${what} has one first heading`);
  found.headings.forEach((level, at) => {
    assert.ok(level <= (found.headings[at - 1] ?? 0) + 1, `${what}: no level is left out in ${found.headings}`);
  });
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const told = violations.filter((one) => !isKnown(one)).map((one) => `${one.id}: ${one.help}\n${one.nodes.map((node) => `  ${node.html}`).join("\n")}`);
  assert.deepEqual(told, [], `${what}: axe finds nothing`);
  await checkWidths(page, what);
  return found.title;
}

/**
 * The button of govuk-frontend's file upload has commas between its parts that only screen readers get, so axe does not find its text in
 * its name. The name begins with the label and has every word that is seen: voice control finds it by either.
 */
const isKnown = ({ id, nodes }) =>
  id === "label-content-name-mismatch" && nodes.every(({ html }) => html.includes("govuk-file-upload-button"));

/** Where pictures of all pages go, for somebody to look at; nowhere, unless they are asked for. */
const { PICTURES } = process.env;

/** The name of a picture: ids say nothing to who looks at it. */
const name = (what) => what.replace(/[0-9a-f]{8}(-[0-9a-f]+){4}/g, "id").replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "");

async function checkWidths(page, what) {
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: before.height });
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name(what)}-${width}.png`, fullPage: true });
    const wide = await page.evaluate(() => {
      const limit = document.documentElement.clientWidth;
      const outside = [...document.querySelectorAll("main *")].filter((one) => {
        const scrolls = one.closest("[tabindex='0'][role='region']");
        return !scrolls && one.getBoundingClientRect().right > limit + 1;
      });
      return { limit, scroll: document.documentElement.scrollWidth, outside: outside.map((one) => one.outerHTML.slice(0, 120)) };
    });
    assert.ok(wide.scroll <= wide.limit, `${what} scrolls sideways at ${width}: ${wide.outside.join("\n")}`);
    const broken = await page.evaluate(() => {
      const inTwo = (text) =>
        [...text.data.matchAll(/\p{L}{2,14}/gu)].filter((word) => {
          const range = document.createRange();
          range.setStart(text, word.index);
          range.setEnd(text, word.index + word[0].length);
          const tops = [...range.getClientRects()].map((one) => one.top);
          return Math.max(...tops) - Math.min(...tops) > 4;
        });
      const names = document.querySelectorAll("main :is(h1, h2, h3, dt, th, label, legend, button, .govuk-tag, .govuk-button)");
      return [...names].flatMap((one) => {
        const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
        const words = [];
        while (texts.nextNode()) {
          // An address has no place at which it may break, and whatever is hidden has no lines.
          if (!texts.currentNode.data.includes("://")) words.push(...inTwo(texts.currentNode).map(([word]) => word));
        }
        return words;
      });
    });
    assert.deepEqual(broken, [], `${what} breaks words in two at ${width}`);
  }
  await page.setViewportSize(before);
}
