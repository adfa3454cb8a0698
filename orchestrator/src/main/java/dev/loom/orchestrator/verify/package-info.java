/// Verification of results, independent of the model that produced them.
///
/// Entry point: [dev.loom.orchestrator.verify.Verifier]. Tier 1 runs static checks, tier 2 asks
/// another model with the evidence, tier 3 asks several. Every tier sees the current content of the
/// files.
package dev.loom.orchestrator.verify;
