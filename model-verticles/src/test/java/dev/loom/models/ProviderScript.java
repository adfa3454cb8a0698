package dev.loom.models;

/// Scripts that are written once and played on every wire.
interface ProviderScript {
  /// Where this test plays.
  ProviderHarness harness();
}
