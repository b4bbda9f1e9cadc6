/* The one error that says: what this page shows, or what its server sends, is not what was signed. */

export class BadNews extends Error {
  /** The entry that is not what was signed, where it is one. */
  readonly index?: number;

  constructor(sentence: string, index?: number) {
    super(sentence);
    this.name = "BadNews";
    if (index !== undefined) this.index = index;
  }
}
