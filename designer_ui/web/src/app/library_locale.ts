/** The language of Ant Design and dayjs, loaded on demand. */
import type { Locale as AntdLocale } from "antd/es/locale";
import dayjs from "dayjs";
import type { Locale } from "./preferences";

const ANTD: Record<Locale, () => Promise<{ default: AntdLocale }>> = {
  "zh-CN": () => import("antd/es/locale/zh_CN"),
  en: () => import("antd/es/locale/en_US"),
};
const DAYJS: Record<Locale, () => Promise<unknown>> = {
  "zh-CN": () => import("dayjs/locale/zh-cn"),
  en: () => import("dayjs/locale/en-gb"),
};

export async function loadLibraryLocale(locale: Locale): Promise<AntdLocale> {
  const [antd] = await Promise.all([ANTD[locale](), DAYJS[locale]()]);
  dayjs.locale(locale === "en" ? "en-gb" : "zh-cn");
  return antd.default;
}
