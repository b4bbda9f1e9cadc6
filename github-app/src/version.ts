/* The version of what runs: of package.json, also inside the bundle. */
import manifest from "../package.json" with { type: "json" };

export const VERSION: string = manifest.version;
