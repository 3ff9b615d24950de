//! A virtual WASI 0.2 for guests whose tool chain imports it. Nothing leads outside: files and sockets are denied with the interface's
//! own error, the environment is empty, the clock moves by being read and by sleeping, a sleep never waits, random numbers come from
//! the task's seed, stdin is the program's input, and what is written to stdout and stderr is captured.
//!
//! Functions that need an answer have one below. Every other function of `wasi:*@0.2` is answered by its type: a result by an
//! error, an option by none, a list by an empty one, a resource by one that does nothing.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use wasmtime::StoreContextMut;
use wasmtime::component::types::{ComponentFunc, ComponentItem};
use wasmtime::component::{
    Component, ComponentType, Lift, Linker, LinkerInstance, Lower, Resource, ResourceAny, ResourceType, Type, Val,
};

use super::{State, Stop};

/// What reading the clock advances it by, in nanoseconds.
const CLOCK_STEP_NS: u64 = 1_000;
/// The virtual wall clock starts at 2026-01-01T00:00:00Z, in seconds since 1970.
const WALL_START_S: u64 = 1_767_225_600;
/// The most bytes of random numbers in one call.
const RANDOM_BYTES_PER_CALL: u64 = 1 << 20;
/// What a stream takes or gives at once, in bytes.
const STREAM_BYTES: u64 = 64 << 10;
/// The most timers alive at once.
const TIMERS: usize = 4_096;

/// Every resource of WASI; the number behind a handle tells which.
struct Handle;

/// Does nothing: as a pollable it is ready, as a stream it is at its end.
const INERT: u32 = 0;
const STDOUT: u32 = 1;
const STDERR: u32 = 2;
const STDIN: u32 = 3;
const FIRST_TIMER: u32 = 4;

/// The clock, the random numbers and the timers of one instance.
pub(crate) struct VirtualWasi {
    seed: u64,
    now_ns: u64,
    random: Option<ChaCha12Rng>,
    timers: Vec<Option<u64>>,
}

impl VirtualWasi {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, now_ns: 0, random: None, timers: Vec::new() }
    }

    fn read_clock(&mut self) -> u64 {
        self.now_ns = self.now_ns.saturating_add(CLOCK_STEP_NS);
        self.now_ns
    }

    fn sleep_until(&mut self, instant_ns: u64) {
        self.now_ns = self.now_ns.max(instant_ns);
    }

    fn random(&mut self) -> &mut ChaCha12Rng {
        self.random.get_or_insert_with(|| ChaCha12Rng::seed_from_u64(self.seed))
    }

    fn add_timer(&mut self, instant_ns: u64) -> Result<u32, Stop> {
        let free = self.timers.iter().position(Option::is_none);
        let index = free.unwrap_or(self.timers.len());
        if index == TIMERS {
            return Err(Stop::HostCall("more than 4096 timers alive at once"));
        }
        if free.is_none() {
            self.timers.push(None);
        }
        self.timers[index] = Some(instant_ns);
        Ok(FIRST_TIMER + u32::try_from(index).unwrap_or(0))
    }

    fn timer(&mut self, rep: u32) -> Option<&mut Option<u64>> {
        self.timers.get_mut(rep.checked_sub(FIRST_TIMER)? as usize)
    }

    /// When the pollable is ready: now, unless it is a timer.
    fn ready_at(&mut self, rep: u32) -> u64 {
        self.timer(rep).and_then(|timer| *timer).unwrap_or(0)
    }

    fn drop_handle(&mut self, rep: u32) {
        if let Some(timer) = self.timer(rep) {
            *timer = None;
        }
    }
}

#[derive(ComponentType, Lower, Lift)]
#[component(record)]
struct DateTime {
    seconds: u64,
    nanoseconds: u32,
}

#[derive(ComponentType, Lower, Lift)]
#[component(variant)]
#[allow(dead_code, reason = "the variant has to match WASI's, case by case")]
enum StreamError {
    #[component(name = "last-operation-failed")]
    LastOperationFailed(Resource<Handle>),
    #[component(name = "closed")]
    Closed,
}

/// Whether an import is one that this module answers.
pub(crate) fn answers(import: &str) -> bool {
    import.starts_with("wasi:") && import.contains("@0.2.")
}

