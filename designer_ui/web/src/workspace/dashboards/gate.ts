/** Lets a few calls through at a time, in the order they came. Pure but for its own queue. */

export type Gate = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

export function createGate(width: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  const leave = () => {
    inside -= 1;
    waiting.shift()?.();
  };
  return async (work, signal) => {
    if (inside >= width) await new Promise<void>((enter) => waiting.push(enter));
    inside += 1;
    try {
      signal?.throwIfAborted();
      return await work();
    } finally {
      leave();
    }
  };
}
