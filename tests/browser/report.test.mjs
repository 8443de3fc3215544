// A technical change is reported through the pages, as people do: each type, nine endpoints, mistakes, second thoughts, and nothing twice.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { accepted, ask, draft, draftsOf } from "./support/api.mjs";
import { SCRIPTS, context, start } from "./support/browser.mjs";
import { answer, arrives, mistake, press } from "./support/forms.mjs";
import { signIn } from "./support/people.mjs";
import { at } from "./support/stack.mjs";

let browser;
before(async () => (browser = await start()));
after(() => browser?.close());

const host = () => `${randomUUID().slice(0, 8)}.example.org`;

/** A page of somebody who reports, with its context. */
async function reporting(scripts, key = "meadow-business", path = "") {
  const page = await (await context(browser, { scripts })).newPage();
  await signIn(page, key, path);
  return page;
}

/** The id in the address of a page of a change. */
const idOf = (page) => new URL(page.url()).pathname.split("/")[3];

/** Types the endpoint of a row. */
async function typeEndpoint(page, row, url, kind = "find") {
  await page.locator(`#type-${row}`).selectOption(kind);
  await page.locator(`#url-${row}`).fill(url);
}

/** Sends a complete draft, whose check is open, and reads its reference. */
async function sends(page, twice = false) {
  await page.getByText("Your answers are complete, and you can send them.").waitFor();
  const button = page.getByRole("button", { name: "Confirm and submit" });
  await (twice ? button.dblclick() : button.click());
  await arrives(page, "Technical change sent to PDP");
  const panel = await page.locator(".govuk-panel__body").innerText();
  assert.match(panel, /TC-[0-9A-Z]{8}/);
  return panel.match(/TC-[0-9A-Z]{8}/)[0];
}

/** How often something is in the history of a change. */
async function times(id, what) {
  const { items } = await ask("meadow-business", "GET", `/technical-changes/${id}/history?limit=100`);
  return items.filter((entry) => entry.what === what).length;
}

for (const scripts of SCRIPTS.slice(0, 2)) {
  test(`nine endpoints are added, scripts ${scripts}`, async () => {
    const page = await reporting(scripts);
    await page.getByText("Report a technical change", { exact: true }).click();
    await arrives(page, "What type of change is it?");
    // Nothing chosen is said at the question.
    await press(page, "Save and continue");
    await mistake(page, "type", /Select the type of change/);
    await answer(page, "Add new endpoints");
    await page.getByRole("textbox").fill("Endpoints for a second region.");
    await press(page, "Save and continue");
    await answer(page, "Minimal change");
    await answer(page, "No");
    await arrives(page, "Which endpoints are you adding?");
    const name = host();
    for (let row = 1; row <= 9; row += 1) {
      await typeEndpoint(page, row, `https://find${row}.${name}/pdp`);
      if (row < 9) await press(page, "Add another endpoint");
    }
    assert.equal(await page.getByRole("button", { name: "Add another endpoint" }).count(), 0, "nine are the most");
    // One is removed, another is added in its place, and its URL is wrong.
    await page.getByRole("button", { name: "Remove new endpoint 5" }).click();
    assert.equal(await page.locator("fieldset").count(), 8);
    await press(page, "Add another endpoint");
    const wrong = `http://find5.${name}/pdp/`;
    await typeEndpoint(page, 9, wrong);
    await press(page, "Save and continue");
    await mistake(page, "url-9", /cannot end with/);
    for (const [row, url] of [[1, `https://find1.${name}/pdp`], [8, `https://find9.${name}/pdp`], [9, wrong]]) {
      assert.equal(await page.locator(`#url-${row}`).inputValue(), url, "everything typed is kept");
    }
    await page.locator("#url-9").fill(`https://find5.${name}/pdp`);
    await press(page, "Save and continue");
    await arrives(page, "Which of your live endpoints does the change affect?");
    await press(page, "Save and continue");
    await answer(page, "No");
    await arrives(page, "Check your answers before you send them to PDP");
    const id = idOf(page);
    // The Enter key saves; it removes nothing.
    await page.getByRole("link", { name: "Change new endpoints" }).click();
    await page.locator("#url-9").press("Enter");
    await arrives(page, "Check your answers before you send them to PDP");
    const change = await ask("meadow-business", "GET", `/technical-changes/${id}`);
    assert.equal(change.answers.new_endpoints.length, 9);
    assert.ok(await page.getByText("Not sent yet.").isVisible());
    // A second thought.
    await page.getByRole("link", { name: "Change reason for the request" }).click();
    await page.getByRole("textbox").fill("Endpoints for a third region.");
    await press(page, "Save and continue");
    await page.getByText("Endpoints for a third region.").waitFor();

    const reference = await sends(page, true);
    assert.ok(await page.getByText(/PDP reviewer.* \w+day \d+ \w+ \d{4}/).first().isVisible());
    assert.equal(await times(id, "change_submitted"), 1, "a double click sends once");
    // The back button leads to what is so now, in words.
    await page.goBack();
    await arrives(page, "This was not possible");
    await page.getByText(/The answers cannot be changed any more/).waitFor();
    await page.goto(at(`changes/${id}`));
    await arrives(page, `Technical change ${reference}`);
  });
}

