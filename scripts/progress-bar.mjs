/** A bar on a terminal, a line for each tenth elsewhere. Guarantees: nothing but progress is written, to standard error. */

const WIDTH = 30;

export class ProgressBar {
  #label;
  #total;
  #done = 0;
  #shown = -1;

  /** @param {string} label @param {number | undefined} total undefined where nobody knows it */
  constructor(label, total) {
    this.#label = label;
    this.#total = total;
  }

  /** @param {number} [count] */
  advance(count = 1) {
    this.#done += count;
    if (process.stderr.isTTY) process.stderr.write(`\r${this.#text()}`);
    else this.#plain();
  }

  /** Leaves the line, so that what is written next stands on its own. */
  end() {
    if (process.stderr.isTTY && this.#done > 0) process.stderr.write('\n');
  }

  #text() {
    if (this.#total === undefined) return `${this.#label} ${this.#done}`;
    const share = this.#total === 0 ? 1 : this.#done / this.#total;
    const filled = Math.round(share * WIDTH);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
    return `${this.#label} ${bar} ${Math.floor(share * 100)} %  ${this.#done}/${this.#total}`;
  }

  #plain() {
    const step =
      this.#total === undefined ? Math.floor(this.#done / 1_000) : Math.floor((this.#done * 10) / this.#total);
    if (step === this.#shown) return;
    this.#shown = step;
    process.stderr.write(`${this.#label} ${this.#done}${this.#total === undefined ? '' : ` of ${this.#total}`}\n`);
  }
}
