/** The last 20 runs of a rule, each with its reason: what it looked at, what it did. */
import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import { paths } from "../../app/routing";
import { runningRules, type RuleRun } from "../builder_api";
import { useApp } from "../draft/DraftProvider";
import { useWhen } from "../parts/when";

const SIGNS: Record<RuleRun["outcome"], string> = { fired: "check", skipped: "right", failed: "alert", vetoed: "lock" };
const MOST = 20;

function Run({ run }: { run: RuleRun }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const when = useWhen();
  const [open, setOpen] = useState(false);
  return (
    <li className={`dz-run ${run.outcome}`} data-testid="run">
      <button type="button" className="plain-button row" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={`tag dz-state ${run.outcome}`}>
          <Icon name={SIGNS[run.outcome] ?? "help"} size={12} />
          {t(`run.${run.outcome}`)}
        </span>
        <span className="faint">{when(run.at)}</span>
        <span className="grow ellipsis">{run.title ? `${run.title} · ${run.text}` : run.text}</span>
        <Icon name={open ? "up" : "down"} size={14} />
      </button>
      {open && (
        <div className="dz-run-body">
          <p>{run.text}</p>
          <Facts facts={run.values ?? []} />
          <ul>
            {(run.effects ?? []).map((effect, index) => (
              <li key={index}>{effect.form && effect.record ? <a href={paths.record(app, effect.form, effect.record)}>{effect.text}</a> : effect.text}</li>
            ))}
          </ul>
          {run.form && run.record && (
            <a className="link dz-small" href={paths.record(app, run.form, run.record)}>
              {t("run.open", { title: run.title ?? "" })}
            </a>
          )}
        </div>
      )}
    </li>
  );
}

/** Names and values; where it was judged, whether it holds. */
export function Facts({ facts }: { facts: readonly { label: string; value: string; met?: boolean | null }[] }) {
  const { t } = useTranslation("designer");
  if (!facts.length) return null;
  return (
    <dl className="dz-facts">
      {facts.map((fact, index) => (
        <div key={index}>
          <dt>{fact.label}</dt>
          <dd>
            {fact.value || t("formula.empty")}
            {typeof fact.met === "boolean" && (
              <span className={fact.met ? "dz-met" : "dz-unmet"}>
                <Icon name={fact.met ? "check" : "close"} size={12} /> {t(fact.met ? "try.met" : "try.unmet")}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Runs({ rule }: { rule: string }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const failure = useFailureText();
  const runs = useQuery({ queryKey: ["rules", app, rule, "runs"], queryFn: () => runningRules.runs(app, rule), retry: false });
  if (runs.isPending) return <Skeleton active />;
  if (runs.error) return <p className="muted">{failure(runs.error)}</p>;
  const shown = runs.data.runs.slice(0, MOST);
  if (!shown.length) return <p className="muted">{t("run.none")}</p>;
  return (
    <ol className="dz-runs" aria-label={t("run.title")}>
      {shown.map((run) => (
        <Run key={run.id} run={run} />
      ))}
    </ol>
  );
}
