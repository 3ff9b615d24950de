# About 0.1 s in CPython: calls, integers, a sieve, dictionaries, strings, sorting.
from collections import Counter


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def sieve(limit):
    flags = bytearray([1]) * (limit + 1)
    for number in range(2, int(limit ** 0.5) + 1):
        if flags[number]:
            flags[number * number :: number] = bytes(len(range(number * number, limit + 1, number)))
    return [number for number in range(2, limit + 1) if flags[number]]


def collatz(most):
    longest = 0
    for start in range(1, most):
        number, steps = start, 0
        while number != 1:
            number = number // 2 if number % 2 == 0 else 3 * number + 1
            steps += 1
        longest = max(longest, steps)
    return longest


words = Counter(f"w{n * n % 997}" for n in range(30000))
rows = sorted(((n * 7919 % 10007, n) for n in range(20000)), key=lambda row: (row[0] % 100, row[1]))
text = ",".join(str(number) for number in sieve(100000))
print(fib(24), collatz(8000), words.most_common(1), rows[:2], len(text.split(",")))
