// The local stack as `make up` wrote it down, and who can sign in there.

import { readFileSync } from "node:fs";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));

let stack;
try {
  stack = read(new URL("../../../.local/stack.json", import.meta.url));
} catch {
  throw new Error("No local stack is running here. Run `make up` first.");
}

const people = read(stack.passwords_file);

/** The origin that browsers use, such as `http://portal.localhost:4610`. */
export const portal = stack.portal_url;

/** The email address and the password of a demonstration person, such as `meadow-business`. */
export function person(key) {
  const found = people[key];
  if (!found) throw new Error(`Nobody is called ${key}. There are ${Object.keys(people).join(", ")}.`);
  return found;
}

/** Where the API is. */
export const api = stack.api_url;

/** Where the user pool answers programs. */
export const pool = { url: stack.gateway, client: stack.client_id };

/** The address of a page of the portal, by its path under `/portal/`. */
export const at = (path = "") => `${portal}/portal/${path}`;
