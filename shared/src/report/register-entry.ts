/*
 * What the public register reads of an entry, for a server and for a browser: without a schema, because the page
 * carries this too. Entries were checked when they were appended; a member that has another form is passed over.
 */

export interface RegisterAccount {
  readonly id: number;
  readonly login: string;
}

export interface RegisterEntry {
  readonly index: number;
  readonly id: string;
  readonly type: string;
  /** RFC 3339: what the log's operator claims. */
  readonly at: string;
  readonly repository?: string;
  readonly ref?: string;
  readonly number?: number;
  /** The kind of subject: an issue, a pull request, a proposal, a discussion. */
  readonly kind?: string;
  readonly maintainer?: RegisterAccount;
  readonly by?: RegisterAccount;
  /** To whom something was handed, or who decided. */
  readonly to?: RegisterAccount;
  readonly level?: string;
  readonly override?: { readonly label: string; readonly action: string };
  /** The id of the entry that this one answers, corrects, reveals or erases. */
  readonly about?: string;
  /** RFC 3339 or a day; of a waiver, an attestation or an outage. */
  readonly from?: string;
  readonly until?: string;
  /** The commitment to a reason, in base64. */
  readonly reason?: string;
}

/**
 * The entry in a line of the public log; undefined for what is none.
 *
 * @param line without its line feed
 */
export function readRegisterEntry(line: string): RegisterEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const [index, id, type, at] = [
    integer(value, "index"),
    text(value, "id"),
    text(value, "type"),
    text(value, "at"),
  ];
  if (index === undefined || id === undefined || type === undefined || at === undefined) return undefined;
  const subject = member(value, "subject");
  const override = member(value, "override");
  const label = text(override, "label");
  return present({
    index,
    id,
    type,
    at,
    repository: text(member(value, "repository"), "name"),
    ref: text(subject, "ref"),
    number: integer(subject, "number"),
    kind: text(subject, "kind"),
    maintainer: account(member(value, "maintainer")),
    by: account(member(value, "by")),
    to: account(member(value, "to")),
    level: text(value, "level"),
    override: label === undefined ? undefined : { label, action: text(override, "action") ?? "" },
    about: text(value, "about"),
    from: text(value, "from"),
    until: text(value, "until"),
    reason: text(member(value, "commitments"), "reason"),
  });
}

type Absentable<T> = { [Key in keyof T]: T[Key] | undefined };

function present(entry: Absentable<Required<RegisterEntry>>): RegisterEntry {
  return Object.fromEntries(
    Object.entries(entry).filter(([, value]) => value !== undefined),
  ) as unknown as RegisterEntry;
}

function account(value: unknown): RegisterAccount | undefined {
  const [id, login] = [integer(value, "id"), text(value, "login")];
  return id === undefined || login === undefined ? undefined : { id, login };
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

function text(value: unknown, key: string): string | undefined {
  const found = member(value, key);
  return typeof found === "string" ? found : undefined;
}

function integer(value: unknown, key: string): number | undefined {
  const found = member(value, key);
  return typeof found === "number" && Number.isSafeInteger(found) ? found : undefined;
}