/// Links every WASI 0.2 interface that `component` imports.
pub(crate) fn add_to_linker(linker: &mut Linker<State>, component: &Component) -> Result<(), wasmtime::Error> {
    let engine = linker.engine().clone();
    let component_type = component.component_type();
    for (interface, import) in component_type.imports(&engine) {
        if !answers(interface) {
            continue;
        }
        let ComponentItem::ComponentInstance(instance) = import.ty else { continue };
        let mut target = linker.instance(interface)?;
        let short = interface.split('@').next().unwrap_or(interface);
        for (name, export) in instance.exports(&engine) {
            match export.ty {
                ComponentItem::Resource(_) => {
                    target.resource(name, ResourceType::host::<Handle>(), |mut store, rep| {
                        store.data_mut().pay(0)?;
                        store.data_mut().wasi.drop_handle(rep);
                        Ok(())
                    })?;
                }
                ComponentItem::ComponentFunc(_) => add_function(&mut target, short, name)?,
                _ => {}
            }
        }
    }
    Ok(())
}

#[allow(clippy::too_many_lines, reason = "a flat table: one entry per function that needs an answer")]
fn add_function(target: &mut LinkerInstance<'_, State>, interface: &str, name: &str) -> Result<(), wasmtime::Error> {
    type Store<'a> = StoreContextMut<'a, State>;
    match (interface, name) {
        ("wasi:clocks/monotonic-clock", "now") => target.func_wrap(name, |mut store: Store<'_>, ()| {
            store.data_mut().pay(0)?;
            Ok((store.data_mut().wasi.read_clock(),))
        }),
        ("wasi:clocks/monotonic-clock", "resolution") => target.func_wrap(name, |mut store: Store<'_>, ()| {
            store.data_mut().pay(0)?;
            Ok((CLOCK_STEP_NS,))
        }),
        ("wasi:clocks/monotonic-clock", "subscribe-instant") => {
            target.func_wrap(name, |mut store: Store<'_>, (instant_ns,): (u64,)| {
                store.data_mut().pay(0)?;
                let rep = store.data_mut().wasi.add_timer(instant_ns)?;
                Ok((Resource::<Handle>::new_own(rep),))
            })
        }
        ("wasi:clocks/monotonic-clock", "subscribe-duration") => {
            target.func_wrap(name, |mut store: Store<'_>, (duration_ns,): (u64,)| {
                store.data_mut().pay(0)?;
                let wasi = &mut store.data_mut().wasi;
                let rep = wasi.add_timer(wasi.now_ns.saturating_add(duration_ns))?;
                Ok((Resource::<Handle>::new_own(rep),))
            })
        }
        ("wasi:clocks/wall-clock", "now") => target.func_wrap(name, |mut store: Store<'_>, ()| {
            store.data_mut().pay(0)?;
            let now_ns = store.data_mut().wasi.read_clock();
            let nanoseconds = u32::try_from(now_ns % 1_000_000_000).unwrap_or(0);
            Ok((DateTime { seconds: WALL_START_S + now_ns / 1_000_000_000, nanoseconds },))
        }),
        ("wasi:clocks/wall-clock", "resolution") => target.func_wrap(name, |mut store: Store<'_>, ()| {
            store.data_mut().pay(0)?;
            Ok((DateTime { seconds: 0, nanoseconds: 1_000 },))
        }),
        ("wasi:io/poll", "[method]pollable.ready") => {
            target.func_wrap(name, |mut store: Store<'_>, (pollable,): (Resource<Handle>,)| {
                store.data_mut().pay(0)?;
                let wasi = &mut store.data_mut().wasi;
                let ready_at = wasi.ready_at(pollable.rep());
                Ok((ready_at <= wasi.read_clock(),))
            })
        }
        ("wasi:io/poll", "[method]pollable.block") => {
            target.func_wrap(name, |mut store: Store<'_>, (pollable,): (Resource<Handle>,)| {
                store.data_mut().pay(0)?;
                let wasi = &mut store.data_mut().wasi;
                let ready_at = wasi.ready_at(pollable.rep());
                wasi.sleep_until(ready_at);
                Ok(())
            })
        }
        ("wasi:io/poll", "poll") => {
            target.func_wrap(name, |mut store: Store<'_>, (list,): (Vec<Resource<Handle>>,)| {
                store.data_mut().pay(size_of::<Resource<Handle>>() * list.len())?;
                let wasi = &mut store.data_mut().wasi;
                let ready_at: Vec<u64> = list.iter().map(|pollable| wasi.ready_at(pollable.rep())).collect();
                let Some(first) = ready_at.iter().min() else {
                    return Err(Stop::HostCall("poll of an empty list").into());
                };
                wasi.sleep_until(*first);
                let ready = (0u32..).zip(&ready_at).filter(|(_, at)| **at <= wasi.now_ns).map(|(index, _)| index);
                Ok((ready.collect::<Vec<u32>>(),))
            })
        }
        ("wasi:random/random", "get-random-bytes") | ("wasi:random/insecure", "get-insecure-random-bytes") => target
            .func_wrap(name, |mut store: Store<'_>, (length,): (u64,)| {
                if length > RANDOM_BYTES_PER_CALL {
                    return Err(Stop::HostCall("more than 1 MiB of random numbers in one call").into());
                }
                let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
                store.data_mut().pay(bytes.len())?;
                store.data_mut().wasi.random().fill_bytes(&mut bytes);
                Ok((bytes,))
            }),
        ("wasi:random/random", "get-random-u64") | ("wasi:random/insecure", "get-insecure-random-u64") => target
            .func_wrap(name, |mut store: Store<'_>, ()| {
                store.data_mut().pay(0)?;
                Ok((store.data_mut().wasi.random().next_u64(),))
            }),
        ("wasi:random/insecure-seed", "insecure-seed") => target.func_wrap(name, |mut store: Store<'_>, ()| {
            store.data_mut().pay(0)?;
            let random = store.data_mut().wasi.random();
            Ok(((random.next_u64(), random.next_u64()),))
        }),
        ("wasi:cli/stdin", "get-stdin") => target.func_wrap(name, |store: Store<'_>, ()| standard_stream(store, STDIN)),
        ("wasi:cli/stdout", "get-stdout") => {
            target.func_wrap(name, |store: Store<'_>, ()| standard_stream(store, STDOUT))
        }
        ("wasi:cli/stderr", "get-stderr") => {
            target.func_wrap(name, |store: Store<'_>, ()| standard_stream(store, STDERR))
        }
        ("wasi:cli/exit", "exit") => target.func_wrap(name, |_: Store<'_>, (status,): (Result<(), ()>,)| {
            Err::<(), _>(Stop::Exit(u8::from(status.is_err())).into())
        }),
        ("wasi:cli/exit", "exit-with-code") => {
            target.func_wrap(name, |_: Store<'_>, (code,): (u8,)| Err::<(), _>(Stop::Exit(code).into()))
        }
        ("wasi:io/streams", "[method]input-stream.read" | "[method]input-stream.blocking-read") => {
            target.func_wrap(name, |mut store: Store<'_>, (stream, length): (Resource<Handle>, u64)| {
                let state = store.data_mut();
                let length = usize::try_from(length.min(STREAM_BYTES)).unwrap_or(0).min(state.stdin.len());
                state.pay(length)?;
                if stream.rep() != STDIN || state.stdin.is_empty() {
                    return Ok((Err(StreamError::Closed),));
                }
                Ok((Ok::<Vec<u8>, StreamError>(state.stdin.drain(..length).collect()),))
            })
        }
        ("wasi:io/streams", "[method]output-stream.check-write") => {
            target.func_wrap(name, |mut store: Store<'_>, (_,): (Resource<Handle>,)| {
                store.data_mut().pay(0)?;
                Ok((Ok::<u64, StreamError>(STREAM_BYTES),))
            })
        }
        ("wasi:io/streams", "[method]output-stream.write" | "[method]output-stream.blocking-write-and-flush") => target
            .func_wrap(name, |mut store: Store<'_>, (stream, bytes): (Resource<Handle>, Vec<u8>)| {
                store.data_mut().captured(stream.rep() == STDERR, &bytes)?;
                Ok((Ok::<(), StreamError>(()),))
            }),
        ("wasi:io/streams", "[method]output-stream.flush" | "[method]output-stream.blocking-flush") => target
            .func_wrap(name, |mut store: Store<'_>, (_,): (Resource<Handle>,)| {
                store.data_mut().pay(0)?;
                Ok((Ok::<(), StreamError>(()),))
            }),
        _ => target.func_new(name, |mut store: Store<'_>, function, arguments, results| {
            store.data_mut().pay(0)?;
            drop_resources(&mut store, arguments)?;
            deny(store, &function, results)
        }),
    }
}

