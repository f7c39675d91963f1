import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Segmented } from "antd";
import { useEffect } from "react";
import { useTexts } from "../../i18n";
import { api } from "../../api/client";
import { useSession } from "../../api/queries";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import { type Locale, rememberLocale, type ThemeChoice, usePreferences } from "../../app/preferences";
import { useMoment } from "../../fields/formats";
import { switchTexts } from "../../i18n";
import { PasswordForm } from "./PasswordForm";
import { useSignOut } from "./use_sign_out";
import "./me.css";

interface SignIn {
  id: string;
  created_at: string;
  seen_at: string;
  ip: string;
  agent: string;
  current: boolean;
}

/** 「Chrome · Windows」 from what a browser says about itself. */
export function deviceName(agent: string): string {
  const browser = /MicroMessenger/.test(agent) ? "WeChat" : /Edg/.test(agent) ? "Edge" : /Firefox/.test(agent) ? "Firefox" : /Chrome|CriOS/.test(agent) ? "Chrome" : /Safari/.test(agent) ? "Safari" : "";
  const system = /iPhone|iPad/.test(agent) ? "iOS" : /Android/.test(agent) ? "Android" : /Windows/.test(agent) ? "Windows" : /Mac OS/.test(agent) ? "macOS" : /Linux/.test(agent) ? "Linux" : "";
  return [browser, system].filter(Boolean).join(" · ");
}

function Language() {
  const { t, i18n } = useTexts();
  const { message } = App.useApp();
  const failure = useFailureText();
  const queries = useQueryClient();
  const choose = async (locale: Locale) => {
    try {
      await api.patch("/me", { locale });
      rememberLocale(locale);
      document.documentElement.lang = locale;
      await switchTexts(locale);
      await queries.invalidateQueries();
    } catch (error) {
      message.error(failure(error));
    }
  };
  return (
    <div className="me-line">
      <span>{t("signin.language")}</span>
      <Segmented<Locale> aria-label={t("signin.language")} value={i18n.language as Locale} onChange={(locale: Locale) => void choose(locale)} options={[{ label: "中文", value: "zh-CN" }, { label: "English", value: "en" }]} />
    </div>
  );
}

function Theme() {
  const { t } = useTexts();
  const { theme, setTheme } = usePreferences();
  return (
    <div className="me-line">
      <span>{t("me.theme")}</span>
      <Segmented<ThemeChoice>
        aria-label={t("me.theme")}
        value={theme}
        onChange={setTheme}
        options={[
          { label: t("me.light"), value: "light" },
          { label: t("me.dark"), value: "dark" },
          { label: t("me.system"), value: "system" },
        ]}
      />
    </div>
  );
}

function SignIns() {
  const { t } = useTexts();
  const moment = useMoment();
  const { message } = App.useApp();
  const failure = useFailureText();
  const list = useQuery({ queryKey: ["me", "sessions"], queryFn: () => api.get<{ sessions: SignIn[] }>("/me/sessions") });
  const end = async (id: string) => {
    try {
      await api.remove(`/me/sessions/${id}`);
      await list.refetch();
    } catch (error) {
      message.error(failure(error));
    }
  };
  return (
    <section className="panel me-panel" aria-labelledby="me-sessions">
      <h2 id="me-sessions">{t("me.sessions")}</h2>
      {list.data?.sessions.map((one) => (
        <div key={one.id} className="me-line">
          <span className="row">
            <Icon name={/iOS|Android/.test(deviceName(one.agent)) ? "phone" : "globe"} className="faint" />
            <span>
              {deviceName(one.agent) || t("me.device")}
              <span className="me-sub num">
                {moment(one.seen_at)} · {one.ip}
              </span>
            </span>
          </span>
          {one.current ? <span className="faint">{t("me.this_device")}</span> : <Button onClick={() => void end(one.id)}>{t("me.end")}</Button>}
        </div>
      ))}
    </section>
  );
}

/** 我的: language, appearance, password, where one is signed in. */
export default function MePage() {
  const { t } = useTexts();
  const session = useSession().data!;
  const leave = useSignOut();
  useEffect(() => {
    document.title = `${t("nav.me")} · ${t("product")}`;
  }, [t]);
  return (
    <div className="page me-page">
      <header className="row me-head">
        <span className="avatar me-avatar" aria-hidden="true">
          {session.user.name.slice(0, 1)}
        </span>
        <div className="grow">
          <h1>{session.user.name}</h1>
          <span className="muted">{session.user.login}</span>
        </div>
        <Button icon={<Icon name="logout" size={16} />} onClick={() => void leave()} data-testid="sign-out">
          {t("me.sign_out")}
        </Button>
      </header>
      <section className="panel me-panel" aria-labelledby="me-look">
        <h2 id="me-look">{t("me.look")}</h2>
        <Language />
        <Theme />
      </section>
      <PasswordForm title={t("me.password")} />
      <SignIns />
    </div>
  );
}
