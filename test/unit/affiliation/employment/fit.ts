/*
 * Fits the weights of credence.ts: logistic regression by gradient descent, with a little shrinkage. Plain and
 * slow on purpose; it runs in the test alone.
 */
import type { Inputs, Weights } from "@recuse/shared/affiliation/employment/credence.ts";
import { WEIGHTS } from "@recuse/shared/affiliation/employment/credence.ts";

export interface Example {
  readonly inputs: Inputs;
  readonly isRight: boolean;
}

const NAMES = Object.keys(WEIGHTS) as (keyof Weights)[];
const STEPS = 800;
const RATE = 1.5;
const SHRINKAGE = 0.003;

/** The weights under which the examples are most likely. */
export function fitWeights(examples: readonly Example[]): Weights {
  const rows = examples.map(({ inputs }) => NAMES.map((name) => inputs[name] ?? 0));
  let weights = NAMES.map(() => 0);
  for (let step = 0; step < STEPS; step += 1) {
    const slope = weights.map((weight) => SHRINKAGE * weight);
    for (const [index, row] of rows.entries()) {
      const sum = row.reduce((total, value, at) => total + value * (weights[at] ?? 0), 0);
      const error = (1 / (1 + Math.exp(-sum)) - (examples[index]?.isRight === true ? 1 : 0)) / rows.length;
      for (const [at, value] of row.entries()) slope[at] = (slope[at] ?? 0) + error * value;
    }
    weights = weights.map((weight, at) => weight - RATE * (slope[at] ?? 0));
  }
  return Object.fromEntries(NAMES.map((name, at) => [name, weights[at] ?? 0])) as unknown as Weights;
}
