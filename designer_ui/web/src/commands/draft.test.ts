import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sample } from "./sample";
import { createDraft, type Fault } from "./draft";
import { addForm } from "./edit_form";
import { setField } from "./edit_fields";
import { memoryPort, PortError } from "./memory_port";

const faultOf = (error: unknown): Fault => {
  const status = error instanceof PortError ? error.status : 500;
  return status === 0 ? "offline" : status === 409 ? "stale" : "refused";
};

async function open() {
  const port = memoryPort(sample());
  const draft = createDraft(await port.load(), { port, faultOf, quiet: 500, retry: 3000 });
  return { port, draft };
}

const label = (text: string) => setField("member", "name", "label", text);

describe("the draft store", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("saves typing in one property as one step, after a moment of quiet", async () => {
    const { port, draft } = await open();
    for (const text of ["姓", "姓名", "姓名全"]) draft.getState().execute(label(text));
    expect(port.saves()).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    expect(port.saves()).toEqual(["PATCH form/member"]);
    expect(draft.getState()).toMatchObject({ saving: "saved", edits: 1, canUndo: true });
    await draft.getState().undo();
    expect(draft.getState().documents.forms.member?.fields[0]?.label).toBe("NAME");
    await draft.getState().redo();
    expect(draft.getState().documents.forms.member?.fields[0]?.label).toBe("姓名全");
  });

  it("saves other commands at once, each changed definition by one request", async () => {
    const { port, draft } = await open();
    draft.getState().execute(label("姓名"));
    draft.getState().execute(addForm({ key: "visit", label: "到访", fields: [] }));
    await draft.getState().flush();
    expect(port.saves()).toEqual(["PATCH form/member", "PATCH app/shop", "PUT form/visit"]);
  });

  it("keeps what is being typed apart from what is already on its way", async () => {
    const { port, draft } = await open();
    draft.getState().execute(label("甲"));
    draft.getState().execute(setField("member", "phone", "label", "电"));
    await vi.advanceTimersByTimeAsync(1);
    draft.getState().execute(setField("member", "phone", "label", "电话"));
    await vi.advanceTimersByTimeAsync(600);
    expect(port.saves()).toEqual(["PATCH form/member", "PATCH form/member"]);
    expect((await port.load()).documents.forms.member?.fields[1]?.label).toBe("电话");
  });

  it("undo saves what is still waiting first", async () => {
    const { draft } = await open();
    draft.getState().execute(label("姓名"));
    await draft.getState().undo();
    expect(draft.getState().documents).toEqual(sample());
    expect(draft.getState()).toMatchObject({ canUndo: false, canRedo: true, edits: 0 });
  });

  it("tries again without a connection and loses nothing", async () => {
    const { port, draft } = await open();
    port.failNext(0);
    draft.getState().execute(label("姓名"));
    await vi.advanceTimersByTimeAsync(500);
    expect(draft.getState().saving).toBe("offline");
    expect(draft.getState().documents.forms.member?.fields[0]?.label).toBe("姓名");
    await vi.advanceTimersByTimeAsync(3000);
    expect(draft.getState().saving).toBe("saved");
    expect(port.saves()).toEqual(["PATCH form/member"]);
  });

  it("takes a refused command back", async () => {
    const { port, draft } = await open();
    port.failNext(422);
    draft.getState().execute(label("姓名"));
    await draft.getState().flush();
    expect(draft.getState().trouble?.fault).toBe("refused");
    expect(draft.getState().documents).toEqual(sample());
  });

  it("overwrites nobody: shows the other version and runs the lost commands again on request", async () => {
    const { port, draft } = await open();
    const other = createDraft(await port.load(), { port, faultOf });
    other.getState().execute(setField("member", "phone", "label", "手机"));
    await other.getState().flush();
    draft.getState().execute(label("姓名"));
    await draft.getState().flush();
    expect(draft.getState().trouble).toMatchObject({ fault: "stale" });
    const now = () => draft.getState().documents.forms.member?.fields.map((field) => field.label).slice(0, 2);
    expect(now()).toEqual(["NAME", "手机"]);
    draft.getState().settle(true);
    await draft.getState().flush();
    expect(now()).toEqual(["姓名", "手机"]);
    expect((await port.load()).documents.forms.member?.fields[0]?.label).toBe("姓名");
  });
});
