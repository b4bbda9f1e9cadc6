/* For commands that run until they are told to stop. */

/** Resolves on the first SIGINT or SIGTERM; a second one ends the process as usual. */
export async function stopSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
}
