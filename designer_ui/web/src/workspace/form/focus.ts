import { inputId } from "../../renderer/parts";

/** Puts the focus where a fault is: "mobile" or "lines.2.qty". */
export function focusField(prefix: string, place: string): void {
  const input = document.getElementById(inputId(prefix, place)) ?? document.getElementById(inputId(prefix, place.split(".")[0]!));
  input?.focus();
  input?.scrollIntoView?.({ block: "center" });
}
