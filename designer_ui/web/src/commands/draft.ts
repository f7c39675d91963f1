/** The draft of one app in the browser: what the screens show, how commands change it, how it is saved.
 *  Takes: a DraftPort (the server, or memory in tests). Gives: a zustand store. Never: words for the screen. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { run, type Command } from "./command";
import { flat, whole, type Documents, type Kind } from "./documents";
import { diff } from "./merge_patch";

/** A draft as the server answers it. */
export interface DraftAnswer {
  app: string;
  base: number | null;
  edits: number;
  can_undo: boolean;
  can_redo: boolean;
  published_at?: string | null;
  documents: Documents;
  etags: Record<string, string>;
}

export interface SaveAnswer {
  etag?: string;
  edits: number;
  can_undo: boolean;
  can_redo: boolean;
}

export interface DraftPort {
  load(): Promise<DraftAnswer>;
  put(kind: Kind, key: string, doc: object): Promise<SaveAnswer>;
  patch(kind: Kind, key: string, patch: object, etag: string | undefined): Promise<SaveAnswer>;
  remove(kind: Kind, key: string, etag: string | undefined): Promise<SaveAnswer>;
  move(direction: "undo" | "redo" | "discard"): Promise<DraftAnswer>;
}

/** What went wrong with a save: `stale` somebody else was faster, `offline` no connection, `refused` the server says no. */
export type Fault = "stale" | "offline" | "refused";

export interface Trouble {
  fault: Fault;
  error: unknown;
  /** Commands that were taken back; after `stale` they may be run again on the fresh draft. */
  lost: Command[];
}

export type Saving = "saved" | "waiting" | "saving" | "offline";

export interface DraftState {
  documents: Documents;
  etags: Record<string, string>;
  base: number | null;
  edits: number;
  canUndo: boolean;
  canRedo: boolean;
  publishedAt: string | null;
  saving: Saving;
  /** Counts every change of the documents. */
  turn: number;
  trouble: Trouble | null;
  execute(command: Command): void;
  flush(): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  discard(): Promise<void>;
  reload(): Promise<void>;
  /** Forgets the trouble; with `again`, runs the lost commands on the draft as it is now. */
  settle(again: boolean): void;
}

export interface DraftOptions {
  port: DraftPort;
  /** Milliseconds of quiet after which typing is saved. */
  quiet?: number;
  /** Milliseconds until a save without a connection is tried again. */
  retry?: number;
  faultOf(error: unknown): Fault;
}

/** Commands that are saved together: one step of undo. */
interface Group {
  from: Documents;
  to: Documents;
  merge: string | undefined;
  commands: Command[];
}

export type DraftStore = StoreApi<DraftState>;

const view = (answer: DraftAnswer) => ({
  documents: whole(answer.documents),
  etags: answer.etags,
  base: answer.base,
  edits: answer.edits,
  canUndo: answer.can_undo,
  canRedo: answer.can_redo,
  publishedAt: answer.published_at ?? null,
});

/** Saves one group: each definition that differs, one request each. Gives the last answer and the new etags. */
async function save(port: DraftPort, group: Group, etags: Record<string, string>): Promise<Partial<DraftState>> {
  const before = flat(group.from);
  const after = flat(group.to);
  const fresh = { ...etags };
  let last: SaveAnswer | undefined;
  for (const [name, { kind, key, doc }] of after) {
    const old = before.get(name)?.doc;
    if (old === doc) continue;
    const patch = old ? diff(old as Record<string, unknown>, doc as Record<string, unknown>) : null;
    if (old && !patch) continue;
    last = patch ? await port.patch(kind, key, patch, fresh[name]) : await port.put(kind, key, doc);
    if (last.etag) fresh[name] = last.etag;
  }
  for (const [name, { kind, key }] of before) {
    if (after.has(name)) continue;
    last = await port.remove(kind, key, fresh[name]);
    delete fresh[name];
  }
  return last ? { etags: fresh, edits: last.edits, canUndo: last.can_undo, canRedo: last.can_redo } : { etags: fresh };
}

/** A store of one draft, already loaded. */
export function createDraft(first: DraftAnswer, options: DraftOptions): DraftStore {
  const { port, faultOf, quiet = 500, retry = 3000 } = options;
  const queue: Group[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working: Promise<void> | null = null;
  let moving: Promise<void> = Promise.resolve();
  let hurry = false; // save what is being typed, too

  return createStore<DraftState>((set, get) => {
    const show = (answer: DraftAnswer) => set({ ...view(answer), saving: "saved", turn: get().turn + 1 });

    async function giveUp(fault: Fault, error: unknown): Promise<void> {
      const lost = queue.flatMap((group) => group.commands);
      const from = queue[0]?.from;
      queue.length = 0;
      if (from) set({ documents: from, turn: get().turn + 1 });
      set({ saving: "saved", trouble: { fault, error, lost } });
      await port.load().then(show, () => undefined);
    }

    async function work(): Promise<void> {
      while (queue[0]) {
        const group = queue[0];
        if (!hurry && queue.length === 1 && group.merge !== undefined) return wait();
        set({ saving: "saving" });
        group.merge = undefined; // what is typed from here on is a step of its own
        try {
          set(await save(port, group, get().etags));
          queue.shift();
        } catch (error) {
          const fault = faultOf(error);
          if (fault !== "offline") return giveUp(fault, error);
          set({ saving: "offline" });
          wait(retry);
          return;
        }
      }
      hurry = false;
      set({ saving: "saved" });
    }

    function wait(ms = quiet): void {
      clearTimeout(timer);
      timer = setTimeout(() => void start(true), ms);
    }

    function start(all: boolean): Promise<void> {
      clearTimeout(timer);
      hurry ||= all;
      working ??= work().finally(() => {
        working = null;
      });
      return working;
    }

    async function flush(): Promise<void> {
      while (queue.length) {
        await start(true);
        if (get().saving === "offline") return;
      }
    }

    async function step(direction: "undo" | "redo" | "discard"): Promise<void> {
      await flush();
      if (queue.length) return;
      try {
        show(await port.move(direction));
      } catch (error) {
        set({ trouble: { fault: faultOf(error), error, lost: [] } });
      }
    }

    /** One after the other, however fast the keys are pressed. */
    function move(direction: "undo" | "redo" | "discard"): Promise<void> {
      moving = moving.then(() => step(direction));
      return moving;
    }

    return {
      ...view(first),
      saving: "saved",
      turn: 0,
      trouble: null,
      execute(one) {
        const from = get().documents;
        const { documents, inverse } = run(from, one);
        if (!inverse.length) return;
        const last = queue.at(-1);
        if (last && one.merge !== undefined && last.merge === one.merge) {
          last.to = documents;
          last.commands.push(one);
        } else {
          queue.push({ from, to: documents, merge: one.merge, commands: [one] });
        }
        set({ documents, saving: "waiting", turn: get().turn + 1, canUndo: true, canRedo: false });
        if (one.merge === undefined) void start(true);
        else if (queue.length > 1) void start(false);
        else wait();
      },
      flush,
      undo: () => move("undo"),
      redo: () => move("redo"),
      discard: () => move("discard"),
      async reload() {
        await flush();
        show(await port.load());
      },
      settle(again) {
        const lost = get().trouble?.lost ?? [];
        set({ trouble: null });
        if (again) for (const one of lost) get().execute(one);
      },
    };
  });
}
