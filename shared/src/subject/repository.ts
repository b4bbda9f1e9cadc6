/*
 * Which repository a subject belongs to, from whatever GitHub's object says of it.
 */
import type { GitHubRepository, RestSubject } from "./fields.ts";
import type { SubjectRepository } from "./subject.ts";

const NAME = /^[A-Za-z0-9_-]{1,100}\/[A-Za-z0-9._-]{1,100}$/;
const API_ADDRESS = /\/repos\/([^/?#]{1,100}\/[^/?#]{1,100})(?:\/(?:issues|pulls)\/\d+)?$/;
const PAGE_ADDRESS =
  /^https?:\/\/[^/?#]{1,255}\/([^/?#]{1,100}\/[^/?#]{1,100})\/(?:issues|pull|discussions)\/\d+/;
const ADDRESS_LENGTH = 1000;

/**
 * The repository of an issue or pull request, or undefined where nothing names one. Addresses do not say
 * whether it is private: then it is taken to be, so that nothing of it is published by mistake.
 */
export function repositoryOfSubject(rest: RestSubject): SubjectRepository | undefined {
  const whole = described(rest.base?.repo) ?? described(rest.repository);
  if (whole !== undefined) return whole;
  const name =
    nameIn(rest.repository_url, API_ADDRESS) ??
    nameIn(rest.html_url, PAGE_ADDRESS) ??
    nameIn(rest.url, API_ADDRESS) ??
    nameIn(rest.url, PAGE_ADDRESS);
  return name === undefined ? undefined : { name, private: true };
}

/** `owner/name` by GitHub's grammar? */
export function isRepositoryName(name: string): boolean {
  return NAME.test(name);
}

function described(repository: GitHubRepository | null | undefined): SubjectRepository | undefined {
  const name = repository?.full_name;
  if (repository === null || repository === undefined || name === undefined || !NAME.test(name))
    return undefined;
  return {
    ...(repository.id === undefined ? {} : { id: repository.id }),
    name,
    private: repository.private ?? true,
  };
}

function nameIn(address: string | null | undefined, form: RegExp): string | undefined {
  if (address === null || address === undefined || address.length > ADDRESS_LENGTH) return undefined;
  const name = form.exec(address)?.[1];
  return name !== undefined && NAME.test(name) ? name : undefined;
}
