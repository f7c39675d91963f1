import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Segmented } from "antd";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError } from "../../api/client";
import { changePerson, useSession } from "../../api/queries";
import type { Session } from "../../api/types";
import { Icon } from "../../app/Icon";
import { Logo } from "../../app/Logo";
import { useFailureText } from "../../app/outcomes";
import { rememberLocale, type Locale } from "../../app/preferences";
import { useGo, useQueryValues } from "../../app/routing";
import { safeNext } from "../../app/search";
import { switchTexts } from "../../i18n";
import "./signin.css";

interface Card {
  login: string;
  name: string;
  role: string;
  note: string;
}

function useSignIn(): { busy: string | null; error: string; signIn: (path: string, body: object, name: string) => Promise<void> } {
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState("");
  const queries = useQueryClient();
  const text = useFailureText();
  const signIn = async (path: string, body: object, name: string) => {
    setBusy(name);
    setError("");
    try {
      const session = await api.post<Session>(path, body);
      changePerson(queries, session);
    } catch (reason) {
      setError(text(reason));
      setBusy(null);
    }
  };
  return { busy, error, signIn };
}

function DemoCards({ busy, choose }: { busy: string | null; choose: (card: Card) => void }) {
  const { t } = useTranslation();
  const cards = useQuery({
    queryKey: ["demo"],
    queryFn: () => api.get<{ cards: Card[] }>("/session/demo"),
    retry: (count, error) => !(error instanceof ApiError && error.status === 404) && count < 2,
    staleTime: Infinity,
  });
  if (!cards.data?.cards.length) return null;
  return (
    <section className="signin-demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{t("signin.demo")}</h2>
      <div className="signin-cards">
        {cards.data.cards.map((card) => (
          <button key={card.login} type="button" className="signin-card" disabled={busy !== null} onClick={() => choose(card)} data-testid={`demo-${card.login}`}>
            <span className="avatar" aria-hidden="true">{card.name.slice(0, 1)}</span>
            <span className="grow">
              <span className="signin-card-name">
                {card.role} · {card.name}
              </span>
              <span className="signin-card-note">{card.note}</span>
            </span>
            <Icon name="right" size={16} className="faint" />
          </button>
        ))}
      </div>
    </section>
  );
}

function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const choose = (locale: Locale) => {
    rememberLocale(locale);
    void switchTexts(locale);
  };
  return (
    <Segmented
      size="small"
      aria-label={t("signin.language")}
      value={i18n.language as Locale}
      onChange={choose}
      options={[
        { label: "中文", value: "zh-CN" },
        { label: "English", value: "en" },
      ]}
    />
  );
}

function PasswordForm({ busy, error, submit }: { busy: boolean; error: string; submit: (login: string, password: string) => void }) {
  const { t } = useTranslation();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    const gap = !login.trim() ? t("signin.login_missing") : !password ? t("signin.password_missing") : "";
    setMissing(gap);
    if (!gap) submit(login.trim(), password);
  };
  const problem = missing || error;
  return (
    <form className="signin-form" onSubmit={send} noValidate>
      <label htmlFor="login">{t("signin.login")}</label>
      <Input id="login" size="large" autoComplete="username" autoCapitalize="none" autoFocus value={login} onChange={(event) => setLogin(event.target.value)} />
      <label htmlFor="password">{t("signin.password")}</label>
      <Input.Password id="password" size="large" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
      <div role="alert" className="signin-error">
        {problem && (
          <>
            <Icon name="alert" size={16} /> {problem}
          </>
        )}
      </div>
      <Button type="primary" size="large" block htmlType="submit" loading={busy}>
        {t("signin.submit")}
      </Button>
    </form>
  );
}

export default function SignInPage() {
  const { t } = useTranslation();
  const session = useSession();
  const go = useGo();
  const { next } = useQueryValues();
  const { busy, error, signIn } = useSignIn();

  useEffect(() => {
    document.title = `${t("signin.title")} · ${t("product")}`;
  }, [t]);
  useEffect(() => {
    if (!session.data) return;
    const target = new URL(safeNext(next), location.origin);
    go(target.pathname, { search: Object.fromEntries(target.searchParams), replace: true });
  }, [session.data, next, go]);

  return (
    <main className="signin">
      <div className="signin-box">
        <header className="row between">
          <Logo />
          <LanguageSwitch />
        </header>
        <div>
          <h1>{t("signin.welcome")}</h1>
          <p className="muted">{t("signin.lead")}</p>
        </div>
        <PasswordForm busy={busy === "password"} error={error} submit={(login, password) => void signIn("/session", { login, password }, "password")} />
        <DemoCards busy={busy} choose={(card) => void signIn("/session/demo", { login: card.login }, card.login)} />
      </div>
    </main>
  );
}
