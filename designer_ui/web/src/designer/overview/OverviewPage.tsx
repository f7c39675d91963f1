/** An app at a glance: its forms, roles, menu, and how it stands between draft and published. */
import { Link } from "@tanstack/react-router";
import { App, Button, Dropdown } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, Tile } from "../../app/Icon";
import { useGo } from "../../app/routing";
import { activeFields, type FormDoc } from "../../commands/documents";
import { removeForm } from "../../commands/edit_form";
import { useApp, useDraft, useExecute, useLabel } from "../draft/DraftProvider";
import { useProblems } from "../check/problems";
import { Block, Screen } from "../parts/Screen";
import { targetOf } from "../menu/menu_tree";
import { useNewForm } from "./new_form";
import { useOutOfUse } from "./out_of_use";
import { Samples } from "./Samples";

const SheetDialog = lazy(() => import("../start/SheetDialog").then((module) => ({ default: module.SheetDialog })));

function FormCard({ form }: { form: FormDoc }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const outOfUse = useOutOfUse();
  const root = `/design/${app}/forms/${form.key}`;
  const linked = activeFields(form.fields).filter((field) => field.type === "relation").length;
  const items = [
    { key: "logic", label: t("form.tab.logic"), onClick: () => go(`${root}/logic`) },
    { key: "views", label: t("form.tab.views"), onClick: () => go(`${root}/views`) },
    { key: "settings", label: t("form.tab.settings"), onClick: () => go(`${root}/settings`) },
    { key: "stop", label: t("forms.stop"), onClick: () => outOfUse(label(form.label), () => execute(removeForm(form.key))) },
  ];
  return (
    <div className="panel dz-card" data-testid={`form-card-${form.key}`}>
      <Link to={root} className="dz-card-main">
        <Tile icon={form.icon ?? "form"} color={form.color ?? null} size={40} />
        <span className="grow">
          <strong className="ellipsis">{label(form.label)}</strong>
          <span className="muted">
            {t("forms.fields", { count: activeFields(form.fields).length })}
            {linked > 0 && ` · ${t("forms.links", { count: linked })}`}
          </span>
        </span>
      </Link>
      <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
        <Button type="text" size="small" aria-label={t("parts.more_of", { name: label(form.label) })} icon={<Icon name="more" />} />
      </Dropdown>
    </div>
  );
}

function Forms() {
  const { t } = useTranslation("designer");
  const forms = Object.values(useDraft((state) => state.documents.forms));
  const newForm = useNewForm();
  const app = useApp();
  const go = useGo();
  const { reload, flush } = useDraft((state) => state);
  const [sheet, setSheet] = useState(false);
  const made = async (form: string) => {
    await reload();
    go(`/design/${app}/forms/${form}`);
  };
  return (
    <section>
      <div className="row between dz-head">
        <h2>{t("nav.forms")}</h2>
        <Button data-testid="form-from-sheet" icon={<Icon name="table" size={16} />} onClick={() => void flush().then(() => setSheet(true))}>
          {t("forms.from_sheet")}
        </Button>
      </div>
      <div className="dz-cards">
        {forms.map((form) => (
          <FormCard key={form.key} form={form} />
        ))}
        <button type="button" className="dz-card dz-card-new" data-testid="new-form" onClick={newForm}>
          <Icon name="plus" />
          <span>{t("forms.new")}</span>
        </button>
      </div>
      {!forms.length && <p className="muted">{t("forms.empty")}</p>}
      {sheet && (
        <Suspense fallback={null}>
          <SheetDialog open app={app} close={() => setSheet(false)} opened={({ form }) => void made(form)} />
        </Suspense>
      )}
    </section>
  );
}