/// One more handle to one of the three standard streams.
fn standard_stream(mut store: StoreContextMut<'_, State>, rep: u32) -> Result<(Resource<Handle>,), wasmtime::Error> {
    store.data_mut().pay(0)?;
    Ok((Resource::new_own(rep),))
}

/// Drops every resource that came in as an argument: an owned one is ours, and a borrowed one has to be given back before the
/// call returns.
fn drop_resources(store: &mut StoreContextMut<'_, State>, values: &[Val]) -> Result<(), wasmtime::Error> {
    for value in values {
        match value {
            Val::Resource(resource) => resource.resource_drop(&mut *store)?,
            Val::List(values) | Val::Tuple(values) => drop_resources(store, values)?,
            Val::Record(fields) => {
                for (_, value) in fields {
                    drop_resources(store, std::slice::from_ref(value))?;
                }
            }
            Val::Variant(_, Some(value))
            | Val::Option(Some(value))
            | Val::Result(Ok(Some(value)) | Err(Some(value))) => {
                drop_resources(store, std::slice::from_ref(value))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Answers a function by the type of its results.
fn deny(
    mut store: StoreContextMut<'_, State>,
    function: &ComponentFunc,
    results: &mut [Val],
) -> Result<(), wasmtime::Error> {
    for (result, ty) in results.iter_mut().zip(function.results()) {
        *result = denial(&mut store, &ty)?;
    }
    Ok(())
}

fn denial(store: &mut StoreContextMut<'_, State>, ty: &Type) -> Result<Val, wasmtime::Error> {
    Ok(match ty {
        Type::Bool => Val::Bool(false),
        Type::U8 => Val::U8(0),
        Type::U16 => Val::U16(0),
        Type::U32 => Val::U32(0),
        Type::U64 => Val::U64(0),
        Type::S8 => Val::S8(0),
        Type::S16 => Val::S16(0),
        Type::S32 => Val::S32(0),
        Type::S64 => Val::S64(0),
        Type::String => Val::String(String::new()),
        Type::List(_) => Val::List(Vec::new()),
        Type::Option(_) => Val::Option(None),
        Type::Flags(_) => Val::Flags(Vec::new()),
        Type::Result(result) => {
            let error = result.err().map(|error| denial(store, &error)).transpose()?;
            Val::Result(Err(error.map(Box::new)))
        }
        Type::Enum(names) => Val::Enum(refusing(names.names())),
        Type::Variant(variant) => {
            let name = refusing(variant.cases().filter(|case| case.ty.is_none()).map(|case| case.name));
            if name.is_empty() {
                return Err(Stop::HostCall("a WASI function that is not offered here").into());
            }
            Val::Variant(name, None)
        }
        Type::Tuple(tuple) => Val::Tuple(tuple.types().map(|ty| denial(store, &ty)).collect::<Result<_, _>>()?),
        Type::Record(record) => Val::Record(
            record
                .fields()
                .map(|field| Ok((field.name.to_owned(), denial(store, &field.ty)?)))
                .collect::<Result<_, wasmtime::Error>>()?,
        ),
        Type::Own(_) => {
            let inert = Resource::<Handle>::new_own(INERT);
            Val::Resource(ResourceAny::try_from_resource(inert, store)?)
        }
        _ => return Err(Stop::HostCall("a WASI function that is not offered here").into()),
    })
}

/// Of an error's names the one that says "denied" best; the first where none does, empty where there is none.
fn refusing<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    ["closed", "access", "access-denied", "not-permitted", "not-supported", "unsupported"]
        .into_iter()
        .find(|wanted| names.contains(wanted))
        .or(names.first().copied())
        .unwrap_or_default()
        .to_owned()
}
