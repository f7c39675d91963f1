/** The frame of the designer: texts, who is signed in, and for an app its draft, bar and navigation. */
import { Outlet } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { SignedIn } from "../../app/SignedIn";
import { Waiting } from "../../app/outcomes";
import { useParam } from "../../app/routing";
import { loadTexts } from "../../i18n";
import { DraftProvider } from "../draft/DraftProvider";
import { CommandList } from "./CommandList";
import { DraftKeys } from "./DraftKeys";
import { SideNav } from "./SideNav";
import { TopBar } from "./TopBar";
import "./designer.css";

function AppFrame({ app }: { app: string }) {
  return (
    <DraftProvider app={app} key={app}>
      <div className="dz-frame">
        <TopBar />
        <SideNav />
        <div className="dz-main">
          <Outlet />
        </div>
      </div>
      <DraftKeys />
    </DraftProvider>
  );
}

export default function DesignerShell() {
  const { i18n } = useTranslation();
  const app = useParam("app");
  const texts = useQuery({
    queryKey: ["texts", "designer", i18n.language],
    queryFn: () => loadTexts("designer").then(() => true),
    staleTime: Infinity,
  });
  if (!texts.data) return <Waiting />;
  return (
    <SignedIn>
      {app ? <AppFrame app={app} /> : <Outlet />}
      <CommandList />
    </SignedIn>
  );
}
