import { clashOf } from "../workspace/form/useSave";
import { address, api, ApiError, faultMap } from "./client";
import { download } from "./files";
import { parseSearch, safeNext, stringifySearch } from "../app/search";

describe("addresses", () => {
  it("leaves out empty values and escapes the rest", () => {
    expect(address("/apps/crm", { q: "林 & 周", limit: 5, cursor: "", filter: null })).toBe("/api/v1/apps/crm?q=%E6%9E%97+%26+%E5%91%A8&limit=5");
  });

  it("keeps search values as text, whatever they look like", () => {
    const values = { q: "123", filter: "a == 'x&y'", sort: "-paid_at" };
    expect(parseSearch(stringifySearch(values).slice(1))).toEqual(values);
    expect(stringifySearch({ a: undefined, b: "" })).toBe("");
  });

  it.each([
    ["/app/crm/member?view=a", "/app/crm/member?view=a"],
    ["https://evil.example", "/app"],
    ["//evil.example", "/app"],
    ["/app/../../evil", "/app"],
    ["javascript:alert(1)", "/app"],
    [undefined, "/app"],
  ])("after signing in %s leads to %s", (next, target) => expect(safeNext(next)).toBe(target));
});

describe("whoever is no longer signed in", () => {
  it.each([
    ["asks", () => api.get("/apps")],
    ["takes a file along", () => download("/apps/crm/reports/sales:export", {})],
  ])("is sent to sign in when he %s", async (_, call) => {
    const left = vi.spyOn(api, "onSignedOut").mockImplementation(() => undefined);
    vi.stubGlobal("fetch", () => Promise.resolve(new Response('{"code":"signed_out","detail":"请重新登录。"}', { status: 401 })));
    await expect(call()).rejects.toThrow("请重新登录。");
    expect(left).toHaveBeenCalledOnce();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
});

describe("faults", () => {
  it("are found by the place of their field", () => {
    const faults = [
      { pointer: "/values/mobile", code: "required", message: "请填写" },
      { pointer: "/values/mobile", code: "phone", message: "格式" },
      { pointer: "/values/lines/2/qty", code: "min", message: "太小" },
      { pointer: "/name", code: "taken", message: "重名" },
    ];
    expect(faultMap(faults)).toEqual({ mobile: "请填写", "lines.2.qty": "太小", name: "重名" });
  });

  it("tell a clash from a change elsewhere", () => {
    const stale = (changed: string[]) => new ApiError(409, { code: "stale", params: { by: "王芳", at: "2026-11-21T06:00:00Z" }, record: { id: "r", version: 4, values: {} }, changed });
    expect(clashOf(stale(["mobile", "name"]), { mobile: "1", note: "x" })?.fields).toEqual(["mobile"]);
    expect(clashOf(stale(["name"]), { mobile: "1" })?.fields).toEqual([]);
    expect(clashOf(new ApiError(409, { code: "value_taken" }), { mobile: "1" })).toBeNull();
  });
});
