/** 「试一试」: what the rule, as it stands here, would do with a record. Nothing is written. */
import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import type { RuleDoc } from "../../commands/documents";
import { builder, type Attempt } from "../builder_api";
import { useApp, useDraft } from "../draft/DraftProvider";
import { RecordSelect } from "../parts/RecordSelect";
import { Block } from "../parts/Screen";
import { Facts } from "./Runs";

function Result({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation("designer");
  return (
    <div className="dz-attempt" role="status" data-testid="attempt">
      <p className={`dz-verdict ${attempt.matches ? "yes" : "no"}`}>
        <Icon name={attempt.matches ? "check" : "close"} size={16} />
        <strong>{t(attempt.matches ? "try.matches" : "try.matches_not")}</strong>
      </p>
      {attempt.text && <p className="muted">{attempt.text}</p>}
      <Facts facts={attempt.steps} />
      {attempt.effects.length > 0 && (
        <>
          <h3>{t("try.would")}</h3>
          <ol className="dz-effects-list">
            {attempt.effects.map((effect, index) => (
              <li key={index}>
                {effect.text}
                <Facts facts={effect.values ?? []} />
              </li>
            ))}
          </ol>
          <p className="faint">{t("try.nothing_written")}</p>
        </>
      )}
    </div>
  );
}

/** How many records meet the rule now. */
function Count({ rule }: { rule: RuleDoc }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const saved = useDraft((state) => state.saving === "saved");
  const failure = useFailureText();
  const [asked, setAsked] = useState(false);
  const count = useQuery({ queryKey: ["builder", "count_rule", app, rule], queryFn: () => builder.countRule(app, rule), enabled: asked && saved, retry: false, gcTime: 30_000 });
  if (!asked) {
    return (
      <Button size="small" type="link" data-testid="count-rule" onClick={() => setAsked(true)}>
        {t("try.count")}
      </Button>
    );
  }
  return <p role="status">{count.data?.text ?? (count.error ? failure(count.error) : "…")}</p>;
}

export default function TryOut({ rule, form }: { rule: RuleDoc; form: string }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const failure = useFailureText();
  const published = useDraft((state) => state.base !== null);
  const saved = useDraft((state) => state.saving === "saved");
  const [record, setRecord] = useState<string>();
  const attempt = useQuery({ queryKey: ["builder", "try_rule", app, rule, record], queryFn: () => builder.tryRule(app, rule, record ?? ""), enabled: record !== undefined && saved, retry: false, gcTime: 30_000 });
  return (
    <Block title={t("try.title")} note={t("try.note")}>
      {!published || !form ? (
        <p className="muted">{t(form ? "try.unpublished" : "try.no_form")}</p>
      ) : (
        <div className="dz-props">
          <RecordSelect form={form} value={record} onChange={setRecord} testId="try-record" />
          {attempt.isFetching && <Skeleton active paragraph={{ rows: 2 }} />}
          {attempt.error && !attempt.isFetching && <p className="dz-fault">{failure(attempt.error)}</p>}
          {attempt.data && !attempt.isFetching && <Result attempt={attempt.data} />}
          <Count rule={rule} />
        </div>
      )}
    </Block>
  );
}
