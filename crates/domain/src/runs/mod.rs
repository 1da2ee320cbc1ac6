//! Runs: an approved deployment plan being rehearsed or carried out. Who has done what is kept task by task; what can be
//! done next follows from that and from the plan.

pub mod call;
pub mod issue;
pub mod review;
pub mod run;
pub mod scene;
pub mod step;
pub mod task;

#[cfg(test)]
mod tests;

pub use call::Answer;
pub use issue::Issue;
pub use run::{Kind, Run, Status, Turn};
pub use scene::{Scene, Standing, Wait};
pub use step::{Act, Said, Stepped};
pub use task::{Called, RunTask, State, Vote};
