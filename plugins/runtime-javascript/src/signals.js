// The two things that this runtime throws itself.

/** Something wrong with the program that no error of its own tells; `text` is what to show and ends in a newline. */
export class Problem {
  constructor(text) {
    this.text = text;
  }
}

/** `process.exit` was called. A program that catches it runs on, but is not heard any more. */
export class ProgramExit {}
