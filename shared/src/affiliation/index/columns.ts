/*
 * Affiliation data as columns: what the index is made of in memory and in its file. Only shapes live here;
 * build.ts fills them, encode.ts and decode.ts carry them over a file, look-up.ts answers from them.
 */
import type { DayNumber } from "../../roster/dates.ts";

/** In `stintFrom` and `domainRecordFrom`: the start is not known. Not "always". */
export const UNKNOWN = -0x8000_0000;
/** In `stintUntil` and `domainRecordUntil`: no end is known of. */
export const OPEN = 0x7fff_ffff;

/** Answer of a look-up: the data knows nobody of this id, login, address or domain. */
export const NOBODY = -1;
/** Answer of a look-up: several people have this address or login, so it identifies none of them. */
export const SHARED = -2;

/** In `learntOrganization`: nothing was learnt of this domain. */
export const NOTHING_LEARNT = -1;
/** In `learntOrganization`: people of this subdomain work elsewhere, whoever owns the domain above it. */
export const CONTRADICTED = -2;

/** One of the files that the index was built from. */
export interface IndexedSource {
  /** As problems and evidence name it. */
  readonly file: string;
  /** What people call such data, such as `CNCF gitdm`. */
  readonly title: string;
  /** SHA-256 of the file's bytes, in lower-case hexadecimal. */
  readonly sha256: string;
  /** Until which day it speaks. */
  readonly asOf: DayNumber | undefined;
  readonly disclosure: "public" | "private";
  /** How many people it says something of, after merging, and in how many stints. */
  readonly people: number;
  readonly stints: number;
}

/**
 * Every column with its type, in the order of the file. A column whose name ends in `Start` holds, for each
 * row of what it belongs to, where that row's part of the columns after it begins, and at the end their length.
 * `…Bytes` is text in UTF-8, `…Slots` a hash table of index + 1 (string-table.ts).
 */
export const COLUMN_TYPES = {
  /** Numeric account ids, ascending, and whose they are. */
  id: Float64Array,
  idPerson: Uint32Array,
  /** Logins as written; `loginPerson` may be {@link SHARED}. */
  loginBytes: Uint8Array,
  loginStart: Uint32Array,
  loginSlots: Uint32Array,
  loginPerson: Int32Array,
  personLoginStart: Uint32Array,
  personLogin: Uint32Array,
  /** Addresses as `normalAddress` gives them; `emailPerson` may be {@link SHARED}. */
  emailBytes: Uint8Array,
  emailStart: Uint32Array,
  emailSlots: Uint32Array,
  emailPerson: Int32Array,
  /** For each person her stints, by start, an unknown one first. Organizations are indexes of names as written. */
  stintStart: Uint32Array,
  stintOrganization: Uint32Array,
  stintFrom: Int32Array,
  stintUntil: Int32Array,
  stintSource: Uint16Array,
  /** Which of the person's records in that source says so: two of them can contradict each other. */
  stintRecord: Uint16Array,
  /** For each person her sightings, by day. */
  sightingStart: Uint32Array,
  sightingDomain: Uint32Array,
  sightingDay: Int32Array,
  sightingSource: Uint16Array,
  /** For each person the domains of her addresses that can be somebody's; ascending. */
  addressStart: Uint32Array,
  addressDomain: Uint32Array,
  organizationBytes: Uint8Array,
  organizationStart: Uint32Array,
  domainBytes: Uint8Array,
  domainStart: Uint32Array,
  domainSlots: Uint32Array,
  /** For each domain what files say of its owners, by start. */
  domainRecordStart: Uint32Array,
  domainRecordOrganization: Uint32Array,
  domainRecordFrom: Int32Array,
  domainRecordUntil: Int32Array,
  domainRecordSource: Uint16Array,
  /** For each domain the owner that was learnt, else {@link NOTHING_LEARNT} or {@link CONTRADICTED}. */
  learntOrganization: Int32Array,
  /** How many people with an address there were with it, of how many with any organization. */
  learntAgreeing: Uint32Array,
  learntPeople: Uint32Array,
} as const;

export type ColumnName = keyof typeof COLUMN_TYPES;
export const COLUMN_NAMES = Object.keys(COLUMN_TYPES) as readonly ColumnName[];

export type Columns = {
  readonly [Name in ColumnName]: InstanceType<(typeof COLUMN_TYPES)[Name]>;
};

/** What the look-ups are made from. */
export interface IndexContent {
  readonly sources: readonly IndexedSource[];
  /** Of the hash tables: differs with what the index was built from, so that nobody can write names that collide. */
  readonly seed: number;
  readonly columns: Columns;
}

/**
 * Affiliation data, ready to be asked. People, logins, organizations (names as written) and domains are numbers
 * from 0; columns of {@link Columns} tell what belongs to them. No look-up throws or allocates, whatever it is asked.
 */
export interface AffiliationIndex extends IndexContent, Columns {
  /** How many people, names as written and domains there are. */
  readonly people: number;
  readonly organizations: number;
  readonly domains: number;
  /** The person with this GitHub account id, or {@link NOBODY}. */
  readonly personById: (id: number) => number;
  /** Is a numeric account id known of this person? */
  readonly hasId: (person: number) => boolean;
  /** The person with this login, in any case; {@link SHARED} when accounts with different ids have had it. */
  readonly personByLogin: (login: string) => number;
  /** The person with this address; {@link SHARED} when several people have it. Allocates for what is not ASCII. */
  readonly personByEmail: (email: string) => number;
  /** The domain itself, in the form of host.ts, or {@link NOBODY}. */
  readonly domainIndex: (host: string) => number;
  /**
   * The longest domain at or above this host whose owner is known, from a file or learnt; {@link NOBODY} when
   * there is none, or people of the host are known to work elsewhere.
   */
  readonly ownedDomain: (host: string) => number;
  /** Decoded when it is first asked for. Throws RangeError for an index that is none. */
  readonly organizationName: (organization: number) => string;
  readonly domainName: (domain: number) => string;
  /** As written, for explaining. */
  readonly loginsOf: (person: number) => string[];
}
