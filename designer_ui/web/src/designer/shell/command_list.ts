/** What can be done on the screen in sight, for the list behind Ctrl+K. Screens bring their commands and take them away again. */
import { useEffect, useId, useRef } from "react";
import { create } from "zustand";

export interface ScreenCommand {
  id: string;
  label: string;
  keys?: string;
  group?: string;
  disabled?: boolean;
  run(): void;
}

interface Listed {
  sets: Record<string, ScreenCommand[]>;
  open: "commands" | "keys" | null;
  show(what: Listed["open"]): void;
  put(owner: string, commands: ScreenCommand[] | null): void;
}

export const useCommandList = create<Listed>((set) => ({
  sets: {},
  open: null,
  show: (open) => set({ open }),
  put: (owner, commands) =>
    set(({ sets }) => {
      const { [owner]: _, ...rest } = sets;
      return { sets: commands ? { ...rest, [owner]: commands } : rest };
    }),
}));

/** Offers commands while the calling screen is shown. */
export function useScreenCommands(commands: ScreenCommand[]): void {
  const owner = useId();
  const put = useCommandList((state) => state.put);
  const latest = useRef(commands);
  latest.current = commands;
  const signature = commands.map((one) => `${one.id} ${one.label} ${one.disabled ? 1 : 0}`).join("\n");
  useEffect(() => {
    const now = (id: string) => latest.current.find((one) => one.id === id);
    put(owner, latest.current.map((one) => ({ ...one, run: () => now(one.id)?.run() })));
  }, [owner, put, signature]); // what a command does is looked up when it runs
  useEffect(() => () => put(owner, null), [owner, put]);
}

const EDITABLE = "input, textarea, select, [contenteditable=true], [role=dialog] *";

/** Whether keys typed here are text. */
export const isTyping = (target: EventTarget | null): boolean => target instanceof Element && target.matches(EDITABLE);
