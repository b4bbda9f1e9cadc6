/*
 * Counters and gauges in Prometheus' text format, as few as a running App needs to be watched by. Nothing here
 * may say anything of a level, an organization, a repository or a subject: labels come from fixed sets.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */

export interface Counter<Label extends string> {
  readonly add: (label: Label) => void;
}

export interface Metrics {
  /** Counts by one label, whose values are known beforehand and appear from the start as zero. */
  readonly counter: <Label extends string>(
    name: string,
    help: string,
    label: string,
    values: readonly Label[],
  ) => Counter<Label>;
  /** A figure that is read when it is asked for. */
  readonly gauge: (name: string, help: string, read: () => number) => void;
  readonly text: () => string;
}

export function createMetrics(): Metrics {
  const parts: (() => string)[] = [];

  function counter<Label extends string>(
    name: string,
    help: string,
    label: string,
    values: readonly Label[],
  ): Counter<Label> {
    const counts = new Map<Label, number>(values.map((value) => [value, 0]));
    parts.push(() => {
      const lines = [...counts].map(([value, count]) => `${name}{${label}="${value}"} ${String(count)}\n`);
      return `# HELP ${name} ${help}\n# TYPE ${name} counter\n${lines.join("")}`;
    });
    return { add: (value) => void counts.set(value, (counts.get(value) ?? 0) + 1) };
  }

  function gauge(name: string, help: string, read: () => number): void {
    parts.push(() => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${String(read())}\n`);
  }

  return { counter, gauge, text: () => parts.map((part) => part()).join("") };
}
