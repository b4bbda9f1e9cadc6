/* Effects are data until they are applied: what is to be written to GitHub, and what undoes it. */

export type Effect =
  | { readonly kind: "add-labels"; readonly labels: readonly string[] }
  | { readonly kind: "remove-label"; readonly label: string }
  | { readonly kind: "create-comment"; readonly body: string }
  /** An earlier run may have written the comment and died before recording it: look for it first. */
  | { readonly kind: "recover-comment"; readonly body: string }
  | { readonly kind: "edit-comment"; readonly comment: number; readonly body: string };
