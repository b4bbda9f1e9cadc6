/*
 * Everything the App keeps, in files of one folder and under one lock: the log and the journal folded from
 * it, what is known of repositories, of organizations' members and of people's profiles. The roster lies where its owner put it.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Employment } from "@recuse/shared/affiliation/employment/employment.ts";
import { organizationsToAsk } from "@recuse/shared/affiliation/members-source.ts";
import { openFileLog, type FileLog, type FileLogOptions } from "@recuse/shared/node/file-log.ts";
import type { LogKeys } from "@recuse/shared/node/log-keys.ts";
import { lockProcess } from "@recuse/shared/node/process-lock.ts";
import { openRoster } from "@recuse/shared/node/roster-file.ts";
import type { Journal } from "@recuse/shared/recusal/journal.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import { journalSnapshotPath, openJournal, readSnapshot, writeSnapshot } from "./journal-file.ts";
import { openMembers, type MemberStore } from "./members.ts";
import { openProfiles, type ProfileStore } from "./profiles.ts";
import { openRepositories, type RepositoryStore } from "./repositories.ts";

export interface Store {
  readonly roster: Roster;
  readonly log: FileLog;
  readonly journal: Journal;
  readonly repositories: RepositoryStore;
  readonly members: MemberStore;
  readonly profiles: ProfileStore;
  /** What was given of affiliation data, if any was. */
  readonly employment: Employment | undefined;
  /** The 32-byte key that hides an organization of the roster in the log; undefined for any other. */
  readonly keyOf: (organization: string) => Uint8Array | undefined;
  readonly close: () => Promise<void>;
}

export interface StoreOptions {
  /** The folder of the App's own files, made where it is absent, for its owner alone. */
  readonly folder: string;
  readonly roster: string;
  /** What signs the log; what lies in its folder, made there for a new one, unless given. */
  readonly keys?: LogKeys | undefined;
  /** Checkpoints that somebody remembers: older files than those are refused. */
  readonly anchor?: FileLogOptions["anchor"];
  /** Affiliation data, opened before: it is not kept here. */
  readonly employment?: Employment | undefined;
  readonly now: () => Date;
  /** Takes one sentence about something that was repaired. */
  readonly warn: (sentence: string) => void;
}

/**
 * Opens the store for this process alone.
 *
 * @throws ProcessLockError, RosterFileError, or the log's error, each with a sentence to act on
 */
export async function openFileStore(options: StoreOptions): Promise<Store> {
  const { folder, roster: path, employment, keys, anchor, now, warn } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockProcess(join(folder, "lock"));
  try {
    const roster = await openRoster(path);
    const logFolder = join(folder, "log");
    const snapshotPath = journalSnapshotPath(folder);
    const snapshot = await readSnapshot(snapshotPath);
    const extents = snapshot?.opening.extents;
    const log = await openFileLog(logFolder, {
      now: () => now().getTime(),
      ...(keys === undefined ? {} : { keys }),
      ...(anchor === undefined ? {} : { anchor }),
      ...(extents === undefined
        ? {}
        : { marks: { public: extents.public.lines, private: extents.private.lines } }),
    });
    for (const warning of log.warnings) warn(warning);
    const journal = await openJournal(snapshotPath, snapshot, log, logFolder);
    const repositories = await openRepositories(join(folder, "repositories.json"), warn);
    const members = await openMembers(join(folder, "members.json"), {
      orgs: organizationsToAsk(roster),
      now,
      warn,
    });
    const profiles = await openProfiles(join(folder, "profiles.json"), { now, warn });
    return {
      roster,
      log,
      journal,
      repositories,
      members,
      profiles,
      employment,
      keyOf: commitmentKeys(roster),
      close: async () => {
        try {
          const isSound = log.writable();
          await log.close();
          if (isSound) await writeSnapshot(snapshotPath, journal, log, logFolder);
        } finally {
          await lock.release();
        }
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function commitmentKeys(roster: Roster): Store["keyOf"] {
  const keys = new Map(
    roster.organizations.map(({ id, commitmentKey = "" }) => [id, Buffer.from(commitmentKey, "base64")]),
  );
  return (organization) => keys.get(organization);
}
