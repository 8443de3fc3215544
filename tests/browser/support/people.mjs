// People sign in at the user pool's own page.

import { at, person } from "./stack.mjs";

/** Fills in the user pool's sign-in page, which is open. */
export async function fillIn(page, key, { password } = {}) {
  const { email, password: own } = person(key);
  await page.locator("#username").fill(email);
  await page.locator("#password").fill(password ?? own);
  await page.locator("button[type=submit], input[type=submit]").first().click();
}

/** Opens a page of the portal as somebody who is not signed in, and signs in on the way to it. */
export async function signIn(page, key, path = "") {
  await page.goto(at(path));
  await page.getByRole("link", { name: "Sign in" }).first().click();
  await fillIn(page, key);
  await page.waitForURL((url) => url.pathname.startsWith("/portal/"));
}
