/* Labels are created once per repository, with a colour and a description that says what they mean. */
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import { createLabel, type Octokit } from "../github/calls.ts";
import type { RepositoryStore } from "../store/repositories.ts";

type LabelNames = Policy["labels"];

export interface LabelRegistry {
  /** Creates those of the labels that the repository is not known to have. */
  readonly ensure: (
    octokit: Octokit,
    repository: string,
    labels: readonly string[],
    names: LabelNames,
  ) => Promise<void>;
}

/** Six hexadecimal digits and at most 100 characters, as GitHub wants them. */
interface Look {
  readonly color: string;
  readonly description: string;
}

const LOOKS: Readonly<Record<keyof LabelNames, Look>> = {
  required: { color: "b60205", description: "A maintainer has a conflict of interest here and steps back" },
  recorded: { color: "5319e7", description: "A maintainer has stepped back, and it is recorded" },
  disclosureDue: {
    color: "fbca04",
    description: "A maintainer discloses a conflict of interest before deciding",
  },
  disclosed: { color: "c2e0c6", description: "A maintainer has disclosed a conflict of interest" },
  unknown: { color: "d4c5f9", description: "Whether there is a conflict of interest could not be looked up" },
  client: { color: "1d76db", description: "People of this client of a maintainer take part" },
};
const MEANINGS = ["required", "recorded", "disclosureDue", "disclosed", "unknown"] as const;

/** Remembers in the store what exists; the store may be lost without harm. */
export function labelRegistry(store: RepositoryStore): LabelRegistry {
  return {
    ensure: async (octokit, repository, labels, names) => {
      for (const name of labels) {
        if (store.hasLabel(repository, name)) continue;
        const meaning = MEANINGS.find((each) => names[each] === name) ?? "client";
        await createLabel(octokit, repository, { name, ...LOOKS[meaning] });
        await store.addLabel(repository, name);
      }
    },
  };
}
