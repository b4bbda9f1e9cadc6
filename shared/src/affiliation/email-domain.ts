/** Says in one sentence why a roster may not use this domain as evidence, or undefined when it may. */
export function domainProblem(domain: string): string | undefined {
  return /^[a-z0-9.-]+$/i.test(domain) ? undefined : "expected a domain such as acme.example";
}
