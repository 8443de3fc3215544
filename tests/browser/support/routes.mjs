// The addresses of the portal, as its program has them.

import { readFileSync, readdirSync } from "node:fs";

/** What is no page: it leads on at once, or is a file. */
const NO_PAGES = [
  "/portal",
  "/portal/assets/{name}",
  "/portal/sign-in/start",
  "/portal/changes/{id}/next",
  "/portal/figures/sheet.csv",
  "/portal/downtime/calendar.ics",
  "/portal/downtime/{notice}/calendar.ics",
  "/portal/changes/{id}/downtime/{notice}/calendar.ics",
  "/portal/changes/{id}/files/{file}/state",
  "/portal/disputes/{id}/files/{file}/state",
];

/** Every address that shows a page, and what tells whether a path is one of it. */
export function routes() {
  const root = new URL("../../../functions/portal/src/", import.meta.url);
  const names = readdirSync(root, { recursive: true }).filter((name) => name.endsWith(".rs"));
  const files = names.map((name) => readFileSync(new URL(name, root), "utf8"));
  const found = files.flatMap((text) => [...text.matchAll(/\.route\(\s*"([^"]+)",\s*get\(/g)].map((match) => match[1]));
  if (found.length === 0) throw new Error("No route was found: is the portal's source where it was?");
  return found
    .filter((address) => !NO_PAGES.includes(address))
    .map((address) => {
      const pattern = new RegExp(`^${address.replaceAll(".", "\\.").replaceAll(/\{[^}]+\}/g, "[^/]+")}$`);
      return { address, is: (path) => pattern.test(path) };
    });
}
