/*
 * The public members of the clients' organizations as GitHub last told them. Holds organizations that may be asked
 * for alone: of a confidential one nothing is here.
 */
import * as z from "zod";
import type { MemberSet, MemberSets } from "@recuse/shared/affiliation/members-source.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import type { MemberPage } from "../github/members.ts";
import { openCacheFile } from "./cache-file.ts";

const KnownMembers = z.record(
  z.string(),
  z.strictObject({
    pages: z.array(
      z.strictObject({ etag: z.string().optional(), ids: z.array(z.number().int().positive()) }),
    ),
    /** RFC 3339; absent: never. */
    readAt: z.iso.datetime().optional(),
    /** When the first of the failures since then was. */
    failedSince: z.iso.datetime().optional(),
    gone: z.boolean().optional(),
  }),
);
type Known = z.infer<typeof KnownMembers>[string];

/** What is known of organizations, by login; lower case is the same. Every change is durable when its promise resolves. */
export interface MemberStore extends MemberSets {
  /** The pages of the last reading. */
  readonly pages: (org: string) => readonly MemberPage[];
  /** When GitHub last told the members, or that they are the same. */
  readonly readAt: (org: string) => Date | undefined;
  readonly keep: (org: string, pages: readonly MemberPage[]) => Promise<void>;
  /** GitHub says that what is known is what there is. */
  readonly confirm: (org: string) => Promise<void>;
  /** What is known is kept. */
  readonly failed: (org: string, gone: boolean) => Promise<void>;
}

export interface MemberStoreOptions {
  /** `organizationsToAsk` of the roster: what is kept of any other is forgotten. */
  readonly orgs: readonly string[];
  readonly now: () => Date;
  /** Takes one sentence when the file was damaged. */
  readonly warn: (sentence: string) => void;
  /** For whoever only looks: what is read is known until the process ends, and the file stays as it is. */
  readonly readOnly?: boolean;
}

/** Opens the store in a file of its own. Nothing is written before there is something to keep or to forget. */
export async function openMembers(
  path: string,
  { orgs, now, warn, readOnly = false }: MemberStoreOptions,
): Promise<MemberStore> {
  const file = await openCacheFile(path, { schema: KnownMembers, initial: {}, warn });
  const entries = Object.entries(file.content);
  const known = new Map(entries.filter(([org]) => orgs.includes(org)));
  if (known.size < entries.length) await write();
  const sets = new Map<string, MemberSet>([...known].map(([org, each]) => [org, setOf(each)]));

  async function write(): Promise<void> {
    if (!readOnly) await file.write(Object.fromEntries(known));
  }

  async function put(org: string, value: Known): Promise<void> {
    const key = org.toLowerCase();
    known.set(key, value);
    sets.set(key, setOf(value));
    await write();
  }

  function of(org: string): Known | undefined {
    return known.get(org.toLowerCase());
  }

  return {
    sets,
    today: () => dayNumber(now().toISOString()),
    pages: (org) => of(org)?.pages ?? [],
    readAt: (org) => {
      const at = of(org)?.readAt;
      return at === undefined ? undefined : new Date(at);
    },
    keep: (org, pages) =>
      put(org, {
        pages: pages.map(({ etag, ids }) => ({ ...(etag === undefined ? {} : { etag }), ids: [...ids] })),
        readAt: now().toISOString(),
      }),
    confirm: (org) => put(org, { pages: of(org)?.pages ?? [], readAt: now().toISOString() }),
    failed: async (org, gone) => {
      const before: Known = of(org) ?? { pages: [] };
      const { gone: wasGone = false, failedSince, ...rest } = before;
      if (failedSince !== undefined && wasGone === gone) return;
      await put(org, {
        ...rest,
        failedSince: failedSince ?? now().toISOString(),
        ...(gone ? { gone } : {}),
      });
    },
  };
}

function setOf({ pages, readAt, gone }: Known): MemberSet {
  return {
    ids: new Set(pages.flatMap(({ ids }) => ids)),
    ...(readAt === undefined ? {} : { readOn: dayNumber(readAt) }),
    ...(gone === undefined ? {} : { gone }),
  };
}
