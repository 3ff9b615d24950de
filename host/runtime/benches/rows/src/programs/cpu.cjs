// Calls, integers, a sieve, maps, strings, sorting: the same as cpu.py.
function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

function sieve(limit) {
  const flags = new Uint8Array(limit + 1).fill(1);
  const found = [];
  for (let number = 2; number <= limit; number += 1) {
    if (!flags[number]) continue;
    found.push(number);
    for (let multiple = number * number; multiple <= limit; multiple += number) flags[multiple] = 0;
  }
  return found;
}

function collatz(most) {
  let longest = 0;
  for (let start = 1; start < most; start += 1) {
    let steps = 0;
    for (let number = start; number !== 1; steps += 1) number = number % 2 === 0 ? number / 2 : 3 * number + 1;
    longest = Math.max(longest, steps);
  }
  return longest;
}

const words = new Map();
for (let n = 0; n < 30000; n += 1) {
  const word = `w${(n * n) % 997}`;
  words.set(word, (words.get(word) ?? 0) + 1);
}
const rows = Array.from({ length: 20000 }, (_, n) => [(n * 7919) % 10007, n]);
rows.sort((one, other) => (one[0] % 100) - (other[0] % 100) || one[1] - other[1]);
const text = sieve(100000).join(',');
console.log(fib(24), collatz(8000), Math.max(...words.values()), rows[0], text.split(',').length);
