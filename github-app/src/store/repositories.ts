/*
 * What is kept of each repository between runs and can be lost without harm: the text of the last good
 * policy, and which labels exist there already. Not a record: that is the log.
 */
import * as z from "zod";
import { openDurableLow } from "@recuse/shared/node/durable-lowdb.ts";

const KnownRepositories = z.record(
  z.string(),
  z.strictObject({ policy: z.string().optional(), labels: z.array(z.string()).default([]) }),
);
type KnownRepository = z.infer<typeof KnownRepositories>[string];

export interface RepositoryStore {
  /** The text of the last policy that was valid. */
  readonly policy: (repository: string) => string | undefined;
  readonly setPolicy: (repository: string, text: string | undefined) => Promise<void>;
  readonly hasLabel: (repository: string, label: string) => boolean;
  readonly addLabel: (repository: string, label: string) => Promise<void>;
}

/** Opens the store in a file of its own. A change is durable when its promise resolves. */
export async function openRepositories(
  path: string,
  warn: (sentence: string) => void,
): Promise<RepositoryStore> {
  const low = await openDurableLow(path, { schema: KnownRepositories, initial: {}, warn });
  let writing = Promise.resolve();

  /** One write at a time, each of everything known by then. */
  function write(): Promise<void> {
    const next = writing.then(() => low.write());
    writing = next.catch(() => undefined);
    return next;
  }

  function known(repository: string): KnownRepository {
    return (low.data[repository.toLowerCase()] ??= { labels: [] });
  }

  return {
    policy: (repository) => low.data[repository.toLowerCase()]?.policy,
    setPolicy: async (repository, text) => {
      const kept = known(repository);
      if (kept.policy === text) return;
      if (text === undefined) delete kept.policy;
      else kept.policy = text;
      await write();
    },
    hasLabel: (repository, label) =>
      low.data[repository.toLowerCase()]?.labels.some((each) => isSame(each, label)) ?? false,
    addLabel: async (repository, label) => {
      known(repository).labels.push(label);
      await write();
    },
  };
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
