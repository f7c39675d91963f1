/** A small shop app: the documents the tests of drafts and expressions start from. */
import type { Documents, FieldDoc } from "./documents";

export const field = (key: string, type = "text", more: Partial<FieldDoc> = {}): FieldDoc => ({ key, label: key.toUpperCase(), type, ...more });

export const sample = (): Documents => ({
  app: { key: "shop", label: "门店", menu: [{ form: "member" }, { label: "更多", items: [{ form: "purchase" }] }] },
  forms: {
    member: {
      key: "member", label: "会员", title: "{{name}}", search: ["name"], header: ["phone"],
      fields: [field("name"), field("phone", "phone"), field("level", "choice", { options: [{ key: "gold", label: "金卡" }] }), field("note", "long_text")],
      layout: [{ key: "base", section: "基本", columns: 2, fields: ["name", "phone"] }, { key: "other", columns: 1, fields: ["level"] }],
      logic: [{ when: "level == 'gold'", show: ["note"], require: ["note", "phone"] }],
      views: [{ key: "all", label: "全部", columns: ["name", "phone"], sort: ["-phone"] }],
    },
    purchase: { key: "purchase", label: "消费", fields: [field("amount", "money"), field("lines", "subtable", { fields: [field("qty", "integer")] })] },
  },
  roles: { owner: { key: "owner", label: "负责人", grants: [{ form: "*", actions: ["read"] }, { form: "purchase", actions: ["read", "create"] }] } },
  rules: {},
  workflows: {},
  messages: {},
  segments: {},
  reports: {},
  dashboards: {},
  examples: {},
});

