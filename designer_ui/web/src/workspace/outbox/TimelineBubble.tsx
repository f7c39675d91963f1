import type { ReactNode } from "react";
import type { AppDef } from "../../api/types";
import { useRecord } from "../record/useRecord";
import { Bubble } from "./Bubble";
import { messageOf } from "./outbox";

/** A message in a contact's timeline; where it may not be read, the plain sentence. */
export default function TimelineBubble({ definition, record, fallback }: { definition: AppDef; record: string; fallback: ReactNode }) {
  const outbox = definition.outbox!;
  const form = definition.forms[outbox.form];
  const found = useRecord(definition.key, outbox.form, record).data;
  if (!form || !found || !found.values[outbox.text]) return fallback;
  return <Bubble message={messageOf(found, form, outbox)} zone={definition.timezone} />;
}
