/** Loads the draft of an app and holds it while its screens are open. */
import { useQuery } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { Failure, Waiting } from "../../app/outcomes";
import type { Command } from "../../commands/command";
import type { FormDoc, Label } from "../../commands/documents";
import { createDraft, type DraftAnswer, type DraftState, type DraftStore } from "../../commands/draft";
import { textOf } from "../../commands/labels";
import { draftPort, faultOf, useCatalog, type Catalog } from "../builder_api";

export interface Opened {
  app: string;
  store: DraftStore;
  catalog: Catalog;
}

const DraftContext = createContext<Opened | null>(null);

/** A draft that is already open, for screens and their tests. */
export function OpenDraft({ opened, children }: { opened: Opened; children: ReactNode }) {
  return <DraftContext.Provider value={opened}>{children}</DraftContext.Provider>;
}

function Held({ app, first, catalog, children }: { app: string; first: DraftAnswer; catalog: Catalog; children: ReactNode }) {
  const opened = useMemo(() => ({ app, catalog, store: createDraft(first, { port: draftPort(app), faultOf }) }), [app, first, catalog]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (opened.store.getState().saving !== "saved") event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("beforeunload", warn);
      void opened.store.getState().flush();
    };
  }, [opened]);
  return <OpenDraft opened={opened}>{children}</OpenDraft>;
}

export function DraftProvider({ app, children }: { app: string; children: ReactNode }) {
  const catalog = useCatalog();
  const draft = useQuery({
    queryKey: ["builder", "draft", app],
    queryFn: () => draftPort(app).load(),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const error = draft.error ?? catalog.error;
  if (error) return <Failure error={error} retry={() => void Promise.all([draft.refetch(), catalog.refetch()])} />;
  if (!draft.data || !catalog.data) return <Waiting />;
  return (
    <Held app={app} first={draft.data} catalog={catalog.data}>
      {children}
    </Held>
  );
}

export function useOpened(): Opened {
  const opened = useContext(DraftContext);
  if (!opened) throw new Error("no draft is open here");
  return opened;
}

/** A part of the draft, redrawn when it changes. */
export const useDraft = <T,>(select: (state: DraftState) => T): T => useStore(useOpened().store, select);

export const useApp = (): string => useOpened().app;
export const useKinds = (): Catalog => useOpened().catalog;
export const useExecute = (): ((command: Command) => void) => useDraft((state) => state.execute);
export const useDocuments = () => useDraft((state) => state.documents);
export const useFormDoc = (form: string): FormDoc | undefined => useDraft((state) => state.documents.forms[form]);

/** Labels in the language of the screen. */
export function useLabel(): (label: Label | null | undefined) => string {
  const { i18n } = useTranslation();
  return (label) => textOf(label, i18n.language);
}
