/** The report as a whole: its words, order and length, totals, where a click leads, who may see and take it. */
import { Checkbox, InputNumber, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { DrillDoc, ReportDoc } from "../../commands/documents";
import { moved } from "../../commands/edit_form";
import { asTexts, textsOf } from "../../commands/report_parts";
import { SortableList } from "../../dnd/SortableList";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { FieldPath } from "../expressions/FieldPath";
import { LabelInput } from "../parts/LabelInput";
import { useEditing } from "./editing";
import { Prop } from "./Prop";
import { SmallestGroup } from "./SmallestGroup";
import { passOf, withLevel } from "./ways";

interface Props {
  set(change: Partial<ReportDoc>, typing?: string): void;
}

const bare = (text: string): string => text.replace(/^-/, "");

function Order({ set }: Props) {
  const { t } = useTranslation("designer");
  const { doc, words } = useEditing();
  const sort = doc.sort ?? [];
  const parts = [...(doc.dimensions ?? []).map((one) => ({ value: one.key, label: words.dimension(one) })), ...(doc.measures ?? []).map((one) => ({ value: one.key, label: words.measure(one) }))];
  const free = parts.filter((part) => !sort.some((text) => bare(text) === part.value));
  const put = (at: number, text: string | null) => set({ sort: text === null ? sort.filter((_, i) => i !== at) : sort.map((one, i) => (i === at ? text : one)) });
  return (
    <Prop name={t("reports.sort")}>
      {sort.map((text, at) => (
        <div key={bare(text)} className="row">
          <Select className="grow" value={bare(text)} aria-label={t("reports.sort")} options={parts.filter((part) => part.value === bare(text) || free.includes(part))} onChange={(key) => put(at, (text.startsWith("-") ? "-" : "") + key)} />
          <Segmented size="small" value={text.startsWith("-") ? "down" : "up"} aria-label={t("views.direction")} options={[{ value: "up", label: t("reports.up") }, { value: "down", label: t("reports.down") }]} onChange={(way) => put(at, (way === "down" ? "-" : "") + bare(text))} />
          <button type="button" className="plain-button faint" aria-label={t("reports.take_out", { name: parts.find((part) => part.value === bare(text))?.label ?? "" })} onClick={() => put(at, null)}>
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
      {free.length > 0 && <Select value={null} placeholder={t("reports.add_sort")} aria-label={t("reports.add_sort")} options={free} onChange={(key: string | null) => key && set({ sort: [...sort, key] })} />}
    </Prop>
  );
}

function Totals({ set }: Props) {
  const { t } = useTranslation("designer");
  const { doc, words } = useEditing();
  const totals = doc.totals ?? [];
  const flip = (name: string, on: boolean) => set({ totals: on ? [...totals, name] : totals.filter((one) => one !== name) });
  return (
    <Prop name={t("reports.totals")}>
      <Checkbox checked={totals.includes("grand")} data-testid="total-grand" onChange={(event) => flip("grand", event.target.checked)}>
        {t("reports.grand")}
      </Checkbox>
      {(doc.dimensions ?? []).length > 1 &&
        (doc.dimensions ?? []).map((one) => (
          <Checkbox key={one.key} checked={totals.includes(one.key)} onChange={(event) => flip(one.key, event.target.checked)}>
            {t("reports.subtotal", { name: words.dimension(one) })}
          </Checkbox>
        ))}
    </Prop>
  );
}

/** The ordered fields a click goes down along. */
function Way({ set }: Props) {
  const { t } = useTranslation("designer");
  const { doc, words } = useEditing();
  const drill = doc.drill ?? [];
  const path = drill.find((one) => one.path)?.path ?? [];
  const dimensions = new Map((doc.dimensions ?? []).map((one) => [one.key, words.dimension(one)]));
  const nameOf = (step: string) => dimensions.get(step) ?? words.path(step);
  const write = (next: string[]) => {
    const others = drill.filter((one) => !one.path);
    set({ drill: next.length ? [{ path: next }, ...others] : others });
  };
  return (
    <Prop name={t("reports.drill")} help={t("reports.drill_text")}>
      {path.length > 0 && (
        <SortableList
          label={t("reports.drill")}
          items={path}
          idOf={(step) => step}
          nameOf={nameOf}
          onMove={(from, to) => write(moved(path, from, to))}
          render={(step, at) => (
            <>
              <span className="grow ellipsis">{nameOf(step)}</span>
              <button type="button" className="plain-button faint" aria-label={t("reports.take_out", { name: nameOf(step) })} onClick={() => write(path.filter((_, i) => i !== at))}>
                <Icon name="close" size={14} />
              </button>
            </>
          )}
        />
      )}
      <FieldPath form={doc.source} value="" label={t("reports.add_level")} onChange={(field) => write(withLevel(doc, path, field))} />
    </Prop>
  );
}

function Leads({ set }: Props) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { reports } = useDocuments();
  const { doc } = useEditing();
  const drill = doc.drill ?? [];
  const others = Object.values(reports).filter((one) => one.key !== doc.key);
  const chosen = drill.flatMap((one) => (one.report ? [one.report] : []));
  const records = drill.some((one) => one.records);
  const keep = (fits: (one: DrillDoc) => boolean) => drill.filter(fits);
  return (
    <>
      <Checkbox checked={records} data-testid="drill-records" onChange={(event) => set({ drill: event.target.checked ? [...drill, { records: doc.source }] : keep((one) => !one.records) })}>
        {t("reports.drill_records")}
      </Checkbox>
      {others.length > 0 && (
        <Prop name={t("reports.drill_reports")}>
          <Select
            mode="multiple"
            value={chosen}
            aria-label={t("reports.drill_reports")}
            showSearch={{ optionFilterProp: "label" }}
            options={others.map((one) => ({ value: one.key, label: say(one.label) }))}
            onChange={(keys: string[]) => set({ drill: [...keep((one) => !one.report), ...keys.map((report) => drill.find((one) => one.report === report) ?? { report, pass: passOf(doc, reports[report]) })] })}
          />
        </Prop>
      )}
    </>
  );
}

function Having({ set }: Props) {
  const { t } = useTranslation("designer");
  const { doc, words } = useEditing();
  const having = textsOf(doc.having);
  const found = having.length === 1 ? /^([a-z][a-z0-9_]*) (>=|<=|>|<|==) (-?\d+(?:\.\d+)?)$/.exec(having[0] ?? "") : null;
  const measures = (doc.measures ?? []).map((one) => ({ value: one.key, label: words.measure(one) }));
  if (!measures.length || (having.length > 0 && !found)) return null;
  const [, key = measures[0]!.value, sign = ">=", number = "1"] = found ?? [];
  const write = (parts: [string, string, string] | null) => set({ having: asTexts(parts ? [parts.join(" ")] : []) });
  return (
    <div className="dz-prop">
      <Checkbox checked={found !== null} onChange={(event) => write(event.target.checked ? [key, sign, number] : null)}>
        {t("reports.having")}
      </Checkbox>
      {found && (
        <div className="dz-ratio">
          <Select value={key} aria-label={t("reports.measure")} options={measures} onChange={(next) => write([next, sign, number])} />
          <Select value={sign} aria-label={t("condition.operator")} options={[">=", "<=", ">", "<", "=="].map((one) => ({ value: one, label: t(`reports.compares.${one}`) }))} onChange={(next) => write([key, next, number])} />
          <InputNumber stringMode value={number} aria-label={t("condition.value")} onChange={(next) => next !== null && write([key, sign, String(next)])} />
        </div>
      )}
    </div>
  );
}

const FORMATS = ["xlsx", "csv"];

export function ReportPanel() {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { doc, edit } = useEditing();
  const { roles } = useDocuments();
  const set: Props["set"] = (change, typing) => edit((now) => ({ ...now, ...change }), typing);
  return (
    <>
      {!doc.funnel && (
        <>
          <Order set={set} />
          <Prop name={t("reports.limit")}>
            <InputNumber min={1} max={10000} precision={0} value={doc.limit ?? 500} aria-label={t("reports.limit")} onChange={(limit) => limit && set({ limit }, "limit")} />
          </Prop>
          {!doc.min_group && <Having set={set} />}
          <SmallestGroup set={set} />
          <Totals set={set} />
          <Way set={set} />
          <Leads set={set} />
        </>
      )}
      <Prop name={t("reports.roles")} help={t("reports.roles_text")}>
        <Select mode="multiple" value={doc.roles ?? []} aria-label={t("reports.roles")} placeholder={t("reports.roles_all")} data-testid="report-roles" options={Object.values(roles).map((role) => ({ value: role.key, label: say(role.label) }))} onChange={(keys: string[]) => set({ roles: keys })} />
      </Prop>
      <Prop name={t("reports.export")}>
        <Checkbox.Group value={doc.export ?? FORMATS} options={FORMATS.map((format) => ({ value: format, label: t(`reports.export_as.${format}`) }))} onChange={(formats) => edit((now) => withExport(now, formats as string[]))} />
      </Prop>
      <Prop name={t("reports.help")}>
        <LabelInput rows={2} value={doc.help} name={t("reports.help")} placeholder={t("reports.help_hint")} onChange={(help) => set({ help: help || undefined }, "help")} />
      </Prop>
    </>
  );
}

/** Both formats are what a report has where nothing is said. */
function withExport(doc: ReportDoc, formats: string[]): ReportDoc {
  const { export: _, ...rest } = doc;
  return formats.length === FORMATS.length ? rest : { ...rest, export: formats };
}
