// The local stack as `make up` wrote it down, and who can sign in there.

import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
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

/** The same of a demonstration person's key, or of somebody who has both already. */
export const personOf = (who) => (typeof who === "string" ? person(who) : who);

/** Where the API is. */
export const api = stack.api_url;

/** Where the user pool answers programs. */
export const pool = { url: stack.gateway, client: stack.client_id };

/** The address of a page of the portal, by its path under `/portal/`. */
export const at = (path = "") => `${portal}/portal/${path}`;

/** Asks a service of the emulator, which takes everybody's signature. */
async function emulator(service, target, type, body) {
  const scope = `20260101/${stack.region}/${service}/aws4_request`;
  const answer = await fetch(stack.gateway, {
    method: "POST",
    headers: {
      "content-type": type,
      "x-amz-target": target,
      authorization: `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${target}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
}

/** Asks the table of the portal's sessions. */
export const sessions = (operation, body) =>
  emulator("dynamodb", `DynamoDB_20120810.${operation}`, "application/x-amz-json-1.0", {
    TableName: stack.session_table,
    ...body,
  });

/** Somebody who was invited, with a password of their own. */
export async function welcome(email) {
  const password = `Aa1-${randomUUID()}`;
  await emulator("cognito-idp", "AWSCognitoIdentityProviderService.AdminSetUserPassword", "application/x-amz-json-1.1", {
    UserPoolId: stack.user_pool_id,
    Username: email,
    Password: password,
    Permanent: true,
  });
  return { email, password };
}

/** Moves the stack's clock, as `make clock` does. Sessions go by the real one. */
export const clock = (change) => execFileSync("build/bin/clock", [change], { cwd: new URL("../../../", import.meta.url) });

/** A moment as London's clocks show it, to the minute: `2027-03-01T09:00`. */
export const londonTime = (moment) =>
  moment.toLocaleString("sv-SE", { timeZone: "Europe/London", dateStyle: "short", timeStyle: "short" }).replace(" ", "T");

/** The provider that the stack plays: where it is told how to behave, and the place of Meadow's hosts. */
export const participant = { control: stack.participant_control, meadow: stack.participant_meadow };
