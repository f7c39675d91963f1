import { useTranslation } from "react-i18next";

/** The bracket set and the name. */
export function Logo({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className="logo">
      <svg width="30" height="30" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="9" fill="var(--accent)" />
        <g fill="none" stroke="var(--on-accent)" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round">
          <path d="M6 9.5h20M9 9.5c0 4 3 5 7 5s7-1 7-5M11 16h10M16 15v9.5M12 24.5h8" />
        </g>
      </svg>
      {!compact && <span className="logo-name">{t("product")}</span>}
    </span>
  );
}
