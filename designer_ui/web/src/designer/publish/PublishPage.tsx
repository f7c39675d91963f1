/** See the impact, then publish: one screen, so that nobody publishes blindly. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Input, Result, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure, useFailureText } from "../../app/outcomes";
import { paths, useGo } from "../../app/routing";
import { builder, type ImpactAnswer } from "../builder_api";
import { ProblemList } from "../check/CheckPage";
import { useApp, useDocuments, useDraft, useLabel } from "../draft/DraftProvider";
import { Block, Screen } from "../parts/Screen";
import { Headline, ImpactList, levelOf } from "./ImpactList";

interface Done {
  revision: number;
  previous: number | null;
  /** Forms people see for the first time. */
  fresh: string[];
}

const addedForms = (impact: ImpactAnswer | undefined): string[] =>
  (impact?.changes ?? []).filter((change) => change.code === "form_added").map((change) => change.path.split("/")[1] ?? "");

/** New forms are empty: their rows may already lie in a spreadsheet. */
function FirstRows({ forms }: { forms: readonly string[] }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const app = useApp();
  const documents = useDocuments();
  const known = forms.filter((form) => documents.forms[form]).slice(0, 3);
  if (!known.length) return null;
  return (
    <p className="row wrap center">
      {known.map((form) => (
        <a key={form} className="link" href={paths.import(app, form)} data-testid="first-rows">
          {t("publish.first_rows", { name: label(documents.forms[form]?.label) })}
        </a>
      ))}
    </p>
  );
}

function Published({ done, again }: { done: Done; again(): void }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const title = t("publish.done", { n: done.revision });
  const back = done.previous === null ? null : (
    <Button key="back" data-testid="roll-back" onClick={() => go(`/design/${app}/versions`, { search: { back: String(done.previous) } })}>
      {t("publish.back", { n: done.previous })}
    </Button>
  );
  return (
    <Result
      status="success"
      title={<span data-testid="published">{title}</span>}
      subTitle={done.previous === null ? undefined : t("publish.unhappy")}
      extra={[
        <Button key="open" type="primary" href={`/app/${app}`}>
          {t("overview.use")}
        </Button>,
        back,
        <Button key="go" onClick={again}>
          {t("publish.go_on")}
        </Button>,
      ]}
    >
      <FirstRows forms={done.fresh} />
    </Result>
  );
}

function PublishForm({ impact, publish, busy }: { impact: ImpactAnswer; publish(note: string): void; busy: boolean }) {
  const { t } = useTranslation("designer");
  const [note, setNote] = useState("");
  const [agreed, setAgreed] = useState(false);
  const lossy = levelOf(impact) === "lossy";
  return (
    <Block>
      <label className="dz-prop">
        <span>{t("publish.note")}</span>
        <Input value={note} maxLength={500} placeholder={t("publish.note_hint")} data-testid="note" onChange={(event) => setNote(event.target.value)} />
      </label>
      {lossy && (
        <Checkbox checked={agreed} data-testid="agree" onChange={(event) => setAgreed(event.target.checked)}>
          {t("publish.agree")}
        </Checkbox>
      )}
      <div className="row end">
        <Button type="primary" size="large" data-testid="publish-now" loading={busy} disabled={!impact.publishable || (lossy && !agreed)} onClick={() => publish(note.trim())}>
          {t("publish.now")}
        </Button>
      </div>
    </Block>
  );
}

export default function PublishPage() {
  const { t } = useTranslation("designer");
  const app = useApp();
  const queries = useQueryClient();
  const failure = useFailureText();
  const { flush, reload, turn } = useDraft((state) => state);
  const [done, setDone] = useState<Done | null>(null);
  const impact = useQuery({
    queryKey: ["builder", "impact", app, turn],
    queryFn: () => flush().then(() => builder.impact(app)),
    staleTime: 0,
    gcTime: 0,
    enabled: done === null,
  });
  const publish = useMutation({
    mutationFn: (note: string) => flush().then(() => builder.publish(app, note)),
    onSuccess: async (answer) => {
      setDone({ ...answer, fresh: addedForms(impact.data) });
      await reload();
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "texts" && queryKey[1] !== "draft" });
    },
  });
  if (done) {
    return (
      <Screen title={t("publish.title")}>
        <Published done={done} again={() => setDone(null)} />
      </Screen>
    );
  }
  return (
    <Screen title={t("publish.title")} lead={t("publish.lead")}>
      {impact.isPending && <Skeleton active />}
      {impact.error && <Failure error={impact.error} retry={() => void impact.refetch()} />}
      {impact.data && (
        <div className="stack">
          <Headline impact={impact.data} />
          {impact.data.problems.length > 0 && <ProblemList problems={impact.data.problems} />}
          <ImpactList impact={impact.data} />
          <PublishForm impact={impact.data} publish={publish.mutate} busy={publish.isPending} />
          {publish.error && <Alert type="error" showIcon title={failure(publish.error)} />}
        </div>
      )}
    </Screen>
  );
}
