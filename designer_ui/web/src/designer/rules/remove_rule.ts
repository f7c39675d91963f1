/** Asks before a rule goes. */
import type { RuleDoc } from "../../commands/documents";
import { removeRule } from "../../commands/edit_rules";
import { useTakeAway } from "../parts/take_away";

export const useRemoveRule = (): ((rule: RuleDoc, then?: () => void) => void) => useTakeAway("rules", removeRule);
