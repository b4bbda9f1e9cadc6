/*
 * The installed extension in a real workbench, driven from the keyboard as a person would. Always code-server, because
 * a browser can drive it. RECUSE_TEST_SCREENSHOTS names a folder that keeps a picture of each test's end.
 */
import assert from "node:assert/strict";
import * as path from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { launchBrowser, obtainBrowser } from "./host/browser.ts";
import { startCodeServer, workbenchAddress, type CodeServer } from "./host/code-server.ts";
import { obtainCodeServer } from "./host/install.ts";
import { removeTemporary } from "./host/temporary.ts";
import { installExtension } from "./install-extension.ts";
import { BROKEN_LINE, makeWorkspace } from "./workspace.ts";

const PATIENCE_MS = 30_000;

interface Workbench {
  readonly page: Page;
  close(): Promise<void>;
}

async function openWorkbench(trusted: boolean): Promise<Workbench> {
  const workspace = await makeWorkspace();
  let server: CodeServer | undefined;
  let browser: Browser | undefined;

  async function close(): Promise<void> {
    await browser?.close();
    await server?.stop();
    await removeTemporary(workspace);
  }

  try {
    const host = await obtainCodeServer(console.log);
    server = await startCodeServer(host, { addExtensions: installExtension, trusted });
    browser = await launchBrowser(await obtainBrowser(console.log));
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(workbenchAddress(server, workspace));
    await page.getByRole("tab", { name: "Recuse" }).waitFor();
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function keepPicture(page: Page, title: string | undefined): Promise<void> {
  const folder = process.env["RECUSE_TEST_SCREENSHOTS"];
  if (folder === undefined || folder === "") return;
  const name = (title ?? "workbench").replaceAll(/[^a-z0-9]+/gi, "-");
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

/** The rows that the palette or the list of files offers for a text. */
async function offered(page: Page, key: string, text: string): Promise<Locator> {
  await page.keyboard.press(key);
  await page.locator(".quick-input-widget input.input").fill(text);
  return page.locator(".quick-input-list .monaco-list-row");
}

/** Presses Enter only once the row that is wanted has the focus: the list fills up as it comes in. */
async function choose(page: Page, key: string, text: string, wanted: string): Promise<void> {
  const rows = await offered(page, key, text);
  await rows.and(page.locator(".focused")).filter({ hasText: wanted }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

async function runCommand(page: Page, command: string): Promise<void> {
  await choose(page, "F1", `>${command}`, command);
}

describe("workbench", () => {
  let workbench: Workbench;
  let page: Page;

  before(async () => {
    workbench = await openWorkbench(true);
    ({ page } = workbench);
  });
  after(() => workbench.close());
  afterEach(function () {
    return keepPicture(page, this.currentTest?.title);
  });

  it("opens the Recuse container from the keyboard and says what works today", async () => {
    await runCommand(page, "Recuse: Focus on Triage View");
    const welcome = page.locator(".welcome-view-content");
    await welcome.getByText("Nothing is loaded here").waitFor();
    await welcome.getByRole("button", { name: "Check Roster" }).waitFor();
    await page.getByRole("tab", { name: "Recuse", selected: true }).waitFor();
  });

  it("shows the problem of a broken roster in the Problems panel, at its line", async () => {
    await choose(page, "ControlOrMeta+P", "broken/roster.json", "broken");
    await page.getByRole("tab", { name: "roster.json" }).waitFor();
    await runCommand(page, "Recuse: Check Roster");
    const problem = page.getByRole("treeitem", { name: /expected the id of an organization of this roster/ });
    await problem.waitFor();
    const text = (await problem.textContent()) ?? "";
    assert.match(text, /recuse/);
    assert.match(text, new RegExp(`Ln ${BROKEN_LINE},`));
    assert.doesNotMatch(text, /globex/);
  });
});

describe("workbench, in a folder that is not trusted", () => {
  let workbench: Workbench;
  let page: Page;

  before(async () => {
    workbench = await openWorkbench(false);
    ({ page } = workbench);
  });
  after(() => workbench.close());
  afterEach(function () {
    return keepPicture(page, this.currentTest?.title);
  });

  it("says that no roster is read here, and offers no check", async () => {
    await runCommand(page, "Recuse: Focus on Triage View");
    const welcome = page.locator(".welcome-view-content");
    await welcome.getByText("Recuse reads no roster in a folder that you do not trust").waitFor();
    assert.equal(await welcome.getByRole("button", { name: "Check Roster" }).count(), 0);

    const rows = await offered(page, "F1", ">Recuse: ");
    await rows.filter({ hasText: "Recuse: Focus on Triage View" }).waitFor();
    assert.equal(await rows.filter({ hasText: "Check Roster" }).count(), 0);
  });
});
