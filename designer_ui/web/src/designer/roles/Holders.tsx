/** Who has a role. People are given roles at once, not by publishing. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Select, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError } from "../../api/client";
import { useDebounced } from "../../app/debounce";
import { useFailureText } from "../../app/outcomes";
import type { RoleDoc } from "../../commands/documents";
import { useApp, useDraft } from "../draft/DraftProvider";
import { Block } from "../parts/Screen";

interface Person {
  id: string;
  name: string;
  login?: string;
}

interface RolesAnswer {
  roles: { key: string; users: Person[] }[];
}

const unpublished = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

export function Holders({ role }: { role: RoleDoc }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const base = useDraft((state) => state.base);
  const failure = useFailureText();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const asked = useDebounced(text, 250);
  const held = useQuery({ queryKey: ["roles", app], queryFn: () => api.get<RolesAnswer>(`/apps/${app}/roles`), enabled: base !== null, retry: false });
  const people = useQuery({ queryKey: ["users", "pick", asked], queryFn: () => api.get<{ users: Person[] }>("/users", { q: asked }), enabled: base !== null && held.isSuccess, retry: false });
  const save = useMutation({
    mutationFn: (users: string[]) => api.put(`/apps/${app}/roles/${role.key}/users`, { users }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["roles", app] }),
  });
  const entry = held.data?.roles.find((one) => one.key === role.key);
  const later = base === null || unpublished(held.error) || (held.isSuccess && !entry);
  const users = entry?.users ?? [];
  const known = new Map([...(people.data?.users ?? []), ...users].map((person) => [person.id, person.name]));
  return (
    <Block title={t("roles.holders")} note={later ? t("roles.holders_later") : t("roles.holders_text")}>
      {!later && held.isPending && <Skeleton.Input active block />}
      {!later && held.error && <Alert type="info" showIcon title={failure(held.error)} />}
      {!later && entry && (
        <Select
          mode="multiple"
          value={users.map((person) => person.id)}
          loading={save.isPending}
          disabled={save.isPending}
          aria-label={t("roles.holders")}
          placeholder={t("roles.holders_add")}
          data-testid="holders"
          showSearch={{ filterOption: false, onSearch: setText }}
          options={[...known].map(([value, name]) => ({ value, label: name }))}
          onChange={(ids: string[]) => save.mutate(ids)}
        />
      )}
      {save.error && <Alert type="error" showIcon title={failure(save.error)} />}
    </Block>
  );
}
