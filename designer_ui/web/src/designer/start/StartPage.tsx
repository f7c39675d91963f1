import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "../../api/queries";
import { Tile } from "../../app/Icon";

/** The apps this person may change. */
export default function StartPage() {
  const { t } = useTranslation("designer");
  const apps = useSession().data?.apps.filter((app) => app.design) ?? [];
  return (
    <main className="page">
      <h1>{t("start.title")}</h1>
      {apps.map((app) => (
        <Link key={app.key} to={`/design/${app.key}`} className="row">
          <Tile icon={app.icon} color={app.color} /> {app.label}
        </Link>
      ))}
    </main>
  );
}
