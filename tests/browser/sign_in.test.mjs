// Signing in and out, with our script, without it, and without any (W6).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SCRIPTS, context, start } from "./support/browser.mjs";
import { asksToSignIn, fillIn, signIn, toPool } from "./support/people.mjs";
import { at } from "./support/stack.mjs";

let browser;
before(async () => (browser = await start()));
after(() => browser?.close());

for (const scripts of SCRIPTS) {
  test(`somebody signs in and out, scripts ${scripts}`, async () => {
    const own = await context(browser, { scripts });
    const page = await own.newPage();
    await signIn(page, "meadow-business");
    await page.getByRole("heading", { name: "For you to do" }).waitFor();
    const cookies = await own.cookies();
    const session = cookies.filter((cookie) => cookie.name.startsWith("__Host-"));
    assert.ok(session.length > 0, "a session has a cookie");
    for (const cookie of session) {
      assert.ok(cookie.secure && cookie.httpOnly && cookie.sameSite === "Lax", cookie.name);
    }
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(at("signed-out"));
    await page.goto(at("changes"));
    await asksToSignIn(page);
    // Who kept the cookie is not signed in either.
    await own.addCookies(session);
    await page.goto(at("changes"));
    await asksToSignIn(page);
  });
}

test("who signs in on the way to a page gets there", async () => {
  const page = await (await context(browser)).newPage();
  await signIn(page, "meadow-business", "changes?status=draft");
  assert.equal(new URL(page.url()).pathname, "/portal/changes");
  assert.equal(new URL(page.url()).search, "?status=draft");
});

test("a wrong password is told by the user pool's page", async () => {
  const page = await (await context(browser)).newPage();
  await page.goto(at());
  await toPool(page);
  await fillIn(page, "meadow-business", { password: "wrong" });
  await page.getByText(/incorrect/i).first().waitFor();
  assert.ok(!page.url().startsWith(at()), page.url());
});
