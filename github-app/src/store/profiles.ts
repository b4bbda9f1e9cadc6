/*
 * What people's profiles on GitHub said when they were read. Whose are here hangs on who wrote to a tracker,
 * never on the roster.
 */
import * as z from "zod";
import type { ProfileCompany } from "@recuse/shared/affiliation/company-source.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import { openCacheFile } from "./cache-file.ts";

/** Beyond it, those that were read longest ago are forgotten. */
const MOST_PROFILES = 20_000;

const KnownProfiles = z.record(
  z.string().regex(/^[1-9]\d{0,15}$/),
  z.strictObject({
    login: z.string(),
    company: z.string(),
    etag: z.string().optional(),
    /** RFC 3339. */
    readAt: z.iso.datetime(),
  }),
);
type KnownProfile = z.infer<typeof KnownProfiles>[string];

export interface ProfileStore {
  /** By the account's numeric id. */
  readonly companies: ReadonlyMap<number, ProfileCompany>;
  /** When it was read last, and by what GitHub tells whether it is the same. */
  readonly lastRead: (id: number) => { readonly at: Date; readonly etag?: string | undefined } | undefined;
  /** Keeps what an account's profile says now, in memory until `write`. */
  readonly keep: (
    id: number,
    profile: { readonly login: string; readonly company: string; readonly etag?: string | undefined },
  ) => void;
  /** It says what it said; in memory until `write`. */
  readonly confirm: (id: number) => void;
  /** Durable when the promise resolves. */
  readonly write: () => Promise<void>;
}

export interface ProfileStoreOptions {
  readonly now: () => Date;
  /** Takes one sentence when the file was damaged. */
  readonly warn: (sentence: string) => void;
  /** How many are kept; 20,000 unless given. */
  readonly most?: number;
}

/** Opens the store in a file of its own, for its owner alone. */
export async function openProfiles(
  path: string,
  { now, warn, most = MOST_PROFILES }: ProfileStoreOptions,
): Promise<ProfileStore> {
  const file = await openCacheFile(path, { schema: KnownProfiles, initial: {}, warn });
  const known = new Map<number, KnownProfile>();
  const companies = new Map<number, ProfileCompany>();
  const oldestFirst = Object.entries(file.content).sort(([, a], [, b]) => (a.readAt < b.readAt ? -1 : 1));
  for (const [id, profile] of oldestFirst) put(Number(id), profile);

  /** The last put is the last to be forgotten. */
  function put(id: number, profile: KnownProfile): void {
    known.delete(id);
    known.set(id, profile);
    companies.set(id, {
      company: profile.company,
      login: profile.login,
      readOn: dayNumber(profile.readAt),
    });
    for (const oldest of known.keys()) {
      if (known.size <= most) return;
      known.delete(oldest);
      companies.delete(oldest);
    }
  }

  return {
    companies,
    lastRead: (id) => {
      const profile = known.get(id);
      return profile === undefined ? undefined : { at: new Date(profile.readAt), etag: profile.etag };
    },
    keep: (id, { login, company, etag }) => {
      put(id, { login, company, ...(etag === undefined ? {} : { etag }), readAt: now().toISOString() });
    },
    confirm: (id) => {
      const profile = known.get(id);
      if (profile !== undefined) put(id, { ...profile, readAt: now().toISOString() });
    },
    write: () => file.write(Object.fromEntries(known)),
  };
}
