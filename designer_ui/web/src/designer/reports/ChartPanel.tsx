/** One chart: its name, what stands in which of its slots, and its own options. */
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { ChartDoc } from "../../commands/documents";
import { withChart } from "../../commands/report_parts";
import { ConfigForm } from "../config/ConfigForm";
import type { Drawn } from "../config/widgets";
import { useKinds, useLabel } from "../draft/DraftProvider";
import { LabelInput } from "../parts/LabelInput";
import { ConditionsOf, useEditing } from "./editing";
import { Prop } from "./Prop";
import { slotsOf, type Slot } from "./slots";

function SlotSelect({ slot, drawn }: { slot: Slot; drawn: Drawn }) {
  const { t } = useTranslation("designer");
  const { doc, words } = useEditing();
  const options = slot.role === "dimension" ? (doc.dimensions ?? []).map((one) => ({ value: one.key, label: words.dimension(one) })) : (doc.measures ?? []).map((one) => ({ value: one.key, label: words.measure(one) }));
  return (
    <Select
      mode={slot.many ? "multiple" : undefined}
      value={(drawn.value as string | string[] | undefined) ?? (slot.many ? [] : undefined)}
      allowClear={!slot.needed}
      aria-label={drawn.label}
      placeholder={t(slot.needed ? "config.choose" : "reports.slot_none")}
      options={options}
      data-testid={`slot-${slot.name}`}
      onChange={(value: string | string[] | undefined) => drawn.write(value)}
    />
  );
}

export function ChartPanel({ at }: { at: number }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { doc, edit, select, showChart } = useEditing();
  const { charts: kinds } = useKinds();
  const chart = doc.charts?.[at];
  const kind = kinds.find((one) => one.name === chart?.type);
  if (!chart || !kind) return null;
  const { type, title, ...config } = chart;
  const set = (next: Partial<ChartDoc>, typing?: string) => edit((now) => withChart(now, at, { type, ...next }), typing && `chart/${at}/${typing}`);
  const slots = slotsOf(kind);
  const instead = Object.fromEntries(slots.map((slot) => [slot.name, (drawn: Drawn) => <SlotSelect slot={slot} drawn={drawn} />]));
  const remove = () => {
    edit((now) => ({ ...now, charts: (now.charts ?? []).filter((_, index) => index !== at) }));
    showChart(Math.max(0, at - 1));
    select(null);
  };
  const first = () => {
    edit((now) => ({ ...now, charts: [chart, ...(now.charts ?? []).filter((_, index) => index !== at)] }));
    showChart(0);
    select({ part: "chart", key: "0" });
  };
  return (
    <>
      <Prop name={t("reports.chart_title")}>
        <LabelInput value={title} name={t("reports.chart_title")} placeholder={say(kind.label)} testId="chart-title" onChange={(text) => set({ ...config, ...(text ? { title: text } : {}) }, "title")} />
      </Prop>
      <ConditionsOf form={doc.source} path={`report/${doc.key}/charts/${at}`}>
        <ConfigForm properties={kind.config_schema.properties ?? {}} config={config} instead={instead} without={["type", "title"]} set={(next, typing) => set({ ...next, ...(title === undefined ? {} : { title }) }, typing)} />
      </ConditionsOf>
      <div className="row wrap">
        {at > 0 && <Button size="small" onClick={first}>{t("reports.chart_first")}</Button>}
        {(doc.charts ?? []).length > 1 && (
          <Button size="small" danger icon={<Icon name="trash" size={14} />} onClick={remove}>
            {t("reports.chart_remove")}
          </Button>
        )}
      </div>
    </>
  );
}
