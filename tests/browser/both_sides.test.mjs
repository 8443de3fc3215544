// A change of each scale, from the first question to the day on which its endpoints are live: the organisation's browser and PDP's side
// by side, and nothing done but in them (W1, W2, S1, S2, G1, G2).

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { read } from "./support/api.mjs";
import { context, start } from "./support/browser.mjs";
import { png, upload, verdict } from "./support/files.mjs";
import { answer, arrives, inDays, press, typeDay } from "./support/forms.mjs";
import { provider, runEnds } from "./support/oat.mjs";
import { signIn } from "./support/people.mjs";
import { at, clock, participant } from "./support/stack.mjs";

/** The organisation's browser, and PDP's. */
let browsers;
before(async () => (browsers = { meadow: await start(), pdp: await start() }));
after(async () => {
  clock("reset=1");
  for (const browser of Object.values(browsers ?? {})) await browser.close();
});

/** The page of each person, who signs in once. No script runs. */
const pages = new Map();
async function of(key) {
  if (!pages.has(key)) {
    const page = await (await context(browsers[key.split("-")[0]], { scripts: "off" })).newPage();
    await signIn(page, key);
    pages.set(key, page);
  }
  return pages.get(key);
}

/** Goes from the page of a change to what its reader can do now. */
async function turn(key, id) {
  const page = await of(key);
  await page.goto(at(`changes/${id}`));
  await page.getByText("It is your turn").waitFor();
  await page.locator(".portal-now .govuk-button").first().click();
  return page;
}

/** Chooses a radio by the name of its question and its value. */
const choose = (page, name, value) => page.locator(`input[name=${name}][value=${value}]`).check();

/** Adds a file on the page from which one is added. */
async function addsFile(page) {
  const here = page.url();
  await page.getByRole("button", { name: /^Add a(nother)? file$/ }).click();
  await upload(page, { name: "evidence.png", mimeType: "image/png", buffer: png() }, "off");
  await verdict(page);
  await page.getByText("Accepted", { exact: true }).waitFor();
  await page.goto(here);
}

async function done(page, words) {
  await page.locator(".govuk-notification-banner--success").getByText(words).waitFor();
}

/** An organisation reports a change; answers its id. */
async function reports(scale, url) {
  const page = await of("meadow-business");
  await page.goto(at("changes/new"));
  await answer(page, "Add new endpoints");
  await page.getByRole("textbox").fill(`A ${scale} change: endpoints for another region.`);
  await press(page, "Save and continue");
  await answer(page, `${scale[0].toUpperCase()}${scale.slice(1)} change`);
  await answer(page, "No");
  await page.locator("#type-1").selectOption("find");
  await page.locator("#url-1").fill(url);
  await press(page, "Save and continue");
  await press(page, "Save and continue");
  await answer(page, "No");
  const id = new URL(page.url()).pathname.split("/")[3];
  if (scale !== "minimal") {
    await page.goto(at(`changes/${id}/evidence`));
    await addsFile(page);
    await page.goto(at(`changes/${id}/check`));
  }
  await press(page, "Confirm and submit");
  await arrives(page, "Technical change sent to PDP");
  return id;
}

/** PDP's reviewer asks once, reads the answer, and confirms. */
async function reviewed(id, scale, oat) {
  const reviewer = await turn("pdp-reviewer", id);
  await choose(reviewer, "outcome", "ask");
  await press(reviewer, "Continue");
  await reviewer.getByRole("textbox").fill("Which region is it?");
  await press(reviewer, "Send the question");
  await done(reviewer, "The question has been sent.");
  const asked = await turn("meadow-business", id);
  await asked.getByText("Which region is it?").waitFor();
  await asked.getByRole("textbox").fill("The north.");
  await press(asked, "Send your answer");
  await turn("pdp-reviewer", id);
  await reviewer.getByText("The north.").waitFor();
  await choose(reviewer, "outcome", "confirm");
  await choose(reviewer, "scale", scale);
  await choose(reviewer, "oat", oat ? "yes" : "no");
  await press(reviewer, "Continue");
  await reviewer.getByText("Nothing is decided yet.").waitFor();
  await press(reviewer, `Confirm it as a ${scale} change`);
  await done(reviewer, "The change is confirmed.");
}

/** A step is submitted by its role, and approved by PDP. */
async function submitted(id, who, whoDecides, fill) {
  const page = await turn(who, id);
  await addsFile(page);
  await fill(page);
  await press(page, "Submit this step");
  await done(page, "The step has been submitted.");
  const decides = await turn(whoDecides, id);
  await decides.getByText("evidence.png").first().waitFor();
  await choose(decides, "outcome", "approve");
  await press(decides, "Send your decision");
  await done(decides, "The step is approved.");
}

