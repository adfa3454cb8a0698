/// Models that replay a transcript: the same responses in the same deltas, without a network.
///
/// Entry point: [dev.loom.models.replay.ReplayProvider]. Requests that were not recorded fail with
/// a message that names the step.
package dev.loom.models.replay;
