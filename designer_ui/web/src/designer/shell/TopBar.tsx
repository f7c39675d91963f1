/** The bar above every screen of an app: where one is, undo, what is wrong, and the draft with its two buttons. */
import { Link } from "@tanstack/react-router";
import { Badge, Button, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Icon, Tile } from "../../app/Icon";
import { useGo } from "../../app/routing";
import { useApp, useDraft, useLabel } from "../draft/DraftProvider";
import { useProblems } from "../check/problems";
import { LanguageButton } from "./LanguageButton";
import { useCommandList } from "./command_list";

function Saving() {
  const { t } = useTranslation("designer");
  const saving = useDraft((state) => state.saving);
  return (
    <span className={`dz-saving ${saving}`} role="status" aria-live="polite" data-testid="saving">
      {t(`saving.${saving}`)}
    </span>
  );
}

/** 「草稿 · 3 处修改 · 只有你能看到」 [查看影响] [发布] */
function DraftBar() {
  const { t } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const edits = useDraft((state) => state.edits);
  const base = useDraft((state) => state.base);
  const clean = edits === 0 && base !== null;
  const text = clean ? t("draft.clean", { n: base }) : edits ? t("draft.bar", { count: edits }) : t("draft.new");
  return (
    <div className="dz-draft" data-testid="draft-bar">
      <span className={clean ? "faint ellipsis" : "dz-draft-text ellipsis"}>{text}</span>
      <Button data-testid="impact" disabled={clean} onClick={() => go(`/design/${app}/publish`)}>
        {t("draft.impact")}
      </Button>
      <Button type="primary" data-testid="publish" disabled={clean} onClick={() => go(`/design/${app}/publish`, { search: { now: "1" } })}>
        {t("draft.publish")}
      </Button>
    </div>
  );
}

function CheckButton() {
  const { t } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const problems = useProblems();
  const errors = problems.filter((problem) => problem.level === "error").length;
  const label = problems.length ? t("check.count", { count: problems.length }) : t("check.none");
  return (
    <Tooltip title={label}>
      <Badge count={problems.length} size="small" color={errors ? "var(--danger)" : "var(--warn)"}>
        <Button type="text" aria-label={label} data-testid="check" icon={<Icon name={problems.length ? "alert" : "check"} />} onClick={() => go(`/design/${app}/check`)} />
      </Badge>
    </Tooltip>
  );
}

export function TopBar() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const app = useApp();
  const doc = useDraft((state) => state.documents.app);
  const { undo, redo, canUndo, canRedo } = useDraft((state) => state);
  const show = useCommandList((state) => state.show);
  return (
    <header className="dz-top">
      <Link to="/design" className="dz-back" aria-label={t("nav.all")} title={t("nav.all")}>
        <Icon name="back" />
      </Link>
      <Link to={`/design/${app}`} className="dz-app">
        <Tile icon={doc.icon ?? "app"} color={doc.color ?? null} size={30} />
        <strong className="ellipsis">{label(doc.label)}</strong>
      </Link>
      <span className="dz-undo">
        <Tooltip title={`${t("bar.undo")} (Ctrl Z)`}>
          <Button type="text" aria-label={t("bar.undo")} data-testid="undo" disabled={!canUndo} icon={<Icon name="undo" />} onClick={() => void undo()} />
        </Tooltip>
        <Tooltip title={`${t("bar.redo")} (Ctrl Shift Z)`}>
          <Button type="text" aria-label={t("bar.redo")} data-testid="redo" disabled={!canRedo} icon={<Icon name="redo" />} onClick={() => void redo()} />
        </Tooltip>
      </span>
      <Saving />
      <span className="grow" />
      <CheckButton />
      <Tooltip title={`${t("commands.title")} (Ctrl K)`}>
        <Button type="text" aria-label={t("commands.title")} data-testid="commands" icon={<Icon name="search" />} onClick={() => show("commands")} />
      </Tooltip>
      <LanguageButton />
      <DraftBar />
    </header>
  );
}
