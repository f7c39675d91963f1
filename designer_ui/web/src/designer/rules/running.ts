/** The rules of an app at run time: which act, how often they did, and the buttons that change it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useFailureText } from "../../app/outcomes";
import { runningRules, type RuleState } from "../builder_api";
import { useApp, useDraft } from "../draft/DraftProvider";

export function useRunningRules(): ReadonlyMap<string, RuleState> {
  const app = useApp();
  const published = useDraft((state) => state.base !== null);
  const query = useQuery({ queryKey: ["rules", app], queryFn: () => runningRules.list(app), enabled: published, retry: false, refetchInterval: 30_000 });
  return new Map((query.data?.rules ?? []).map((rule) => [rule.key, rule]));
}

export type Change = { key: string } & ({ verb: "pause" | "resume" } | { verb: "switch_on"; backlog: boolean });

const call = (app: string, change: Change): Promise<unknown> =>
  change.verb === "switch_on" ? runningRules.switchOn(app, change.key, change.backlog) : change.verb === "pause" ? runningRules.pause(app, change.key) : runningRules.resume(app, change.key);

/** Switches, pauses and resumes; says how it went. */
export function useSwitch() {
  const { t } = useTranslation("designer");
  const { message } = App.useApp();
  const failure = useFailureText();
  const app = useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) => call(app, change),
    onSuccess: async (_, { verb }) => {
      message.success(t(`rules.did.${verb}`));
      await queries.invalidateQueries({ queryKey: ["rules", app] });
    },
    onError: (error) => message.error(failure(error)),
  });
}
