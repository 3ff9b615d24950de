//! What happens to every request, whatever its route.

pub(crate) mod guard;
pub(crate) mod log;
pub(crate) mod panics;
pub(crate) mod request_id;
pub(crate) mod unread;
