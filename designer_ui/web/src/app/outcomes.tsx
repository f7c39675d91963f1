/** What stands where a page cannot be shown: waiting, not found, refused, broken. */
import { useRouter } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import { Icon } from "./Icon";

/** A skeleton, shown only when it takes longer than 300 ms. */
export function Waiting({ rows = 6 }: { rows?: number }) {
  const [late, setLate] = useState(false);
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="page" aria-busy="true" role="status">
      <span className="sr-only">{t("state.loading")}</span>
      {late && (
        <div className="skeleton" aria-hidden="true">
          {Array.from({ length: rows + 1 }, (_, at) => (
            <span key={at} />
          ))}
        </div>
      )}
    </div>
  );
}

export function Outcome({ icon, title, text, action }: { icon: string; title: string; text?: string; action?: React.ReactNode }) {
  return (
    <div className="empty" role="status">
      <span className="tile">
        <Icon name={icon} size={26} />
      </span>
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {action}
    </div>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <Outcome icon="search" title={t("state.not_found")} text={t("state.not_found_text")} action={<Button href="/app">{t("state.home")}</Button>} />
    </div>
  );
}

/** The sentence of a failure; an unexpected one carries the number to quote. */
export function useFailureText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof ApiError) return error.offline ? t("state.offline") : error.message;
    return t("state.broken");
  };
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const text = useFailureText()(error);
  if (error instanceof ApiError && error.status === 404) {
    return <Outcome icon="search" title={t("state.not_found")} text={t("state.not_found_text")} action={<Button href="/app">{t("state.home")}</Button>} />;
  }
  const title = error instanceof ApiError && error.status === 403 ? t("state.refused") : t("state.failed");
  return <Outcome icon="alert" title={title} text={text} action={retry && <Button onClick={retry}>{t("state.retry")}</Button>} />;
}

export function ErrorPage({ error, reset }: { error: unknown; reset?: () => void }) {
  const router = useRouter();
  return (
    <div className="page">
      <Failure
        error={error}
        retry={() => {
          reset?.();
          void router.invalidate();
        }}
      />
    </div>
  );
}
