//! What a Python program may try of the world outside: every attempt is an ordinary exception, at once, with no effect; the clock is
//! virtual and the random numbers come from the task's seed.

use crate::program::Run;

/// Runs one statement; it has to raise one of these errors.
#[track_caller]
fn check_denied(statement: &str, errors: &[&str]) {
    let report = Run::python(&format!("import os, socket, subprocess, threading, select\n{statement}")).report();
    let text = report.stderr();
    let raised = text.lines().any(|line| errors.contains(&line.split(':').next().unwrap_or_default()));
    assert!(report.verdict == "runtime-error" && raised, "{statement}: {}\n{text}", report.verdict);
}

/// What a program prints that looks at the world.
#[track_caller]
fn check_prints(text: &str, expected: &str) {
    assert_eq!(Run::python(text).prints(), expected, "{text}");
}

const OS_ERRORS: &[&str] = &[
    "OSError",
    "PermissionError",
    "FileNotFoundError",
    "NotADirectoryError",
    "socket.gaierror",
    "AttributeError",
    "NotImplementedError",
];

#[test]
fn files_are_denied() {
    for statement in [
        "open('/etc/passwd')",
        "open('main.py')",
        "open('new', 'w')",
        "os.open('/', os.O_RDONLY)",
        "os.listdir('/')",
        "os.listdir('.')",
        "os.mkdir('x')",
        "os.remove('x')",
        "os.rename('x', 'y')",
        "os.symlink('x', 'y')",
        "os.stat('/etc/passwd')",
        "os.stat('/')",
        "os.stat(5)",
        "os.read(3, 10)",
        "os.write(3, b'x')",
        "os.read(-1, 10)",
        "os.lseek(0, 1 << 62, 0)",
        "os.ftruncate(1, 0)",
        "os.chdir('/')",
        "os.statvfs('/')",
        "import tempfile; tempfile.TemporaryFile()",
        "import sqlite3; sqlite3.connect('/x.db').execute('create table t (a)').connection.commit()",
    ] {
        let errors = [OS_ERRORS, &["sqlite3.OperationalError"]].concat();
        check_denied(statement, &errors);
    }
}

#[test]
fn the_network_is_denied() {
    for statement in [
        "socket.create_connection(('127.0.0.1', 80))",
        "s = socket.socket(); s.connect(('127.0.0.1', 80))",
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b'x', ('127.0.0.1', 53))",
        "s = socket.socket(); s.bind(('0.0.0.0', 8080)); s.listen()",
        "socket.getaddrinfo('example.com', 80)",
        "socket.getaddrinfo('x' * 300, 80)",
        "socket.gethostbyname('localhost')",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1/')",
        "import http.client; http.client.HTTPConnection('127.0.0.1').request('GET', '/')",
    ] {
        check_denied(
            statement,
            &[OS_ERRORS, &["urllib.error.URLError", "UnicodeError", "UnicodeEncodeError"]].concat(),
        );
    }
}

#[test]
fn processes_and_threads_are_denied() {
    for statement in [
        "os.system('id')",
        "os.fork()",
        "os.execv('/bin/sh', ['sh'])",
        "os.kill(1, 9)",
        "subprocess.run(['id'])",
        "subprocess.Popen('id', shell=True)",
        "os.popen('id').read()",
        "threading.Thread(target=print).start()",
        "import concurrent.futures as c; c.ThreadPoolExecutor().submit(print).result()",
        "import multiprocessing; multiprocessing.Process(target=print).start()",
        "import ctypes",
        "import signal; signal.alarm(1)",
    ] {
        check_denied(statement, &[OS_ERRORS, &["RuntimeError", "ModuleNotFoundError", "ImportError"]].concat());
    }
}

#[test]
fn the_environment_is_empty() {
    check_prints("import os; print(dict(os.environ), os.getenv('HOME'))", "{} None\n");
}

#[test]
fn a_sleep_returns_at_once_and_the_clock_has_moved_on() {
    let text = "import time\na, m = time.time(), time.monotonic()\ntime.sleep(3600)\nprint(3600 <= time.time() - a < 3601, 3600 <= time.monotonic() - m < 3601)";
    check_prints(text, "True True\n");
    check_prints("import time\nm = time.monotonic()\ntime.sleep(1e9)\nprint(time.monotonic() - m >= 1e9)", "True\n");
}

#[test]
fn sleeping_without_end_is_a_time_limit() {
    let report = Run::python("import time\nwhile True: time.sleep(1)").fuel(500_000_000).report();
    assert_eq!(report.verdict, "time-limit");
}

