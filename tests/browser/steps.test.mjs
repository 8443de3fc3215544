// Each role takes its step on the way of a change, and everybody reads what they can do now (W1, W2).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { accepted, act, ask, confirmed, draftsOf, read, submitted } from "./support/api.mjs";
import { context, start } from "./support/browser.mjs";
import { arrives, inDays, mistake, press, typeDay } from "./support/forms.mjs";
import { signIn } from "./support/people.mjs";
import { at } from "./support/stack.mjs";

let browser;
before(async () => (browser = await start()));
after(() => browser?.close());

/** Goes from the page of a change to what its reader can do now. */
async function takesTurn(page) {
  await page.getByText("It is your turn").waitFor();
  await page.locator(".portal-now .govuk-button").first().click();
}

/** A page of somebody, at a path. No script runs. */
async function as(key, path) {
  const page = await (await context(browser, { scripts: "off" })).newPage();
  await signIn(page, key, path);
  return page;
}

test("PDP's question is answered", async () => {
  const { id } = await submitted();
  await act("pdp-reviewer", id, "question", { question: "Which platform is it?" });
  const page = await as("meadow-business", `changes/${id}`);
  await takesTurn(page);
  await page.getByText("Which platform is it?").waitFor();
  await press(page, "Send your answer");
  await mistake(page, "answer", /answer/i);
  await page.getByRole("textbox").fill("The same as before.");
  await press(page, "Send your answer");
  await page.getByText("Your answer has been sent to PDP.").waitFor();
  await page.getByText("There is nothing for you to do now.").waitFor();
  assert.equal((await read("meadow-business", id)).status, "in_review");
});

test("a moderate change goes through the hands of every role", async () => {
  const { id } = await confirmed();
  const of = (step) => `changes/${id}/steps/${step}`;

  // Who has nothing to do reads who has.
  const watcher = await as("meadow-service", `changes/${id}`);
  await watcher.getByText(/There is nothing for you to do now\. .*test manager/i).waitFor();

  const tester = await as("meadow-test", `changes/${id}`);
  await takesTurn(tester);
  await tester.getByRole("textbox", { name: "Test harness" }).fill("PDP test harness 2.0");
  await tester.locator("#tests_run").fill("120");
  await tester.locator("#tests_passed").fill("a lot");
  await press(tester, "Submit this step");
  await mistake(tester, "tests_passed", /must be a whole number/);
  assert.equal(await tester.locator("#harness").inputValue(), "PDP test harness 2.0");
  await tester.locator("#tests_passed").fill("120");
  await accepted("meadow-test", id, "prerequisites");
  await press(tester, "Submit this step");
  await tester.getByText("The step has been submitted.").waitFor();
  await act("pdp-implementation", id, "steps/prerequisites/decision", { outcome: "return", reason: "Another report, please." });
  await tester.goto(at(of("prerequisites")));
  await tester.getByText("PDP has returned this step.").waitFor();
  await tester.getByText("Another report, please.").waitFor();
  await accepted("meadow-test", id, "prerequisites");
  await press(tester, "Submit this step");
  await tester.getByText("The step has been submitted.").waitFor();
  await act("pdp-implementation", id, "steps/prerequisites/decision", { outcome: "approve" });

  const content = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==";
  await act("pdp-administrator", id, "cryptographic-material/test", { content });
  const technical = await as("meadow-technical", `changes/${id}/material/test`);
  await press(technical, "Get the link to download it");
  const link = technical.getByRole("link", { name: "Download the encrypted pack" });
  assert.equal((await fetch(await link.getAttribute("href"))).status, 200);
  await technical.goto(at(of("test_cryptographic_material")));
  await press(technical, "Submit this step");
  await mistake(technical, "deployed", /deployed/);
  await technical.getByRole("radio", { name: "Yes" }).check();
  await press(technical, "Submit this step");
  await technical.getByText("The step has been submitted.").waitFor();

  await tester.goto(at(`changes/${id}/test-endpoints`));
  for (const name of ["find", "view", "pat_refresh"]) await tester.locator(`#${name}`).fill(`https://${name.slice(0, 4).replace("_", "")}.test.example.org/pdp`);
  await press(tester, "Record the test endpoints");
  await mistake(tester, "points_at_solution", /Select yes/);
  await tester.getByRole("radio", { name: "Yes" }).check();
  await press(tester, "Record the test endpoints");
  await tester.getByText("The test endpoints are recorded.").first().waitFor();
  await tester.getByText("A PDP implementation manager arranges integration testing").first().waitFor();
});

test("a service manager submits service acceptance, and asks for a delay", async () => {
  const { id } = await confirmed({ scale: "minor" });
  await accepted("meadow-service", id, "service_acceptance");
  const page = await as("meadow-service", `changes/${id}/steps/service_acceptance`);
  await press(page, "Submit this step");
  await page.getByText("The step has been submitted.").waitFor();
  await page.goto(at(`changes/${id}`));
  await page.getByRole("link", { name: "Support requests" }).click();
  await page.getByRole("link", { name: "Ask to delay going live" }).click();
  await page.locator("#until-day").fill("31");
  await page.locator("#until-month").fill("ma");
  await page.locator("#until-year").fill("2027");
  await page.getByRole("textbox", { name: /Why/ }).fill("Our contact centre is trained next week.");
  await press(page, "Send this request");
  // The first part that is wrong is the month.
  await mistake(page, "until-month", /day/i);
  assert.equal(await page.locator("#until-day").inputValue(), "31");
  await typeDay(page, "until", inDays(14));
  await press(page, "Send this request");
  await page.getByText("Your support request has been sent.").waitFor();
  await page.getByText("Waiting for PDP’s answer").waitFor();
  const [request] = (await read("meadow-service", id)).support_requests;
  await act("pdp-support", id, `support-requests/${request.reference}/answer`, {
    answer: "Agreed.",
    accepted: true,
    until: inDays(14).toISOString().slice(0, 10),
  });
  await page.reload();
  await page.getByText("Granted").waitFor();
});

