/** 后台任务: what works in the background, what got stuck and why. */
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Progress } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { useSession } from "../../api/queries";
import type { Job } from "../../api/work";
import { Icon } from "../../app/Icon";
import { Failure, NotFoundPage, Outcome, useFailureText, Waiting } from "../../app/outcomes";
import { useQueryValues, useSetQueryValues } from "../../app/routing";
import { TabBar } from "../../app/TabBar";
import { useMoment } from "../../fields/formats";
import { linkPath } from "../notices/notices";
import { actsOf, percentOf, type Shown, SHOWN, useJobs } from "./jobs";
import "./jobs.css";

function Line({ job, busy, onAct }: { job: Job; busy: boolean; onAct: (name: string) => void }) {
  const { t } = useTranslation("work");
  const moment = useMoment();
  const path = linkPath(job.link);
  const when = job.state === "ready" && job.run_at ? t("jobs.next", { at: moment(job.run_at) }) : moment(job.created_at);
  return (
    <li className="job" data-testid={`job-${job.id}`}>
      <div className="grow job-body">
        <div className="row wrap">
          <strong>{job.label}</strong>
          {job.app_label && <span className="muted">{job.app_label}</span>}
        </div>
        <span className="faint num">
          {when}
          {job.attempts > 1 && ` · ${t("jobs.attempts", { n: job.attempts, most: job.max_attempts })}`}
        </span>
        {job.error && (
          <p className="job-error">
            <Icon name="alert" size={15} /> {job.error}
          </p>
        )}
        {job.progress && (
          <div className="job-progress">
            <Progress percent={percentOf(job.progress)} showInfo={false} aria-label={job.label} />
            <span className="muted num">{t("jobs.progress", { done: job.progress.done.toLocaleString(), total: job.progress.total.toLocaleString() })}</span>
          </div>
        )}
      </div>
      <div className="row job-acts">
        {path && <Link to={path}>{t("jobs.open")}</Link>}
        {actsOf(job).map((name) => (
          <Button key={name} type={name === "retry" ? "primary" : "default"} disabled={busy} onClick={() => onAct(name)} data-testid={`${name}-${job.id}`}>
            {t(`jobs.${name}`)}
          </Button>
        ))}
      </div>
    </li>
  );
}

function Jobs({ state }: { state: Shown }) {
  const { t } = useTranslation("work");
  const { message } = App.useApp();
  const failure = useFailureText();
  const queries = useQueryClient();
  const found = useJobs(state);
  const [busy, setBusy] = useState("");
  const act = async (job: Job, name: string) => {
    setBusy(job.id);
    try {
      await api.post(`/jobs/${job.id}:${name}`);
      message.success(t(`jobs.${name}_done`));
    } catch (error) {
      message.error(failure(error));
    }
    setBusy("");
    await queries.invalidateQueries({ queryKey: ["jobs"] });
  };
  if (found.error && !found.data) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <Waiting rows={5} />;
  const jobs = found.data.pages.flatMap((page) => page.jobs);
  if (jobs.length === 0) return <Outcome icon="check" title={t(`jobs.empty_${state}`)} />;
  return (
    <>
      <ul className="panel jobs">
        {jobs.map((job) => (
          <Line key={job.id} job={job} busy={busy === job.id} onAct={(name) => void act(job, name)} />
        ))}
      </ul>
      {found.hasNextPage && (
        <div className="task-more">
          <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </>
  );
}

export default function JobsPage() {
  const { t } = useTranslation("work");
  const set = useSetQueryValues();
  const { state } = useQueryValues();
  const shown: Shown = SHOWN.find((one) => one === state) ?? "dead";
  const admin = useSession().data!.user.admin;
  const counts = useJobs(shown).data?.pages[0]?.counts;
  useEffect(() => {
    document.title = t("jobs.title");
  }, [t]);
  if (!admin) return <NotFoundPage />;
  const numberOf: Record<Shown, number | undefined> = { dead: counts?.dead, leased: counts?.leased, ready: counts?.ready, done: counts?.done_today };
  return (
    <div className="page jobs-page">
      <h1>{t("jobs.title")}</h1>
      {counts && counts.late > 0 && (
        <p className="job-late" role="status">
          <Icon name="alert" size={16} /> {t("jobs.late", { n: counts.late })}
        </p>
      )}
      <TabBar
        label={t("jobs.title")}
        active={shown}
        onChange={(next) => set({ state: next === "dead" ? undefined : next })}
        items={SHOWN.map((one) => ({ key: one, label: [t(`jobs.state_${one}`), numberOf[one] ?? ""].join(" ").trim(), content: <Jobs state={one} /> }))}
      />
    </div>
  );
}
