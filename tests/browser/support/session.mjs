// Ends of sessions, as hours would bring them: no test waits for them.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { sessions } from "./stack.mjs";

/** The id of the session of a browser context in the table of sessions. */
async function idOf(context) {
  const cookie = (await context.cookies()).find((one) => one.name === "__Host-portal-session");
  assert.ok(cookie, "somebody is signed in");
  return createHash("sha256").update("session\0").update(Buffer.from(cookie.value, "base64url")).digest("hex");
}

/** Changes what is kept of a session. */
async function alter(context, change) {
  const Key = { id: { S: await idOf(context) } };
  const { Item } = await sessions("GetItem", { Key, ConsistentRead: true });
  const content = { ...JSON.parse(Item.content.S), ...change };
  await sessions("PutItem", { Item: { ...Item, content: { S: JSON.stringify(content) } } });
}

const now = () => Math.floor(Date.now() / 1000);

/** Eight hours have passed. */
export const endSession = (context) => alter(context, { until: now() });

/** A quarter of an hour has passed: the next page asks for new tokens. */
export const ageTokens = (context) => alter(context, { access_until: now() });
