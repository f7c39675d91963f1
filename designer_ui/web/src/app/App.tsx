import { ConfigProvider } from "antd";
import type { Locale as AntdLocale } from "antd/es/locale";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { createQueries } from "../api/queries";
import { loadLibraryLocale } from "./library_locale";
import { type Locale, usePreferences } from "./preferences";
import { createRoutes } from "./router";
import { antdTheme } from "./theme";

const nonce = (): string => document.getElementById("app-style")?.nonce ?? "";

/** Providers around every screen. */
export function App({ library: first }: { library: AntdLocale }) {
  const mode = usePreferences((state) => state.mode);
  const { i18n } = useTranslation();
  const [library, setLibrary] = useState(first);
  const [queries] = useState(createQueries);
  const [router] = useState(() => createRoutes(queries));
  const theme = useMemo(() => antdTheme(mode), [mode]);
  const csp = useMemo(() => ({ nonce: nonce() }), []);

  useEffect(() => {
    document.documentElement.lang = i18n.language;
    void loadLibraryLocale(i18n.language as Locale).then(setLibrary);
  }, [i18n.language]);

  return (
    <ConfigProvider theme={theme} locale={library} csp={csp} button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ConfigProvider>
  );
}
