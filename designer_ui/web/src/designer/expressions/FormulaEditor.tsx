/** A formula with its problems under the text and a try on one record. */
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { RecordPage } from "../../api/types";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import { builder, type ExpressionAnswer } from "../builder_api";
import { useApp, useDraft } from "../draft/DraftProvider";
import { ChipInput } from "./ChipInput";
import { readable } from "./pieces";
import { useSpotPath } from "./scope";
import { SpotProblems } from "./SpotProblems";
import { useSource } from "./use_source";

interface Props {
  form: string;
  subtable?: string;
  value: string;
  onChange(text: string): void;
  label: string;
  expect?: "boolean" | "any";
  testId?: string;
}

function useSettled(text: string, ms: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return settled;
}

/** What the server says of an expression, once the draft it belongs to is saved. */
function useVerdict(table: string, text: string, expect: string, asked: boolean): ExpressionAnswer | undefined {
  const app = useApp();
  const settled = useSettled(text.trim(), 300);
  const turn = useDraft((state) => state.turn);
  const saved = useDraft((state) => state.saving === "saved");
  const query = useQuery({
    queryKey: ["builder", "expression", app, table, settled, expect, turn],
    queryFn: ({ signal }) => builder.expression(app, table, settled, expect, signal),
    enabled: asked && saved && settled !== "" && settled === text.trim(),
    retry: false,
    gcTime: 30_000,
  });
  return settled === text.trim() ? query.data : undefined;
}

function Attempt({ form, text }: { form: string; text: string }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const failure = useFailureText();
  const base = useDraft((state) => state.base);
  const turn = useDraft((state) => state.turn);
  const [record, setRecord] = useState<string>();
  const records = useQuery({
    queryKey: ["records", app, form, "try"],
    queryFn: () => api.get<RecordPage>(`/apps/${app}/forms/${form}/records`, { limit: 50, count: "none" }),
    enabled: base !== null,
    retry: false,
  });
  const chosen = record ?? records.data?.records[0]?.id;
  const result = useQuery({
    queryKey: ["builder", "try", app, form, text, chosen, turn],
    queryFn: () => builder.attempt(app, form, text, chosen),
    enabled: base === null || !records.isPending,
    retry: false,
  });
  return (
    <div className="dz-try" data-testid="try-result">
      {records.data && records.data.records.length > 0 && (
        <Select
          size="small"
          value={chosen}
          aria-label={t("formula.try_record")}
          options={records.data.records.map((one) => ({ value: one.id, label: one.title }))}
          onChange={setRecord}
          showSearch={{ optionFilterProp: "label" }}
        />
      )}
      <span role="status">
        {result.data && t("formula.try_result", { text: result.data.text === "" ? t("formula.empty") : result.data.text })}
        {result.error && <span className="dz-fault">{failure(result.error)}</span>}
      </span>
    </div>
  );
}

export function FormulaEditor({ form, subtable, value, onChange, label, expect = "any", testId }: Props) {
  const { t } = useTranslation("designer");
  const source = useSource(form, subtable);
  const at = useSpotPath();
  const verdict = useVerdict(subtable === undefined ? form : `${form}.${subtable}`, value, expect, at === null);
  const published = useDraft((state) => state.base !== null) && at === null;
  const [trying, setTrying] = useState(false);
  const note = useId();
  const problem = verdict?.problems[0];
  const where = problem && readable(value.slice(problem.start, problem.end), source.place, source.words).trim();
  return (
    <div className="dz-formula">
      <ChipInput value={value} onChange={onChange} source={source} label={label} invalid={problem !== undefined} describedBy={note} testId={testId ?? "formula"} />
      <div id={note} className="dz-formula-note" aria-live="polite">
        {problem ? (
          <span className="dz-fault" data-testid="formula-problem">
            <Icon name="alert" size={14} />
            {where && where.length < 40 ? <mark>{where}</mark> : null} {problem.message}
          </span>
        ) : at !== null ? (
          <SpotProblems path={at} />
        ) : (
          <span className="faint">{value.trim() && verdict ? t("formula.fine") : t("formula.hint")}</span>
        )}
        {subtable === undefined && published && (
          <Button type="link" size="small" disabled={!value.trim() || problem !== undefined} data-testid="try" title={t("formula.try_title")} onClick={() => setTrying(!trying)}>
            {t("formula.try")}
          </Button>
        )}
      </div>
      {trying && published && value.trim() && !problem && <Attempt form={form} text={value} />}
    </div>
  );
}
