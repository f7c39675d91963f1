/** 「为什么没执行？」: how the rule in use looks at a record now. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFailureText } from "../../app/outcomes";
import { runningRules } from "../builder_api";
import { useApp } from "../draft/DraftProvider";
import { RecordSelect } from "../parts/RecordSelect";
import { Facts } from "./Runs";

export function WhyNot({ rule, form }: { rule: string; form: string }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const failure = useFailureText();
  const [record, setRecord] = useState<string>();
  const answer = useQuery({ queryKey: ["rules", app, rule, "why_not", record], queryFn: () => runningRules.whyNot(app, rule, record ?? ""), enabled: record !== undefined, retry: false, gcTime: 0 });
  return (
    <details className="dz-section" data-testid="why-not">
      <summary>{t("run.why_not")}</summary>
      <div className="dz-props">
        <RecordSelect form={form} value={record} onChange={setRecord} testId="why-not-record" />
        {answer.data && <p role="status">{answer.data.text}</p>}
        {answer.data && <Facts facts={answer.data.steps} />}
        {answer.error && <p className="dz-fault">{failure(answer.error)}</p>}
      </div>
    </details>
  );
}