test("two clicks on the first answer begin one draft", async () => {
  const known = await draftsOf("meadow-business");
  const page = await reporting("off", "meadow-business", "changes/new");
  await page.getByRole("radio", { name: "Add new endpoints", exact: true }).check();
  await page.getByRole("button", { name: "Save and continue" }).dblclick();
  await arrives(page, "What is the reason for your request?");
  assert.equal((await draftsOf("meadow-business")) - known, 1);
});

test("a form that was sent and is sent again says what was sent", async () => {
  const change = await draft();
  const page = await reporting("off", "meadow-business", `changes/${change.id}/check`);
  const second = await page.context().newPage();
  const third = await page.context().newPage();
  for (const tab of [second, third]) await tab.goto(at(`changes/${change.id}/check`));
  const reference = await sends(page);
  // The same form, as a browser sends it that kept the page.
  for (const tab of [second, third]) {
    await tab.getByRole("button", { name: "Confirm and submit" }).click();
    await tab.locator("h1").waitFor();
    const said = await tab.locator("main").innerText();
    assert.match(said, /Somebody else made a change first|cannot be changed any more|has been submitted/);
    await tab.goto(at(`changes/${change.id}`));
    await arrives(tab, `Technical change ${reference}`);
  }
  assert.equal(await times(change.id, "change_submitted"), 1);
});

test("what runs behind live endpoints changes, with evidence", async () => {
  const page = await reporting("off", "meadow-business", "changes/new");
  await answer(page, "Change underlying technical solution");
  await page.getByRole("textbox").fill("From virtual machines to containers.");
  await press(page, "Save and continue");
  await answer(page, "Moderate change");
  await answer(page, "No");
  await arrives(page, "Which of your live endpoints does the change affect?");
  await page.getByRole("checkbox").first().check();
  await press(page, "Save and continue");
  await answer(page, "Yes");
  await arrives(page, "Check your answers before you send them to PDP");
  // Evidence is asked for at this scale, and without it nothing can be sent.
  assert.equal(await page.getByRole("button", { name: "Confirm and submit" }).count(), 0);
  const id = idOf(page);
  await accepted("meadow-business", id);
  await page.reload();
  await sends(page);
  await page.getByText(/planned downtime/).first().waitFor();
});

test("both: endpoints, and what runs behind the others", async () => {
  const page = await reporting("blocked", "harbour-business", "changes/new");
  await answer(page, "Change underlying technical solution for existing endpoints and add new endpoints");
  await page.getByRole("textbox").fill("A new version of our platform.");
  await press(page, "Save and continue");
  await answer(page, "Minimal change");
  await answer(page, "Yes");
  const name = host();
  await typeEndpoint(page, 1, `https://FIND.${name}/pdp`);
  await press(page, "Add another endpoint");
  await typeEndpoint(page, 2, `https://view.${name}/pdp`, "view");
  await press(page, "Save and continue");
  await press(page, "Save and continue");
  await answer(page, "No");
  // How it will be registered is said before it is.
  await page.getByText(`https://FIND.${name}/pdp becomes https://find.${name}/pdp`).waitFor();
  await sends(page);
});
