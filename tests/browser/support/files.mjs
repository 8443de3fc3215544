// What people do with files.

import assert from "node:assert/strict";
import { crc32, deflateSync } from "node:zlib";

/** A PNG of one grey pixel. */
export function png() {
  const chunk = (name, content) => {
    const named = Buffer.concat([Buffer.from(name), content]);
    const ends = [Buffer.alloc(4), Buffer.alloc(4)];
    ends[0].writeUInt32BE(content.length);
    ends[1].writeUInt32BE(crc32(named));
    return Buffer.concat([ends[0], named, ends[1]]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.from([0, 128]))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const RADIOS = { "application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "text/plain": "PDF" };

/** Uploads a file from the page that adds one, which is open. */
export async function upload(page, file, scripts) {
  if (scripts !== "on") {
    await page.getByLabel("What does the file show?").fill(file.name.replace(/\.[a-z]+$/, ""));
    await page.getByRole("radio", { name: RADIOS[file.mimeType] }).check();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Choose the file and send it" }).waitFor();
  }
  await page.locator("input[type=file]").setInputFiles(file);
  await send(page);
}

/** Presses the button as a person does who has read the page: a second press within a second is taken for a double click. */
export async function send(page) {
  await page.waitForTimeout(1_100);
  await page.getByRole("button", { name: "Upload this file" }).click();
}

/** Waits for the page of the file, and for its verdict. */
export async function verdict(page) {
  for (let tries = 0; tries < 20; tries += 1) {
    await page.waitForURL(/\/files\/[0-9a-f-]{36}/);
    const again = page.getByRole("link", { name: "Check again" });
    if (!(await again.count())) return;
    await again.click();
  }
  assert.fail("there is no verdict");
}
