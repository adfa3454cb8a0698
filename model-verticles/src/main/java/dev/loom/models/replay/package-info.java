/// Models that answer from a transcript: the same answers, in the same pieces, without a network.
///
/// [dev.loom.models.replay.ReplayProvider] is the door. It never makes an answer up: what was not
/// recorded is refused by name.
package dev.loom.models.replay;
