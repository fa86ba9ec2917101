// Builds src/ into community/static/dist: every file carries the hash of its content in its name, so
// browsers may keep it for ever, and manifest.json says which file is the current one.
//
//   node build.mjs            once, minified
//   node build.mjs --watch    again after every change, with source maps

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";

const here = import.meta.dirname;
const source = join(here, "src");
const target = join(here, "..", "community", "static", "dist");
const icons = join(here, "node_modules", "bootstrap-icons", "icons");
const watching = process.argv.includes("--watch");

const options = {
  absWorkingDir: here,
  entryPoints: ["app.js", "room.js", "insight.js", "app.css", "room.css", "styleguide.css"].map((name) => join(source, name)),
  outdir: target,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  format: "esm",
  metafile: true,
  minify: !watching,
  sourcemap: watching,
  target: ["es2021", "chrome100", "firefox100", "safari15.4"],
  loader: { ".woff2": "file" },
  logLevel: "warning",
  write: false,
  plugins: [{ name: "publish", setup: (build) => build.onEnd(publish) }],
};

/** Write what esbuild made, then everything that is only copied, then the manifest. */
async function publish(result) {
  if (result.errors.length > 0) return;
  const entries = new Map();
  const files = new Map(result.outputFiles.map((file) => [basename(file.path), file.contents]));
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    const name = entryName(path, output);
    if (name) entries.set(name, basename(path));
  }
  for (const [name, text] of [["icons.svg", await sprite()], ["favicon.svg", await favicon()]]) {
    const hashed = withHash(name, text);
    files.set(hashed, text);
    entries.set(name, hashed);
  }
  // Packed here, once and at leisure, rather than by the server for every phone.
  for (const [name, content] of [...files].filter(([name]) => /\.(js|css|svg)$/.test(name))) {
    files.set(`${name}.gz`, gzipSync(content, { level: 9 }));
  }
  await mkdir(target, { recursive: true });
  await Promise.all([...files].map(([name, content]) => writeFile(join(target, name), content)));
  const manifest = Object.fromEntries([...entries].sort());
  await writeFile(join(target, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  // The stamp says "built from these sources to be shipped"; what is made while watching is not.
  const kept = watching ? ["manifest.json"] : ["manifest.json", "stamp"];
  await sweep(new Set([...files.keys(), ...kept]));
}

/** What templates call an output: `app.js`, `room.css`, `inter-latin-opsz-normal.woff2`. */
function entryName(path, output) {
  if (path.endsWith(".map")) return null;
  if (output.entryPoint) return basename(output.entryPoint);
  const [only] = Object.keys(output.inputs);
  return only ? basename(only) : null;
}

/** One SVG holding only the icons named in src/icons.txt, each as a symbol of the same name. */
async function sprite() {
  const listed = await readFile(join(source, "icons.txt"), "utf8");
  const names = listed.split("\n").map((line) => line.trim()).filter(Boolean);
  const symbols = await Promise.all(names.map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

async function symbol(name) {
  const svg = await readFile(join(icons, `${name}.svg`), "utf8");
  const [, box, shapes] = /viewBox="([^"]+)"[^>]*>([\s\S]*)<\/svg>/.exec(svg);
  return `<symbol id="${name}" viewBox="${box}">${shapes.replaceAll(/\s*\n\s*/g, "")}</symbol>`;
}

async function favicon() {
  return readFile(join(source, "favicon.svg"), "utf8");
}

function withHash(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  return name.replace(/(?=\.[^.]+$)/, `-${hash}`);
}

/** Remove what earlier builds left, so that a wheel never carries it. */
async function sweep(current) {
  const present = await readdir(target);
  const old = present.filter((name) => !current.has(name));
  await Promise.all(old.map((name) => rm(join(target, name), { recursive: true })));
}

if (watching) {
  const context = await esbuild.context(options);
  await context.watch();
  console.log(`Watching ${relative(process.cwd(), source) || "."} for changes.`);
} else {
  await esbuild.build(options).catch(() => process.exit(1));
}
