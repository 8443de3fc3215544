// Nothing typed is lost: sessions that end, two tabs, members who are removed, people who sign out elsewhere (W3, W6).

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { act, ask, draft, submitted } from "./support/api.mjs";
import { context, start } from "./support/browser.mjs";
import { arrives, press } from "./support/forms.mjs";
import { asksToSignIn, fillIn, signIn, toPool } from "./support/people.mjs";
import { ageTokens, endSession } from "./support/session.mjs";
import { at, welcome } from "./support/stack.mjs";

let browser;
before(async () => (browser = await start()));
after(() => browser?.close());

const TYPED = "We move to <b>containers</b> & a second region.\nIt is the “same” platform.";

/** A draft, and the page of its reason with something typed into it. */
async function typing(own) {
  const { id } = await draft();
  const page = await own.newPage();
  await signIn(page, "meadow-business", `changes/${id}/reason?from=check`);
  await page.getByRole("textbox").fill(TYPED);
  return { id, page };
}

const typed = (page) => page.getByRole("textbox").inputValue();

for (const scripts of ["on", "off"]) {
  test(`a session that ends while somebody types loses nothing, scripts ${scripts}`, async () => {
    const own = await context(browser, { scripts });
    const { id, page } = await typing(own);
    await endSession(own);
    await press(page, "Save and continue");
    await arrives(page, "Sign in to go on");
    await page.getByText("What you typed has been kept for 24 hours.").waitFor();
    await page.getByRole("link", { name: "Sign in again" }).click();
    await toPool(page);
    // The user pool's own session has not ended, or it has.
    if (!page.url().startsWith(at())) await fillIn(page, "meadow-business");
    await page.waitForURL(at(`changes/${id}/reason?from=check`));
    await page.getByText("This is what you typed before. It has not been sent yet.").waitFor();
    assert.equal(await typed(page), TYPED);
    await press(page, "Save and continue");
    await page.waitForURL(at(`changes/${id}/check`));
    assert.equal((await ask("meadow-business", "GET", `/technical-changes/${id}`)).answers.reason, TYPED);
  });
}

test("tokens that end while somebody types are renewed unseen", async () => {
  const own = await context(browser);
  const { id, page } = await typing(own);
  await ageTokens(own);
  await press(page, "Save and continue");
  await page.waitForURL(at(`changes/${id}/check`));
});

test("nobody else finds what somebody typed at the same machine", async () => {
  const own = await context(browser);
  const { id, page } = await typing(own);
  await endSession(own);
  await press(page, "Save and continue");
  await arrives(page, "Sign in to go on");
  // Somebody else of the same organisation signs in; the user pool forgets who was there before.
  await own.clearCookies({ domain: "127.0.0.1" });
  await signIn(page, "meadow-service", `changes/${id}`);
  await page.goto(at(`changes/${id}/reason?from=check`));
  await arrives(page, "You cannot do this");
  assert.ok(!(await page.content()).includes("second region"));
});

test("two tabs: the later one reads what is so now beside what it typed", async () => {
  const own = await context(browser);
  const { id, page } = await typing(own);
  const other = await own.newPage();
  await other.goto(at(`changes/${id}/reason?from=check`));
  await other.getByRole("textbox").fill("What the other tab says.");
  await press(other, "Save and continue");
  await other.waitForURL(at(`changes/${id}/check`));
  await press(page, "Save and continue");
  await arrives(page, "Somebody else made a change first");
  await page.getByRole("link", { name: "Go back to the form" }).click();
  assert.equal(await typed(page), TYPED);
  await page.getByText("It says now: What the other tab says.").waitFor();
  await press(page, "Save and continue");
  await page.waitForURL(at(`changes/${id}/check`));
});

test("PDP asks while somebody withdraws", async () => {
  const { id } = await submitted();
  const page = await (await context(browser)).newPage();
  await signIn(page, "meadow-business", `changes/${id}/withdraw`);
  await page.getByRole("textbox").fill("It is postponed.");
  await act("pdp-reviewer", id, "question", { question: "Which platform is it?" });
  await press(page, "Withdraw this change");
  await arrives(page, "Somebody else made a change first");
  await page.getByRole("link", { name: "Go back to the form" }).click();
  assert.equal(await typed(page), "It is postponed.");
  await press(page, "Withdraw this change");
  await page.getByText("This change has been withdrawn.").waitFor();
});

test("who signs out in one tab is asked to sign in in the other", async () => {
  const own = await context(browser);
  const { page } = await typing(own);
  const other = await own.newPage();
  await other.goto(at());
  await press(other, "Sign out");
  await other.waitForURL(at("signed-out"));
  await page.getByRole("link", { name: "Technical changes" }).click();
  await asksToSignIn(page);
});

test("a member who is removed reads so at the next click", async () => {
  const email = `${randomUUID()}@meadow-pensions.example.org`;
  const { organisation } = await ask("meadow-business", "GET", "/me");
  const members = `/organisations/${organisation.id}/members`;
  const body = { name: "Demonstration newcomer (Meadow)", email, roles: ["test_manager"] };
  const record = await ask("pdp-administrator", "POST", members, { seen: "*", body });
  const newcomer = record.members.find((one) => one.email === email);
  const own = await context(browser);
  const page = await own.newPage();
  await page.goto(at("endpoints"));
  await toPool(page);
  await fillIn(page, await welcome(email));
  await arrives(page, "Endpoints");
  await ask("pdp-administrator", "POST", `${members}/${newcomer.id}/removal`, { seen: "*" });
  await ageTokens(own);
  await page.getByRole("link", { name: "Technical changes", exact: true }).click();
  await page.getByText("your access to the portal was removed or changed").waitFor();
  await page.goto(at("changes"));
  await asksToSignIn(page);
});
