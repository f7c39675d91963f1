/** 为什么? of something a rule did: the condition with its values, and all it brought about. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Run } from "../../api/work";
import { Icon } from "../../app/Icon";
import { Failure, Waiting } from "../../app/outcomes";
import { paths } from "../../app/routing";
import { Sheet } from "../../app/Sheet";
import { useMoment } from "../../fields/formats";

function Body({ app, run, onClose }: { app: string; run: Run; onClose: () => void }) {
  const { t } = useTranslation("work");
  const moment = useMoment();
  return (
    <div className="run">
      <p className="muted num">
        {run.revision ? t("run.version", { n: run.revision }) : t("run.rule")} · {moment(run.at)}
      </p>
      <p className="why-text">{run.text}</p>
      {run.form && run.record && run.title && (
        <p>
          <span className="faint">{t("run.about")} </span>
          <Link to={paths.record(app, run.form, run.record)} onClick={onClose}>
            {run.title}
          </Link>
        </p>
      )}
      {run.steps.length > 0 && (
        <section aria-label={t("run.steps")}>
          <h3>{t("run.steps")}</h3>
          <dl className="why-steps">
            {run.steps.map((step, at) => (
              <div key={at}>
                <dt>{step.label}</dt>
                <dd className="num">
                  {step.value ?? "—"}
                  {step.met !== undefined && step.met !== null && <Icon name={step.met ? "check" : "close"} size={14} />}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {run.effects.length > 0 && (
        <section aria-label={t("run.effects")}>
          <h3>{t("run.effects")}</h3>
          <ul className="run-effects">
            {run.effects.map((effect, at) => (
              <li key={at}>
                {effect.form && effect.record ? (
                  <Link to={paths.record(app, effect.form, effect.record)} onClick={onClose}>
                    {effect.text}
                  </Link>
                ) : (
                  effect.text
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

export default function RunPanel({ app, run, onClose }: { app: string; run: string; onClose: () => void }) {
  const { t } = useTranslation("work");
  const found = useQuery({ queryKey: ["records", app, "run", run], queryFn: () => api.get<Run>(`/apps/${app}/runs/${run}`) });
  return (
    <Sheet title={found.data ? t("run.title", { label: found.data.label }) : t("run.why")} onClose={onClose} wideness={560}>
      <div data-testid="run-panel">
        {found.error ? <Failure error={found.error} /> : found.data ? <Body app={app} run={found.data} onClose={onClose} /> : <Waiting rows={3} />}
      </div>
    </Sheet>
  );
}
