/* Files what a scene says, and reads back what became of it. */
import { COMMENT_MARKER } from "@recuse/shared/plan/comment.ts";
import { CAST } from "./cast.ts";
import type { LocalGitHub } from "./local-github.ts";
import type { Scene } from "./scenes.ts";

export interface FiledScene {
  readonly scene: Scene;
  /** `owner/name#number` */
  readonly ref: string;
  readonly number: number;
}

export interface SeenScene extends FiledScene {
  /** The labels of ours that it carries. */
  readonly labels: readonly string[];
  readonly comments: number;
  readonly calls: number;
  /** What did not come out as it must; empty when all is well. */
  readonly wrong: readonly string[];
}

/** Files the subject as the person whom the scene names. */
export async function fileScene(gitHub: LocalGitHub, scene: Scene): Promise<FiledScene> {
  const { number } = await scene.file(gitHub.as(CAST[scene.by]), scene.repository);
  return { scene, number, ref: `${scene.repository}#${String(number)}` };
}

/** A call to GitHub as far as the demo counts it. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
}

/** Compares what is on GitHub with what the scene says must be. */
export async function seeScene(
  gitHub: LocalGitHub,
  filed: FiledScene,
  calls: readonly SeenCall[],
  privateLevels: ReadonlyMap<string, readonly string[]>,
): Promise<SeenScene> {
  const { scene, number, ref } = filed;
  const reader = gitHub.as(CAST.stranger);
  const labels = (await reader.labelsOf(scene.repository, number)).filter((label) =>
    /^(recusal|conflict)\//.test(label),
  );
  const comments = (await reader.commentsOf(scene.repository, number)).filter(({ body }) =>
    body.startsWith(COMMENT_MARKER),
  ).length;
  const own = new RegExp(`^/repos/${scene.repository}/(?:issues|pulls)/${String(number)}(?:/|$)`);
  const spent = calls.filter(({ path }) => own.test(path)).length;
  const told = privateLevels.get(ref) ?? [];
  const wrong = [
    ...(sameSet(labels, scene.labels)
      ? []
      : [`labels are ${labels.join(", ") || "none"}, not ${scene.labels.join(", ") || "none"}`]),
    ...(comments === (scene.comment ? 1 : 0) ? [] : [`${String(comments)} comments`]),
    ...(spent <= scene.calls ? [] : [`${String(spent)} calls, at most ${String(scene.calls)}`]),
    ...(scene.private === undefined || told.includes(scene.private)
      ? []
      : [`the private log lacks ${scene.private}`]),
    ...(scene.private === undefined && told.length > 0 ? ["the private log has something"] : []),
  ];
  return { ...filed, labels, comments, calls: spent, wrong };
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}
