/** A command changes the documents of a draft through immer, which yields the change and its inverse. */
import { applyPatches, enablePatches, produceWithPatches, type Patch } from "immer";
import type { Documents } from "./documents";

enablePatches();

export interface Command {
  /** What it does, for the spoken message and the tests. */
  name: string;
  /** Commands in a row with the same `merge` are one step of undo (typing in one property). */
  merge?: string;
  /** Changes the given (immer) documents in place. */
  apply(documents: Documents): void;
}

/** What running a command gave. `inverse` leads back exactly. */
export interface Step {
  documents: Documents;
  inverse: Patch[];
}

/** A command from its name and recipe. */
export const command = (name: string, apply: (documents: Documents) => void, merge?: string): Command => ({
  name,
  apply,
  ...(merge === undefined ? {} : { merge }),
});

/** The documents after a command, and the way back. */
export function run(documents: Documents, one: Command): Step {
  const [next, , inverse] = produceWithPatches(documents, (draft) => {
    one.apply(draft as Documents);
  });
  return { documents: next as Documents, inverse };
}

/** The documents before the step. */
export const revert = (documents: Documents, inverse: Patch[]): Documents => applyPatches(documents, inverse);
