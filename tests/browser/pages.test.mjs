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
  const paths = ["", "guide", "changes", ...[waiting, begun].map((one) => `changes/${one.id}`), `changes/${waiting.id}/history`];
  const titles = [];
  for (const path of paths) titles.push(await look(page, path));
  titles.push(await look(page, "changes/0190a0b0-0000-7000-8000-000000000001", 404));
  assert.equal(new Set(titles).size, titles.length, titles.join(", "));
});

test("PDP's pages", async () => {
  const waiting = await submitted();
  const page = await (await context(browser, { scripts: "blocked" })).newPage();
  await signIn(page, "pdp-reviewer");
  for (const path of ["", "changes", `changes/${waiting.id}`, `changes/${waiting.id}/history`]) await look(page, path);
});
