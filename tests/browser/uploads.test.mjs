// Files are uploaded with our script, without it, and without any: straight to the store, with a verdict in words (E1, E2, E3, W3, W5).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, draft, submitted } from "./support/api.mjs";
import { SCRIPTS, context, start } from "./support/browser.mjs";
import { check } from "./support/checks.mjs";
import { png, send, upload, verdict } from "./support/files.mjs";
import { signIn } from "./support/people.mjs";
import { at } from "./support/stack.mjs";

let browser;
before(async () => (browser = await start()));
after(() => browser?.close());

const MEGABYTE = 1024 * 1024;

/** A PDF of one empty page; `trailer` adds to its trailer, `filler` to its size. */
function pdf({ trailer = "", filler = 0, more = [] } = {}) {
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    ...more,
  ];
  if (filler) objects.push(`<</Length ${filler}>>\nstream\n${" ".repeat(filler)}\nendstream`);
  let text = "%PDF-1.7\n";
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = text.length;
  const rows = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  text += `trailer\n<</Size ${objects.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}

/** The same, which opens with a password only. */
function locked() {
  const [owner, user] = ["ab", "cd"].map((byte) => byte.repeat(32));
  return pdf({
    more: [`<</Filter/Standard/V 2/R 3/Length 128/P -4/O<${owner}>/U<${user}>>>`],
    trailer: `/Encrypt 4 0 R/ID[<${"01".repeat(16)}><${"01".repeat(16)}>]`,
  });
}

/** The smallest head of a film, as telephones put it behind a picture. */
function film() {
  return Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypmp42"), Buffer.alloc(12, 1), Buffer.alloc(4096, 7)]);
}

/** A JPEG of one grey pixel. */
const jpeg = () =>
  Buffer.from(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z",
    "base64",
  );

const FILES = {
  pdf: { name: "acceptance.pdf", mimeType: "application/pdf", buffer: pdf() },
  empty: { name: "empty.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(0) },
  large: { name: "large.pdf", mimeType: "application/pdf", buffer: pdf({ filler: 26 * MEGABYTE }) },
  text: { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("These are notes.") },
  disguised: { name: "notes.pdf", mimeType: "application/pdf", buffer: Buffer.from("These are notes.") },
  locked: { name: "locked.pdf", mimeType: "application/pdf", buffer: locked() },
  film: { name: "moving.jpg", mimeType: "image/jpeg", buffer: Buffer.concat([jpeg(), film()]) },
  png: { name: "screen.png", mimeType: "image/png", buffer: png() },
};

const WORDS = {
  empty: "The selected file is empty, or no file was selected",
  large: "The selected file must be 25MB or smaller",
  text: "The selected file must be a JPEG, PNG or PDF",
  disguised: "The selected file must be a JPEG, PNG or PDF",
  locked: "The selected file is password protected",
  film: "The selected photo has a video appended to it",
};

for (const scripts of SCRIPTS) {
  test(`a file is uploaded, checked and accepted, scripts ${scripts}`, async () => {
    const change = await draft();
    const page = await (await context(browser, { scripts })).newPage();
    await signIn(page, "meadow-business", `changes/${change.id}/evidence`);
    await page.getByRole("button", { name: "Add a file" }).click();
    await upload(page, FILES.pdf, scripts);
    await page.getByText("The file has been uploaded, checked and accepted.").or(page.getByRole("link", { name: "Check again" })).first().waitFor();
    await verdict(page);
    await page.getByText("Accepted", { exact: true }).waitFor();
    const { items } = await ask("meadow-business", "GET", `/technical-changes/${change.id}/evidence`);
    assert.deepEqual(items.map((file) => [file.file_name, file.state]), [["acceptance.pdf", "accepted"]]);
    // Another one, which a reload does not lose.
    await page.getByRole("button", { name: "Add another file" }).click();
    await upload(page, FILES.png, scripts);
    await verdict(page);
    await page.reload();
    await page.getByRole("heading", { name: "screen.png" }).waitFor();
    await page.context().close();
  });

  test(`what is wrong with a file is said in a sentence, scripts ${scripts}`, async () => {
    const change = await draft();
    const page = await (await context(browser, { scripts })).newPage();
    await signIn(page, "meadow-business", `changes/${change.id}/evidence`);
    for (const [name, words] of Object.entries(WORDS)) {
      await page.goto(at(`changes/${change.id}/files/new`));
      await upload(page, FILES[name], scripts);
      if (scripts !== "on") await verdict(page);
      const link = page.getByRole("alert").getByRole("link", { name: words });
      await link.waitFor();
      assert.match(await page.title(), /^Error: /, name);
      if (scripts === "on") {
        // In its place, with focus on the summary, whose link leads to the control.
        assert.equal(await page.evaluate(() => document.activeElement.className), "govuk-error-summary", name);
        await link.click();
        assert.equal(await page.evaluate(() => document.activeElement.id), "file", name);
        assert.match(await page.locator("#file-error").textContent(), new RegExp(words), name);
      }
    }
    await page.context().close();
  });
}

test("what the script finds wrong is sent nowhere", async () => {
  const change = await draft();
  const page = await (await context(browser)).newPage();
  await signIn(page, "meadow-business", `changes/${change.id}/files/new`);
  const sent = [];
  page.on("request", (request) => request.method() === "POST" && sent.push(request.url()));
  for (const name of ["empty", "large", "text"]) {
    await upload(page, FILES[name], "on");
    await page.getByRole("alert").getByRole("link", { name: WORDS[name] }).waitFor();
  }
  assert.deepEqual(sent, []);
  // The same page takes the right one after all.
  await upload(page, FILES.pdf, "on");
  await verdict(page);
  await page.getByText("Accepted", { exact: true }).waitFor();
});

test("a file that does not reach the store can be sent again and counts once", async () => {
  const change = await draft();
  const page = await (await context(browser)).newPage();
  await signIn(page, "meadow-business", `changes/${change.id}/files/new`);
  const isStore = (url) => url.pathname.includes("quarantine");
  await page.route(isStore, (route) => route.abort());
  await upload(page, FILES.pdf, "on");
  await page.getByRole("alert").getByRole("link", { name: "The file could not be sent" }).waitFor();
  await page.unroute(isStore);
  await send(page);
  await verdict(page);
  const { items } = await ask("meadow-business", "GET", `/technical-changes/${change.id}/evidence`);
  assert.equal(items.length, 1);
});

test("a session that is over says so in the place of the form", async () => {
  const change = await draft();
  const own = await context(browser);
  const page = await own.newPage();
  await signIn(page, "meadow-business", `changes/${change.id}/files/new`);
  await own.clearCookies();
  await upload(page, FILES.pdf, "on");
  await page.getByRole("heading", { level: 1, name: /Sign in|before you signed in/ }).waitFor();
});

test("the control is found by its name, and by the keyboard alone", async () => {
  const change = await draft();
  const page = await (await context(browser)).newPage();
  // Chromium hands choosers over some time after somebody listens for the first time, so that is long before the key is pressed.
  const chooser = new Promise((chosen) => page.on("filechooser", chosen));
  await signIn(page, "meadow-business", `changes/${change.id}/files/new`);
  // Voice control presses what it can read: a button with the label and the state.
  const control = page.getByRole("button", { name: /Choose a file.*No file chosen/ });
  await control.waitFor();
  await control.focus();
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(FILES.pdf);
  await page.getByRole("button", { name: /acceptance\.pdf/ }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await verdict(page);
});

test("pages of files in every state", async () => {
  const change = await draft();
  const own = await context(browser, { scripts: "blocked" });
  const page = await own.newPage();
  await signIn(page, "meadow-business", `changes/${change.id}/files/new`);
  const titles = [await check(page, "the page that adds a file")];
  for (const name of ["pdf", "locked"]) {
    await page.goto(at(`changes/${change.id}/files/new`));
    await page.getByLabel("What does the file show?").fill(`${name} with a name that is as long as it can be on a small screen`);
    await page.getByRole("radio", { name: "PDF" }).check();
    await page.getByRole("button", { name: "Continue" }).click();
    if (name === "pdf") titles.push(await check(page, "the page that sends a file"));
    await page.locator("input[type=file]").last().setInputFiles(FILES[name]);
    await page.getByRole("button", { name: "Upload this file" }).click();
    await verdict(page);
    titles.push(await check(page, `the page of a file, ${name}`));
  }
  const file = await ask("meadow-business", "POST", `/technical-changes/${change.id}/evidence`, {
    body: { file_name: "waiting.pdf", media_type: "application/pdf" },
  });
  await page.goto(at(`changes/${change.id}/files/${file.evidence.id}`));
  titles.push(await check(page, "the page of a file that has not arrived"));
  assert.equal(new Set(titles).size, titles.length, titles.join(", "));
});

test("the page with our script has no mistake in it, in every state", async () => {
  const change = await submitted();
  await ask("pdp-reviewer", "POST", `/technical-changes/${change.id}/question`, {
    seen: change.version,
    body: { question: "What does the service management tool say?" },
  });
  const page = await (await context(browser)).newPage();
  await signIn(page, "meadow-business", `changes/${change.id}/answer`);
  await page.getByRole("link", { name: "Add a file" }).click();
  await page.getByRole("button", { name: "Upload this file" }).waitFor();
  await check(page, "the page that adds a file, with the script");
  await page.getByRole("button", { name: "Upload this file" }).click();
  await page.getByRole("alert").waitFor();
  await check(page, "the same, with a mistake");
});
