import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { HANDLED_EVENTS } from "../../github-app/src/app.ts";

describe("the App's manifest", () => {
  it("asks for the least permissions, and for the events that are handled", async () => {
    const text = await readFile(new URL("../../github-app/app-manifest.json", import.meta.url), "utf8");
    const manifest: unknown = JSON.parse(text);
    assert.ok(typeof manifest === "object" && manifest !== null);
    assert.deepEqual(Reflect.get(manifest, "default_permissions"), {
      issues: "write",
      pull_requests: "write",
      checks: "write",
      contents: "read",
      metadata: "read",
    });
    assert.deepEqual(Reflect.get(manifest, "default_events"), [...HANDLED_EVENTS]);
  });
});
