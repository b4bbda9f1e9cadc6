/*
 * The register in a real browser: read without a script, on a phone, by keyboard; verified, and with every kind
 * of forgery found out. Skipped, visibly, where no browser can be had.
 */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { rebuildPublicLog } from "../builders/public-log.ts";
import { BREACH, determination } from "../builders/register-entries.ts";
import {
  fillRegister,
  growRegister,
  serveRegister,
  WITNESSED,
  type RegisterServer,
} from "../builders/register-server.ts";
import { launchBrowser, obtainBrowser } from "../editor/host/browser.ts";
import { HostUnavailableError } from "../editor/host/unavailable.ts";
import { skip } from "../report/skip.ts";

const PATIENCE_MS = 10_000;

describe("the register in a browser", function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let server: RegisterServer;
  let contexts: BrowserContext[];
  let problems: string[];

  before(async function () {
    this.timeout(360_000);
    try {
      browser = await launchBrowser(await obtainBrowser(console.log));
    } catch (error) {
      if (!(error instanceof HostUnavailableError)) throw error;
      skip(this, error.message);
    }
  });
  after(() => browser?.close());
  beforeEach(async () => {
    contexts = [];
    problems = [];
    server = await serveRegister({ witnesses: ["witness.example/a"] });
    await fillRegister(server, WITNESSED);
  });
  afterEach(async () => {
    for (const context of contexts) await context.close();
    await server.close();
    assert.deepEqual(problems, []);
  });

  async function visit(options: BrowserContextOptions = {}): Promise<Page> {
    assert.ok(browser);
    const context = await browser.newContext({ viewport: { width: 1180, height: 900 }, ...options });
    contexts.push(context);
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      // A file that is not there is part of what is tested; a breach of the page's policy never is.
      if (message.type() === "error" && !message.text().includes("404")) problems.push(message.text());
    });
    await page.goto(server.url);
    return page;
  }

  /** Presses the button and gives the verdict with its reason. */
  async function verdictOf(page: Page): Promise<{ verdict: string | null; words: string }> {
    await page.getByRole("button", { name: "Verify in this browser" }).click();
    const verdict = page.locator('#verify-verdict:not([data-verdict="working"]):not(:empty)');
    await verdict.waitFor();
    return {
      verdict: await verdict.getAttribute("data-verdict"),
      words: (await verdict.textContent()) ?? "",
    };
  }

  async function change(path: string, at: number): Promise<void> {
    const file = join(server.folder, path);
    const content = await readFile(file);
    content[at] = (content[at] ?? 0) ^ 1;
    await writeFile(file, content);
  }

  describe("without a script", () => {
    it("reads whole, filters by form and by link, and offers proofs", async () => {
      const page = await visit({ javaScriptEnabled: false });
      const entries = page.getByRole("table", { name: /Entries/ });
      assert.equal(await entries.getByRole("row").count(), 1 + 1 + 17);
      assert.ok(await page.getByRole("button", { name: "Verify in this browser" }).isDisabled());
      await page.getByText("Needs JavaScript").waitFor();

      await page.getByText("Filter by maintainer, repository or date").click();
      await page.getByLabel("Maintainer").fill("hubot");
      await page.getByRole("combobox", { name: "Kind" }).selectOption("Disclosures");
      await page.getByRole("button", { name: "Show" }).click();
      assert.match(page.url(), /maintainer=hubot/);
      assert.equal(await page.locator("tr[data-index]").count(), 2);
      await page.getByRole("link", { name: /^Breaches/ }).click();
      await page.getByText("I merged the wrong branch").waitFor();
      await page.getByRole("link", { name: "Clear" }).click();
      assert.equal(await page.locator("tr[data-index]").count(), 17);

      const proof = await page.request.get(new URL(`proof/${String(BREACH)}`, server.url).href);
      assert.match(await proof.text(), /^c2sp\.org\/tlog-proof@v1\n/);
    });

    it("has landmarks, headings and names for everything that can be used", async () => {
      const page = await visit({ javaScriptEnabled: false });
      for (const role of ["banner", "main", "contentinfo", "search"] as const)
        assert.equal(await page.getByRole(role, { includeHidden: true }).count(), 1, role);
      assert.equal(await page.getByRole("navigation", { name: "Kinds of entries" }).count(), 1);
      assert.deepEqual(
        await page
          .locator("h1, h2")
          .allTextContents()
          .then((all) => all.map((each) => each.trim().split(/\s/)[0])),
        ["Recusal", "The", "Entries", "Coverage", "How"],
      );
      for (const name of ["What", "Subject", "Claimed at", "Witnessed by", "Proof"])
        await page.getByRole("columnheader", { name, exact: true }).waitFor();
      const unnamed = await page
        .locator("a, button, input, select")
        .evaluateAll(
          (all) =>
            all.filter(
              (each) =>
                (each.textContent.trim() || each.getAttribute("aria-label")) === "" &&
                !(each as HTMLInputElement).labels?.length,
            ).length,
        );
      assert.equal(unnamed, 0);
      await page.keyboard.press("Tab");
      assert.equal(await page.locator(":focus").textContent(), "Skip to the entries");
      await page.keyboard.press("Enter");
      assert.match(page.url(), /#entries$/);
    });

    it("keeps to the width of a phone, tells every cell, and leaves no target too small", async () => {
      const page = await visit({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 360, `${String(width)} px`);
      const label = await page
        .locator("tr[data-index] td")
        .first()
        .evaluate((cell) => getComputedStyle(cell, "::before").content);
      assert.match(label, /attr|Subject/);
      const target = await page.getByRole("link", { name: /^Breaches/ }).boundingBox();
      assert.ok(target !== null && target.height >= 24);
    });

    for (const colorScheme of ["light", "dark"] as const) {
      it(`has enough contrast in ${colorScheme}`, async () => {
        const page = await visit({ colorScheme });
        const poor = await page.evaluate(lowContrast);
        assert.deepEqual(poor, []);
      });
    }
  });

  describe("verifying", () => {
    it("finds a genuine log to be so, and remembers it", async () => {
      const page = await visit();
      const first = await verdictOf(page);
      assert.deepEqual([first.verdict, first.words.slice(0, 9)], ["good", "Verified."]);
      await growRegister(server, 300);
      await page.reload();
      const second = await verdictOf(page);
      assert.equal(second.verdict, "good", second.words);
      assert.match(second.words, /continues what this browser saw before/);
    });

    it("follows a key to the next one, and the one after", async () => {
      const page = await visit();
      await verdictOf(page);
      await server.log.rotate(21);
      await growRegister(server, 300);
      await server.log.rotate(22);
      await growRegister(server, 2);
      await page.reload();
      assert.equal((await verdictOf(page)).verdict, "good");
      await page.getByText("What was checked").click();
      await page.getByText("the old key handed over to the new one").waitFor();
    });

    it("checks a filtered page, and a page of an older head while the log grows", async () => {
      const page = await visit();
      await page.getByRole("link", { name: /^Breaches/ }).click();
      await growRegister(server, 3);
      assert.equal((await verdictOf(page)).verdict, "good");
    });

    const forgeries: [string, (page: Page) => Promise<unknown>, RegExp][] = [
      [
        "one changed entry",
        () => change("tile/entries/000.p/19", 300),
        /Entry 1 is not the one that was signed: tile\/entries\/000\.p\/19/,
      ],
      [
        "a cut bundle",
        async () => {
          const file = join(server.folder, "tile/entries/000.p/19");
          await writeFile(file, (await readFile(file)).subarray(0, 900));
        },
        /tile\/entries\/000\.p\/19 was changed/,
      ],
      ["one changed hash", () => change("tile/0/000.p/19", 40), /tile was changed: .*tile\/0\/000\.p\/19/],
      ["a changed checkpoint", () => change("checkpoint", 50), /checkpoint does not hold/],
      [
        "another key",
        async () => {
          const text = await readFile(join(server.folder, "policy"), "utf8");
          await rebuildPublicLog(server.folder, { seed: 9 });
          const forged = await readFile(join(server.folder, "policy"), "utf8");
          assert.notEqual(forged, text);
          await fillRegister({ ...server, log: await rebuildPublicLog(server.folder) });
          await writeFile(join(server.folder, "policy"), forged);
        },
        /checkpoint does not hold: no known key has signed/,
      ],
      [
        "a missing tile",
        async () => writeFile(join(server.folder, "tile/0/000.p/19"), ""),
        /tile was changed/,
      ],
      [
        "a row that tells it otherwise",
        (page) =>
          page
            .locator(`#entry-${String(BREACH)} [data-part="what"]`)
            .evaluate((cell) => (cell.textContent = "Stepped back")),
        /shows entry 13 differently/,
      ],
      [
        "a row that is left out",
        (page) =>
          page.locator(`#entry-${String(BREACH)}`).evaluate((row) => {
            row.remove();
          }),
        /leaves out entry 13: Breach/,
      ],
      [
        "a row that is not in the log",
        (page) =>
          page.locator(`#entry-${String(BREACH)}`).evaluate((row) => {
            row.setAttribute("data-index", "99");
          }),
        /Entry 99 is shown and not signed/,
      ],
    ];
    for (const [title, forge, expected] of forgeries) {
      it(`fails visibly for ${title}`, async () => {
        const page = await visit();
        await forge(page);
        const { verdict, words } = await verdictOf(page);
        assert.equal(verdict, "bad", words);
        assert.match(words, expected);
        await page.locator('#verify-steps li[data-state="bad"]').waitFor();
      });
    }

    it("marks the row whose entry was changed", async () => {
      const page = await visit();
      await change("tile/entries/000.p/19", 300);
      await verdictOf(page);
      assert.equal(await page.locator("tr.failed").getAttribute("id"), "entry-1");
    });

    it("finds one changed full tile in a log of thousands, and names it", async () => {
      // The rows of the page lie in the last full tile and in the partial one after it.
      await growRegister(server, 3_320);
      await change("tile/0/012", 32 * 200);
      const page = await visit();
      const { verdict, words } = await verdictOf(page);
      assert.equal(verdict, "bad");
      assert.match(words, /tile\/0\/012/);
    });

    const histories: [string, () => Promise<void>, RegExp][] = [
      [
        "a log that was rolled back",
        async () => {
          const log = await rebuildPublicLog(server.folder, { witnesses: ["witness.example/a"] });
          await log.append(determination(1), determination(2));
          await log.sign();
        },
        /seen 19 entries signed; now only 2 entries are: the log was rolled back/,
      ],
      [
        "a log that was rewritten and grew",
        async () => {
          const log = await rebuildPublicLog(server.folder, { witnesses: ["witness.example/a"] });
          await log.append(...Array.from({ length: 40 }, (_, at) => determination(at)));
          await log.sign();
        },
        /does not begin with the 19 entries that this browser saw last: it was rewritten/,
      ],
      [
        "a log that was rewritten at the same size",
        async () => {
          const log = await rebuildPublicLog(server.folder, { witnesses: ["witness.example/a"] });
          await log.append(...Array.from({ length: 19 }, (_, at) => determination(at)));
          await log.sign();
        },
        /rewritten/,
      ],
      [
        "a log under another key of the same name",
        async () => {
          await fillRegister({ ...server, log: await rebuildPublicLog(server.folder, { seed: 9 }) });
        },
        /signed by another key than this browser saw last, and no entry hands over to it/,
      ],
      [
        "a log of another name",
        async () => {
          await fillRegister({
            ...server,
            log: await rebuildPublicLog(server.folder, { origin: "other.example/log" }),
          });
        },
        /another log than the one this browser saw last/,
      ],
    ];
    histories.push([
      "a key that the old one did not hand over to",
      () => server.log.rotate(21, false),
      /old key did not sign the head in which it hands over/,
    ]);
    for (const [title, rewrite, expected] of histories) {
      it(`remembers, and so finds ${title}`, async () => {
        const page = await visit();
        assert.equal((await verdictOf(page)).verdict, "good");
        await rewrite();
        await page.reload();
        for (const attempt of [1, 2]) {
          const { verdict, words } = await verdictOf(page);
          assert.equal(verdict, "bad", `attempt ${String(attempt)}: ${words}`);
          assert.match(words, expected);
        }
        // A browser that never saw the first one cannot tell: this is what witnesses are for.
        const stranger = await visit();
        assert.equal((await verdictOf(stranger)).verdict, "good");
      });
    }
  });
});

/** Runs in the page: visible texts with less contrast than WCAG 2.2 AA asks for. */
function lowContrast(): string[] {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context) return ["no canvas"];
  const rgba = (color: string): Uint8ClampedArray => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return context.getImageData(0, 0, 1, 1).data;
  };
  const luminance = (color: string): number => {
    const [r = 0, g = 0, b = 0] = [...rgba(color)].map((each) => {
      const part = each / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = (element: Element | null): string => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((rgba(color)[3] ?? 0) === 255) return color;
    }
    return "white";
  };
  const poor: string[] = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some(
      (node) => node.nodeType === 3 && node.textContent?.trim() !== "",
    );
    if (!own || !element.checkVisibility()) continue;
    if (element instanceof HTMLButtonElement && element.disabled) continue;
    const style = getComputedStyle(element);
    const [light, dark] = [luminance(style.color), luminance(backgroundOf(element))].sort((a, b) => b - a);
    const ratio = ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
    if (ratio < 4.5) poor.push(`${element.tagName} ${element.className} ${ratio.toFixed(2)}`);
  }
  return [...new Set(poor)];
}
