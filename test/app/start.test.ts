import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { start } from "../../github-app/src/main.ts";
import { faultEnvironment, folderWith } from "../builders/fault-app.ts";
import { roster } from "../builders/roster.ts";

describe("starting the App", () => {
  it("leaves nothing open where it cannot listen: the same folder starts at once elsewhere", async () => {
    const quiet = { logTo: { write: () => undefined } };
    const folders = [await folderWith(roster()), await folderWith(roster())];
    const [first = "", second = ""] = folders;
    const running = await start(faultEnvironment(first, "http://127.0.0.1:9"), quiet);
    const taken = Number(new URL(running.url).port);
    const environment = faultEnvironment(second, "http://127.0.0.1:9");
    await assert.rejects(start({ ...environment, port: taken }, quiet), { code: "EADDRINUSE" });
    const again = await start(environment, quiet);
    await again.close();
    await running.close();
    for (const folder of folders) await rm(folder, { recursive: true });
  });
});
