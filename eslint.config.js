/*
 * The house's rules, as far as a machine can check them. What each rule guards is in ARCHITECTURE.md;
 * test/unit/house.test.ts proves that every one of them bites.
 */
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const SOURCES = ["shared/**/*.ts", "github-app/**/*.ts", "extension/**/*.ts", "test/**/*.ts"];

/** Hosts and programs that the pure core must not know of. */
const IMPURE_IMPORTS = {
  regex: "^(node:|@octokit/|probot$|probot/|@probot/|lowdb$|lowdb/)",
  message: "shared/src is pure: take what you need as an argument.",
};
const NODE_BUILTINS = {
  regex:
    "^(assert|async_hooks|buffer|child_process|cluster|console|crypto|dgram|diagnostics_channel|dns|events|fs|http|http2|https|inspector|module|net|os|path|perf_hooks|process|punycode|querystring|readline|repl|stream|string_decoder|timers|tls|tty|url|util|v8|vm|worker_threads|zlib)(/|$)",
  message: "write node:… for Node's own modules, and nowhere in shared/src.",
};
const EDITOR = { regex: "^vscode$", message: "only extension/ knows the editor." };
const SHARED_BY_NAME = {
  regex: "^@recuse/",
  message: "shared/src knows no other workspace, and itself by relative paths.",
};
const SHARED_NODE = {
  regex: "^(\\.\\./)+node(/|$)|^@recuse/shared/node/",
  message: "shared/src does not know its Node adapters.",
};
const APP = {
  regex: "^@recuse/github-app(/|$)|(^|/)github-app/",
  message: "extension → shared ← github-app: never sideways, never back.",
};
const EXTENSION = {
  regex: "^recuse(/|$)|(^|/)extension/",
  message: "extension → shared ← github-app: never sideways, never back.",
};
const GITHUB = {
  regex: "(^|/)github/",
  message: "plan/ decides what should be done and never talks to GitHub.",
};

/** What differs from run to run, or from host to host: an argument of the function that needs it. */
const IMPURE_GLOBALS = [
  "Buffer",
  "Bun",
  "Deno",
  "clearImmediate",
  "clearInterval",
  "clearTimeout",
  "console",
  "crypto",
  "document",
  "fetch",
  "global",
  "globalThis",
  "localStorage",
  "navigator",
  "performance",
  "process",
  "queueMicrotask",
  "require",
  "self",
  "setImmediate",
  "setInterval",
  "setTimeout",
  "structuredClone",
  "window",
];

const NO_ENUM = {
  selector: "TSEnumDeclaration",
  message: "a union of string literals says the same and needs no code.",
};
const NO_DEFAULT_EXPORT = {
  selector: "ExportDefaultDeclaration, ExportSpecifier[exported.name='default']",
  message: "name what you export.",
};
const NO_BARREL = {
  selector: "ExportAllDeclaration",
  message: "export what others need from the file that defines it.",
};
const ZOD_AS_NAMESPACE = {
  selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier[importKind!='type']",
  message: 'write import * as z from "zod": { z } puts five times as much into a bundle.',
};
const HOUSE_SYNTAX = [NO_ENUM, NO_DEFAULT_EXPORT, NO_BARREL, ZOD_AS_NAMESPACE];

const NO_CLOCK = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "shared/src has no clock: take the time as an argument.",
  },
  {
    selector: "CallExpression[callee.name='Date']",
    message: "shared/src has no clock: take the time as an argument.",
  },
  {
    selector: "ImportExpression",
    message: "shared/src loads nothing while it runs.",
  },
];

const NO_FOCUS = [
  {
    selector:
      "MemberExpression[object.name=/^(describe|context|suite|it|specify|test)$/][property.name='only']",
    message: "a focused test silences all the others.",
  },
  {
    selector:
      "MemberExpression[object.name=/^(describe|context|suite|it|specify|test)$/][property.name='skip']",
    message:
      'a test is kept or deleted; where a machine lacks something, skip(this, "why") of test/report/skip.ts.',
  },
  {
    selector: "CallExpression[callee.name=/^(xit|xdescribe|xcontext|xspecify)$/]",
    message:
      'a test is kept or deleted; where a machine lacks something, skip(this, "why") of test/report/skip.ts.',
  },
];

/** `no-restricted-imports` with these patterns; a later block replaces an earlier one's. */
function forbid(...patterns) {
  return { "no-restricted-imports": ["error", { patterns: [NODE_BUILTINS, ...patterns] }] };
}

function forbidSyntax(...selectors) {
  return { "no-restricted-syntax": ["error", ...HOUSE_SYNTAX, ...selectors] };
}

export default defineConfig(
  globalIgnores([
    "**/node_modules/",
    "**/dist/",
    "**/out/",
    "**/.vscode-test/",
    "**/.vscode-test-web/",
    "test/bench/results/",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.js", "**/*.cjs"],
    extends: [js.configs.recommended],
    rules: { eqeqeq: "error", "prefer-const": "error" },
  },
  {
    // Parsed by whatever Node is installed, however old, so that it can say a sentence.
    files: ["github-app/bin/*.js"],
    languageOptions: {
      ecmaVersion: 2020,
      globals: { process: "readonly", console: "readonly", URL: "readonly" },
    },
    rules: { "no-var": "off", "prefer-const": "off" },
  },
  {
    files: SOURCES,
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "func-style": ["error", "declaration", { allowArrowFunctions: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      // environment["RECUSE_DATA"] says that the name is looked up, not declared.
      "@typescript-eslint/dot-notation": ["error", { allowIndexSignaturePropertyAccess: true }],
      // Counting and walking code points is what is meant.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      // A number in a message is what its writer meant.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // A leading underscore says: the host passes it, we do not use it.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // What comes from GitHub is searched for control characters on purpose.
      "no-control-regex": "off",
      ...forbid(),
      ...forbidSyntax(),
    },
  },
  {
    files: ["shared/src/**/*.ts"],
    rules: {
      ...forbid(IMPURE_IMPORTS, EDITOR, SHARED_BY_NAME, SHARED_NODE, APP, EXTENSION),
      ...forbidSyntax(...NO_CLOCK),
      "no-restricted-globals": [
        "error",
        ...IMPURE_GLOBALS.map((name) => ({ name, message: "shared/src is pure: take it as an argument." })),
      ],
      "no-restricted-properties": [
        "error",
        {
          object: "Date",
          property: "now",
          message: "shared/src has no clock: take the time as an argument.",
        },
        {
          object: "Math",
          property: "random",
          message: "shared/src has no randomness: take it as an argument.",
        },
      ],
    },
  },
  {
    files: ["shared/src/plan/**/*.ts"],
    rules: forbid(IMPURE_IMPORTS, EDITOR, SHARED_BY_NAME, SHARED_NODE, APP, EXTENSION, GITHUB),
  },
  { files: ["shared/node/**/*.ts"], rules: forbid(EDITOR, APP, EXTENSION) },
  { files: ["github-app/**/*.ts"], rules: forbid(EDITOR, EXTENSION) },
  { files: ["extension/**/*.ts"], rules: forbid(APP) },
  { files: ["test/**/*.ts"], rules: forbidSyntax(...NO_FOCUS) },
);
