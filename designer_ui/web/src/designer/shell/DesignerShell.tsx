/** The frame of the designer: loads its texts, asks who is signed in, leaves the rest to the page. */
import { Outlet } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { SignedIn } from "../../app/SignedIn";
import { Waiting } from "../../app/outcomes";
import { loadTexts } from "../../i18n";

export default function DesignerShell() {
  const { i18n } = useTranslation();
  const texts = useQuery({
    queryKey: ["texts", "designer", i18n.language],
    queryFn: () => loadTexts("designer").then(() => true),
    staleTime: Infinity,
  });
  if (!texts.data) return <Waiting />;
  return (
    <SignedIn>
      <Outlet />
    </SignedIn>
  );
}
