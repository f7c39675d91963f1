import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { useState } from "react";
import { initReactI18next } from "react-i18next";
import type { FieldDef, FormDef, Json, Values } from "../api/types";
import { makeWidget } from "../fields/make";
import type { EditProps } from "../fields/widget";
import zh from "../i18n/zh-CN.json";
import { changedValues, startValues } from "./defaults";
import { FormRenderer, type Slots } from "./FormRenderer";
import { failedChecks, liveState } from "./live";
import { makeRun, settled } from "./run";

const Plain = ({ id, value, onChange, label, describedBy }: EditProps) => (
  <input id={id} aria-label={label} aria-describedby={describedBy} value={String(value ?? "")} onChange={(event) => onChange(event.target.value || null)} />
);
// the renderer is handed its widgets: here native inputs, as on the public form
const WIDGETS = { text: makeWidget({ Edit: Plain, text: String }), money: makeWidget({ Edit: Plain, text: String, align: "end" }) };

const field = (key: string, label: string, more: Partial<FieldDef> = {}): FieldDef => ({ key, label, type: "text", look: { look: "text" }, rights: "write", ...more });
const FORM: FormDef = {
  key: "order",
  label: "订单",
  fields: [
    field("kind", "类型"),
    field("table", "桌号"),
    field("price", "单价", { type: "money", look: { look: "money", scale: 2 }, check: [">=", ["v", "price", "n2"], ["n", "0"]], message: "单价不能小于零" }),
    field("total", "合计", { type: "formula", look: { look: "money", scale: 2 }, computed: true, expression: ["*", ["v", "price", "n2"], ["n", "1.105"]] }),
    field("rate", "倍率", { type: "formula", look: { look: "money", scale: 2 }, computed: true, expression: ["v", "member.rate", "n2"] }),
    field("member", "会员", { type: "relation" }),
    field("lines", "明细", { type: "subtable", fields: [field("item", "品名", { required: true }), field("qty", "数量", { default: 1 })] }),
  ],
  layout: [{ key: "a", label: "基本", columns: 2, fields: ["kind", "table", "price", "total"] }, { key: "b", label: null, columns: 1, fields: ["lines"] }],
  logic: [{ when: ["==", ["v", "kind", "s"], ["k", "dining"]], show: ["table"], require: ["table"] }],
  views: [],
  actions: ["create"],
};
const run = makeRun(FORM, { today: "2026-11-21", now: "2026-11-21T06:00:00.000Z", me: "me", zone: "Asia/Shanghai", dayStart: 0 });

function Harness({ start = {}, faults, slots }: { start?: Values; faults?: Record<string, string>; slots?: Slots }) {
  const [values, setValues] = useState<Values>(start);
  const change = (key: string, value: Json) => setValues((old) => ({ ...old, [key]: value }));
  return (
    <>
      <FormRenderer form={FORM} values={values} onChange={change} live={liveState(FORM, values, run)} widgets={WIDGETS} faults={faults} slots={slots} />
      <output>{JSON.stringify(values)}</output>
    </>
  );
}

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "zh-CN", defaultNS: "app", resources: { "zh-CN": { app: zh } } });
});

describe("live state", () => {
  it("shows and requires a field only while its rule holds", async () => {
    render(<Harness />);
    expect(screen.queryByLabelText(/桌号/)).toBeNull();
    await userEvent.type(screen.getByLabelText("类型"), "dining");
    expect(screen.getByLabelText(/桌号/)).toBeVisible();
    expect(liveState(FORM, { kind: "dining" }, run).required.has("table")).toBe(true);
    await userEvent.type(screen.getByLabelText("类型"), "!");
    expect(screen.queryByLabelText(/桌号/)).toBeNull();
  });

  it("computes while one types, rounded half away from zero to the field's places", async () => {
    render(<Harness />);
    await userEvent.type(screen.getByLabelText("单价"), "0.05");
    expect(screen.getByRole("group", { name: "合计" })).toHaveTextContent("0.06");
    expect(settled(FORM.fields[3]!, "0.05525")).toBe("0.06");
    expect(settled(FORM.fields[3]!, "-0.055")).toBe("-0.06");
  });

  it("asks the server for a path it cannot follow, and knows that an empty relation gives nothing", () => {
    expect(liveState(FORM, { member: "0abc" }, run).complete).toBe(false);
    const empty = liveState(FORM, { member: null }, run);
    expect([empty.complete, empty.values.rate]).toEqual([true, null]);
  });

  it("names failed checks by field in the form's own words", () => {
    const failed = (price: string) => failedChecks(FORM, liveState(FORM, { price }, run), run, (label) => label);
    expect(failed("-1")).toEqual({ price: "单价不能小于零" });
    expect(failed("1")).toEqual({});
  });
});

describe("subtables", () => {
  it("adds rows with their defaults, edits and removes them", async () => {
    render(<Harness />);
    await userEvent.click(screen.getByRole("button", { name: "添加一行" }));
    await userEvent.type(screen.getByLabelText("品名 1"), "锅");
    await userEvent.click(screen.getByRole("button", { name: "添加一行" }));
    expect(JSON.parse(screen.getByRole("status").textContent!)).toEqual({ lines: [{ item: "锅", qty: 1 }, { qty: 1 }] });
    await userEvent.click(screen.getByRole("button", { name: "移除第 1 行" }));
    expect(JSON.parse(screen.getByRole("status").textContent!)).toEqual({ lines: [{ qty: 1 }] });
  });

  it("labels each cell for phones and puts a fault into its cell", () => {
    render(<Harness start={{ lines: [{ item: "锅" }, {}] }} faults={{ "lines.1.item": "请填写品名" }} />);
    const cell = screen.getByLabelText("品名 2").closest("td")!;
    expect(cell).toHaveAttribute("data-label", "品名");
    expect(within(cell).getByText("请填写品名")).toBeVisible();
    expect(screen.getByLabelText("品名 2")).toHaveAccessibleDescription("请填写品名");
  });
});

describe("form renderer", () => {
  it("connects label, fault and input", () => {
    render(<Harness faults={{ kind: "请选择类型" }} />);
    expect(screen.getByLabelText("类型")).toHaveAccessibleDescription("请选择类型");
  });

  it("lets the canvas wrap every field, hidden ones too", () => {
    render(<Harness slots={{ field: (one, node) => <div data-testid={`wrapped-${one.key}`}>{node}</div> }} />);
    for (const key of ["kind", "table", "price", "total", "lines"]) expect(screen.getByTestId(`wrapped-${key}`)).toBeInTheDocument();
  });
});

describe("values", () => {
  it("starts with constant defaults and the clock's, and leaves the rest to the server", () => {
    const form = { ...FORM, fields: [field("a", "甲", { default: "x" }), field("b", "乙", { default: "@today" }), field("c", "丙", { default: "@me.department" }), field("d", "丁", { default: false })] };
    expect(startValues(form, { today: "2026-11-21", now: "n", me: "m" })).toEqual({ a: "x", b: "2026-11-21", d: false });
  });

  it("sends only what differs", () => {
    expect(changedValues({ a: 1, b: [1], c: null }, { a: 1, b: [1, 2], c: "x", d: null })).toEqual({ b: [1, 2], c: "x" });
  });
});
