/*
 * The register page's script: one button that checks what the page shows, in this browser. Reads the page and the
 * log's files beside it, keeps what it saw in localStorage, and sends nothing anywhere.
 */
import type { CryptographyAsync } from "@recuse/shared/audit/cryptography.ts";
import { BadNews } from "./bad-news.ts";
import { checkPage, type Remembered, type SeenRow } from "./check-page.ts";
import { AbsentError, type ReadFile } from "./log-files.ts";

const MEMORY = `recuse-log:${location.pathname}`;
const STATED_PARTS = ["kind", "what", "subject", "maintainer", "claimed"];

const host: CryptographyAsync = {
  sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))),
  async verify(publicKey, message, signature) {
    const key = await crypto.subtle.importKey("raw", new Uint8Array(publicKey), "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", key, new Uint8Array(signature), new Uint8Array(message));
  },
};

const panel = find("verify");
const button = find("verify-button");
const hint = find("verify-hint");
const verdict = find("verify-verdict");
const steps = find("verify-steps");
const details = find("verify-details");
if (panel && button instanceof HTMLButtonElement && hint && verdict && steps) void offer(button);

function find(id: string): HTMLElement | null {
  return document.getElementById(id);
}

async function offer(press: HTMLButtonElement): Promise<void> {
  const lack = await missing();
  if (lack !== undefined) {
    say(hint, `${lack} Check with "recuse log verify" instead.`);
    return;
  }
  say(
    hint,
    "Fetches the signed head and the tiles behind these rows, and checks them here. Nothing is sent.",
  );
  press.disabled = false;
  press.addEventListener("click", () => {
    press.disabled = true;
    void verify().finally(() => {
      press.disabled = false;
    });
  });
}

/** What this browser lacks, in a sentence. */
async function missing(): Promise<string | undefined> {
  if (!isSecureContext) return "Browsers offer cryptography to pages over HTTPS only, and this one is not.";
  const key = new Uint8Array(32).fill(1);
  return crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]).then(
    () => undefined,
    () => "This browser cannot check Ed25519 signatures.",
  );
}

async function verify(): Promise<void> {
  steps?.replaceChildren();
  verdict?.replaceChildren();
  for (const row of document.querySelectorAll(".failed")) row.classList.remove("failed");
  conclude("working", "Checking…", "");
  try {
    const remembered = recall();
    const rows = seenRows();
    const seen = await checkPage({
      read: fetched(),
      host,
      head: {
        size: Number(panel?.dataset["size"]),
        root: document.querySelector(".hash")?.textContent ?? "",
      },
      rows,
      complete: location.search === "" || /^\?before=\d+$/.test(location.search),
      remembered,
      report: step,
    });
    keep(seen);
    const known = remembered === undefined ? "" : " and continues what this browser saw before";
    conclude(
      "good",
      "Verified.",
      `Every row on this page is in the signed log${known}. This script came from the same server: for a check that does not depend on it, use recuse log verify.`,
    );
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const words = error instanceof Error ? error.message : "it could not be checked";
  if (error instanceof BadNews || error instanceof AbsentError) {
    step("bad", words);
    conclude("bad", "Verification failed.", words);
    if (!(error instanceof BadNews) || error.index === undefined) return;
    document.getElementById(`entry-${String(error.index)}`)?.classList.add("failed");
    return;
  }
  const known = error instanceof Error && ["TileError", "MerkleError"].includes(error.name);
  step(known ? "bad" : "partly", words);
  if (known) conclude("bad", "Verification failed.", words);
  else conclude("partly", "Not verified.", `The check could not be finished: ${words}`);
}

function seenRows(): SeenRow[] {
  const rows = [...document.querySelectorAll<HTMLElement>("tr[data-index]")].map((row) => {
    const parts = STATED_PARTS.map((name) => [name, shown(row.querySelector(`[data-part="${name}"]`))]);
    return {
      index: Number(row.dataset["index"]),
      parts: Object.fromEntries(parts) as Record<string, string>,
    };
  });
  const replies = [...document.querySelectorAll(".reply[id]")].map(({ id }) => ({
    index: Number(id.replace("entry-", "")),
  }));
  return [...rows, ...replies];
}

/** The text of an element; empty where there is none. */
function shown(element: Element | null): string {
  return element?.textContent.replaceAll(/\s+/g, " ").trim() ?? "";
}

/** Each file once, from the server and not from the browser's store of older answers. */
function fetched(): ReadFile {
  const answers = new Map<string, Promise<Uint8Array | undefined>>();
  return (path) => {
    const known = answers.get(path) ?? load(path);
    answers.set(path, known);
    return known;
  };
}

async function load(path: string): Promise<Uint8Array | undefined> {
  const response = await fetch(path, { cache: "no-cache", credentials: "omit" });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${path} could not be fetched: status ${String(response.status)}`);
  return new Uint8Array(await response.arrayBuffer());
}

function recall(): Remembered | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(MEMORY) ?? "null");
    return typeof kept === "object" && kept !== null ? (kept as Remembered) : undefined;
  } catch {
    return undefined;
  }
}

function keep(seen: Remembered): void {
  try {
    localStorage.setItem(MEMORY, JSON.stringify(seen));
  } catch {
    step("partly", "This browser keeps nothing for this page: it will not notice a rollback.");
  }
}

function step(state: string, words: string): void {
  const item = document.createElement("li");
  item.dataset["state"] = state;
  item.textContent = words;
  steps?.append(item);
}

function conclude(state: string, headline: string, words: string): void {
  if (!verdict) return;
  verdict.dataset["verdict"] = state;
  const strong = document.createElement("strong");
  strong.textContent = headline;
  const text = document.createElement("p");
  text.textContent = words;
  verdict.replaceChildren(strong, ...(words === "" ? [] : [text]));
  if (!(details instanceof HTMLDetailsElement)) return;
  details.hidden = false;
  details.open = state === "bad" || state === "partly";
}

function say(element: HTMLElement | null, words: string): void {
  if (element) element.textContent = words;
}
