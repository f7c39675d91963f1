/** Starts an act: asks what it needs in a sheet, performs it, says how it went. */
import { App } from "antd";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Person } from "../../api/types";
import type { ActName, Task } from "../../api/work";
import { useFailureText } from "../../app/outcomes";
import { useGo } from "../../app/routing";
import { taskPath } from "./tasks";
import { type ActBody, type ActResult, useActs } from "./use_acts";

const ActSheet = lazy(() => import("./ActSheet"));

export interface Asked {
  task: Task;
  name: ActName;
  /** values filled in at this step */
  values?: ActBody["values"];
  /** steps one may send it back to */
  steps?: { key: string; label: string }[];
  /** signers one may take out again */
  signers?: Person[];
}

interface Options {
  onDone?: (task: Task, name: ActName) => void;
  /** the form of the step is at hand: faults go beside its fields */
  onFaults?: (faults: Record<string, string>, text: string) => void;
}

/** What needs no word besides the click. */
const AT_ONCE = new Set<ActName>(["done", "submit", "urge"]);

export interface Acting {
  start: (asked: Asked) => void;
  sheet: ReactNode;
  lost: Task[];
  forgetLost: () => void;
}

export function useActing({ onDone, onFaults }: Options = {}): Acting {
  const { t, i18n } = useTranslation("work");
  const { message } = App.useApp();
  const failure = useFailureText();
  const go = useGo();
  const { act, lost, forgetLost } = useActs();
  const [asked, setAsked] = useState<Asked | null>(null);

  const tell = (result: ActResult, { task, name }: Asked) => {
    if (result.kind === "done") {
      message.success(t(`acted.${name}`));
      onDone?.(result.task, name);
    } else if (result.kind === "lost") message.warning(lostText(result));
    else if (result.kind === "failed") message.error(failure(result.error));
    else if (onFaults) onFaults(result.faults, result.text);
    else {
      message.warning(t("act.fill_first"));
      go(taskPath(task));
    }
  };
  const lostText = (result: Extract<ActResult, { kind: "lost" }>): string => {
    const code = `lost.${result.outcome}`;
    return result.by ? t(i18n.exists(code, { ns: "work" }) ? code : "lost.other", { by: result.by }) : result.text;
  };
  const perform = (what: Asked, body: ActBody) => {
    setAsked(null);
    void act(what.task, what.name, { ...body, ...(what.values ? { values: what.values } : {}) }).then((result) => tell(result, what));
  };
  const start = (what: Asked) => (AT_ONCE.has(what.name) ? perform(what, {}) : setAsked(what));
  const sheet = asked && (
    <Suspense>
      <ActSheet asked={asked} onAct={(body) => perform(asked, body)} onClose={() => setAsked(null)} />
    </Suspense>
  );
  return { start, sheet, lost, forgetLost };
}
