import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { Opened } from "./NumbersPage";

/** Something read that arrives when it is told to. */
const later = () => {
  let arrive!: (value: unknown) => void;
  return { promise: new Promise<unknown>((resolve) => (arrive = resolve)), arrive: (value: unknown) => arrive(value) };
};

describe("a page of numbers", () => {
  it.each([["the app", ["app", "document"]], ["the document", ["document", "app"]]])("opens where %s is there first", async (_, order) => {
    await i18next.use(initReactI18next).init({ lng: "zh-CN", resources: {} });
    const reads = { app: later(), document: later() };
    vi.stubGlobal("fetch", () => reads.app.promise.then((data) => new Response(JSON.stringify(data))));
    const useDocument = () => useQuery({ queryKey: ["document"], queryFn: () => reads.document.promise as Promise<{ label: string }> });
    render(
      <QueryClientProvider client={new QueryClient()}>
        <Opened app="mall" name="sales" use={useDocument}>
          {(app, document) => `${app.label} ${document.label}`}
        </Opened>
      </QueryClientProvider>,
    );
    for (const name of order as ("app" | "document")[]) {
      await act(async () => {
        reads[name].arrive({ label: name });
        await new Promise((done) => setTimeout(done, 20));
      });
    }
    expect(await screen.findByText("app document")).toBeInTheDocument();
    vi.unstubAllGlobals();
  });
});
