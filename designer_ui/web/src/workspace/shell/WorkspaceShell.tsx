/** The frame of the workspace: menu on the left, search above; on a phone a bar at the bottom. */
import { Outlet, useLocation } from "@tanstack/react-router";
import { Grid } from "antd";
import { useTranslation } from "react-i18next";
import { useAppDef } from "../../api/queries";
import { SignedIn } from "../../app/SignedIn";
import { useParam } from "../../app/routing";
import { BottomBar } from "./BottomBar";
import { SideMenu } from "./SideMenu";
import { TopBar } from "./TopBar";
import "./shell.css";

function Frame() {
  const { t } = useTranslation();
  const key = useParam("app");
  const app = useAppDef(key).data;
  const { pathname } = useLocation();
  const isHome = pathname === "/app" || pathname === `/app/${key}`;
  // while one fills in a form, the phone's height belongs to the form and its button
  const filling = /\/(new|edit)$/.test(pathname);
  const wide = Grid.useBreakpoint().md ?? window.innerWidth >= 768;
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t("nav.skip")}
      </a>
      {wide && <SideMenu appKey={key} app={app} />}
      <div className="shell-body">
        <TopBar app={app} wide={wide} search={!isHome} />
        <main id="main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      {!wide && !filling && <BottomBar appKey={key} app={app} />}
    </div>
  );
}

export default function WorkspaceShell() {
  return (
    <SignedIn>
      <Frame />
    </SignedIn>
  );
}
