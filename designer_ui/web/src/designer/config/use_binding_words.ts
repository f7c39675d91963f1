/** What names left behind by actions are called on screen. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { textOf } from "../../commands/labels";
import type { BindingWords } from "./bindings";

export function useBindingWords(): BindingWords {
  const { t, i18n } = useTranslation("designer");
  return useMemo(
    () => ({
      step: (n, name) => t("binding.step", { n, name }),
      each: (name) => t("binding.each", { name }),
      lot: t("binding.lot"),
      taken: t("binding.taken"),
      short: t("binding.short"),
      say: (label) => textOf(label, i18n.language),
    }),
    [t, i18n.language],
  );
}