/** What the app does by itself: rules, workflows, messages, each with what there is of it. */
function Rooms() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const app = useApp();
  const { rules, workflows, messages, reports, dashboards, segments } = useDraft((state) => state.documents);
  const rooms = [
    { key: "rules", icon: "bolt", color: "blue", docs: Object.values(rules) },
    { key: "workflows", icon: "tree", color: "violet", docs: Object.values(workflows) },
    { key: "messages", icon: "chat", color: "teal", docs: Object.values(messages) },
    { key: "reports", icon: "chart", color: "orange", docs: Object.values(reports) },
    { key: "dashboards", icon: "cards", color: "green", docs: Object.values(dashboards) },
    { key: "segments", icon: "users", color: "pink", docs: Object.values(segments) },
  ];
  return (
    <div className="dz-cards">
      {rooms.map(({ key, icon, color, docs }) => (
        <div key={key} className="panel dz-card" data-testid={`room-${key}`}>
          <Link to={`/design/${app}/${key}`} className="dz-card-main">
            <Tile icon={icon} color={color} size={40} />
            <span className="grow">
              <strong className="ellipsis">{t(`nav.${key}`)}</strong>
              <span className="muted ellipsis">{docs.length ? t(`overview.${key}`, { count: docs.length, first: docs.slice(0, 2).map((doc) => label(doc.label)).join(t("parts.comma")) }) : t(`overview.no_${key}`)}</span>
            </span>
          </Link>
        </div>
      ))}
    </div>
  );
}

/** Draft → check → publish → in use, and how far this app is. */
function LifeCycle() {
  const { t } = useTranslation("designer");
  const app = useApp();
  const { edits, base } = useDraft((state) => state);
  const problems = useProblems().length;
  const steps = [
    { to: `/design/${app}`, icon: "edit", title: t("life.draft"), text: edits ? t("life.edits", { count: edits }) : t("life.no_edits") },
    { to: `/design/${app}/check`, icon: "check", title: t("life.check"), text: problems ? t("check.count", { count: problems }) : t("check.none") },
    { to: `/design/${app}/publish`, icon: "upload", title: t("life.publish"), text: t("life.publish_text") },
    { to: `/design/${app}/versions`, icon: "history", title: t("life.version"), text: base === null ? t("life.never") : t("life.current", { n: base }) },
  ];
  return (
    <Block title={t("life.title")}>
      <ol className="dz-life">
        {steps.map((step) => (
          <li key={step.title}>
            <Link to={step.to}>
              <Icon name={step.icon} />
              <strong>{step.title}</strong>
              <span className="muted">{step.text}</span>
            </Link>
          </li>
        ))}
      </ol>
    </Block>
  );
}

function Roles() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const app = useApp();
  const roles = Object.values(useDraft((state) => state.documents.roles));
  return (
    <Block title={t("nav.roles")} actions={<Link to={`/design/${app}/roles`}>{t("parts.open")}</Link>}>
      <div className="row wrap">
        {roles.map((role) => (
          <Link key={role.key} to={`/design/${app}/roles/${role.key}`} className="tag dz-chip">
            {label(role.label)}
          </Link>
        ))}
      </div>
    </Block>
  );
}

function MenuOverview() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const app = useApp();
  const documents = useDraft((state) => state.documents);
  const doc = documents.app;
  const entries = doc.menu ?? [];
  return (
    <Block title={t("nav.menu")} actions={<Link to={`/design/${app}/menu`}>{t("parts.open")}</Link>}>
      <ul className="dz-menu-list">
        {entries.map((entry, index) => (
          <li key={index}>
            <Icon name={entry.icon ?? (entry.items ? "folder" : targetOf(documents, entry).icon)} size={16} />
            {label(entry.label) || label(targetOf(documents, entry).label)}
            {entry.items && <span className="muted"> · {t("menu.entries", { count: entry.items.length })}</span>}
          </li>
        ))}
        {!entries.length && <li className="muted">{t("menu.empty")}</li>}
      </ul>
    </Block>
  );
}

export default function OverviewPage() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const app = useApp();
  const doc = useDraft((state) => state.documents.app);
  const base = useDraft((state) => state.base);
  const { message } = App.useApp();
  const use = base === null ? <Button onClick={() => message.info(t("overview.not_published"))}>{t("overview.use")}</Button> : <Button href={`/app/${app}`}>{t("overview.use")}</Button>;
  return (
    <Screen title={label(doc.label)} lead={label(doc.help) || t("overview.lead")} actions={use} wide>
      <div className="stack">
        <Rooms />
        <Forms />
        <LifeCycle />
        <Samples />
        <div className="dz-two">
          <Roles />
          <MenuOverview />
        </div>
      </div>
    </Screen>
  );
}
