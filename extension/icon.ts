/*
 * The product's mark: three seats at one table, and the one in the middle has stepped back. Drawn from one geometry,
 * as the outline that VS Code colours in the activity bar and as the picture of the gallery. Used by build.ts alone.
 */
import { crc32, deflateSync } from "node:zlib";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** All lengths are in units of a square of 24. */
const UNITS = 24;
const SEAT = 3;
const LINE = 1.6;
const SEATED: readonly Point[] = [
  { x: 5, y: 13.5 },
  { x: 19, y: 13.5 },
];
const STEPPED_BACK: Point = { x: 12, y: 6.5 };
const TABLE = { left: 2, right: 22, y: 19.5 };

const GALLERY_PIXELS = 128;
const CORNER = 4.5;
const BACKGROUND = [31, 45, 77] as const;
const FOREGROUND = [255, 255, 255] as const;
/** Samples per pixel and axis, which is what makes the edges smooth. */
const SAMPLES = 4;

/** The SVG of the activity bar; VS Code uses its shape and gives it the theme's colour. */
export function containerIcon(): string {
  const seats = SEATED.map(({ x, y }) => `  <circle cx="${x}" cy="${y}" r="${SEAT}" fill="currentColor"/>`);
  const back = `  <circle cx="${STEPPED_BACK.x}" cy="${STEPPED_BACK.y}" r="${SEAT - LINE / 2}" stroke="currentColor" stroke-width="${LINE}"/>`;
  const table = `  <path d="M${TABLE.left} ${TABLE.y}H${TABLE.right}" stroke="currentColor" stroke-width="${LINE}" stroke-linecap="round"/>`;
  const size = `width="${UNITS}" height="${UNITS}" viewBox="0 0 ${UNITS} ${UNITS}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} fill="none">`,
    ...seats,
    back,
    table,
    "</svg>",
    "",
  ].join("\n");
}

/** The PNG of the gallery, 128 by 128 pixels with transparent corners. */
export function galleryIcon(): Uint8Array {
  const rows: number[] = [];
  for (let row = 0; row < GALLERY_PIXELS; row++) {
    rows.push(0);
    for (let column = 0; column < GALLERY_PIXELS; column++) rows.push(...pixel(column, row));
  }
  return png(GALLERY_PIXELS, Uint8Array.from(rows));
}

/** Red, green, blue and opacity of one pixel, averaged over its samples. */
function pixel(column: number, row: number): readonly number[] {
  let inside = 0;
  let marked = 0;
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
    const point = {
      x: ((column + ((sample % SAMPLES) + 0.5) / SAMPLES) * UNITS) / GALLERY_PIXELS,
      y: ((row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) * UNITS) / GALLERY_PIXELS,
    };
    if (!onTile(point)) continue;
    inside += 1;
    if (onMark(smaller(point))) marked += 1;
  }
  if (inside === 0) return [0, 0, 0, 0];
  const share = marked / inside;
  const colour = BACKGROUND.map((dark, channel) => {
    const light = FOREGROUND[channel] ?? dark;
    return Math.round(dark + (light - dark) * share);
  });
  return [...colour, Math.round((255 * inside) / (SAMPLES * SAMPLES))];
}

/** The mark fills two thirds of the tile. */
function smaller({ x, y }: Point): Point {
  const middle = UNITS / 2;
  return { x: middle + (x - middle) * 1.45, y: middle + (y - middle) * 1.45 + 0.4 };
}

function onTile({ x, y }: Point): boolean {
  const nearX = Math.min(Math.max(x, CORNER), UNITS - CORNER);
  const nearY = Math.min(Math.max(y, CORNER), UNITS - CORNER);
  return Math.hypot(x - nearX, y - nearY) <= CORNER;
}

function onMark(point: Point): boolean {
  if (SEATED.some((seat) => distance(point, seat) <= SEAT)) return true;
  const toRing = distance(point, STEPPED_BACK);
  if (toRing <= SEAT && toRing >= SEAT - LINE) return true;
  const nearest = { x: Math.min(Math.max(point.x, TABLE.left), TABLE.right), y: TABLE.y };
  return distance(point, nearest) <= LINE / 2;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Rows of a filter byte and RGBA pixels → a PNG file (https://www.w3.org/TR/png-3/, chapter 5). */
function png(pixels: number, rows: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels, 0);
  header.writeUInt32BE(pixels, 4);
  // Eight bits per channel, RGBA; compression, filter and interlace have one method each.
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
