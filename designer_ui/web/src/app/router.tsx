/** The routes. Pages are listed in workspace/pages.json and designer/pages.json (path → file); the server reads the same lists to preload. */
import type { QueryClient } from "@tanstack/react-query";
import { type AnyRoute, createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import type { ComponentType } from "react";
import workspacePages from "../workspace/pages.json";
import designerPages from "../designer/pages.json";
import { withTexts } from "../i18n";
import { parseSearch, stringifySearch } from "./search";
import { ErrorPage, NotFoundPage, Waiting } from "./outcomes";

type Load = () => Promise<{ default: ComponentType }>;

const MODULES = {
  ...import.meta.glob<{ default: ComponentType }>("../workspace/**/*{Page,Shell}.tsx"),
  ...import.meta.glob<{ default: ComponentType }>("../designer/**/*{Page,Shell}.tsx"),
};

/** Rooms whose words are not among those of every page. */
const WORK = /^(tasks|instance|notices|outbox|jobs|people|me|import)\//;
const NUMBERS = /^(reports|dashboards)\//;
const COUNTING = /^(reports|dashboards|segments)\//;

const load = (room: string, file: string): Load => {
  const found = MODULES[`../${room}/${file}`];
  if (!found) throw new Error(`pages.json names a missing file: ${room}/${file}`);
  if (room === "designer") return COUNTING.test(file) ? withTexts(found, "counting") : found;
  return WORK.test(file) ? withTexts(found) : NUMBERS.test(file) ? withTexts(found, "numbers") : found;
};

/** A list of pages as routes: an entry ending in `*` is the frame around all that follow. */
function branch(root: AnyRoute, room: string, pages: Record<string, string>): AnyRoute {
  const listed = Object.entries(pages);
  const [frame, ...rest] = listed;
  const parent = createRoute({
    getParentRoute: () => root,
    id: room,
    component: lazyRouteComponent(load(room, frame![1])),
  });
  const children = rest.map(([path, file]) =>
    createRoute({ getParentRoute: () => parent, path, component: lazyRouteComponent(load(room, file)) }),
  );
  return parent.addChildren(children);
}

export function createRoutes(queries: QueryClient) {
  const root = createRootRouteWithContext<{ queries: QueryClient }>()({ notFoundComponent: NotFoundPage });
  const start = createRoute({
    getParentRoute: () => root,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: "/app" });
    },
  });
  const signin = createRoute({
    getParentRoute: () => root,
    path: "/signin",
    component: lazyRouteComponent(load("workspace", "signin/SignInPage.tsx")),
  });
  const { "/signin": _signin, ...inside } = workspacePages;
  return createRouter({
    routeTree: root.addChildren([start, signin, branch(root, "workspace", inside), branch(root, "designer", designerPages)]),
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPendingComponent: Waiting,
    defaultPendingMs: 300,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  });
}
