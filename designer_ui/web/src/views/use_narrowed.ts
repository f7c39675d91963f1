/** What a list can be narrowed by, in the words of the screen. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { AppDef, FormDef } from "../api/types";
import { narrowedBy, type Narrowed } from "./segments";

export function useNarrowed(definition: AppDef, form: FormDef): Narrowed {
  const { t } = useTranslation();
  return useMemo(() => narrowedBy(definition, form, { name: t("filter.segments"), segment: t("filter.segment"), not_segment: t("filter.not_segment") }), [definition, form, t]);
}
