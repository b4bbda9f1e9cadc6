/*
 * One running code-server: a VS Code workbench on a port of its own on 127.0.0.1, with settings, extensions and state
 * in a temporary folder that goes when it is stopped. Nothing of the caller's own VS Code or npm gets in.
 */
import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import type { CodeServerHost } from "./install.ts";
import { collectOutput, startGroup, stopGroup } from "./processes.ts";
import { makeTemporary, removeTemporary } from "./temporary.ts";

const START_LIMIT_MS = 60_000;
const LISTENING = /HTTP server listening on http:\/\/(127\.0\.0\.1:\d+)/;
const INHERITED_NOISE = /^(VSCODE_|npm_|GITHUB_TOKEN$|PASSWORD$|HASHED_PASSWORD$|ELECTRON_RUN_AS_NODE$)/;

const QUIET_SETTINGS = {
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "git.openRepositoryInParentFolders": "never",
  // Restricted without a question, where a folder is not trusted.
  "security.workspace.trust.startupPrompt": "never",
};

export interface CodeServer {
  /** `127.0.0.1:port`, which is also the authority of `vscode-remote:` addresses. */
  readonly authority: string;
  /** All that it has printed. */
  output(): string;
  stop(): Promise<void>;
}

export interface CodeServerOptions {
  /** Fills the folder of installed extensions before the start. */
  readonly addExtensions?: (extensionsFolder: string) => Promise<void>;
  readonly env?: NodeJS.ProcessEnv;
  /** Further options of VS Code's own server, such as `enable-smoke-test-driver`. */
  readonly editorOptions?: readonly string[];
  /** False: the folder opens restricted, as one does that a person has not said to trust. */
  readonly trusted?: boolean;
}

/** Starts code-server and waits until it answers. @throws Error with its output when it does not */
export async function startCodeServer(
  host: CodeServerHost,
  options: CodeServerOptions = {},
): Promise<CodeServer> {
  const folder = await makeTemporary("editor");
  try {
    const places = await layOut(folder);
    await options.addExtensions?.(places.extensions);
    return await start(host, folder, places, options);
  } catch (error) {
    await removeTemporary(folder);
    throw error;
  }
}

/** The address of the workbench with this folder open; the payload is VS Code's own, name by value. */
export function workbenchAddress(
  server: CodeServer,
  folder: string,
  payload: readonly (readonly [string, string])[] = [],
): string {
  const query = new URLSearchParams({ folder });
  if (payload.length > 0) query.set("payload", JSON.stringify(payload));
  return `http://${server.authority}/?${query}`;
}

interface Places {
  readonly configuration: string;
  readonly userData: string;
  readonly extensions: string;
}

async function layOut(folder: string): Promise<Places> {
  const places = {
    configuration: path.join(folder, "config.yaml"),
    userData: path.join(folder, "data"),
    extensions: path.join(folder, "extensions"),
  };
  await mkdir(path.join(places.userData, "User"), { recursive: true });
  await mkdir(places.extensions);
  await writeFile(places.configuration, "auth: none\n");
  await writeFile(path.join(places.userData, "User/settings.json"), JSON.stringify(QUIET_SETTINGS));
  return places;
}

async function start(
  host: CodeServerHost,
  folder: string,
  places: Places,
  { env = {}, editorOptions = [], trusted = true }: CodeServerOptions,
): Promise<CodeServer> {
  const args = [
    host.entry,
    ...["--config", places.configuration, "--auth", "none", "--bind-addr", "127.0.0.1:0"],
    ...["--user-data-dir", places.userData, "--extensions-dir", places.extensions],
    ...["--disable-telemetry", "--disable-update-check"],
    ...(trusted ? ["--disable-workspace-trust"] : []),
    ...["--disable-getting-started-override", "--disable-proxy"],
    ...editorOptions.flatMap((option) => ["--vscode-option", option]),
  ];
  const child = startGroup(host.node, args, { env: { ...ownEnvironment(folder), ...env } });
  const output = collectOutput(child);

  async function stop(): Promise<void> {
    await stopGroup(child);
    await removeTemporary(folder);
  }

  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const authority = LISTENING.exec(output())?.[1];
    if (authority !== undefined && (await isHealthy(authority))) return { authority, output, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error(`code-server did not start: ${output().slice(-2_000)}`);
}

function ownEnvironment(folder: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !INHERITED_NOISE.test(name));
  return {
    ...Object.fromEntries(inherited),
    TMPDIR: folder,
    XDG_DATA_HOME: path.join(folder, "xdg-data"),
    XDG_CONFIG_HOME: path.join(folder, "xdg-config"),
    // No gallery: nothing is looked up or offered for installation.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}

async function isHealthy(authority: string): Promise<boolean> {
  return fetch(`http://${authority}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  );
}
