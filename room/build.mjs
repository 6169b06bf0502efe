// Builds the room: room.js, offline.js, offline.html and screen.js in each language, desk.js, look.css and integrity.json. The only
// place where esbuild's flags stand. The same sources and lock give the same bytes: nothing here knows the time, the machine or a folder's name.
//
//   node build.mjs [OUT]          by default ../src/amends/built/room

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";

const here = dirname(fileURLToPath(import.meta.url));

// Kinds of age keys that no letter of ours is sealed to, and a fifth of the bundle.
const absent = join(here, "absent.ts");
const kinds = {
  name: "kinds of age keys",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/recipients\.js$/ }, ({ importer }) =>
      importer === join(here, "node_modules/age-encryption/dist/index.js") ? { path: join(here, "kinds.ts") } : undefined);
  },
};
// The libraries' errors keep their places and lose their texts, which no reader sees: the room says in its own words what
// went wrong. That is a text or a template, and nothing that does anything; a twenty-fifth of the bundle.
const literal = "(?:`[^`]*`|'[^'\\n]*'|\"[^\"\\n]*\")";
const texts = new RegExp(`new (Type|Range)?Error\\(${literal}(?: \\+ (?:[\\w.]+|${literal}))*\\)`, "g");
const quiet = {
  name: "errors without texts",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/](@noble|@scure|age-encryption)[\\/].*\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(texts, "new $1Error()"),
    }));
  },
};

// A reading room says in its own words what to do about each kind of error; only staff read the hints that ours bear.
const hints = new RegExp(`(new (?:Forged|NotOpenable|OfficeUnreachable|Refused|Torn|Unsupported|WrongKey)\\(${literal}), ${literal}\\)`, "g");
const unhinted = {
  name: "errors without hints",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]room[\\/]\w+\.ts$/ }, async ({ path }) => ({ contents: (await readFile(path, "utf8")).replace(hints, "$1)"), loader: "ts" }));
  },
};

/** What building and testing share. */
export const flags = {
  absWorkingDir: here,
  bundle: true,
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  alias: { "@noble/post-quantum/hybrid.js": absent, "@noble/curves/nist.js": absent },
  plugins: [kinds, quiet],
};

// esbuild binds and shakes, terser makes what is left small: a twenty-fifth less, zipped, than either alone. Nothing here
// or in the libraries makes an object with `new` of a function that is written as an expression, so each can be an arrow.
const small = { ecma: 2020, compress: { passes: 3, toplevel: true, unsafe_arrows: true }, mangle: { toplevel: true }, format: { comments: false } };

// A bundle speaks one language, so that nobody waits for another's sentences: a file of sentences is exchanged for the one of the
// same name in the language's folder. One that has none there speaks every language by itself (what a recipient is given on paper).
const LANGUAGES = ["es"];
const inLanguage = (language) => ({
  name: `sentences in ${language}`,
  setup({ onResolve }) {
    onResolve({ filter: /sentences\.ts$/ }, ({ path, resolveDir }) => {
      const other = join(here, language, relative(here, resolve(resolveDir, path)));
      return existsSync(other) ? { path: other } : undefined;
    });
  },
});

async function bundle(entry, ...more) {
  const result = await build({ ...flags, plugins: [...flags.plugins, ...more], entryPoints: [entry], format: "iife", minify: true, platform: "browser", write: false });
  return (await minify(result.outputFiles[0].text, small)).code;
}

async function sheet() {
  const result = await build({ ...flags, entryPoints: ["look.css"], minify: true, write: false });
  return result.outputFiles[0].text;
}

/** Text that can stand inside an element of the self-opening file as it is. */
function mayStandInside(name, text) {
  const found = /<\/(script|style)|<!--/i.exec(text);
  if (found !== null) throw new Error(`${name} holds ${found[0]}, which would end its element in the self-opening file`);
}

export async function buildRoom(out) {
  const files = {
    "room.js": await bundle("room.ts", unhinted),
    "leave.js": await bundle("leave.ts"),
    "offline.js": await bundle("offline.ts", unhinted),
    "screen.js": await bundle("screen.ts"),
    "desk.js": await bundle("desk.ts"),
    "look.css": await sheet(),
    "offline.html": await readFile(join(here, "offline.html"), "utf8"),
  };
  for (const language of LANGUAGES) {
    files[`room.${language}.js`] = await bundle("room.ts", unhinted, inLanguage(language));
    files[`screen.${language}.js`] = await bundle("screen.ts", inLanguage(language));
    files[`offline.${language}.js`] = await bundle("offline.ts", unhinted, inLanguage(language));
    files[`offline.${language}.html`] = await readFile(join(here, language, "offline.html"), "utf8");
  }
  for (const name of ["look.css", "offline.js", ...LANGUAGES.map((language) => `offline.${language}.js`)]) mayStandInside(name, files[name]);
  const integrity = {};
  await mkdir(out, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(out, name), text);
    integrity[name] = `sha384-${createHash("sha384").update(text).digest("base64")}`;
  }
  await writeFile(join(out, "integrity.json"), `${JSON.stringify(integrity, null, 2)}\n`);
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, [text.length, gzipSync(text, { level: 9 }).length]]));
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const sizes = await buildRoom(resolve(process.argv[2] ?? join(here, "../src/amends/built/room")));
  for (const [name, [bytes, zipped]] of Object.entries(sizes)) console.log(`${name} ${bytes} bytes, ${zipped} gzipped`);
}
