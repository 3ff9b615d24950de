// Types of what a plugin's module imports. Kept by hand beside the sources of the same names.

/** A text by language (BCP 47), the default first: `{ 'zh-CN': '…', en: '…' }`. */
export type Message = { [language: string]: string };

/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Full marks in millionths. */
export const FULL_MARKS: 1_000_000;

/** `part` of `whole` (integers from 0) in millionths, rounded down; more than the whole is full marks, and an empty whole too. */
export function share(part: number, whole: number): number;

/** Where a config, an action or an answer is wrong. Returned in a list, or thrown. */
export class Problem extends Error {
  /** `pointer` is a JSON pointer (RFC 6901), empty for the whole. */
  constructor(pointer: string, text: Message);
  readonly pointer: string;
  readonly text: Message;
}

/** The answer cannot be scored; the total is withheld, never 0. Thrown by `evaluate`. */
export class Refusal extends Error {
  constructor(reason: 'malformed-answer' | 'unsupported', text: Message);
  readonly reason: 'malformed-answer' | 'unsupported';
  readonly text: Message;
}

/** The answer does not have the shape that the question asks for. */
export function malformedAnswer(text: Message): Refusal;
/** The answer uses what this evaluator does not know. */
export function unsupported(text: Message): Refusal;

/** A JSON pointer of these parts, escaped. */
export function pointer(...parts: (string | number)[]): string;
/** The text in `locale`, else in another variety of that language, else in Chinese, English, or whatever there is. */
export function textIn(message: Message, locale: string): string;
/** A function like `Math.random` whose numbers follow from the seed. */
export function seededRandom(seed: bigint): () => number;

export interface SourceFile { path: string; text: string }
export interface Program { language: string; entry: string; files: SourceFile[] }
/** Both times in milliseconds from the item's start; `receivedMs` is the server's, `clientMs` the candidate's page's. */
export interface Event { receivedMs: number; clientMs: number; name: string; detail: Json }
/** Read its content with `read` of `@touchstone/sdk/attachments`. */
export interface Attachment { id: number; name: string; mediaType: string; bytes: number; sha256: Uint8Array }

/** What the candidate sent. The manifest says which kinds a module takes; the host lets no other through. */
export type Answer =
  | { kind: 'omitted' }
  | { kind: 'text'; text: string }
  | { kind: 'choices'; choices: string[] }
  | { kind: 'program'; program: Program }
  | { kind: 'events'; events: Event[] }
  | { kind: 'files'; files: Attachment[] }
  | { kind: 'structured'; value: Json };

/** One answer to score. */
export interface Task<Question = Json, Config = Json> {
  item: string;
  question: Question;
  config: Config;
  answer: Answer;
  /** The candidate's language (BCP 47). */
  locale: string;
  /** Made the candidate's variant; give it to `seededRandom`. */
  seed: bigint;
}

/** Millionths of full marks (make them with `share`), or why the item could not measure the dimension. */
export type Measure = number | { notMeasured: Message };

/** A figure with its unit; `share` is in millionths. */
export type Quantity = { share: number } | { count: number } | { durationMs: number } | { bytes: number } | { text: Message };

export interface Indicator { id: string; label: Message; value: Quantity }

/** Where in the answer something was seen; left out it is the whole. Lines and times include both ends. */
export type Place =
  | 'whole'
  | { lines: { path: string; first: number; last: number } }
  | { time: { fromMs: number; toMs: number } }
  | { part: string }
  | { pointer: string };

/** Evidence. `code` is kebab-case, stable and documented by the plugin. */
export interface Finding {
  code: string;
  severity: 'info' | 'minor' | 'major' | 'critical';
  dimension?: string;
  message: Message;
  place?: Place;
}

/** What one answer is worth: every dimension of the manifest once. `review` asks for a person, and says why. */
export interface Evaluation {
  scores: { [dimension: string]: Measure };
  indicators?: Indicator[];
  findings?: Finding[];
  review?: Message;
}

/** Scores one answer. Pure: the same task gives the same evaluation. */
export interface Evaluator<Question = Json, Config = Json> {
  /** What a schema cannot say; pointers are into `config`. No problem means that it can be used. */
  checkConfig?(question: Question, config: Config): Problem[] | void;
  /** Throws a `Refusal` when the answer cannot be scored. A poor answer is no error. */
  evaluate(task: Task<Question, Config>): Evaluation;
}

/** A kind of question. Pure: what a candidate does arrives as an action, what is remembered as a state. */
export interface QuestionType<Config = Json, State = Json, Action = Json> {
  checkConfig?(config: Config): Problem[] | void;
  /** What the candidate's page receives: no key, no hidden test, no expected value. */
  present(config: Config, locale: string, seed: bigint): Json;
  /** One thing the candidate does, at `nowMs` from the item's start; `state` is null at first. Throws a `Problem` that points into the action. */
  interact?(config: Config, seed: bigint, state: State | null, action: Action, nowMs: number): { state: State | null; view: Json };
  /** Whether an answer can be taken. */
  checkAnswer?(config: Config, seed: bigint, answer: Answer): Problem[] | void;
}

/** Runs candidates' programs. `compileCheck` and `call` throw a `ProgramError` for what is the candidate's mistake. */
export interface LanguageRuntime {
  compileCheck(program: Program): void;
  /** Returns the exit code; output goes through `@touchstone/sdk/console`. */
  run(program: Program, stdin: Uint8Array, args: string[]): number;
  call(program: Program, name: string, args: Json[]): Json;
}

/** The candidate's program is wrong or failed; `message` is what the language itself would print. */
export class ProgramError extends Error {}

/** The plugin's exports in the contract's form; authors do not look inside. */
export interface WireModule { readonly [call: string]: (...args: never[]) => unknown }

/** `export const evaluator = defineEvaluator({ … })`. */
export function defineEvaluator<Question = Json, Config = Json>(evaluator: Evaluator<Question, Config>): WireModule;
/** `export const questionType = defineQuestionType({ … })`. */
export function defineQuestionType<Config = Json, State = Json, Action = Json>(questionType: QuestionType<Config, State, Action>): WireModule;
/** `export const languageRuntime = defineLanguageRuntime({ … })`. */
export function defineLanguageRuntime(languageRuntime: LanguageRuntime): WireModule;
