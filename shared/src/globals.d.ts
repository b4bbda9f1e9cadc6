/*
 * The only globals that the pure core may use beyond ECMAScript itself: they behave alike in Node,
 * in an extension host and in a browser. Anything else (clock, randomness, network, files) is an
 * argument.
 */
declare class URL {
  constructor(url: string, base?: string | URL);
  readonly hostname: string;
  readonly host: string;
  readonly pathname: string;
  readonly protocol: string;
  readonly href: string;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array): string;
}
