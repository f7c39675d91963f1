import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Grid } from "antd";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { useAppDef, useSession } from "../../api/queries";
import type { AppDef } from "../../api/types";
import { Icon, Tile } from "../../app/Icon";
import { Failure, Waiting } from "../../app/outcomes";
import { paths, useParam } from "../../app/routing";
import { useMoment } from "../../fields/formats";
import { withTexts } from "../../i18n";
import { entryOf, menuOf } from "../shell/menu";
import { SearchBox } from "../shell/SearchBox";
import { Greeting } from "./Greeting";
import "./home.css";

const HomeTasks = lazy(withTexts(() => import("./HomeTasks")));
const HomeDashboard = lazy(withTexts(() => import("../dashboards/HomeDashboard"), "numbers"));

interface Home {
  recent: { form: string; id: string; title: string; at: string }[];
  shortcuts: { form: string; label: string; icon?: string | null; action: string }[];
  numbers: { form: string; view?: string | null; label: string; value: string | number }[];
  dashboard?: string | null;
}

function Numbers({ app, items }: { app: AppDef; items: Home["numbers"] }) {
  return (
    <div className="home-numbers">
      {items.map((item) => (
        <Link key={item.label} to={paths.list(app.key, item.form)} search={(item.view ? { view: item.view } : {}) as never} className="panel home-number">
          <span className="muted">{item.label}</span>
          <strong className="num">{typeof item.value === "number" ? item.value.toLocaleString() : item.value}</strong>
        </Link>
      ))}
    </div>
  );
}

function Shortcuts({ app, items }: { app: AppDef; items: Home["shortcuts"] }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="home-shortcuts">
      <h2 id="home-shortcuts" className="home-title">{t("home.shortcuts")}</h2>
      <div className="home-shortcuts">
        {items.map((item) => (
          <Link key={`${item.form}-${item.action}`} to={item.action === "create" ? paths.create(app.key, item.form) : paths.list(app.key, item.form)} className="panel home-shortcut">
            <Tile icon={item.icon ?? app.forms[item.form]?.icon} color={app.forms[item.form]?.color} size={40} />
            <span>{item.label}</span>
          </Link>
        ))}
      </div>
    </section>
  );
}

function Recent({ app, items }: { app: AppDef; items: Home["recent"] }) {
  const { t } = useTranslation();
  const moment = useMoment(app.timezone);
  if (!items.length) return null;
  return (
    <section className="panel home-recent" aria-labelledby="home-recent">
      <h2 id="home-recent">{t("home.recent")}</h2>
      {items.map((item) => (
        <Link key={`${item.form}-${item.id}`} to={paths.record(app.key, item.form, item.id)} className="home-line">
          <Tile icon={app.forms[item.form]?.icon} color={app.forms[item.form]?.color} size={32} />
          <span className="grow ellipsis">{item.title}</span>
          <span className="faint">{app.forms[item.form]?.label}</span>
          <span className="faint num">{moment(item.at)}</span>
        </Link>
      ))}
    </section>
  );
}

function Sections({ app }: { app: AppDef }) {
  const { t } = useTranslation();
  const entries = menuOf(app).flatMap((item) => item.items ?? [item]).filter((item) => item.form);
  return (
    <section className="panel home-recent" aria-labelledby="home-sections">
      <h2 id="home-sections">{t("home.sections")}</h2>
      {entries.map((item, index) => {
        const shown = entryOf(app, item);
        if (!shown) return null;
        return (
          <Link key={index} to={shown.path} search={(item.view ? { view: item.view } : {}) as never} className="home-line">
            <Tile icon={shown.icon} color={shown.color} size={32} />
            <span className="grow ellipsis">{shown.label}</span>
            <Icon name="right" size={14} className="faint" />
          </Link>
        );
      })}
    </section>
  );
}

export default function AppHomePage() {
  const key = useParam("app");
  const definition = useAppDef(key);
  const session = useSession().data!;
  const home = useQuery({ queryKey: ["records", key, "home"], queryFn: () => api.get<Home>(`/apps/${key}/home`) });
  const wide = Grid.useBreakpoint().lg ?? window.innerWidth >= 992;
  const app = definition.data;
  useEffect(() => {
    if (app) document.title = app.label;
  }, [app]);
  if (definition.error) return <Failure error={definition.error} retry={() => void definition.refetch()} />;
  if (!app) return <Waiting />;
  return (
    <div className="page stack home">
      <Greeting name={session.user.name} zone={app.timezone} />
      <SearchBox app={key} large />
      <Suspense>
        <HomeTasks app={key} zone={app.timezone} few={Boolean(home.data?.dashboard)} />
      </Suspense>
      {home.data?.dashboard ? (
        <Suspense>
          <HomeDashboard key={`${app.key}/${home.data.dashboard}`} app={app} dashboard={home.data.dashboard} />
        </Suspense>
      ) : home.data?.numbers.length ? (
        <Numbers app={app} items={home.data.numbers} />
      ) : null}
      {home.data?.shortcuts.length ? <Shortcuts app={app} items={home.data.shortcuts} /> : null}
      <div className="home-columns">
        {home.data && <Recent app={app} items={home.data.recent} />}
        {(!home.data?.dashboard || !wide) && <Sections app={app} />}
      </div>
    </div>
  );
}
