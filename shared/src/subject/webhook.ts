import type { Policy } from "../conflict/policy.ts";
import type { Subject } from "./subject.ts";

export interface Sender {
  readonly login: string;
  readonly id: number;
  /** `User`, `Bot`, `Organization` or `Mannequin`. */
  readonly type: string;
}

/** What a delivery says: look at this subject, or nothing that concerns us. */
export type Observation =
  | {
      readonly kind: "subject";
      readonly subject: Subject;
      readonly installation?: number;
      readonly action: string;
      readonly sender?: Sender;
      /** The label that was put on or taken off (`labeled`, `unlabeled`). */
      readonly label?: string;
      /** The subject is gone: nothing can be read of it or written on it any more. */
      readonly deleted?: true;
    }
  | { readonly kind: "none"; readonly reason: string };

export interface DeliveryRepository {
  readonly id: number;
  /** `owner/name` */
  readonly name: string;
  readonly private: boolean;
  readonly owner: string;
  readonly defaultBranch?: string;
}

/** Never throws, whatever the payload is. */
export function observe(event: string, payload: unknown, policy: Policy): Observation {
  return { kind: "none", reason: `not yet: ${event} ${typeof payload} ${policy.preset}` };
}

/** The repository of any delivery, or undefined where it has none. Cheap: no policy, no subject. */
export function repositoryOf(payload: unknown): DeliveryRepository | undefined {
  throw new Error(`not yet: ${typeof payload}`);
}

/** The installation of any delivery, or undefined where it has none. */
export function installationOf(payload: unknown): number | undefined {
  throw new Error(`not yet: ${typeof payload}`);
}
