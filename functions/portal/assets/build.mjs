// Makes the styles and the script of the portal, each whole, brotli and gzip, in build/portal/ at the root of the repository.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../../../build/portal");

const styles = sass.compile(here("src/main.scss"), { style: "compressed", quietDeps: true });
const css = await esbuild.transform(styles.css, { loader: "css", minify: true, legalComments: "none" });
const script = await esbuild.build({
  entryPoints: [here("src/main.mjs")],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  legalComments: "none",
  write: false,
});

// The licence of govuk-frontend asks for its notice in every copy.
const notice = "/* Contains govuk-frontend. Copyright (c) 2017 Crown Copyright (Government Digital Service). MIT licence. */\n";
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const [name, content] of [
  ["portal.css", Buffer.from(notice + css.code)],
  ["portal.js", Buffer.from(notice + script.outputFiles[0].text)],
]) {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  await writeFile(`${out}/${name}`, content);
  await writeFile(`${out}/${name}.br`, await promisify(brotliCompress)(content, quality));
  await writeFile(`${out}/${name}.gz`, await promisify(gzip)(content, { level: 9 }));
}
