/** What recipes write into an app, in both languages. NAME, DATE and COUNT become fields of the app. */

type Both = Record<"zh-CN" | "en", string>;

export interface RecipeTexts {
  name: Both;
  /** What the app lacks where a recipe cannot be used. */
  needs: Both;
  todo: Both;
  message: Both;
}

const both = (chinese: string, english: string): Both => ({ "zh-CN": chinese, en: english });

export const RECIPE_TEXTS: Record<string, RecipeTexts> = {
  birthday: {
    name: both("生日关怀", "Birthday greeting"),
    needs: both("需要一张有日期字段的表单，如会员的生日", "Needs a form with a date, like a member's birthday"),
    todo: both("给 NAME 打生日祝福电话", "Call NAME with birthday wishes"),
    message: both("亲爱的 NAME，生日快乐！我们为你准备了一份生日礼，到店出示本短信即可领取。", "Dear NAME, happy birthday! A gift is waiting for you: just show this message in our store."),
  },
  dormant: {
    name: both("沉睡唤醒", "Win back the silent"),
    needs: both("需要一张记着最近活动日期的表单", "Needs a form with the date of the last activity"),
    todo: both("NAME 很久没来了，请电话回访", "NAME has not been here for long, please call"),
    message: both("NAME，好久不见！我们很想你，为你留了一份回归礼，期待你的到来。", "NAME, long time no see! We kept a welcome-back gift for you."),
  },
  large: {
    name: both("大额消费", "Large purchase"),
    needs: both("需要一张有金额字段的表单", "Needs a form with an amount"),
    todo: both("NAME 有一笔大额消费，请致电感谢", "NAME made a large purchase, please call to say thank you"),
    message: both("NAME，感谢你的惠顾！你的专属顾问会尽快与你联系。", "NAME, thank you for your purchase! Your advisor will be in touch soon."),
  },
  welcome: {
    name: both("欢迎", "Welcome"),
    needs: both("需要先有一张表单", "Needs a form first"),
    todo: both("给 NAME 做初次电话回访", "Make the first call to NAME"),
    message: both("NAME，欢迎加入！从现在起，每次消费都会为你累计积分。", "NAME, welcome! From now on every purchase earns you points."),
  },
  expiry: {
    name: both("到期提醒", "Expiry reminder"),
    needs: both("需要一张有到期日的表单", "Needs a form with an expiry date"),
    todo: both("NAME 将于 7 天后到期，请跟进", "NAME expires in 7 days, please follow up"),
    message: both("NAME，提醒你：将于 DATE 到期，请及时使用。", "NAME, a reminder: it expires on DATE, please use it in time."),
  },
  points: {
    name: both("积分到账", "Points credited"),
    needs: both("需要一张有积分字段、并关联到会员的表单", "Needs a form with points that belongs to a member"),
    todo: both("NAME 有新的积分到账", "NAME was credited with points"),
    message: both("NAME，你刚获得 COUNT 积分，已存入你的账户。", "NAME, you have just earned COUNT points."),
  },
};
