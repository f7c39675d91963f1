import { useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import { changePerson } from "../../api/queries";

/** Leaves; also where the server does not hear of it. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await api.remove("/session").catch(() => undefined);
    changePerson(queries, null);
  };
}
