/** Who published what and when; what differs; the way back. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Modal, Skeleton, type ButtonProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure, Outcome, useFailureText } from "../../app/outcomes";
import { Icon } from "../../app/Icon";
import { useQueryValues, useSetQueryValues } from "../../app/routing";
import { builder, type RevisionAnswer } from "../builder_api";
import { useApp, useDraft } from "../draft/DraftProvider";
import { Screen } from "../parts/Screen";
import { useWhen } from "../parts/when";
import { Headline, ImpactList } from "../publish/ImpactList";

function Differences({ from, to, close }: { from: number; to: number; close(): void }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const diff = useQuery({ queryKey: ["builder", "diff", app, from, to], queryFn: () => builder.compare(app, from, to), staleTime: Infinity });
  return (
    <Modal open title={t("versions.diff_title", { from, to })} onCancel={close} footer={null} width={620}>
      {diff.isPending && <Skeleton active />}
      {diff.error && <Failure error={diff.error} />}
      <ul className="dz-diff" data-testid="diff">
        {diff.data?.changes.map((change, index) => (
          <li key={index} className={change.level}>
            {change.text}
          </li>
        ))}
      </ul>
      {diff.data?.changes.length === 0 && <p className="muted">{t("versions.same")}</p>}
    </Modal>
  );
}

function GoBack({ n, close }: { n: number; close(): void }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const failure = useFailureText();
  const queries = useQueryClient();
  const { flush, reload, edits } = useDraft((state) => state);
  const impact = useQuery({ queryKey: ["builder", "rollback", app, n], queryFn: () => flush().then(() => builder.tryRollback(app, n)), gcTime: 0 });
  const back = useMutation({
    mutationFn: () => builder.rollback(app, n),
    onSuccess: async () => {
      close();
      await reload();
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "texts" && queryKey[1] !== "draft" });
    },
  });
  return (
    <Modal
      open
      title={t("versions.back_title", { n })}
      onCancel={close}
      okText={t("versions.back", { n })}
      cancelText={t("parts.cancel")}
      okButtonProps={{ disabled: !impact.data?.publishable, "data-testid": "confirm-back" } as ButtonProps}
      confirmLoading={back.isPending}
      onOk={() => back.mutate()}
      width={620}
    >
      <div className="stack">
        {impact.isPending && <Skeleton active />}
        {impact.error && <Failure error={impact.error} />}
        {impact.data && <Headline impact={impact.data} calm={t("versions.back_safe", { n })} />}
        {impact.data && <ImpactList impact={impact.data} />}
        <p className="muted">{t("versions.back_text")}</p>
        {edits > 0 && <Alert type="warning" showIcon title={t("versions.draft_kept", { count: edits })} />}
        {back.error && <Alert type="error" showIcon title={failure(back.error)} />}
      </div>
    </Modal>
  );
}

function Row({ revision, previous, compare, back }: { revision: RevisionAnswer; previous: number | undefined; compare(from: number, to: number): void; back(n: number): void }) {
  const { t } = useTranslation("designer");
  const when = useWhen();
  const note = revision.rollback_of ? t("versions.was_back", { n: revision.rollback_of }) : revision.note;
  return (
    <li data-testid={`version-${revision.n}`}>
      <span className="dz-version-n">{t("versions.n", { n: revision.n })}</span>
      <div className="grow">
        <p>{note || <span className="faint">{t("versions.no_note")}</span>}</p>
        <p className="muted">
          {when(revision.at)}
          {revision.by && ` · ${revision.by.title}`}
        </p>
      </div>
      {revision.current && <span className="tag dz-level safe">{t("versions.current")}</span>}
      {previous !== undefined && (
        <Button size="small" onClick={() => compare(previous, revision.n)}>
          {t("versions.diff")}
        </Button>
      )}
      {!revision.current && (
        <Button size="small" icon={<Icon name="restore" size={14} />} onClick={() => back(revision.n)}>
          {t("versions.back", { n: revision.n })}
        </Button>
      )}
    </li>
  );
}

export default function VersionsPage() {
  const { t } = useTranslation("designer");
  const app = useApp();
  const wanted = useQueryValues().back;
  const setValues = useSetQueryValues();
  const [pair, setPair] = useState<[number, number] | null>(null);
  const list = useQuery({ queryKey: ["builder", "revisions", app], queryFn: () => builder.revisions(app) });
  const revisions = list.data?.revisions ?? [];
  return (
    <Screen title={t("versions.title")} lead={t("versions.lead")}>
      {list.isPending && <Skeleton active />}
      {list.error && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data && !revisions.length && <Outcome icon="history" title={t("versions.none")} text={t("versions.none_text")} />}
      <ul className="dz-versions">
        {revisions.map((revision, index) => (
          <Row
            key={revision.n}
            revision={revision}
            previous={revisions[index + 1]?.n}
            compare={(from, to) => setPair([from, to])}
            back={(n) => setValues({ back: String(n) })}
          />
        ))}
      </ul>
      {pair && <Differences from={pair[0]} to={pair[1]} close={() => setPair(null)} />}
      {wanted && <GoBack n={Number(wanted)} close={() => setValues({ back: undefined })} />}
    </Screen>
  );
}
