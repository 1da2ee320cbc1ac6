//! What was acknowledged stays, whatever happens to the process or its disk.

mod drain;
mod full_disk;
mod killed;
