/** The interpreter of expressions, set up for one form. */
import { useMemo } from "react";
import type { FormDef } from "../../api/types";
import type { Place } from "../../fields/place";
import type { Run } from "../../renderer/live";

export function useRun(_form: FormDef, _place: Place): Run {
  return useMemo<Run>(
    () => () => {
      throw new Error("server");
    },
    [],
  );
}
