/** The first screen of the designer: the apps one may change, and three ways to a new one. */
import { Link } from "@tanstack/react-router";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../api/queries";
import { Icon, Tile } from "../../app/Icon";
import { Failure } from "../../app/outcomes";
import { useGo } from "../../app/routing";
import { textOf } from "../../commands/labels";
import { builder, type AppRow } from "../builder_api";
import { Screen } from "../parts/Screen";
import { LanguageButton } from "../shell/LanguageButton";
import { useScreenCommands } from "../shell/command_list";
import { NewAppDialog } from "./NewAppDialog";
import { SheetDialog } from "./SheetDialog";
import { TemplateDialog } from "./TemplateDialog";

function AppCard({ app }: { app: AppRow }) {
  const { t, i18n } = useTranslation("designer");
  const draft = app.edits ? t("draft.bar_short", { count: app.edits }) : t("start.no_edits");
  const state = app.published === false || app.revision === null ? t("start.unpublished") : draft;
  return (
    <Link to={`/design/${app.key}`} className="panel dz-card dz-card-main" data-testid={`app-${app.key}`}>
      <Tile icon={app.icon ?? "app"} color={app.color ?? null} size={44} />
      <span className="grow">
        <strong className="ellipsis">{textOf(app.label, i18n.language)}</strong>
        <span className="muted">{state}</span>
      </span>
    </Link>
  );
}

interface Way {
  id: "blank" | "template" | "sheet";
  icon: string;
  color: string;
}

const WAYS: readonly Way[] = [
  { id: "blank", icon: "plus", color: "blue" },
  { id: "template", icon: "box", color: "violet" },
  { id: "sheet", icon: "table", color: "green" },
];

export default function StartPage() {
  const { t } = useTranslation("designer");
  const session = useSession();
  const queries = useQueryClient();
  const go = useGo();
  const [dialog, setDialog] = useState<Way["id"] | null>(null);
  const apps = useQuery({ queryKey: ["builder", "apps"], queryFn: builder.apps });
  const opened = async (app: string, place = "") => {
    setDialog(null);
    await Promise.all([queries.invalidateQueries({ queryKey: ["session"] }), queries.invalidateQueries({ queryKey: ["builder", "apps"] })]);
    go(`/design/${app}${place}`);
  };
  useScreenCommands(WAYS.map((way) => ({ id: way.id, label: t(`start.${way.id}`), run: () => setDialog(way.id) })));
  const actions = (
    <>
      <LanguageButton />
      <Link to="/app">{t("start.to_apps")}</Link>
    </>
  );
  return (
    <Screen title={t("start.title")} lead={t("start.lead")} actions={actions} wide>
      {session.data?.can.design && (
        <div className="dz-ways">
          {WAYS.map((way) => (
            <button key={way.id} type="button" className="panel dz-way" data-testid={`start-${way.id}`} onClick={() => setDialog(way.id)}>
              <Tile icon={way.icon} color={way.color} size={44} />
              <strong>{t(`start.${way.id}`)}</strong>
              <span className="muted">{t(`start.${way.id}_text`)}</span>
            </button>
          ))}
        </div>
      )}
      <h2 className="dz-head">{t("start.apps")}</h2>
      {apps.isPending && <Skeleton active />}
      {apps.error && <Failure error={apps.error} retry={() => void apps.refetch()} />}
      <div className="dz-cards">
        {apps.data?.apps.map((app) => (
          <AppCard key={app.key} app={app} />
        ))}
      </div>
      {apps.data?.apps.length === 0 && (
        <p className="muted row">
          <Icon name="help" /> {t("start.empty")}
        </p>
      )}
      <NewAppDialog open={dialog === "blank"} close={() => setDialog(null)} opened={opened} />
      <TemplateDialog open={dialog === "template"} close={() => setDialog(null)} opened={opened} />
      <SheetDialog open={dialog === "sheet"} close={() => setDialog(null)} opened={({ app, form }) => opened(app, `/forms/${form}`)} />
    </Screen>
  );
}
