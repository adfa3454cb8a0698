/// Judges a subtask's result independently of who did it.
///
/// [dev.loom.orchestrator.verify.Verifier] is the door. Tier 1 needs no model; tier 2 asks another
/// one that sees the evidence; tier 3 asks several. No tier sees less than the files as they are.
package dev.loom.orchestrator.verify;