test("a change is withdrawn, and another one begins from it", async () => {
  const { id } = await submitted();
  const known = await draftsOf("meadow-business");
  const page = await as("meadow-business", `changes/${id}`);
  await page.getByRole("link", { name: "Withdraw this change" }).click();
  await page.getByRole("textbox").fill("The region is postponed.");
  await page.getByRole("button", { name: "Withdraw this change" }).dblclick();
  await page.getByText("This change has been withdrawn.").waitFor();
  await page.getByText("Reason: The region is postponed.").waitFor();
  await page.getByRole("link", { name: "Begin a draft from this change" }).click();
  await page.getByRole("button", { name: "Begin the draft" }).dblclick();
  await arrives(page, "Check your answers before you send them to PDP");
  await page.getByText("One more View endpoint").waitFor();
  assert.equal((await draftsOf("meadow-business")) - known, 1);
});

test("a notice of downtime is given, changed and cancelled", async () => {
  const page = await as("harbour-service", "downtime/new");
  const begins = inDays(30);
  await typeDay(page, "start", begins);
  await page.locator("#start_time").fill("9");
  await typeDay(page, "end", begins);
  await page.locator("#end_time").fill("5pm");
  await page.getByRole("textbox", { name: "Work to be done" }).fill("We move to another host.");
  await page.getByRole("checkbox").first().check();
  await press(page, "Give notice");
  await mistake(page, "start_time", /must be a time/);
  assert.ok(await page.getByRole("checkbox").first().isChecked());
  await page.locator("#start_time").fill("9am");
  await press(page, "Give notice");
  await page.getByText("Notice of the downtime has been given.").waitFor();
  await page.getByText("at 17:00").waitFor();
  await page.getByRole("link", { name: "Change this notice" }).click();
  await page.locator("#end_time").fill("18:30");
  await press(page, "Change this notice");
  await page.getByText("at 18:30").waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Calendar file of this notice (iCalendar)" }).click();
  assert.match(readFileSync(await (await download).path(), "utf8"), /^BEGIN:VCALENDAR\r\n/);
  await page.getByRole("link", { name: "Cancel this notice" }).click();
  await press(page, "Cancel this notice");
  await page.getByText("There is nothing to do: this notice was cancelled.").waitFor();
});

test("an endpoint is taken out of use", async () => {
  // One that this test has made live: a View endpoint of a minimal change without steps.
  const { id } = await confirmed({ scale: "minimal" });
  await act("meadow-technical", id, "steps/live_cryptographic_material/submission", { new_material_needed: false });
  const endpoint = async () => (await read("meadow-business", id)).new_endpoints[0];
  for (let tries = 0; (await endpoint()).state !== "live"; tries += 1) {
    assert.ok(tries < 60, "it goes live within a minute");
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  const { organisation } = await ask("meadow-business", "GET", "/me");
  const page = await as("meadow-business", `endpoints/${organisation.id}/${(await endpoint()).id}/out-of-use`);
  await page.getByRole("textbox").fill("Nobody uses it any more.");
  await page.getByRole("button", { name: "Take this endpoint out of use" }).dblclick();
  await page.getByText("The endpoint is out of use.").waitFor();
  assert.equal((await endpoint()).state, "inactive");
});

test("the home page leads by the guide to a report", async () => {
  const page = await as("meadow-business", "");
  await arrives(page, "For you to do");
  await page.getByRole("link", { name: "Guide", exact: true }).click();
  await arrives(page, "Technical change process");
  await page.getByRole("link", { name: "The four scales of change" }).click();
  await page.locator("main .govuk-button").click();
  await arrives(page, "What type of change is it?");
});

test("a bundle is fetched, and the history names who asked", async () => {
  const { id } = await submitted();
  const page = await as("meadow-business", `changes/${id}`);
  await page.getByRole("link", { name: "Evidence bundle" }).click();
  await press(page, "Make the bundle");
  await page.waitForURL((url) => /\/bundle\/./.test(url.pathname));
  const fetches = page.getByRole("button", { name: "Get the link to download it" });
  for (let tries = 0; (await fetches.count()) === 0; tries += 1) {
    assert.ok(tries < 60, "it is made within a minute");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await page.reload();
  }
  await fetches.click();
  const link = page.getByRole("link", { name: "Download the file" });
  const answer = await fetch(await link.getAttribute("href"));
  assert.equal(answer.status, 200);
  const start = Buffer.from(await answer.arrayBuffer()).subarray(0, 2);
  assert.equal(start.toString(), "PK", "it is a ZIP file");
  await page.goto(at(`changes/${id}`));
  await page.getByRole("link", { name: "History of this change" }).click();
  const sent = page.getByRole("listitem").filter({ hasText: "Change submitted" });
  await sent.getByText("Demonstration business contact (Meadow) (primary business contact)").waitFor();
});
