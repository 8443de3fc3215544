// By keyboard alone: signing in, the skip link, a whole form with a mistake, and the focus always seen (W5).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { draft } from "./support/api.mjs";
import { context, start } from "./support/browser.mjs";
import { arrives } from "./support/forms.mjs";
import { at, person } from "./support/stack.mjs";

let browser;
before(async () => (browser = await start()));
after(() => browser?.close());

/** What has the focus, as somebody reads it, and whether it can be seen that it has. */
const focused = (page) =>
  page.evaluate(() => {
    const one = document.activeElement;
    const style = getComputedStyle(one);
    const label = one.labels?.[0]?.innerText ?? one.innerText ?? "";
    const box = one.getBoundingClientRect();
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    // Radios and checkboxes are transparent; what is drawn in their place has the ring.
    const drawn = one.labels?.[0] ? getComputedStyle(one.labels[0], "::before") : style;
    return {
      id: one.id,
      tag: one.tagName,
      name: label.trim(),
      role: one.getAttribute("role"),
      value: one.value,
      isSeen: ring || style.boxShadow !== "none" || drawn.boxShadow !== "none",
      isInView: box.bottom > 0 && box.top < innerHeight,
    };
  });

/** Presses Tab until something has the focus; everything on the way shows that it has it. */
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now.tag === "BODY") continue;
    assert.ok(now.isSeen, `the focus is seen on ${now.tag} ${now.id} ${now.name}`);
    assert.ok(now.isInView, `the focus is in view on ${now.tag} ${now.id} ${now.name}`);
    if (wanted(now)) return now;
  }
  throw new Error("The Tab key does not get there.");
}

const called = (name) => (one) => one.name === name;
const withId = (id) => (one) => one.id === id;

async function signInByKeys(page, key, path) {
  await page.goto(at(path));
  await tabTo(page, (one) => one.name === "Sign in" && one.role === "button");
  await page.keyboard.press("Enter");
  const { email, password } = person(key);
  await page.locator("#username").waitFor();
  await page.locator("#username").focus();
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname.startsWith("/portal/"));
}

for (const scripts of ["on", "off"]) {
  test(`a change is reported by keys alone, scripts ${scripts}`, async () => {
    const page = await (await context(browser, { scripts })).newPage();
    await signInByKeys(page, "meadow-business", "changes/new");
    await arrives(page, "What type of change is it?");
    // The first key leads past the header.
    await page.keyboard.press("Tab");
    assert.equal((await focused(page)).name, "Skip to main content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.equal((await focused(page)).id, "type", "behind the skip link comes the first field");
    // Nothing chosen: the summary has the focus, and its link leads to the first answer.
    await tabTo(page, called("Save and continue"));
    await page.keyboard.press("Enter");
    await page.locator(".govuk-error-summary").waitFor();
    await tabTo(page, called("Select the type of change you are making"));
    await page.keyboard.press("Enter");
    assert.equal((await focused(page)).id, "type");
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    assert.equal((await focused(page)).name, "Add new endpoints");
    await tabTo(page, called("Save and continue"));
    await page.keyboard.press("Enter");
    await arrives(page, "What is the reason for your request?");
    await tabTo(page, withId("reason"));
    await page.keyboard.type("One more endpoint.");
    await tabTo(page, called("Save and continue"));
    await page.keyboard.press("Enter");
    await arrives(page, "What is the scale of the change?");
  });
}

test("the link of a wrong date leads to its first wrong part", async () => {
  const page = await (await context(browser)).newPage();
  await signInByKeys(page, "meadow-service", "downtime/new");
  for (const [id, text] of [["start-day", "31"], ["start-month", "13"], ["start-year", "2027"], ["start_time", "9am"]]) {
    await tabTo(page, withId(id));
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Enter");
  const summary = page.locator(".govuk-error-summary");
  await summary.waitFor();
  assert.ok(await summary.evaluate((one) => one === document.activeElement), "the summary has the focus");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal((await focused(page)).id, "start-month");
  assert.equal(await page.locator("#start-day").inputValue(), "31");
});

test("Enter in the field of an endpoint saves, and removes nothing", async () => {
  const { id } = await draft();
  const page = await (await context(browser)).newPage();
  await signInByKeys(page, "meadow-business", `changes/${id}/endpoints?from=check`);
  await tabTo(page, withId("url-1"));
  await page.keyboard.press("Enter");
  await page.waitForURL(at(`changes/${id}/check`));
});