const STEPS = {
  prerequisites: (id) =>
    submitted(id, "meadow-test", "pdp-implementation", async (page) => {
      await page.getByRole("textbox", { name: "Test harness" }).fill("PDP test harness 2.0");
      await page.locator("#tests_run").fill("120");
      await page.locator("#tests_passed").fill("120");
    }),
  async test_cryptographic_material(id) {
    const administrator = await turn("pdp-administrator", id);
    const pack = { name: "pack.zip", mimeType: "application/zip", buffer: Buffer.from("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==", "base64") };
    await administrator.locator("input[type=file]").setInputFiles(pack);
    await press(administrator, "Publish this pack");
    await done(administrator, "The pack is published.");
    const technical = await of("meadow-technical");
    await technical.goto(at(`changes/${id}/material/test`));
    await press(technical, "Get the link to download it");
    const link = technical.getByRole("link", { name: "Download the encrypted pack" });
    assert.equal((await fetch(await link.getAttribute("href"))).status, 200);
    await turn("meadow-technical", id);
    await choose(technical, "deployed", "yes");
    await press(technical, "Submit this step");
    await done(technical, "The step has been submitted.");
  },
  async integration_testing(id) {
    const tester = await turn("meadow-test", id);
    for (const name of ["find", "view", "pat_refresh"]) {
      await tester.locator(`#${name}`).fill(`https://${name.replace("_", "")}.test.example.org/pdp`);
    }
    await choose(tester, "points_at_solution", "yes");
    await press(tester, "Record the test endpoints");
    await done(tester, "The test endpoints are recorded.");
    const manager = await turn("pdp-implementation", id);
    await manager.getByText("https://find.test.example.org/pdp").waitFor();
    await typeDay(manager, "at", inDays(1));
    await manager.locator("#at_time").fill("10:00");
    await press(manager, "Arrange integration testing");
    await done(manager, "Integration testing is arranged.");
    // The report can be submitted from the day of the test on.
    clock("forward=2d");
  },
  it_health_check: (id) =>
    submitted(id, "meadow-security", "pdp-reviewer", async (page) => {
      await page.getByRole("textbox", { name: "Supplier of the IT health check" }).fill("A CHECK supplier");
      await page.locator("input[name=accreditation]").first().check();
      for (const level of ["critical", "high", "medium", "low"]) await page.locator(`#${level}`).fill("0");
    }),
  integration_testing_report: (id) => submitted(id, "meadow-test", "pdp-implementation", async () => {}),
  service_acceptance: (id) => submitted(id, "meadow-service", "pdp-reviewer", async () => {}),
  async live_cryptographic_material(id) {
    const technical = await turn("meadow-technical", id);
    await choose(technical, "new_material_needed", "no");
    await press(technical, "Submit this step");
    await done(technical, "The step has been submitted.");
  },
  async operational_acceptance_testing(id) {
    const manager = await of("meadow-service");
    await manager.goto(at(`oat/new/${id}`));
    for (const name of ["material_deployed", "connection_ready", "organisation_ready"]) await choose(manager, name, "yes");
    await typeDay(manager, "connection_date", inDays(14));
    await press(manager, "Request the test");
    await done(manager, "The test has been requested.");
    assert.equal((await runEnds(id, 1)).state, "passed");
    await manager.goto(at(`oat/${id}`));
    await manager.getByText(/passed/i).first().waitFor();
    const support = await of("pdp-support");
    await support.goto(at(`oat/${id}`));
    await support.getByText(/passed/i).first().waitFor();
    clock("forward=15d");
  },
};

/** Whether the endpoint is live, as the page of the change says. */
async function goesLive(key, id) {
  const page = await of(key);
  for (let tries = 0; tries < 30; tries += 1) {
    await page.goto(at(`changes/${id}`));
    const state = await page.locator("td[data-label=State]").first().innerText();
    if (/^Live/.test(state)) return;
    execFileSync(".venv/ministack/bin/python", ["infra/local/process_due.py"], { cwd: new URL("../../", import.meta.url) });
  }
  assert.fail(`${key} never reads that it is live`);
}

for (const [scale, oat] of [["minimal", false], ["minor", true], ["moderate", false], ["significant", true]]) {
  test(`a ${scale} change goes from the first question to live`, async () => {
    await provider();
    clock("reset=1");
    const url = `https://find-${randomUUID().slice(0, 8)}.${oat ? participant.meadow : "example.org"}/pdp`;
    const id = await reports(scale, url);
    await reviewed(id, scale, oat);
    const steps = (await read("meadow-business", id)).steps.filter((step) => step.state !== "not_needed").map((step) => step.step);
    for (const step of steps) await STEPS[step](id);
    for (const key of ["meadow-business", "pdp-reviewer"]) await goesLive(key, id);
    assert.equal((await read("pdp-reviewer", id)).status, "complete");
  });
}
