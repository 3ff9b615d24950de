//! What wasmtime makes of the contract's three worlds. Shared interfaces are generated once, with the evaluator's world.
#![allow(missing_docs, unreachable_pub, clippy::pedantic)]

pub(crate) mod evaluator {
    wasmtime::component::bindgen!({
        path: "../../wit/plugin",
        world: "scorer",
        imports: { default: trappable },
    });
}

pub(crate) mod question_type {
    wasmtime::component::bindgen!({
        path: "../../wit/plugin",
        world: "question",
        imports: { default: trappable },
        with: {
            "touchstone:plugin/types": super::evaluator::touchstone::plugin::types,
            "touchstone:plugin/log": super::evaluator::touchstone::plugin::log,
            "touchstone:plugin/code": super::evaluator::touchstone::plugin::code,
        },
    });
}

pub(crate) mod language_runtime {
    wasmtime::component::bindgen!({
        path: "../../wit/plugin",
        world: "language",
        imports: { default: trappable },
        with: {
            "touchstone:plugin/types": super::evaluator::touchstone::plugin::types,
            "touchstone:plugin/log": super::evaluator::touchstone::plugin::log,
        },
    });
}

pub(crate) use evaluator::exports::touchstone::plugin::evaluator as evaluator_types;
pub(crate) use evaluator::touchstone::plugin::{attachments, code, log, types};
pub(crate) use language_runtime::touchstone::plugin::console;
