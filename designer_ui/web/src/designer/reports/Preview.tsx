/** The figure of the report as it stands, on real data: asked again after each change, late answers ignored. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { runSpec, type Answer, type ParamValues } from "../../api/numbers";
import { useDebounced } from "../../app/debounce";
import { Icon } from "../../app/Icon";
import { Waiting, useFailureText } from "../../app/outcomes";
import { ChartView } from "../../charts";
import type { ReportDoc } from "../../commands/documents";
import { useApp, useDraft } from "../draft/DraftProvider";
import type { Gate } from "../../workspace/dashboards/gate";
import { useWhen } from "../parts/when";


const QUIET = 250;
const NO_PARAMS: Record<string, unknown> = {};
const open: Gate = (work) => work();

/** What the published app answers to a report that is only a draft. */
export function useAnswer(doc: ReportDoc | null, chart: number, params: Record<string, unknown> = NO_PARAMS, gate: Gate = open) {
  const app = useApp();
  const published = useDraft((state) => state.base !== null);
  const spec = useDebounced(useMemo(() => (doc ? JSON.stringify(doc) : ""), [doc]), QUIET);
  return useQuery({
    queryKey: ["reports", app, "spec", spec, chart, params],
    queryFn: ({ signal }) => gate(() => runSpec(app, JSON.parse(spec), { chart, params: params as ParamValues }, signal), signal),
    enabled: published && spec !== "",
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
    gcTime: 5 * 60_000,
  });
}

/** Something to look at: a number at least, or the steps of a funnel. */
export const isShowable = (doc: ReportDoc): boolean => Boolean(doc.measures?.length || doc.funnel);

function Empty() {
  const { t } = useTranslation("designer");
  return (
    <div className="dz-preview-none" data-testid="preview-empty">
      <Icon name="chart" size={36} />
      <strong>{t("reports.start")}</strong>
      <span className="muted">{t("reports.start_text")}</span>
    </div>
  );
}


/** Why it cannot be drawn, in one sentence for each fault. */
function Faults({ error, retry }: { error: unknown; retry(): void }) {
  const { t } = useTranslation("designer");
  const failure = useFailureText();
  const faults = error instanceof ApiError ? error.faults.map((one) => one.message).filter(Boolean) : [];
  const said = faults.length ? [...new Set(faults)].slice(0, 4) : [failure(error)];
  return (
    <div className="dz-preview-fault" role="alert" data-testid="preview-fault">
      <Icon name="alert" />
      <ul>
        {said.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <Button size="small" onClick={retry}>
        {t("reports.again")}
      </Button>
    </div>
  );
}

function Facts({ answer, busy }: { answer: Answer; busy: boolean }) {
  const { t } = useTranslation("designer");
  const when = useWhen();
  return (
    <p className="dz-preview-facts faint" aria-live="polite">
      {answer.period && <span>{answer.period}</span>}
      {answer.filters.map((text) => (
        <span key={text}>{text}</span>
      ))}
      <span>{busy ? t("reports.drawing") : t("reports.as_of", { when: when(answer.as_of) })}</span>
      {answer.more && <span className="dz-warn">{t("reports.more_rows", { count: answer.rows.length })}</span>}
    </p>
  );
}

export function Preview({ doc, chart }: { doc: ReportDoc; chart: number }) {
  const { t } = useTranslation("designer");
  const published = useDraft((state) => state.base !== null);
  const showable = isShowable(doc);
  const answer = useAnswer(showable ? doc : null, chart);
  const [asTable, setAsTable] = useState(false);
  if (!published) return <p className="dz-preview-none muted">{t("reports.unpublished")}</p>;
  if (!showable) return <Empty />;
  return (
    <div className={`dz-report-preview${answer.isPlaceholderData || answer.error ? " old" : ""}`} data-testid="preview" data-drawn={answer.data && !answer.isPlaceholderData && !answer.isFetching ? "yes" : "no"}>
      {answer.error && <Faults error={answer.error} retry={() => void answer.refetch()} />}
      {answer.data && (
        <>
          <div className="row between">
            <Facts answer={answer.data} busy={answer.isFetching} />
            {answer.data.figure && answer.data.chart?.type !== "number" && <Button size="small" type="text" aria-pressed={asTable} icon={<Icon name={asTable ? "chart" : "table"} size={15} />} data-testid="as-table" onClick={() => setAsTable(!asTable)}>
              {t(asTable ? "reports.as_chart" : "reports.as_table")}
            </Button>}
          </div>
          <Suspense fallback={<Waiting rows={5} />}>
            <ChartView answer={answer.data} asTable={asTable} {...(answer.data.figure && answer.data.chart?.type !== "number" ? { height: 420 } : {})} />
          </Suspense>
        </>
      )}
      {!answer.data && !answer.error && <Waiting rows={5} />}
    </div>
  );
}
