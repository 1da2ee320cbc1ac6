//! What clears what is in the way: an act for programs and people.

use crate::id::{
    BookingId, ChangeRequestId, EnvironmentId, MilestoneId, ReleaseId, StageId, StopId, SystemId, WindowId,
};
use serde::Serialize;

/// The act that clears one thing in the way. All of them together let it go; without any one of them it does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Remedy {
    /// Take the environment out again.
    RestoreEnvironment {
        /// Which.
        environment: EnvironmentId,
    },
    /// Take the system out again.
    RestoreSystem {
        /// Which.
        system: SystemId,
    },
    /// Take the release out again.
    RestoreRelease {
        /// Which.
        release: ReleaseId,
    },
    /// Begin the release, or name one that is being worked on.
    ActivateRelease {
        /// Which.
        release: ReleaseId,
    },
    /// Register the version.
    RegisterVersion {
        /// Of which system.
        system: SystemId,
        /// Its number.
        version: String,
    },
    /// Put the version into the manifest of the release.
    ListVersion {
        /// Which release.
        release: ReleaseId,
        /// Of which system.
        system: SystemId,
        /// Its number.
        version: String,
    },
    /// Let the version run in more environments of a stage, for so long, and have it verified there.
    PassStage {
        /// Which stage.
        stage: StageId,
        /// Which system.
        system: SystemId,
        /// Which version.
        version: String,
        /// In how many more environments.
        environments: u32,
        /// For how many minutes.
        soak_minutes: u32,
        /// Whether it has to be verified there.
        verified: bool,
    },
    /// Pass or waive the gate.
    PassGate {
        /// Of which release.
        release: ReleaseId,
        /// Which gate.
        gate: MilestoneId,
    },
    /// Bring what is needed to the environment.
    Deploy {
        /// Which system.
        system: SystemId,
        /// This version or a later one; any when absent.
        version: Option<String>,
        /// Where to.
        environment: EnvironmentId,
    },
    /// Lift the stop.
    LiftStop {
        /// Which.
        stop: StopId,
    },
    /// Grant an override of the window.
    OverrideWindow {
        /// Which.
        window: WindowId,
    },
    /// Cancel the booking, or have it moved.
    CancelBooking {
        /// Which.
        booking: BookingId,
    },
    /// End the outage, or have it moved.
    EndOutage {
        /// The change request that brings it.
        request: ChangeRequestId,
    },
    /// Do what the policy asks for.
    MeetPolicy {
        /// The id of the policy.
        policy: String,
    },
}
