//! JSON of plugins and candidates as a text within a frame. It was parsed once and so can be parsed again; as a part of the frame it
//! would count toward the frame's own depth, and a deeply nested answer would end the stream.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::Serializer;
use serde_json::Value;

pub(super) fn serialize<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}
