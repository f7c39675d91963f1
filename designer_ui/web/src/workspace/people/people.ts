/** People, departments and roles as the server gives them, and the reads of this screen. */
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { AppEntry } from "../../api/types";

export interface Role {
  app: string;
  role: string;
  label: string;
  app_label: string;
}

export interface User {
  id: string;
  name: string;
  login: string;
  departments: string[];
  department_id: string | null;
  roles: Role[];
  active: boolean;
  admin: boolean;
  last_sign_in: string | null;
}

export interface Department {
  id: string;
  name: string;
  parent_id: string | null;
  manager_id: string | null;
  position?: number;
}

export interface RoleChoice {
  app: AppEntry;
  roles: { key: string; label: string; may_give?: boolean }[];
}

export const useUsers = (q: string) => useQuery({ queryKey: ["people", "users", q], queryFn: () => api.get<{ users: User[] }>("/users", { q }).then((found) => found.users) });

export const useDepartments = () => useQuery({ queryKey: ["people", "departments"], queryFn: () => api.get<{ departments: Department[] }>("/departments").then((found) => found.departments) });

/** The roles of every app, as far as this person may see them. */
export function useRoleChoices(apps: AppEntry[]): RoleChoice[] {
  const found = useQueries({
    queries: apps.map((app) => ({
      queryKey: ["people", "roles", app.key],
      queryFn: () => api.get<{ roles: RoleChoice["roles"] }>(`/apps/${app.key}/roles`).then((answer) => answer.roles),
      retry: false,
    })),
  });
  return apps.map((app, at) => ({ app, roles: found[at]?.data ?? [] })).filter((choice) => choice.roles.length > 0);
}

export function useForgetPeople(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["people"] });
}

export interface Branch {
  key: string;
  title: string;
  children: Branch[];
}

/** Departments as a tree; one whose parent is not known stands at the top. */
export function treeOf(departments: Department[]): Branch[] {
  const known = new Set(departments.map((one) => one.id));
  const below = (parent: string | null): Branch[] =>
    departments
      .filter((one) => (one.parent_id && known.has(one.parent_id) ? one.parent_id : null) === parent)
      .sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
      .map((one) => ({ key: one.id, title: one.name, children: below(one.id) }));
  return below(null);
}

/** A department and all below it. */
export function subtree(departments: Department[], root: string): Set<string> {
  const found = new Set([root]);
  let grown = true;
  while (grown) {
    const more = departments.filter((one) => one.parent_id && found.has(one.parent_id) && !found.has(one.id));
    more.forEach((one) => found.add(one.id));
    grown = more.length > 0;
  }
  return found;
}
