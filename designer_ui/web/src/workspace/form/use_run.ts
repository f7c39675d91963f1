import { useMemo } from "react";
import { useSession } from "../../api/queries";
import type { FormDef } from "../../api/types";
import type { Place } from "../../fields/place";
import type { Run } from "../../renderer/live";
import { makeRun } from "../../renderer/run";

/** The interpreter for a form at a place, with today's clock and the person signed in. */
export function useRun(form: FormDef, place: Place): Run {
  const me = useSession().data?.user.id ?? "";
  const { today, zone } = place;
  const dayStart = place.definition?.day_start;
  return useMemo(() => makeRun(form, { today, zone, me, dayStart, now: new Date().toISOString() }), [form, today, zone, me, dayStart]);
}
