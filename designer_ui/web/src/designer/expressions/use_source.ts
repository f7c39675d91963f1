/** What the expression editors of a form know: fields of the draft, functions, the words of the language. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { textOf } from "../../commands/labels";
import { useDocuments, useKinds } from "../draft/DraftProvider";
import type { Source } from "./completion";
import { useExtraNames, useScopeOrNone } from "./scope";
import type { WordLabels } from "./pieces";

const WORDS = ["and", "or", "not", "in", "if", "else", "true", "false", "none", "me", "now", "today", "unknown", "record"];

const UNITS = ["day", "month", "year"];

export function useWords(): WordLabels {
  const { t, i18n } = useTranslation("designer");
  const { functions } = useKinds();
  return useMemo(
    () => ({
      ...Object.fromEntries(WORDS.map((word) => [word, t(`word.${word}`)])),
      ...Object.fromEntries(UNITS.map((unit) => [`unit_${unit}`, t(`unit.${unit}`)])),
      ...Object.fromEntries(functions.map((one) => [`fn_${one.name}`, textOf(one.label, i18n.language) || one.name])),
    }),
    [t, functions, i18n.language],
  );
}

export function useSource(form: string, subtable?: string): Source {
  const { i18n } = useTranslation();
  const documents = useDocuments();
  const { fields, functions } = useKinds();
  const words = useWords();
  const extra = useExtraNames();
  const { bare, lines } = useScopeOrNone() ?? {};
  return useMemo(
    () => ({ place: { documents, form, subtable, locale: i18n.language, extra, bare, lines }, fields, functions, words }),
    [documents, form, subtable, i18n.language, extra, bare, lines, fields, functions, words],
  );
}
