import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { RecordData } from "../../api/types";

/** One record with the titles it points to. */
export const useRecord = (app: string, form: string, id: string) =>
  useQuery({ queryKey: ["records", app, "one", form, id], queryFn: () => api.get<RecordData>(`/apps/${app}/forms/${form}/records/${id}`) });
