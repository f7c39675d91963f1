/** Why something happened: a link from a line of the past to the rule's run or to the workflow. */
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { Because as Reason } from "../../api/work";
import { Icon } from "../../app/Icon";
import { withTexts } from "../../i18n";

const RunPanel = lazy(withTexts(() => import("./RunPanel")));

export function Because({ app, because }: { app: string; because: Reason | null | undefined }) {
  const [open, setOpen] = useState(false);
  if (!because) return null;
  const words = (
    <>
      <Icon name={because.instance ? "task" : "bolt"} size={13} />
      {because.text}
    </>
  );
  if (because.instance && because.workflow) {
    return (
      <Link to={`/app/${app}/w/${because.workflow}/${because.instance}`} className="because">
        {words}
      </Link>
    );
  }
  if (!because.run) return <span className="because">{words}</span>;
  return (
    <>
      <button type="button" className="plain-button because" aria-haspopup="dialog" onClick={() => setOpen(true)} data-testid="because">
        {words}
      </button>
      {open && (
        <Suspense>
          <RunPanel app={app} run={because.run} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
