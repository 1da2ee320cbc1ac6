//! How Signalbox is reached: routes, wire types, the OpenAPI document, live events, sessions and the embedded UI.
//!
//! A handler translates: wire to domain, use case, domain to wire. It holds no rule and no SQL.

mod arrival;
mod assets;
mod failure;
mod heard;
mod identity;
mod input;
pub mod inside;
mod json;
mod limits;
mod live;
mod once;
mod output;
pub mod routes;
mod server;
mod state;
mod wire;

pub use limits::Rate;
pub use server::{openapi, router};
pub use state::{Settings, Web};
