/** A draft kept in memory with the server's rules (versions, log of edits): for tests and for trying the designer out. */
import { applyPatch } from "./merge_patch";
import { address, flat, LISTS, type Documents, type Kind } from "./documents";
import type { DraftAnswer, DraftPort, SaveAnswer } from "./draft";

interface Entry {
  before: Documents;
  after: Documents;
}

/** What the port throws; `status` as the server's. */
export class PortError extends Error {
  constructor(readonly status: number) {
    super(`status ${status}`);
  }
}

export interface MemoryPort extends DraftPort {
  /** How many saves arrived. */
  saves(): string[];
  /** The next save fails with this status (0 = no connection). */
  failNext(status: number): void;
}

function withDocument(documents: Documents, kind: Kind, key: string, doc: unknown): Documents {
  if (kind === "app") return { ...documents, app: doc as Documents["app"] };
  const list = LISTS[kind];
  const { [key]: _, ...rest } = documents[list] as Record<string, unknown>;
  return { ...documents, [list]: doc === undefined ? rest : { ...rest, [key]: doc } };
}

/** A port over the given documents. */
export function memoryPort(first: Documents): MemoryPort {
  const log: Entry[] = [];
  const saved: string[] = [];
  let at = 0;
  let counter = 0;
  let failing: number | null = null;
  let now = first;
  const etags: Record<string, string> = {};
  const stamp = (name: string) => (etags[name] = `v${(counter += 1)}`);
  for (const name of flat(first).keys()) stamp(name);

  const answer = (): DraftAnswer => ({
    app: first.app.key, base: 1, edits: at, can_undo: at > 0, can_redo: at < log.length, documents: now, etags: { ...etags },
  });

  function edit(verb: string, kind: Kind, key: string, doc: unknown): SaveAnswer {
    if (failing !== null) {
      const status = failing;
      failing = null;
      throw new PortError(status);
    }
    const after = withDocument(now, kind, key, doc);
    log.splice(at, log.length, { before: now, after });
    at = log.length;
    now = after;
    saved.push(`${verb} ${address(kind, key)}`);
    return { etag: stamp(address(kind, key)), edits: at, can_undo: true, can_redo: false };
  }

  function check(kind: Kind, key: string, etag: string | undefined): void {
    if (etag !== etags[address(kind, key)]) throw new PortError(409);
  }

  return {
    saves: () => [...saved],
    failNext: (status) => {
      failing = status;
    },
    load: async () => answer(),
    put: async (kind, key, doc) => edit("PUT", kind, key, structuredClone(doc)),
    patch: async (kind, key, patch, etag) => {
      check(kind, key, etag);
      return edit("PATCH", kind, key, applyPatch(flat(now).get(address(kind, key))?.doc, patch));
    },
    remove: async (kind, key, etag) => {
      check(kind, key, etag);
      return edit("DELETE", kind, key, undefined);
    },
    move: async (direction) => {
      if (direction === "discard") {
        now = first;
        log.length = 0;
        at = 0;
      } else if (direction === "undo" && at > 0) {
        now = (log[(at -= 1)] as Entry).before;
      } else if (direction === "redo" && at < log.length) {
        now = (log[at] as Entry).after;
        at += 1;
      }
      for (const name of flat(now).keys()) stamp(name);
      return answer();
    },
  };
}
