// What people do with forms.

import assert from "node:assert/strict";

/** Presses a button by its name. */
export const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Chooses an answer of the question that is the page's heading, and goes on. */
export async function answer(page, name) {
  await page.getByRole("radio", { name, exact: true }).check();
  await press(page, "Save and continue");
}

/** Types a day into its three parts. */
export async function typeDay(page, name, day) {
  const parts = { day: day.getUTCDate(), month: day.getUTCMonth() + 1, year: day.getUTCFullYear() };
  for (const [part, value] of Object.entries(parts)) await page.locator(`#${name}-${part}`).fill(String(value));
}

/** A day so many days from now. */
export const inDays = (days) => new Date(Date.now() + days * 24 * 60 * 60 * 1000);

/** The first heading, which every page has. */
export const heading = (page) => page.locator("h1").innerText();

/** Finds the page's heading to be this. */
export const arrives = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();

/** The mistake of a field: said in the summary, whose link leads to the field, and at the field itself. */
export async function mistake(page, field, words) {
  assert.match(await page.title(), /^Error: /);
  const link = page.locator(`.govuk-error-summary a[href='#${field}']`);
  assert.match(await link.innerText(), words);
  await link.click();
  assert.equal(await page.evaluate(() => document.activeElement.id), field, "the link leads to the field");
}
