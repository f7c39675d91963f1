import { dateText, groupDigits, localToInstant, minutesAgo, momentText, money, percent, phone, shift, wallClock, withScale } from "./formats";
import { numberValue, readNumber } from "./numbers";

const WORDS = { today: "今天", yesterday: "昨天", tomorrow: "明天" };
const ZONE = "Asia/Shanghai";

describe("dates", () => {
  it.each([
    ["2026-11-21", "今天"],
    ["2026-11-20", "昨天"],
    ["2026-11-22", "明天"],
    ["2026-03-08", "03-08"],
    ["2025-11-18", "2025-11-18"],
  ])("%s reads %s", (value, text) => expect(dateText(value, "2026-11-21", WORDS)).toBe(text));

  it.each([
    ["2026-11-21T06:32:00.000Z", "今天 14:32"],
    ["2026-11-20T16:05:00.000Z", "今天 00:05"],
    ["2026-11-20T15:59:00.000Z", "昨天 23:59"],
    ["2026-11-18T11:42:00.000Z", "11-18 19:42"],
    ["2025-11-18T11:42:00.000Z", "2025-11-18"],
  ])("%s reads %s in Shanghai", (value, text) => expect(momentText(value, "2026-11-21", ZONE, WORDS)).toBe(text));

  it.each(["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC"])("wall clock and instant are inverse in %s", (zone) => {
    for (const instant of ["2026-01-15T03:00:00.000Z", "2026-07-15T20:30:00.000Z"]) {
      expect(localToInstant(wallClock(instant, zone).join(" "), zone)).toBe(instant);
    }
  });

  it("counts minutes up to an hour", () => {
    const now = Date.parse("2026-11-21T12:00:00Z");
    expect([minutesAgo("2026-11-21T11:58:10Z", now), minutesAgo("2026-11-21T10:00:00Z", now)]).toEqual([1, null]);
  });
});

describe("numbers", () => {
  it.each([
    ["1234567.5", "1,234,567.5"],
    ["-1234", "−1,234"],
    ["999", "999"],
    ["0.1234567", "0.1234567"],
  ])("%s is grouped as %s", (value, text) => expect(groupDigits(value)).toBe(text));

  it("shows money with sign and two places, without floats", () => {
    expect(money("9007199254740993.10")).toBe("¥9,007,199,254,740,993.10");
    expect(money("-12.5")).toBe("−¥12.50");
    expect(money("3", "USD")).toBe("$3.00");
  });

  it.each([
    ["0.1250", "12.5%"],
    ["1", "100%"],
    ["-0.0005", "−0.05%"],
    ["0.0000", "0%"],
  ])("%s is %s", (value, text) => expect(percent(value)).toBe(text));

  it.each([
    ["12.5", -2, "0.125"],
    ["0.07", 2, "7"],
    ["-3", -2, "-0.03"],
    ["0", -2, "0"],
  ])("shifts %s by %d to %s", (value, places, text) => expect(shift(value, places)).toBe(text));

  it("fills and cuts places", () => expect([withScale("3", 2), withScale("3.14159", 2), withScale("3.9", 0)]).toEqual(["3.00", "3.14", "3"]));
});

describe("what people type as a number", () => {
  it.each([
    ["1,234.50", "1234.50"],
    ["１２３．５", "123.5"],
    ["¥ 88", "88"],
    ["-0", "0"],
    ["007", "7"],
    [".5", "0.5"],
  ])("%s is read as %s", (typed, read) => expect(readNumber(typed)).toBe(read));

  it.each(["1e5", "abc", "1.2.3", "--1", ""])("%s is no number", (typed) => expect(readNumber(typed)).toBeNull());

  it("stores whole numbers as numbers and decimals as text with their places", () => {
    expect(numberValue("12", 0, 0)).toBe(12);
    expect(numberValue("12.5", 2, 0)).toBe("12.50");
    expect(numberValue("12.5", 4, 2)).toBe("0.1250");
    expect(numberValue(" ", 2, 0)).toBeNull();
  });

  it("keeps what it cannot store for the server to refuse", () => {
    expect(numberValue("abc", 2, 0)).toBe("abc");
    expect(numberValue("1.239", 2, 0)).toBe("1.239");
    expect(numberValue("1.5", 0, 0)).toBe("1.5");
  });
});

describe("phones", () => {
  it.each([
    ["13812345678", "138 1234 5678"],
    ["+8613812345678", "138 1234 5678"],
    ["138****5678", "138****5678"],
    ["021-12345678", "021-12345678"],
  ])("%s reads %s", (value, text) => expect(phone(value)).toBe(text));
});
