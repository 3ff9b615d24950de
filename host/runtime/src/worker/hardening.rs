//! Takes from this process what a worker never needs: files, sockets, processes and threads. What a plugin breaks out into has its memory,
//! the descriptors that the server gave it, and nothing else.
//!
//! A call that is not on the list fails with `EPERM` instead of ending the process, so that whoever makes it gets an error to report.

use std::collections::BTreeMap;
use std::io;

use rustix::process::{Resource, Rlimit, getpid, getrlimit, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    apply_filter_all_threads,
};

/// Descriptors that are open at once: those of the server's artifacts while they are mapped, and images of memories.
pub const OPEN_DESCRIPTORS: u64 = 4096;

/// What running WebAssembly and talking to the server take.
const ALLOWED: &[libc::c_long] = &[
    // The stream, and descriptors that came through it.
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_pread64,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_close,
    libc::SYS_recvfrom,
    libc::SYS_recvmsg,
    libc::SYS_sendto,
    libc::SYS_sendmsg,
    // Memory. A file of `memfd_create` has no name: it holds the first pages of a plugin's memory.
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_memfd_create,
    // The two threads that are there.
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_membarrier,
    libc::SYS_rseq,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // Clocks: the epoch, deadlines.
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_restart_syscall,
    // Traps come as signals.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    // Seeds of hash maps.
    libc::SYS_getrandom,
];

/// `_IOWR('f', 16, struct pm_scan_arg)`: which pages a call has touched.
const PAGEMAP_SCAN: u64 = 0xc060_6610;

/// Lowers the limits of this process and filters its system calls, for all its threads and for good. Returns why there is no filter, where
/// the kernel has none; the limits hold then, too.
///
/// # Errors
///
/// When the limits cannot be lowered.
pub fn harden() -> io::Result<Option<String>> {
    for (resource, most) in [
        // A dump would hold answers.
        (Resource::Core, 0),
        (Resource::Nproc, 0),
        (Resource::Nofile, OPEN_DESCRIPTORS),
    ] {
        let most = getrlimit(resource).maximum.map_or(most, |maximum| maximum.min(most));
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(filter().err().map(|error| error.to_string()))
}

fn filter() -> Result<(), Box<dyn std::error::Error>> {
    let is = |argument, value| SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value);
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    let own = u64::try_from(getpid().as_raw_nonzero().get())?;
    rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![is(0, own)?])?]);
    rules.insert(libc::SYS_ioctl, vec![SeccompRule::new(vec![is(1, PAGEMAP_SCAN)?])?]);
    let commands = [libc::F_GETFD, libc::F_DUPFD_CLOEXEC, libc::F_ADD_SEALS];
    let commands =
        commands.into_iter().map(|command| SeccompRule::new(vec![is(1, u64::try_from(command).unwrap_or_default())?]));
    rules.insert(libc::SYS_fcntl, commands.collect::<Result<_, _>>()?);
    let denied = SeccompAction::Errno(libc::EPERM.cast_unsigned());
    let program: BpfProgram =
        SeccompFilter::new(rules, denied, SeccompAction::Allow, std::env::consts::ARCH.try_into()?)?.try_into()?;
    Ok(apply_filter_all_threads(&program)?)
}
