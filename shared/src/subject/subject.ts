/*
 * A subject: what is being triaged, reduced to what a determination may rest on. Everything in it came
 * from GitHub or from a file and is hostile until proven otherwise; nothing in it is a decision.
 */

/** How a person is tied to a subject. */
export type Role = "author" | "co-author" | "committer" | "on-behalf-of" | "head-repository" | "mentioned";

/** What the rules call it: a proposal may be kept as an issue, a pull request or a discussion. */
export type SubjectKind = "issue" | "pull_request" | "proposal" | "discussion";

/** How GitHub keeps it, which decides the calls that can be made on it. `document`: offline only. */
export type SubjectForm = "issue" | "pull_request" | "discussion" | "document";

/** One tie of one account, address or organization to a subject. */
export interface Person {
  readonly role: Role;
  /** As GitHub wrote it. For `head-repository` and `on-behalf-of` this is the owner's or organization's account. */
  readonly login?: string;
  readonly id?: number;
  readonly email?: string;
  readonly name?: string;
  /** RFC 3339; when the person joined the subject, where that is known (a commit's date). */
  readonly joinedAt?: string;
  /** GitHub verified the signature of the commit that names this address. */
  readonly verified?: boolean;
  /** The person wrote it of herself or of somebody else, and anyone could have: a trailer, an unverified commit. */
  readonly selfAsserted?: boolean;
  /** A deleted account (`ghost`), or a field that GitHub left empty: nobody can be looked up. */
  readonly unidentified?: boolean;
  /** A program's account. */
  readonly bot?: boolean;
}

export interface SubjectRepository {
  readonly id?: number;
  /** `owner/name` */
  readonly name: string;
  readonly private: boolean;
}

export interface Subject {
  /** `owner/name#number`, or what a file calls it. */
  readonly ref: string;
  readonly repository: SubjectRepository;
  /** Absent for documents that GitHub does not number. */
  readonly number?: number;
  readonly form: SubjectForm;
  readonly kind: SubjectKind;
  readonly state: "open" | "closed";
  readonly title: string;
  readonly body: string;
  /** RFC 3339 time or day. */
  readonly createdAt: string;
  readonly updatedAt?: string;
  /** Of a closed one, where that is told. */
  readonly closedAt?: string;
  readonly labels: readonly string[];
  /** The name of GitHub's issue type, where the subject has one. */
  readonly type?: string;
  readonly people: readonly Person[];
  /** Logins that are assigned, asked for review, or have already acted (merged, closed). */
  readonly involved: readonly string[];
  /** Logins that are listed to decide; absent when nobody is listed. */
  readonly deciders?: readonly string[];
  /** Pull requests: the commit at the head, by which the commits are known. */
  readonly headSha?: string;
  /** Pull requests: the commits were read, and their people are among `people`. */
  readonly commitsRead?: boolean;
}
