/** Gives fields their surroundings: app, form, record, titles known so far. */
import { useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../api/queries";
import type { AppDef, Refs } from "../api/types";
import { paths, useGo } from "../app/routing";
import { useWords } from "../fields/formats";
import { PlaceContext, type Place } from "../fields/place";

interface Props {
  definition: AppDef;
  form: string;
  record?: string;
  refs?: Refs;
  children: ReactNode;
}

/** Titles of several answers as one. */
export function mergeRefs(...all: (Refs | undefined)[]): Refs {
  const merged: Refs = {};
  for (const refs of all) for (const [form, titles] of Object.entries(refs ?? {})) merged[form] = { ...merged[form], ...titles };
  return merged;
}

export function RecordPlace({ definition, form, record, refs, children }: Props) {
  const { t } = useTranslation();
  const go = useGo();
  const words = useWords();
  const me = useSession().data?.user;
  const [learned, setLearned] = useState<Refs>({});
  const place = useMemo<Place>(
    () => ({
      app: definition.key,
      form,
      record,
      definition,
      // oneself is known before anything is saved: many a form starts with 「记录人：我」
      refs: mergeRefs(me && { "@user": { [me.id]: { title: me.name } } }, refs, learned),
      learn: (target, id, title) => setLearned((known) => mergeRefs(known, { [target]: { [id]: { title } } })),
      open: (target, id) => go(paths.record(definition.key, target, id)),
      today: definition.today,
      zone: definition.timezone,
      words: { ...words, yes: t("word.yes"), no: t("word.no"), gone: t("word.gone"), comma: t("word.comma") },
    }),
    // words are made anew per render but only change with the language, as t does
    [definition, form, record, refs, learned, me, go, t],
  );
  return <PlaceContext.Provider value={place}>{children}</PlaceContext.Provider>;
}
