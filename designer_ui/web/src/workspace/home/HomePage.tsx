import { Link, Navigate } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../api/queries";
import { Tile } from "../../app/Icon";
import { Outcome } from "../../app/outcomes";
import { paths } from "../../app/routing";
import { withTexts } from "../../i18n";
import { Greeting } from "./Greeting";
import "./home.css";

const HomeTasks = lazy(withTexts(() => import("./HomeTasks")));

/** All apps of a person; who has one app is taken into it. */
export default function HomePage() {
  const { t } = useTranslation();
  const session = useSession().data!;
  const apps = session.apps.filter((app) => app.published);
  useEffect(() => {
    document.title = `${t("nav.home")} · ${t("product")}`;
  }, [t]);
  if (apps.length === 1) return <Navigate to={paths.app(apps[0]!.key)} replace />;
  return (
    <div className="page stack">
      <Greeting name={session.user.name} />
      <Suspense>
        <HomeTasks />
      </Suspense>
      {apps.length === 0 ? (
        <Outcome
          icon="app"
          title={t("home.no_apps")}
          text={t(session.can.design ? "home.no_apps_design" : "home.no_apps_text")}
          action={session.can.design && <Button type="primary" href="/design">{t("home.build")}</Button>}
        />
      ) : (
        <div className="home-apps">
          {apps.map((app) => (
            <Link key={app.key} to={paths.app(app.key)} className="panel home-app">
              <Tile icon={app.icon} color={app.color} size={48} />
              <span className="ellipsis">{app.label}</span>
            </Link>
          ))}
        </div>
      )}
    </div>
  );
}
