// Every page in the states that it has: nothing is wrong with it for anybody, and its title is its own (W1, W2, W5).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, draft, submitted } from "./support/api.mjs";
import { context, start } from "./support/browser.mjs";
import { check } from "./support/checks.mjs";
import { signIn } from "./support/people.mjs";
import { at } from "./support/stack.mjs";

let browser;
before(async () => (browser = await start()));
after(() => browser?.close());

/** Opens a page and finds nothing wrong with it. */
async function look(page, path, status = 200) {
  const answer = await page.goto(at(path));
  assert.equal(answer.status(), status, path);
  return check(page, `/portal/${path}`);
}

test("pages that need no sign-in", async () => {
  const page = await (await context(browser, { scripts: "blocked" })).newPage();
  const titles = [await look(page, ""), await look(page, "guide"), await look(page, "no-such-page", 404)];
  assert.equal(new Set(titles).size, titles.length, titles.join(", "));
});

test("an organisation's pages", async () => {
  const waiting = await submitted();
  await ask("pdp-reviewer", "POST", `/technical-changes/${waiting.id}/question`, {
    seen: waiting.version,
    body: { question: "Which platform does <b>it</b> run on?" },
  });
  const begun = await draft();
  const page = await (await context(browser, { scripts: "blocked" })).newPage();
  await signIn(page, "meadow-business");
  const questions = ["type", "reason", "scale", "oat", "endpoints", "affected", "downtime", "evidence", "check", "withdraw"];
  const paths = [
    ...["", "guide", "changes", "changes/new", "endpoints", "downtime", "downtime/new"],
    ...[waiting, begun].map((one) => `changes/${one.id}`),
    ...questions.map((page) => `changes/${begun.id}/${page}`),
    ...["history", "answer", "support", "support/other", "withdraw", "new-draft"].map((page) => `changes/${waiting.id}/${page}`),
  ];
  const titles = [];
  for (const path of paths) titles.push(await look(page, path));
  titles.push(await look(page, "changes/0190a0b0-0000-7000-8000-000000000001", 404));
  assert.equal(new Set(titles).size, titles.length, titles.join(", "));
});

test("pages of a change that is confirmed, as each role sees them", async () => {
  const change = await submitted();
  const confirmed = await ask("pdp-reviewer", "POST", `/technical-changes/${change.id}/review`, {
    seen: change.version,
    body: { outcome: "confirm", scale: "moderate", oat_required: false, reason: "The platform is another one." },
  });
  const pages = {
    "meadow-test": ["steps/prerequisites", "test-endpoints"],
    "meadow-technical": ["steps/test_cryptographic_material", "material/test"],
    "meadow-service": ["steps/service_acceptance", "support/delay_going_live"],
    "meadow-business": ["steps/prerequisites"],
    "pdp-reviewer": ["steps/prerequisites"],
  };
  for (const [key, below] of Object.entries(pages)) {
    const page = await (await context(browser, { scripts: "blocked" })).newPage();
    await signIn(page, key, `changes/${confirmed.id}`);
    await check(page, `the change, for ${key}`);
    for (const path of below) await look(page, `changes/${confirmed.id}/${path}`);
    await page.context().close();
  }
});

test("PDP's pages", async () => {
  const waiting = await submitted();
  const page = await (await context(browser, { scripts: "blocked" })).newPage();
  await signIn(page, "pdp-reviewer");
  for (const path of ["", "changes", "endpoints", "downtime", `changes/${waiting.id}`, `changes/${waiting.id}/history`]) {
    await look(page, path);
  }
});
