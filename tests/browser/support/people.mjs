// People sign in at the user pool's own page.

import { at, personOf } from "./stack.mjs";

/** Fills in the user pool's sign-in page, which is open, as somebody. */
export async function fillIn(page, who, { password } = {}) {
  const { email, password: own } = personOf(who);
  await page.locator("#username").fill(email);
  await page.locator("#password").fill(password ?? own);
  await page.locator("button[type=submit], input[type=submit]").first().click();
}

/** Goes on from the portal's sign-in page, which is open, to the user pool's. */
export const toPool = (page) => page.getByRole("button", { name: "Sign in" }).click();

/** The page that asks for signing in. */
export const asksToSignIn = (page) => page.getByRole("heading", { name: "Sign in to the connection portal" }).waitFor();

/** Opens a page of the portal as somebody who is not signed in, and signs in on the way to it. */
export async function signIn(page, key, path = "") {
  await page.goto(at(path));
  await toPool(page);
  await fillIn(page, key);
  await page.waitForURL((url) => url.pathname.startsWith("/portal/"));
}
