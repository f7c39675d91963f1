/** The workflows of a record, running and past, on its page. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { InstanceLine } from "../../api/work";
import { useMoment } from "../../fields/formats";
import { useRecordInstances } from "./instances";
import { StateTag } from "./StateTag";
import "./instance.css";

const SHOWN = 5;

function Line({ app, line, zone }: { app: string; line: InstanceLine; zone: string }) {
  const { t } = useTranslation("work");
  const moment = useMoment(zone);
  const running = line.state === "running";
  return (
    <li>
      <Link to={`/app/${app}/w/${line.workflow}/${line.id}`} className="flow-line">
        <strong>{line.label}</strong>
        <StateTag state={line.state} />
        {running && line.step_labels && line.step_labels.length > 0 && <span>{line.step_labels.join(t("flow.and"))}</span>}
        <span className="grow" />
        <span className="faint num">{moment(line.started_at)}</span>
        {running && line.waiting_for && <span className="muted">{line.waiting_for}</span>}
      </Link>
    </li>
  );
}

export default function RecordFlows({ app, form, record, zone }: { app: string; form: string; record: string; zone: string }) {
  const { t } = useTranslation("work");
  const lines = useRecordInstances(app, form, record, true).data ?? [];
  if (lines.length === 0) return null;
  return (
    <section className="panel flow-card" aria-label={t("flow.card")} data-testid="record-flows">
      <h2>{t("flow.card")}</h2>
      <ul className="flow-lines">
        {lines.slice(0, SHOWN).map((line) => (
          <Line key={line.id} app={app} line={line} zone={zone} />
        ))}
      </ul>
    </section>
  );
}
