//! What wit-bindgen makes of the contract's three worlds. Nothing of it is named by authors: the modules beside this one give every
//! type and function a plain name. Shared interfaces are generated once, with the evaluator's world.
#![allow(missing_docs, unreachable_pub, unsafe_code, clippy::all, clippy::pedantic)]

pub mod evaluator {
    wit_bindgen::generate!({
        path: "../../wit/plugin",
        world: "scorer",
        additional_derives: [PartialEq],
        pub_export_macro: true,
        export_macro_name: "export_evaluator",
        generate_all,
    });
}

pub mod question_type {
    wit_bindgen::generate!({
        path: "../../wit/plugin",
        world: "question",
        with: {
            "touchstone:plugin/types@0.1.0": super::evaluator::touchstone::plugin::types,
            "touchstone:plugin/log@0.1.0": super::evaluator::touchstone::plugin::log,
            "touchstone:plugin/code@0.1.0": super::evaluator::touchstone::plugin::code,
        },
        pub_export_macro: true,
        export_macro_name: "export_question_type",
    });
}

pub mod language_runtime {
    wit_bindgen::generate!({
        path: "../../wit/plugin",
        world: "language",
        with: {
            "touchstone:plugin/types@0.1.0": super::evaluator::touchstone::plugin::types,
            "touchstone:plugin/log@0.1.0": super::evaluator::touchstone::plugin::log,
            "touchstone:plugin/console@0.1.0": generate,
        },
        pub_export_macro: true,
        export_macro_name: "export_language_runtime",
    });
}

pub use evaluator::touchstone::plugin::{attachments, code, log, types};
pub use language_runtime::touchstone::plugin::console;
