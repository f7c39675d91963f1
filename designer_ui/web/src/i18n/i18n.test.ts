import { renderHook } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import en from "./en.json";
import { useTexts } from "./index";
import zh from "./zh-CN.json";
import workEn from "./daily/en.json";
import workZh from "./daily/zh-CN.json";
import numbersEn from "./numbers/en.json";
import numbersZh from "./numbers/zh-CN.json";
import designerEn from "../designer/i18n/en.json";
import designerZh from "../designer/i18n/zh-CN.json";
import countingEn from "../designer/i18n/counting/en.json";
import countingZh from "../designer/i18n/counting/zh-CN.json";

type Texts = { [key: string]: string | string[] | Texts };

const flat = (texts: Texts, prefix = ""): Record<string, string> =>
  Object.assign({}, ...Object.entries(texts).map(([key, value]) => (typeof value === "string" ? { [prefix + key]: value } : flat(Array.isArray(value) ? Object.fromEntries(value.entries()) : value, `${prefix}${key}.`))));

const placeholders = (text: string): string[] => [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)].map((match) => match[1]!).sort();

describe.each([
  ["app", zh as Texts, en as Texts],
  ["work", workZh as Texts, workEn as Texts],
  ["numbers", numbersZh as Texts, numbersEn as Texts],
  ["designer", designerZh as Texts, designerEn as Texts],
  ["counting", countingZh as Texts, countingEn as Texts],
])("texts of %s", (_part, chinese, english) => {
  const [zhTexts, enTexts] = [flat(chinese), flat(english)];

  it("has the same keys in both languages", () => {
    expect(Object.keys(enTexts).sort()).toEqual(Object.keys(zhTexts).sort());
  });

  it("fills in the same values in both languages", () => {
    const different = Object.keys(zhTexts).filter((key) => {
      const [one, other] = [placeholders(zhTexts[key]!), placeholders(enTexts[key] ?? "")];
      return !key.endsWith("_one") && one.join() !== other.join();
    });
    expect(different).toEqual([]);
  });

  it("leaves no text empty", () => {
    expect(Object.entries({ ...zhTexts, ...enTexts }).filter(([, text]) => text === "")).toEqual([]);
  });

  it("writes Chinese with full-width punctuation and calls people 你", () => {
    const odd = Object.entries(zhTexts).filter(([, text]) => /[\u4e00-\u9fff]\s*[,:;?!]|[,:;?!]\s*[\u4e00-\u9fff]|您/.test(text.replace(/\{\{.*?\}\}/g, "")));
    expect(odd).toEqual([]);
  });

  it("has no Chinese in the English texts", () => {
    expect(Object.entries(enTexts).filter(([key, text]) => /[\u4e00-\u9fff]/.test(text) && !key.includes("language"))).toEqual([]);
  });
});

it("finds the words of every page and of the working day in one place", async () => {
  await i18next.use(initReactI18next).init({ lng: "zh-CN", ns: ["app", "work"], defaultNS: "app", resources: { "zh-CN": { app: zh, work: workZh } } });
  const { t } = renderHook(() => useTexts()).result.current;
  expect([t("action.save"), t("people.add")]).toEqual(["保存", "添加成员"]);
});
