/** An expression at a place of the draft, with its problems below. */
import { ChipInput } from "../expressions/ChipInput";
import { plainForm, useScope, useSpotPath } from "../expressions/scope";
import { SpotProblems } from "../expressions/SpotProblems";
import { useSource } from "../expressions/use_source";

export function ExpressionInput({ value, onChange, label, testId }: { value: string; onChange(text: string): void; label: string; testId?: string }) {
  const source = useSource(plainForm(useScope()));
  const path = useSpotPath() ?? "";
  return (
    <div className="dz-formula">
      <ChipInput value={value} onChange={onChange} source={source} label={label} testId={testId ?? "formula"} />
      <SpotProblems path={path} />
    </div>
  );
}
