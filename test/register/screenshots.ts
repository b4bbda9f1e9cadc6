/*
 * Pictures of the register for the documents: `node test/register/screenshots.ts [FOLDER]`, docs/images unless
 * told otherwise. Each is looked at before it is kept.
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { fillRegister, serveRegister, WITNESSED } from "../builders/register-server.ts";
import { launchBrowser, obtainBrowser } from "../editor/host/browser.ts";

const FOLDER = process.argv[2] ?? fileURLToPath(new URL("../../docs/images", import.meta.url));

const PICTURES = [
  { name: "register-light", width: 1180, height: 900, scheme: "light", verify: false, from: undefined },
  { name: "register-dark", width: 1180, height: 1000, scheme: "dark", verify: true, from: undefined },
  { name: "register-phone", width: 390, height: 1300, scheme: "light", verify: false, from: "h2#entries" },
] as const;

const server = await serveRegister({ witnesses: ["witness.example/a"] });
const browser = await launchBrowser(await obtainBrowser(console.log));
try {
  await fillRegister(server, WITNESSED);
  for (const { name, width, height, scheme, verify, from } of PICTURES) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
    await page.goto(server.url);
    if (verify) await verified(page);
    if (from !== undefined)
      await page.locator(from).evaluate((element) => {
        element.scrollIntoView();
      });
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}

async function verified(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Verify in this browser" }).click();
  await page.getByText("Verified.").waitFor();
}
