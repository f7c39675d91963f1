/** What this browser remembers for its user: theme and language. */
import { create } from "zustand";
import { paint, type Mode } from "./theme";

export type ThemeChoice = Mode | "system";
export const LOCALES = ["zh-CN", "en"] as const;
export type Locale = (typeof LOCALES)[number];

const THEME = "dougong.theme";
const LOCALE = "dougong.locale";

const stored = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const remember = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // a browser that forbids storage still works, it only forgets
  }
};

const systemDark = (): boolean => window.matchMedia("(prefers-color-scheme: dark)").matches;

export function resolveMode(choice: ThemeChoice): Mode {
  if (choice === "system") return systemDark() ? "dark" : "light";
  return choice;
}

/** The language asked for: remembered, else the browser's, else Chinese. */
export function firstLocale(): Locale {
  const remembered = stored(LOCALE);
  if (remembered === "zh-CN" || remembered === "en") return remembered;
  const wanted = navigator.languages.find((tag) => /^(zh|en)/i.test(tag));
  return wanted?.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

interface Preferences {
  theme: ThemeChoice;
  mode: Mode;
  setTheme(theme: ThemeChoice): void;
}

export const usePreferences = create<Preferences>((set) => {
  const theme = (stored(THEME) as ThemeChoice | null) ?? "light";
  return {
    theme,
    mode: resolveMode(theme),
    setTheme: (choice) => {
      remember(THEME, choice);
      paint(resolveMode(choice));
      set({ theme: choice, mode: resolveMode(choice) });
    },
  };
});

export const rememberLocale = (locale: Locale): void => remember(LOCALE, locale);
