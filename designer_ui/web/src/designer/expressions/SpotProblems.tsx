/** What the check says of one place of the draft, beside it. */
import { Icon } from "../../app/Icon";
import { useProblems } from "../check/problems";

export function SpotProblems({ path, exact }: { path: string; exact?: boolean }) {
  const problems = useProblems().filter((problem) => problem.path === path || (!exact && problem.path.startsWith(`${path}/`)));
  if (!problems.length) return null;
  return (
    <span className="dz-spot-problems" role="status" data-testid="spot-problems">
      {problems.slice(0, 3).map((problem, index) => (
        <span key={index} className={problem.level === "error" ? "dz-fault" : "dz-warn"}>
          <Icon name={problem.level === "error" ? "alert" : "help"} size={14} /> {problem.message}
          {problem.hint ? ` ${problem.hint}` : ""}
        </span>
      ))}
    </span>
  );
}
