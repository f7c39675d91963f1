/** Plays a path back: which steps a record would go through, one after the other on the drawing. Nothing is written. */
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import type { WorkflowDoc } from "../../commands/documents";
import { builder } from "../builder_api";
import { useApp, useDraft } from "../draft/DraftProvider";
import { RecordSelect } from "../parts/RecordSelect";

const BEAT = 650;

/** A path, growing step by step; at once where movement is not wanted. */
export function useGrowing(path: readonly string[]): readonly string[] {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    setCount(still ? path.length : Math.min(1, path.length));
    if (still || path.length < 2) return;
    const timer = setInterval(() => setCount((now) => Math.min(now + 1, path.length)), BEAT);
    return () => clearInterval(timer);
  }, [path]);
  return path.slice(0, count);
}

export function Play({ workflow, show, close }: { workflow: WorkflowDoc; show(path: string[]): void; close(): void }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const failure = useFailureText();
  const flush = useDraft((state) => state.flush);
  const [record, setRecord] = useState<string>();
  const play = useMutation({
    mutationFn: (id: string) => flush().then(() => builder.simulate(app, workflow, id)),
    onSuccess: ({ path }) => show(path),
    onError: () => show([]),
  });
  return (
    <section className="dz-play" aria-label={t("play.title")}>
      <Icon name="play" size={16} />
      <span>{t("play.with")}</span>
      <RecordSelect form={workflow.on.form} value={record} onChange={setRecord} testId="play-record" />
      <Button type="primary" size="small" disabled={!record} loading={play.isPending} data-testid="play-go" onClick={() => record && play.mutate(record)}>
        {t("play.go")}
      </Button>
      <span className="grow" role="status" data-testid="play-text">
        {play.data?.text}
        {play.error && <span className="dz-fault">{failure(play.error)}</span>}
      </span>
      <Button
        type="text"
        size="small"
        aria-label={t("play.close")}
        icon={<Icon name="close" size={14} />}
        onClick={() => {
          show([]);
          close();
        }}
      />
    </section>
  );
}
