// An organisation's whole way through testing: tried, requested, failed, looked at, disputed, put right, passed (O1, O6, Q10, W9).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "./support/api.mjs";
import { context, start } from "./support/browser.mjs";
import { check } from "./support/checks.mjs";
import { arrives, inDays, mistake, press, typeDay } from "./support/forms.mjs";
import { preFlightEnds, provider, readyForOat, runEnds } from "./support/oat.mjs";
import { signIn } from "./support/people.mjs";
import { at, clock } from "./support/stack.mjs";

let browser;
before(async () => (browser = await start()));
after(async () => {
  await provider();
  clock("reset=1");
  await browser?.close();
});

/** Opens the run of a number from the page of its request. */
async function openRun(page, id, number) {
  await page.goto(at(`oat/${id}`));
  await page.locator(`a[href='/portal/oat/${id}/runs/${number}']`).first().click();
  await page.waitForURL(at(`oat/${id}/runs/${number}`));
}

test("a test fails, is disputed, and passes once it is put right", async () => {
  const id = await readyForOat();
  await provider({ status: 503 });
  const page = await (await context(browser, { scripts: "blocked" })).newPage();
  await signIn(page, "meadow-service", `changes/${id}/steps/operational_acceptance_testing`);
  await page.getByText("It is your turn").waitFor();

  // Three questions, and a date that is far enough away.
  await page.goto(at(`oat/new/${id}`));
  for (const name of ["material_deployed", "connection_ready"]) await page.locator(`#${name}`).check();
  await page.locator("#organisation_ready-2").check();
  await typeDay(page, "connection_date", inDays(14));
  await press(page, "Request the test");
  await mistake(page, "organisation_ready", /./);
  assert.ok(await page.locator("#connection_ready").isChecked());
  await page.locator("#organisation_ready").check();
  await page.getByRole("button", { name: "Request the test" }).dblclick();
  await page.waitForURL((url) => url.pathname === `/portal/oat/${id}`);
  await check(page, "testing that was requested");

  assert.notEqual((await runEnds(id, 1)).state, "passed");
  await openRun(page, id, 1);
  await page.getByRole("heading", { name: "What to do next" }).waitFor();
  await page.locator("svg[role=img] title").first().waitFor({ state: "attached" });
  assert.ok((await page.getByText("503").count()) > 0, "the page says what was answered");
  await check(page, "a run that was not passed");

  await page.getByRole("link", { name: "Disagree with this result?" }).click();
  await page.getByRole("textbox").fill("Our log shows that we answered 202.");
  await page.getByRole("button", { name: "Send to PDP" }).dblclick();
  await arrives(page, /^Dispute /);
  await page.waitForLoadState("networkidle");
  await check(page, "a dispute that was sent");
  const { items } = await ask("meadow-service", "GET", "/disputes?limit=100");
  assert.equal(items.filter(({ result }) => result.oat_request === id).length, 1, "a double click disputes once");

  // Put right, it is tested again.
  await provider();
  await page.goto(at(`oat/${id}/retest`));
  await page.getByRole("textbox").fill("The service behind our gateway runs again.");
  await press(page, "Ask for a re-test");
  await page.waitForURL((url) => url.pathname === `/portal/oat/${id}`);
  assert.equal((await runEnds(id, 2)).state, "passed");
  await openRun(page, id, 2);
  await page.getByRole("heading", { level: 1, name: /passed/i }).waitFor();
  await check(page, "a run that was passed");
  // A result that was passed can be disputed too.
  await page.getByRole("link", { name: "Disagree with this result?" }).waitFor();
});

test("an endpoint is tried with a pre-flight before it is tested", async () => {
  const id = await readyForOat();
  await provider();
  const page = await (await context(browser, { scripts: "blocked" })).newPage();
  await signIn(page, "meadow-technical", "pre-flights/new");
  await press(page, "Try it");
  assert.match(await page.title(), /^Error: /);
  await page.locator(".govuk-error-summary").getByText("Select what you want to try").waitFor();
  await page.goto(at(`changes/${id}`));
  await page.getByRole("link", { name: "Try an endpoint first with a pre-flight" }).click();
  assert.ok(await page.locator(`input[name=what][value='change:${id}']`).isChecked());
  await check(page, "what a pre-flight tries");
  await page.getByRole("button", { name: "Try it" }).dblclick();
  await page.waitForURL((url) => /^\/portal\/pre-flights\/[0-9a-f-]{36}$/.test(url.pathname));
  const asked = new URL(page.url()).pathname.split("/").at(-1);
  const { items } = await ask("meadow-service", "GET", "/pre-flights?limit=100");
  const url = (await ask("meadow-service", "GET", `/technical-changes/${id}`)).new_endpoints[0].url;
  assert.equal(items.filter(({ targets }) => targets.some((target) => target.url === url)).length, 1, "a double click tries once");
  await preFlightEnds(asked);
  await page.goto(at(`pre-flights/${asked}`));
  await arrives(page, "Every endpoint was reached");
  await page.getByRole("heading", { name: `What was seen at ${url}` }).waitFor();
  await page.locator("svg[role=img] title").first().waitFor({ state: "attached" });
  await check(page, "a pre-flight that reached its endpoint");
});

test("a support session is asked for", async () => {
  const id = await readyForOat();
  await provider({ status: 503 });
  const day = (days) => inDays(days).toISOString().slice(0, 10);
  const ready = { material_deployed: true, connection_ready: true, organisation_ready: true };
  await ask("meadow-service", "POST", "/oat-requests", { body: { technical_change: id, ...ready, connection_date: day(20) } });
  assert.notEqual((await runEnds(id, 1)).state, "passed");
  const page = await (await context(browser, { scripts: "blocked" })).newPage();
  await signIn(page, "meadow-service");
  await openRun(page, id, 1);
  await page.getByRole("link", { name: "Ask for a support session" }).click();
  await page.getByRole("textbox").last().fill("We do not find these requests in our logs.");
  await page.getByRole("button", { name: "Send this request" }).dblclick();
  await page.getByText("Your support request has been sent.").waitFor();
  const { support_requests: requests } = await ask("meadow-service", "GET", `/technical-changes/${id}`);
  assert.equal(requests.length, 1, "a double click asks once");
});
