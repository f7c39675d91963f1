/** What the zones do: a field dropped or added by its button, parts put in order and taken out. */
import { App } from "antd";
import { useTranslation } from "react-i18next";
import type { DimensionDoc, MeasureDoc } from "../../commands/documents";
import { moved } from "../../commands/edit_form";
import { newKey } from "../../commands/keys";
import { dependants, takenKeys, withoutDimension, withoutMeasure } from "../../commands/report_parts";
import type { Drop } from "../../dnd/DragArea";
import type { ReportField } from "../builder_api";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { useSource } from "../expressions/use_source";
import { resolve } from "../expressions/paths";
import { mainDate, mainRelation } from "./dates";
import { AUTO, dimensionOf, measureOf, withNewDimension, withNewMeasure } from "./dropped";
import { useEditing } from "./editing";
import { useFieldAt, type Zone } from "./Fields";
import { choiceParam, paramType, periodParam, RANGE, withoutFixed, withoutParam, withParam } from "./filters";
import { NEW } from "./places";
import type { ZoneActions } from "./Zones";

interface Zones extends ZoneActions {
  add(path: string | null, zone: Zone, at?: number): void;
  drop(drop: Drop): void;
}

const inserted = <T,>(list: readonly T[], at: number | undefined): T[] => (at === undefined || at >= list.length - 1 ? [...list] : moved(list, list.length - 1, at));

export function useZones(): Zones {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const documents = useDocuments();
  const { message } = App.useApp();
  const { doc, words, edit, select } = useEditing();
  const { place } = useSource(doc.source);
  const fieldAt = useFieldAt(doc.source);
  const form = say(documents.forms[doc.source]?.label);
  const counted = t("reports.agg_of.count", { form });
  const formOf = (path: string): string | null => {
    const target = resolve(place, path)?.field.form;
    return typeof target === "string" ? target : null;
  };
  const labelled = (one: MeasureDoc): MeasureDoc => ({ ...one, label: words.plainMeasure(one) });

  const addDimension = (field: ReportField, at?: number) => {
    const made: DimensionDoc = dimensionOf(field, doc);
    edit((now) => {
      const next = withNewDimension(now, made, field, counted);
      return { ...next, dimensions: inserted(next.dimensions ?? [], at) };
    });
    select({ part: "dimension", key: made.key });
  };
  const addMeasure = (made: MeasureDoc, at?: number) => {
    const one = labelled(made);
    edit((now) => {
      const next = withNewMeasure(now, one);
      return { ...next, measures: inserted(next.measures ?? [], at) };
    });
    select({ part: "measure", key: one.key });
  };
  const addPeriod = (path = mainDate(documents, doc.source)) => {
    const param = { ...periodParam(doc), field: path };
    edit((now) => withParam(now, param, path));
    select({ part: "param", key: param.key });
  };
  const addFilter = (field: ReportField) => {
    const found = resolve({ ...place, lines: true }, field.path);
    const type = paramType(found?.field.type ?? field.kind ?? "");
    if (type === RANGE) return addPeriod(field.path);
    if (!type) return select({ part: "filter", key: NEW });
    const param = choiceParam(doc, field.path, type, field.label);
    edit((now) => withParam(now, param, field.path));
    select({ part: "param", key: param.key });
  };
  const add: Zones["add"] = (path, zone, at) => {
    if (path === null) return addMeasure({ key: newKey("number", takenKeys(doc)), agg: "count" }, at);
    void fieldAt(path).then(
      (field) => {
        if (!field) return;
        if (zone === "dimension") addDimension(field, at);
        else if (zone === "measure") addMeasure(measureOf(field, doc, formOf), at);
        else addFilter(field);
      },
      () => message.error(t("reports.no_fields")),
    );
  };
  const step: Zones["step"] = (part, key, by) => {
    const list = part === "dimension" ? "dimensions" : "measures";
    edit((now) => {
      const all: readonly { key: string }[] = now[list] ?? [];
      const at = all.findIndex((one) => one.key === key);
      const to = at + by;
      return at < 0 || to < 0 || to >= all.length ? now : { ...now, [list]: moved(all, at, to) };
    });
  };
  const remove: Zones["remove"] = (part, key) => {
    select(null);
    if (part === "dimension") edit((now) => withoutDimension(now, key));
    else if (part === "param") edit((now) => withoutParam(now, key));
    else if (part === "filter") edit((now) => withoutFixed(now, Number(key)));
    else if (part === "measure") {
      const gone = (doc.measures ?? []).filter((one) => one.key !== key && dependants(doc.measures ?? [], key).has(one.key));
      edit((now) => withoutMeasure(now, key));
      if (gone.length) void message.info(t("reports.gone_too", { names: gone.map(words.measure).join(t("parts.comma")) }));
    }
  };
  const drop: Zones["drop"] = ({ data, over, overData }) => {
    const zone = overData.zone as string | undefined;
    const at = typeof overData.index === "number" ? overData.index : undefined;
    const wanted: Zone | null = zone === "dimension" || zone === "measure" ? zone : zone ? "filter" : null;
    if (typeof data.path === "string" && wanted) return add(data.path, wanted, at);
    const from = typeof data.index === "number" ? data.index : -1;
    const list = data.zone === "dimension" ? "dimensions" : data.zone === "measure" ? "measures" : null;
    if (list && zone === data.zone && at !== undefined && `${String(data.zone)}:${String(data.key)}` !== over) edit((now) => ({ ...now, [list]: moved((now[list] ?? []) as { key: string }[], from, at) }));
  };
  const addComputed = () => {
    const first = doc.measures?.[0];
    if (!first) return;
    const second = doc.measures?.[1] ?? first;
    const key = newKey("ratio", takenKeys(doc));
    edit((now) => ({ ...now, measures: [...(now.measures ?? []), { key, label: t("reports.computed"), expr: `${first.key} / ${second.key}` }] }));
    select({ part: "measure", key });
  };
  const per = mainRelation(documents, doc.source);
  const addDerived = per
    ? () => {
        const key = newKey("by", takenKeys(doc));
        const made: DimensionDoc = { key, derive: { per, agg: "min", field: mainDate(documents, doc.source) }, grain: "month" };
        const measures = doc.measures?.length ? doc.measures : [{ key: AUTO, label: counted, agg: "count" as const }];
        edit((now) => ({ ...now, dimensions: [...(now.dimensions ?? []), made], measures }));
        select({ part: "dimension", key });
      }
    : undefined;
  return { addDerived, add, drop, step, remove, addPeriod: () => addPeriod(), addCondition: () => select({ part: "filter", key: NEW }), addComputed };
}
