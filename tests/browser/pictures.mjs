// Takes pictures of home, a run that was not passed, the work list and the figures, for the documentation: `make pictures`.

import { mkdirSync } from "node:fs";
import { ask } from "./support/api.mjs";
import { context, start } from "./support/browser.mjs";
import { inDays } from "./support/forms.mjs";
import { provider, readyForOat, runEnds } from "./support/oat.mjs";
import { signIn } from "./support/people.mjs";
import { at, clock } from "./support/stack.mjs";

const FOLDER = new URL("../../docs/pictures/", import.meta.url);
mkdirSync(FOLDER, { recursive: true });

const browser = await start();
try {
  await provider({ status: 503 });
  const id = await readyForOat();
  const answers = { material_deployed: true, connection_ready: true, organisation_ready: true };
  const body = { technical_change: id, ...answers, connection_date: inDays(14).toISOString().slice(0, 10) };
  await ask("meadow-service", "POST", "/oat-requests", { body });
  await runEnds(id, 1);
  for (const [name, who, path, height] of [
    ["home", "meadow-business", "", 900],
    ["failed-run", "meadow-service", `oat/${id}/runs/1`, 1560],
    ["work-list", "pdp-reviewer", "?show=all", 1200],
    ["figures", "pdp-support", "figures", 1560],
  ]) {
    const page = await (await context(browser, { width: 900, height, scale: 0.6 })).newPage();
    await signIn(page, who);
    await page.goto(at(path));
    await page.screenshot({ path: new URL(`${name}.png`, FOLDER).pathname });
  }
} finally {
  await provider();
  clock("reset=1");
  await browser.close();
}
