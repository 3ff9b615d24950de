//! The sandbox: builds plugins, loads them, and runs each evaluation in a fresh instance.
