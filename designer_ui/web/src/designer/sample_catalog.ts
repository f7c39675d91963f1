/** A small catalog for tests: the shapes the server answers, with few kinds. */
import type { Catalog, ConfigKind, FieldKind, Property } from "./builder_api";

const both = (text: string) => ({ "zh-CN": text, en: text });

const kind = (name: string, label: string, group: string, properties: Record<string, Property> = {}, more: Partial<ConfigKind> & { required?: string[] } = {}): ConfigKind => {
  const { required = [], ...rest } = more;
  return { name, label: both(label), help: both(`${label}的说明`), icon: "bolt", group, config_schema: { properties, required }, example: {}, ...rest };
};

const field = (name: string, operators: string[], computed = false): FieldKind => ({ name, label: both(name), help: both(""), icon: "text", group: "common", config_schema: {}, example: {}, operators, computed });

const NUMBERS = ["eq", "ne", "lt", "le", "gt", "ge", "between", "empty", "filled"];
const FORM: Property = { type: "string", widget: "form", label: both("哪张表单") };
const WHO: Property = { type: "object", widget: "who", label: both("给谁") };
const slot = (widget: string, label: string): Property => ({ widget, label: both(label), ...(widget.endsWith("s") ? { type: "array" } : { type: "string" }) });
const text = (label: string): Property => ({ widget: "text", label: both(label), anyOf: [{ type: "string" }, { type: "object" }] });

export const sampleCatalog = (): Catalog => ({
  fields: [field("text", ["eq", "ne", "contains", "empty"]), field("phone", ["eq", "empty"]), field("choice", ["eq", "ne", "in", "empty"]), field("long_text", ["empty"]), field("money", NUMBERS), field("integer", NUMBERS), field("date", ["before", "after", "eq", "empty"]), field("user", ["eq", "empty"]), field("relation", ["eq", "empty", "filled"])],
  functions: [],
  operators: Object.fromEntries([["eq", "等于"], ["ne", "不等于"], ["gt", "大于"], ["ge", "不小于"], ["lt", "小于"], ["le", "不大于"], ["empty", "为空"], ["filled", "不为空"]].map(([name, label]) => [name, { label: both(label as string), values: "one" as const }])),
  triggers: [
    kind("created", "新增", "change", { form: FORM }, { required: ["form"], knows_old: false }),
    kind("changed", "字段改变", "change", { form: FORM, field: { type: "string", widget: "field", label: both("哪一项") }, to: { type: "string", widget: "value", label: both("变为") } }, { required: ["form", "field"], knows_old: true }),
    kind("date", "到了某个日期", "time", { form: FORM, field: { type: "string", widget: "date_field", label: both("哪个日期") }, days: { type: "integer", default: 0, widget: "days_around", label: both("几天") }, at: { type: "string", default: "09:00", widget: "time", label: both("几点") } }, { required: ["form", "field"], timed: true, period: "basis" }),
  ],
  actions: [
    kind("create", "新增数据", "records", { form: { ...FORM, label: both("新增到") }, values: { type: "object", widget: "values", label: both("填写") }, as: { type: "string", widget: "name", label: both("叫作") } }, { required: ["form", "values"] }),
    kind("find", "查找一条数据", "flow", { form: FORM, match: { type: "string", widget: "target_condition", label: both("符合条件的") }, as: { type: "string", widget: "name", label: both("叫作") } }, { required: ["form", "match", "as"] }),
    kind("todo", "建待办", "people", { to: WHO, title: text("做什么") }, { required: ["to", "title"] }),
    kind("refuse", "不允许保存", "flow", { message: text("提示") }, { required: ["message"] }),
  ],
  steps: [
    kind("start", "开始", "flow"),
    kind("approve", "审批", "people", { who: { ...WHO, label: both("谁审批") }, mode: { enum: ["all", "any", "vote"], default: "all", label: both("怎么算通过"), options: [{ key: "all", label: both("全部同意") }, { key: "any", label: both("一人同意即可") }, { key: "vote", label: both("按比例") }] }, pct: { type: "integer", default: 50, label: both("同意比例") }, fields: { type: "object", widget: "step_fields", label: both("字段") }, timeout: { type: "array", label: both("超时处理"), items: { type: "object", properties: { after: { type: "string", pattern: "^P", label: both("多久之后") }, hours: { type: "string", widget: "formula", label: both("按数据里的小时数"), more: true }, share: { type: "integer", default: 100, label: both("占其中"), more: true } } } }, due_field: { type: "string", widget: "datetime_field", label: both("期限写入"), more: true } }, { required: ["who"], human: true }),
    kind("action", "自动处理", "work", { actions: { type: "array", widget: "actions", label: both("依次做") }, on_error: { type: "string", widget: "transition", label: both("出错时走") } }),
    kind("branch", "分支", "flow", { mode: { enum: ["first", "any", "all"], default: "first", label: both("怎么走") }, join: { type: "string", widget: "step", label: both("会合") } }),
    kind("join", "会合", "flow"),
    kind("end", "结束", "flow", { result: { type: "string", default: "approved", label: both("结果") } }),
  ],
  charts: [
    kind("table", "表格", "table"),
    kind("number", "数字卡", "number", { value: slot("measure", "数字"), compare: slot("measures", "对比"), spark: slot("dimension", "走势") }, { required: ["value"] }),
    kind("line", "折线", "trend", { x: slot("dimension", "横轴"), y: slot("measures", "纵轴"), series: slot("dimension", "分组") }, { required: ["x", "y"] }),
    kind("bar", "柱形", "compare", { x: slot("dimension", "横轴"), y: slot("measures", "纵轴"), series: slot("dimension", "分组"), stack: { type: "boolean", label: both("堆叠") } }, { required: ["x", "y"] }),
    kind("pie", "饼图", "share", { label: slot("dimension", "扇区"), value: slot("measure", "大小") }, { required: ["label", "value"] }),
    kind("pivot", "透视表", "table", { rows: slot("dimensions", "行"), cols: slot("dimensions", "列"), values: slot("measures", "数字") }, { required: ["rows", "values"] }),
    kind("scatter", "散点", "compare", { x: slot("measure", "横轴"), y: slot("measure", "纵轴"), label: slot("dimension", "每个点") }, { required: ["x", "y"] }),
  ],
});
