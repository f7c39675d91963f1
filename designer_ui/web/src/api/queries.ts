/** Cached reads used by more than one screen. */
import { QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ApiError } from "./client";
import type { AppDef, Session } from "./types";

const retry = (count: number, error: unknown): boolean => (error instanceof ApiError ? error.offline && count < 3 : count < 1);

export function createQueries(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, retry, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
  api.onSignedOut = () => changePerson(queries, null);
  return queries;
}

/** Somebody else, or nobody, sits here now: what was read for the one before is forgotten. */
export function changePerson(queries: QueryClient, session: Session | null): void {
  api.useToken(session?.csrf ?? "");
  queries.setQueryData(["session"], session);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" && queryKey[0] !== "demo" && queryKey[0] !== "texts" });
}

/** Who is signed in, or null. */
export async function fetchSession(): Promise<Session | null> {
  try {
    const session = await api.get<Session>("/session");
    api.useToken(session.csrf);
    return session;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export const useSession = () => useQuery({ queryKey: ["session"], queryFn: fetchSession, staleTime: 60_000 });

/** The published app as this person may see it; asked again when the window gets the focus. */
export const useAppDef = (app: string) =>
  useQuery({ queryKey: ["app", app], queryFn: () => api.get<AppDef>(`/apps/${app}`), enabled: app !== "", staleTime: 10_000 });

/** Forgets everything read of one form's records, after a write. */
export function useForgetRecords(): (app: string) => Promise<void> {
  const queries = useQueryClient();
  return (app) => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === "records" && queryKey[1] === app });
}
