/** Texts of the screens, loaded per language: "app" for everyone, "work" with the pages of work and people, "numbers" with charts, reports and dashboards, "designer" only where the designer is opened, "counting" with its editors of reports, dashboards and segments. */
import i18next, { type i18n } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Locale } from "../app/preferences";

type Texts = { default: Record<string, unknown> };

type Part = "app" | "work" | "numbers" | "designer" | "counting";

/** The words of every page and those of the working day together, looked up in both. */
export const useTexts = () => useTranslation(["app", "work"], { nsMode: "fallback" });

/** The words of charts, reports and dashboards, and those of every page. */
export const useNumberTexts = () => useTranslation(["numbers", "app"], { nsMode: "fallback" });

const FILES: Record<Part, Record<Locale, () => Promise<Texts>>> = {
  app: { "zh-CN": () => import("./zh-CN.json"), en: () => import("./en.json") },
  work: { "zh-CN": () => import("./daily/zh-CN.json"), en: () => import("./daily/en.json") },
  numbers: { "zh-CN": () => import("./numbers/zh-CN.json"), en: () => import("./numbers/en.json") },
  designer: { "zh-CN": () => import("../designer/i18n/zh-CN.json"), en: () => import("../designer/i18n/en.json") },
  counting: { "zh-CN": () => import("../designer/i18n/counting/zh-CN.json"), en: () => import("../designer/i18n/counting/en.json") },
};

/** Words that stand among those of another part once they are there. */
const AMONG: Partial<Record<Part, Part>> = { counting: "designer" };

/** Words that are needed as well: editors of numbers name periods as pages of numbers do. */
const BESIDE: Partial<Record<Part, Part>> = { counting: "numbers" };

/** Loads the texts of a part of the product in the current language (nothing to do where they are there). */
export async function loadTexts(part: Part, locale: string = i18next.language): Promise<void> {
  if (i18next.hasResourceBundle(locale, part)) return;
  const needed = [AMONG[part], BESIDE[part]].filter((one) => one !== undefined);
  const [texts] = await Promise.all([FILES[part][locale as Locale](), ...needed.map((one) => loadTexts(one, locale))]);
  i18next.addResourceBundle(locale, part, texts.default);
  const among = AMONG[part];
  if (among) i18next.addResourceBundle(locale, among, texts.default, true);
}

export async function startTexts(locale: Locale): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    ns: ["app"],
    defaultNS: "app",
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await loadTexts("app", locale);
  return i18next;
}

/** A screen together with its words: those of the working day where none are named. */
export const withTexts =
  <T>(load: () => Promise<T>, part: Part = "work"): (() => Promise<T>) =>
  () =>
    Promise.all([load(), loadTexts(part)]).then(([module]) => module);

/** Switches every loaded part to another language. */
export async function switchTexts(locale: Locale): Promise<void> {
  const parts = (Object.keys(FILES) as Part[]).filter((part) => part === "app" || i18next.hasResourceBundle(i18next.language, part));
  await Promise.all(parts.map((part) => loadTexts(part, locale)));
  await i18next.changeLanguage(locale);
}
