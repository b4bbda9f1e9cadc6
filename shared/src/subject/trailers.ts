export interface CoAuthor {
  readonly name: string;
  readonly email: string;
}

export interface OnBehalfOf {
  readonly name?: string;
  readonly email?: string;
  readonly login?: string;
}

export interface Trailers {
  readonly coAuthors: readonly CoAuthor[];
  readonly onBehalfOf: readonly OnBehalfOf[];
}

/** Where the text comes from: a commit's message, or the body of a pull request. */
export type TrailerPlace = "commit" | "body";

export function trailersOf(text: string, place: TrailerPlace = "commit"): Trailers {
  throw new Error(`not yet: ${text} ${place}`);
}
