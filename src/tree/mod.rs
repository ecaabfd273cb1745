//! Values that know where they come from.
//!
//! One tree type serves every input and the Pod. Subtrees are shared, so that laying layers over
//! each other copies only what changes. Nothing here knows YAML, Kubernetes or Flyte.

pub mod compare;
mod map;
pub mod names;
mod node;
mod order;
mod origin;
mod path;
mod rule;
mod text;

pub use map::{Entry, Map};
pub use node::{Node, Value};
pub use order::{in_natural_order, natural_order};
pub use origin::{Alias, Builtin, Definition, Derived, Flag, History, Layer, Made, Origin, SdkMade, Verdict};
pub use path::{FieldPath, Segment};
pub use rule::Rule;
pub use text::Text;
