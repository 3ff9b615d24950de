// Makes `stored/answers.jsonl`: 1,000 invented people's replies, put together from sentence parts by a seeded generator. Nobody wrote
// them; they show what a re-score does to many answers, not how people write.
//
//   node make_answers.mjs            prints the lines
//   node make_answers.mjs --write    writes them to stored/answers.jsonl

import { writeFileSync } from "node:fs";

const PEOPLE = 1000;
const SEED = 20418;

/** Mulberry32: the same numbers on every machine. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const random = generator(SEED);
const pick = (list) => list[Math.floor(random() * list.length)];
const chance = (share) => random() < share;

const NAMES = {
  "zh-CN": {
    family: ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗", "高", "郑", "梁", "谢", "宋"],
    given: ["子涵", "雨桐", "浩然", "欣怡", "梓轩", "思远", "佳宁", "明哲", "晓燕", "志强", "丽华", "建国", "文静", "俊杰", "海燕", "一鸣", "若曦", "天宇", "秀英", "国庆", "小满", "念慈", "云舒", "景行", "知秋", "安然"],
  },
  en: {
    family: ["Ashworth", "Bell", "Carver", "Dalton", "Ellery", "Finch", "Garrow", "Hale", "Ivers", "Jessop", "Kerr", "Lomax", "Marsh", "Nash", "Orton", "Pryce", "Quill", "Rowe", "Sutton", "Thorne", "Upton", "Vane", "Wren", "Yates"],
    given: ["Ada", "Bram", "Cora", "Dean", "Edith", "Felix", "Gwen", "Hugo", "Iris", "Jonas", "Kit", "Lena", "Miles", "Nora", "Otis", "Petra", "Quinn", "Rhea", "Silas", "Tess", "Una", "Viktor", "Willa", "Xenia", "York", "Zelda"],
  },
};

// What a reply is put together from. `kind` says it kindly or well, `flat` briefly, `cold` in the same words but turned round.
const PARTS = {
  "zh-CN": {
    greeting: ["刘女士您好，", "您好，", "刘女士：", "尊敬的刘女士，您好！"],
    apology: {
      kind: ["茶具碎着到您手里，实在对不起。", "先向您道歉，这次是我们没包好。", "真的很抱歉，让您打了两次电话都没人接。"],
      flat: ["很抱歉。", "不好意思。", "对此深表歉意。"],
      cold: ["我们没有什么需要道歉的。", "这件事不能由我们来说对不起。", "本店不会为快递的问题表示歉意。"],
    },
    situation: {
      kind: ["这是给您母亲的生日礼物，换谁都会着急。", "我理解您周五就要出发，心里一定很急。", "生日只有一次，不该让您这样失望。"],
      flat: ["您的心情我理解。", "周五的事我看到了。"],
      cold: ["我们无法理解您为什么这么着急。", "您母亲的生日不在我们的服务范围内。", "周五出门是您自己的安排。"],
    },
    remedy: {
      kind: ["我今天下午就给您补发一整套。", "新的一套已经打包好了。", "您可以选补发，也可以选全额退款。"],
      flat: ["给您补发。", "可以退款。", "会给您换一套。"],
      cold: ["我们没有办法给您补发。", "这款不能换一套，也不支持退款。", "活动商品不予退款。", "仓库无法重新发货，也没有新茶具。"],
    },
    date: {
      kind: ["走特快，周四送到。", "最晚周四到您家，赶得上周五中午。", "周四下午前您就能收到。"],
      flat: ["周四到。", "周五前到。", "下周到。"],
      cold: ["我们不能保证周四送到。", "周四肯定到不了。", "快递没有答应周五前送到。"],
    },
    next: {
      kind: ["请拍一张照片发给我，旧的不用寄回。", "单号今晚发您手机，有事直接打我电话。", "您回复我一声，我马上办。"],
      flat: ["请发照片。", "单号稍后发您。", "等通知。"],
      cold: ["没有照片我们不处理。", "您不必再打电话了。", "请先把坏的寄回来，运费自理。"],
    },
    blame: {
      kind: ["这不是您的问题，您没有做错。", "没有人觉得您应该当场验货。", "责任在我们。"],
      cold: ["您应该当场验货的。", "签收时应当验货，这是规定。", "您要用，怎么不早点买呢？"],
    },
    close: ["客服小林", "祝好。", "祝您母亲生日快乐！", "谢谢。", ""],
    stuffed: "您好 抱歉 理解 生日 礼物 补发 退款 周四 照片 单号 电话 谢谢",
  },
  en: {
    greeting: ["Dear Ms Liu, ", "Hello Ms Liu, ", "Hello, ", "Ms Liu, "],
    apology: {
      kind: ["I am so sorry that your set arrived broken. ", "Please accept my apology: we packed it badly. ", "I apologise, also for the two calls that nobody answered. "],
      flat: ["Sorry. ", "We regret this. ", "Apologies for the inconvenience. "],
      cold: ["We can't apologise for what a courier does. ", "There is no reason for us to be sorry. ", "We will not say sorry for this. "],
    },
    situation: {
      kind: ["A birthday present in pieces is a sad sight. ", "I understand that you leave on Friday and worry. ", "I can imagine how disappointed you were, with your mother's birthday so near. "],
      flat: ["I understand. ", "Noted about Friday. "],
      cold: ["We don't understand why you worry. ", "Your mother's plans are not part of our service. ", "Leaving on Friday was your own choice. "],
    },
    remedy: {
      kind: ["I am sending you a whole new set this afternoon. ", "A replacement is packed already. ", "You choose: a replacement, or all your money back. "],
      flat: ["A replacement follows. ", "We can refund you. ", "You get a new one. "],
      cold: ["We can't send a replacement. ", "This model is not replaced and we never refund it. ", "We are unable to send a new set. ", "There is no refund on gifts. "],
    },
    date: {
      kind: ["It goes by express and arrives on Thursday. ", "It is with you by Thursday, well before Friday noon. ", "Expect it on Thursday before two. "],
      flat: ["Thursday. ", "Before Friday. ", "Some time next week. "],
      cold: ["We can't promise Thursday. ", "It will never be there by Thursday. ", "Nobody told you that it comes before Friday. "],
    },
    next: {
      kind: ["Please reply with a photo and keep the broken set. ", "The tracking number follows tonight; call me if anything is unclear. ", "Just reply with a word and I will see to it. "],
      flat: ["Photo please. ", "Tracking later. ", "Please wait. "],
      cold: ["Without a photo we do nothing. ", "Please don't call me about it again. ", "First return the broken set at your own cost. "],
    },
    blame: {
      kind: ["This is not your fault in any way. ", "Nobody says that you should have opened it at the door. ", "The fault is ours. "],
      cold: ["You should have checked it at the door. ", "It is your fault for signing. ", "You claim you called twice; we see one call. "],
    },
    close: ["Emma", "Best regards", "Happy birthday to your mother!", "Thank you.", ""],
    stuffed: "Dear sorry apologise understand birthday gift replacement refund Thursday photo tracking reply thanks",
  },
};

// How often each sort of writer says a part kindly, flatly, coldly; else not at all.
const WRITERS = [
  { share: 0.24, kind: 0.8, flat: 0.12, cold: 0.02 },
  { share: 0.34, kind: 0.42, flat: 0.33, cold: 0.07 },
  { share: 0.22, kind: 0.12, flat: 0.45, cold: 0.15 },
  { share: 0.17, kind: 0.12, flat: 0.2, cold: 0.55 },
];

function reply(locale) {
  const parts = PARTS[locale];
  let left = random();
  const writer = WRITERS.find(({ share }) => (left -= share) < 0);
  if (writer === undefined) return parts.stuffed;
  const say = (part) => {
    const dice = random();
    if (dice < writer.kind) return pick(part.kind);
    if (dice < writer.kind + writer.flat) return part.flat ? pick(part.flat) : "";
    return dice < writer.kind + writer.flat + writer.cold ? pick(part.cold) : "";
  };
  const middle = ["apology", "situation", "remedy", "date", "next"].map((name) => say(parts[name]));
  if (chance(0.35)) middle.splice(1, 0, say(parts.blame));
  const text = (chance(0.85) ? pick(parts.greeting) : "") + middle.join("") + pick(parts.close);
  return text.trim() === "" ? pick(parts.remedy.flat).trim() : text.trim();
}

function people() {
  const taken = new Set();
  const lines = [];
  while (lines.length < PEOPLE) {
    const locale = chance(0.5) ? "zh-CN" : "en";
    const { family, given } = NAMES[locale];
    const [last, first] = [pick(family), pick(given)];
    const name = locale === "en" ? `${first} ${last}` : `${last}${first}`;
    if (taken.has(name)) continue;
    taken.add(name);
    const id = `s-${String(lines.length + 1).padStart(4, "0")}`;
    lines.push(JSON.stringify({ candidate: { id, name }, locale, answers: { reply: { kind: "text", text: reply(locale) } } }));
  }
  return lines;
}

const text = `${people().join("\n")}\n`;
if (process.argv.includes("--write")) {
  writeFileSync(new URL("stored/answers.jsonl", import.meta.url), text);
} else {
  process.stdout.write(text);
}
