/** What the boxes above a report have in common: what they are handed, and the line that says what is wrong. */
import type { AskedValues, Offered, Param, ParamValues } from "../../api/numbers";
import type { Json } from "../../api/types";

export type AskValues = (asked: AskedValues, signal: AbortSignal) => Promise<Offered>;

export interface ParamsProps {
  /** what the drop-downs are kept under */
  place: readonly string[];
  params: Param[];
  values: ParamValues;
  onChange: (param: Param, value: Json) => void;
  onClear: () => void;
  ask: AskValues;
  /** why a value is refused, by its parameter */
  faults?: Record<string, string>;
}

export interface BoxProps extends Omit<ParamsProps, "params" | "onClear"> {
  param: Param;
  id: string;
}

export const ParamFault = ({ id, text }: { id: string; text?: string }) =>
  text ? (
    <span id={`${id}-fault`} role="alert" className="param-fault">
      {text}
    </span>
  ) : null;
