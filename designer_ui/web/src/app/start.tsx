import type { ReactElement } from "react";
import { startTexts } from "../i18n";
import { firstLocale, usePreferences } from "./preferences";
import { App } from "./App";
import { loadLibraryLocale } from "./library_locale";
import { paint } from "./theme";

/** Everything that must be there before the first paint: colours, texts, the libraries' language. */
export async function start(): Promise<ReactElement> {
  const locale = firstLocale();
  paint(usePreferences.getState().mode);
  document.documentElement.lang = locale;
  const [, library] = await Promise.all([startTexts(locale), loadLibraryLocale(locale)]);
  return <App library={library} />;
}
