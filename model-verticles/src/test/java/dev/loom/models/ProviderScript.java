package dev.loom.models;

/// A group of scripts that run against every protocol.
interface ProviderScript {
  /// Returns the harness of the current test.
  ProviderHarness harness();
}
