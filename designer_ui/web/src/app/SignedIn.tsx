/** Shows its content to signed-in people; others go to the sign-in page and come back. Messages and dialogs live here. */
import { useLocation, useNavigate } from "@tanstack/react-router";
import { App } from "antd";
import { lazy, Suspense, useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../api/queries";
import { switchTexts, withTexts } from "../i18n";
import { Failure, Waiting } from "./outcomes";
import type { Locale } from "./preferences";

const FirstPassword = lazy(withTexts(() => import("../workspace/me/FirstPassword")));

export function SignedIn({ children }: { children: ReactNode }) {
  const session = useSession();
  const { i18n } = useTranslation();
  const wanted = session.data?.user.locale;

  useEffect(() => {
    if ((wanted === "zh-CN" || wanted === "en") && wanted !== i18n.language) void switchTexts(wanted as Locale);
  }, [wanted, i18n]);

  if (session.isPending) return <Waiting />;
  if (session.error) return <Failure error={session.error} retry={() => void session.refetch()} />;
  if (!session.data) return <ToSignIn />;
  return (
    <App component={false}>
      {session.data.must_change ? (
        <Suspense fallback={<Waiting />}>
          <FirstPassword />
        </Suspense>
      ) : (
        children
      )}
    </App>
  );
}

/** Leaves for the sign-in page once: the address changes while leaving, and must not send us off again. */
function ToSignIn() {
  const navigate = useNavigate();
  const { href } = useLocation();
  const asked = useRef(href);
  useEffect(() => {
    void navigate({ to: "/signin", search: { next: asked.current } as never, replace: true });
  }, [navigate]);
  return <Waiting />;
}