#[test]
fn every_other_wait_returns_too() {
    check_prints("import select; print(select.select([], [], [], 10))", "([], [], [])\n");
    check_prints("import select; print(select.poll().poll(5000))", "[]\n");
    check_prints("import threading; print(threading.Lock().acquire())", "True\n");
    check_prints("import threading; print(threading.Event().wait(3600))", "False\n");
    check_prints(
        "import queue\ntry:\n    queue.Queue().get(timeout=0.001)\nexcept queue.Empty:\n    print('empty')",
        "empty\n",
    );
}

#[test]
fn waiting_for_what_never_comes_is_a_verdict() {
    for text in [
        "import select; select.select([0], [], [])",
        "import threading; l = threading.Lock(); l.acquire(); l.acquire()",
    ] {
        let report = Run::python(text).fuel(500_000_000).report();
        assert!(["finished", "runtime-error", "time-limit"].contains(&report.verdict.as_str()), "{text}: {report:?}");
    }
}

#[test]
fn the_clock_only_goes_forward_and_begins_at_the_same_moment() {
    let text = "import time\nt = [time.monotonic_ns() for _ in range(100)]\nprint(t == sorted(set(t)), time.gmtime()[:3])\n\
                import datetime; print(datetime.datetime.now().year, time.perf_counter() > 0)";
    check_prints(text, "True (2026, 1, 1)\n2026 True\n");
}

#[test]
fn odd_arguments_are_exceptions_and_never_a_failure_of_the_host() {
    for text in [
        "import time; time.sleep(-1)",
        "import time; time.sleep(1e300)",
        "import time; time.sleep(float('nan'))",
        "import select; select.select([99], [], [], 0)",
        "import select; select.select([], [], [], -1)",
        "import os; os.urandom(-1)",
        "import os; os.urandom(10**12)",
        "import os; os.stat('\\0')",
        "import os; os.stat('x' * 1_000_000)",
        "import os; os.close(0); os.close(1); os.close(2); os.read(0, 1)",
        "import os; os.close(10**9)",
        "import os; os.dup(0); os.dup2(0, 500)",
        "import os; os.isatty(99); os.fstat(99)",
        "import os; os.fstat(0); os.fstat(1); os.lseek(1, 0, 2); raise ValueError",
        "import time; time.clock_gettime(12345)",
        "import time; time.clock_settime(time.CLOCK_REALTIME, 0)",
        "import socket; socket.socket(99, 99, 99)",
        "import socket; socket.socket().settimeout(1e300)",
        "import wit_world; wit_world.nothing",
    ] {
        let report = Run::python(text).report();
        assert!(
            ["runtime-error", "memory-limit"].contains(&report.verdict.as_str()),
            "{text}: {} {}",
            report.verdict,
            report.stderr()
        );
    }
}

#[test]
fn more_random_bytes_than_one_host_call_gives_are_still_given() {
    check_prints("import os; print(len(os.urandom(5_000_000)))", "5000000\n");
}

#[test]
fn random_numbers_repeat_with_the_seed_and_differ_without() {
    let text = "import os, random, secrets, uuid\nprint(random.random(), os.urandom(8).hex(), secrets.token_hex(8), uuid.uuid4())";
    let printed = |seed| Run::python(text).seed(seed).prints();
    assert_eq!(printed(1), printed(1));
    assert_ne!(printed(1), printed(2));
    for (one, two) in printed(1).split(' ').zip(printed(2).split(' ')) {
        assert_ne!(one, two);
    }
}

#[test]
fn asyncio_sleeps_on_the_virtual_clock() {
    let text = "import asyncio, time\nasync def nap(n):\n    await asyncio.sleep(n)\n    return n\n\
                async def main():\n    start = time.monotonic()\n    print(await asyncio.gather(nap(3600), nap(60)), time.monotonic() - start >= 3600)\n\
                asyncio.run(main())";
    check_prints(text, "[3600, 60] True\n");
    let text = "import asyncio\nasync def main():\n    try:\n        await asyncio.wait_for(asyncio.Event().wait(), 3600)\n    except TimeoutError:\n        print('timeout')\nasyncio.run(main())";
    check_prints(text, "timeout\n");
}

#[test]
fn handles_are_counted() {
    let text = "import select\nkept = []\nfor _ in range(100_000):\n    kept.append(select.poll())\nprint('done')";
    check_prints(text, "done\n");
}
