// One Chromium for a file of tests, and the contexts that its tests use.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** Starts the machine's Chromium. */
export async function start() {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) {
    throw new Error(`No Chromium at ${PLACES.filter(Boolean).join(" or ")}. Install it, or name it in CHROMIUM.`);
  }
  // Where tests run as root in a container, Chromium's own sandbox cannot start. It opens the local stack's pages alone.
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** How a context treats our script: `on`; `off`, where no script runs at all; `blocked`, where only ours does not, so that the tests' does. */
export const SCRIPTS = ["on", "off", "blocked"];

/** A fresh browser context: no cookies, and nothing kept. */
export async function context(browser, { scripts = "on", width = 1280, height = 900, scale = 1 } = {}) {
  const made = await browser.newContext({
    javaScriptEnabled: scripts !== "off",
    viewport: { width, height },
    deviceScaleFactor: scale,
    locale: "en-GB",
    timezoneId: "Europe/London",
  });
  made.setDefaultTimeout(15_000);
  if (scripts === "blocked") {
    await made.route(/\/portal\/assets\/.*\.js$/, (route) => route.abort());
  }
  return made;
}
